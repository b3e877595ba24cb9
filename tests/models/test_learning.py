"""What to label next, and a random share whose answered beginning alone makes figures."""

from datetime import timedelta

import pytest

from models.learning import Chosen, Fallen, Outcome
from models.records import Decision
from models.store import Store
from models.store.learning import RANDOM_EVERY, a_week_before
from models.store.link import several
from models.store.trainings import LEASE, TrainingError
from tests.factories import NOW, judge, keep, mention, user, verdict


def traffic(store: Store, many: int, *flags: str) -> list[int]:
    """So many judged live comments; returns their numbers."""
    numbers = keep(store, *(mention(number, f"коментар {number}") for number in range(2, many + 2)))
    judge(store, {number: verdict(*flags) for number in numbers})
    return numbers


def decide(store: Store, number: int, *flags: str) -> None:
    """Somebody says what a mention is."""
    person = store.users.by_login("olena") or user(store)
    store.decisions.record(Decision(number, flags, person.id, NOW))


def drawn(store: Store) -> list[int]:
    """The mentions of the random share in the order of the lot."""
    return [row["mention_id"] for row in store.link.rows("select mention_id from draws order by id")]


def test_what_is_decided_edited_out_or_left_out_is_no_candidate(store: Store) -> None:
    one, two, three = traffic(store, 3)
    decide(store, one)
    store.learning.skip(two, user(store, "ivan").id, NOW)
    assert [each.mention_id for each in store.learning.candidates(NOW, 10)] == [three]
    assert store.learning.candidates(NOW + timedelta(days=1), 10) == []
    assert store.learning.decided(5) == ["коментар 2"]


def test_choosing_anew_replaces_what_waited_in_vain(store: Store) -> None:
    one, two, three = traffic(store, 3)
    store.learning.choose([Chosen(one, 0), Chosen(two, 4)], NOW)
    decide(store, one)
    store.learning.choose([Chosen(three, 0), Chosen(two, 5)], NOW)
    following = store.learning.next("test")
    assert following is not None
    assert (following.mention_id, following.random) == (three, False)
    assert (store.learning.waiting("test"), store.learning.fresh(NOW)) == (2, 2)


def test_the_lot_takes_live_mentions_of_the_week_and_no_more_than_asked(store: Store) -> None:
    traffic(store, 6)
    (old,) = keep(store, mention(90, published_at=NOW - timedelta(days=8)))
    (history,) = keep(store, mention(91), backfilled=True)
    judge(store, {old: verdict(), history: verdict()})
    since = a_week_before(NOW, NOW - timedelta(days=90))
    assert [store.learning.draw("test", since, 4, NOW) for _ in range(2)] == [4, 0]
    assert store.learning.draw("test", since, 20, NOW) == 2
    assert {old, history}.isdisjoint(drawn(store))


def test_nothing_is_drawn_that_an_artefact_may_have_learned_from(store: Store) -> None:
    traffic(store, 2)
    made_at = NOW + timedelta(seconds=1)
    assert store.learning.draw("test", a_week_before(NOW, made_at), 20, NOW) == 0


def test_the_lot_is_fair(store: Store) -> None:
    numbers, hits = traffic(store, 8), dict.fromkeys(range(1, 9), 0)
    for _ in range(400):
        store.learning.draw("test", NOW - timedelta(days=7), 2, NOW)
        for number in drawn(store):
            hits[numbers.index(number) + 1] += 1
        store.link.run("delete from draws")
    assert sum(hits.values()) == 800
    assert min(hits.values()) > 50  # of 100 on average; nine deviations below
    assert max(hits.values()) < 150


def test_figures_end_where_the_first_one_waits(store: Store) -> None:
    traffic(store, 4, "complaint")
    store.learning.draw("test", NOW - timedelta(days=7), 4, NOW)
    first, second, third, last = drawn(store)
    decide(store, third, "praise")  # in the queue, because it was so plainly wrong
    assert store.learning.share("test").answered == ()
    decide(store, first, "complaint")
    decide(store, last, "complaint")
    share = store.learning.share("test")
    assert [(each.said, each.decided) for each in share.answered] == [(("complaint",), ("complaint",))]
    decide(store, second)
    assert len(store.learning.share("test").answered) == 4


def test_what_nobody_can_tell_is_counted_apart(store: Store) -> None:
    traffic(store, 2)
    store.learning.draw("test", NOW - timedelta(days=7), 2, NOW)
    first, second = drawn(store)
    store.learning.skip(first, user(store, "ivan").id, NOW)
    decide(store, second)
    share = store.learning.share("test")
    assert (len(share.answered), share.passed, share.waiting) == (1, 1, 0)
    assert store.learning.ask_again(first)
    assert len(store.learning.share("test").answered) == 0


def test_a_verdict_is_measured_as_it_was_when_it_was_drawn(store: Store) -> None:
    (number,) = traffic(store, 1, "question")
    store.learning.draw("test", NOW - timedelta(days=7), 1, NOW)
    judge(store, {number: verdict("praise", artefact="newer")})
    decide(store, number, "praise")
    assert store.learning.share("test").answered[0].said == ("question",)
    assert store.learning.share("newer").answered == ()


def test_one_of_the_lot_comes_after_each_few_of_the_others(store: Store) -> None:
    numbers = traffic(store, 12)
    store.learning.choose([Chosen(number, 0) for number in numbers[:8]], NOW)
    store.learning.draw("test", NOW - timedelta(days=7), 20, NOW)
    store.link.run(several("delete from draws where mention_id in (:each)", 8), numbers[:8])
    order = []
    while following := store.learning.next("test"):
        order.append(following.random)
        decide(store, following.mention_id)
    assert order[: 2 * (RANDOM_EVERY + 1)] == [True, False, False, False] * 2
    assert len(order) == 12


def test_one_training_is_under_way_at_a_time(store: Store) -> None:
    person = user(store).id
    store.trainings.ask(person, NOW)
    with pytest.raises(TrainingError, match="under way"):
        store.trainings.ask(person, NOW)
    number = store.trainings.claim(NOW)
    assert number is not None
    assert store.trainings.claim(NOW) is None
    store.trainings.succeed(number, "march", Outcome(5, 0.7, 0.71, (Fallen("ru", 0.7, 0.6),)), NOW)
    (done,) = store.trainings.latest()
    assert (done.artefact, done.percent, done.asked_by) == ("march", 100, "Olena")
    assert done.outcome == Outcome(5, 0.7, 0.71, (Fallen("ru", 0.7, 0.6),))
    store.trainings.ask(person, NOW)


def test_a_training_whose_holder_died_is_taken_up_once_more_and_then_given_up(store: Store) -> None:
    store.trainings.ask(user(store).id, NOW)
    later = [NOW + each * (LEASE + timedelta(seconds=1)) for each in range(3)]
    assert [store.trainings.claim(at) for at in later] == [1, 1, None]
    (given_up,) = store.trainings.latest()
    assert given_up.error is not None
    assert "cut off twice" in given_up.error


def test_a_training_that_tells_how_far_it_is_keeps_its_claim(store: Store) -> None:
    store.trainings.ask(user(store).id, NOW)
    assert store.trainings.claim(NOW) == 1
    store.trainings.progress(1, 30, NOW + LEASE)
    assert store.trainings.claim(NOW + LEASE + timedelta(seconds=1)) is None
    assert store.trainings.latest()[0].percent == 30
