"""How often a platform is asked."""

from itertools import count

import pytest

from listener.pace import Breaker, Bucket


class Watch:
    """A clock that stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_requests_queue_at_the_given_rate(watch: Watch) -> None:
    bucket = Bucket(per_second=2, clock=watch)

    assert [bucket.take() for _ in range(4)] == [0, 0.5, 1.0, 1.5]


def test_a_quiet_time_is_not_saved_up_beyond_the_burst(watch: Watch) -> None:
    bucket = Bucket(per_second=1, burst=3, clock=watch)
    watch.now += 3600

    assert [bucket.take() for _ in range(5)] == [0, 0, 0, 1.0, 2.0]


def test_a_pause_that_was_asked_for_holds_for_everybody(watch: Watch) -> None:
    bucket = Bucket(per_second=10, clock=watch)
    bucket.close_for(30)
    bucket.close_for(5)  # a shorter one does not end it

    assert bucket.closed_for() == 30
    assert bucket.take() == 30
    watch.now += 31
    assert bucket.closed_for() == bucket.take() == 0


def test_the_slower_of_two_paces_holds(watch: Watch) -> None:
    bucket = Bucket(per_second=10, clock=watch)
    bucket.slow_down(1)
    bucket.slow_down(5)
    bucket.take()

    assert bucket.take() == 1.0


def test_a_breaker_opens_after_failures_in_a_row_only(watch: Watch) -> None:
    breaker = Breaker(limit=3, clock=watch)
    for number in count(1):
        breaker.failed()
        if number == 2:
            breaker.worked()
        if breaker.open_for():
            break
    assert number == 5


def test_a_rested_breaker_lets_one_try_through_and_closes_when_it_works(watch: Watch) -> None:
    breaker = Breaker(limit=1, rest=60, clock=watch)
    breaker.failed()
    assert breaker.open_for() == 60
    watch.now += 60
    assert breaker.open_for() == 0
    breaker.failed()
    assert breaker.open_for() == 60
    watch.now += 60
    breaker.worked()
    assert breaker.open_for() == 0
