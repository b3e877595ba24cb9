"""A muted case rests, keeps gathering, and comes back when it gets worse."""

from datetime import timedelta

import pytest

from models.records import Status, User
from models.store import Store
from models.store.cases import CaseError
from models.store.mutes import back_at
from models.store.queue import Filters
from tests.factories import NOW, mention, user
from tests.models.test_clusters import case_of, tell

THEN = NOW + timedelta(minutes=40)
WEEK = NOW + timedelta(days=7)


@pytest.fixture
def olena(store: Store) -> User:
    return user(store)


def muted(store: Store, who: User, people: int) -> int:
    """A story that so many have told within the last hour, muted now."""
    numbers = tell(store, *(mention(number, published_at=THEN) for number in range(1, people + 1)))
    case = case_of(store, numbers[0])
    store.mutes.mute(case.id, who.id, case.version, THEN, WEEK, "знаємо, лагодимо")
    return case.id


def louder(store: Store, many: int, minutes: int = 50, first: int = 100) -> None:
    at = THEN + timedelta(minutes=minutes)
    tell(store, *(mention(first + number, published_at=at) for number in range(many)))


def status(store: Store, case: int) -> Status:
    found = store.cases.get(case)
    assert found is not None
    return found.status


@pytest.mark.parametrize(("before", "worse"), [(0, 3), (1, 3), (2, 4), (17, 34)])
def test_it_gets_worse_when_twice_as_many_tell_it_and_three_at_least(before: int, worse: int) -> None:
    assert back_at(before) == worse


@pytest.mark.parametrize(("more", "back"), [(5, False), (6, True)])
def test_a_muted_story_comes_back_when_it_is_twice_as_loud(
    store: Store, olena: User, more: int, back: bool
) -> None:
    case = muted(store, olena, 3)
    assert store.queue.count(Filters()) == 0
    louder(store, more)
    assert store.cases.wake(THEN + timedelta(hours=1)) == int(back)
    assert status(store, case) is (Status.NEW if back else Status.SNOOZED)
    assert store.queue.by_status(Filters()) == ({"new": 1} if back else {"muted": 1})


def test_one_who_writes_much_is_one(store: Store, olena: User) -> None:
    case = muted(store, olena, 3)
    at = THEN + timedelta(minutes=30)
    tell(store, *(mention(number, published_at=at, author_id="loud") for number in range(100, 120)))
    assert store.cases.wake(THEN + timedelta(hours=1)) == 0
    assert status(store, case) is Status.SNOOZED


def test_many_over_a_day_are_not_many_in_an_hour(store: Store, olena: User) -> None:
    case = muted(store, olena, 3)
    for hour in range(5):
        louder(store, 3, minutes=60 * hour + 50, first=100 + 10 * hour)
        store.cases.wake(THEN + timedelta(hours=hour + 1))
    assert status(store, case) is Status.SNOOZED


def test_a_risk_among_them_brings_it_back(store: Store, olena: User) -> None:
    case = muted(store, olena, 3)
    (number,) = tell(store, mention(100, published_at=THEN + timedelta(minutes=5)))
    store.cases.relabel_mention(number, olena.id, THEN, ("risk",))
    store.cases.wake(THEN + timedelta(minutes=10))
    assert status(store, case) is Status.NEW
    assert store.cases.actions(case)[0].details["why"] == "risk"


def test_it_comes_back_at_its_expiry_in_any_case(store: Store, olena: User) -> None:
    case = muted(store, olena, 1)
    assert store.cases.wake(WEEK - timedelta(seconds=1)) == 0
    assert store.cases.wake(WEEK) == 1
    assert status(store, case) is Status.NEW
    found = store.cases.get(case)
    assert found is not None
    assert found.muted_at is None


def test_muting_is_undone_and_so_is_coming_back(store: Store, olena: User) -> None:
    case = muted(store, olena, 3)
    mute = store.cases.actions(case)[0]
    assert mute.details["text"] == "знаємо, лагодимо"
    store.cases.undo(mute.id, olena.id, THEN)
    assert store.queue.by_status(Filters()) == {"new": 1}
    again = store.cases.get(case)
    assert again is not None
    store.mutes.mute(case, olena.id, again.version, THEN, WEEK, "ще раз")
    louder(store, 6)
    store.cases.wake(THEN + timedelta(hours=1))
    store.cases.undo(store.cases.actions(case)[0].id, olena.id, THEN)
    assert store.queue.by_status(Filters()) == {"muted": 1}


def test_a_mute_needs_a_reason_and_an_end(store: Store, olena: User) -> None:
    (number,) = tell(store, mention(1))
    case = case_of(store, number).id
    for until, reason in ((WEEK, " "), (THEN, "досить")):
        with pytest.raises(CaseError):
            store.mutes.mute(case, olena.id, 1, THEN, until, reason)
    assert status(store, case) is Status.NEW


def test_taking_a_muted_case_ends_the_mute(store: Store, olena: User) -> None:
    case = muted(store, olena, 2)
    found = store.cases.get(case)
    assert found is not None
    store.cases.take(case, olena.id, found.version, THEN)
    assert store.queue.by_status(Filters()) == {"taken": 1}
    louder(store, 9)
    assert store.cases.wake(THEN + timedelta(hours=1)) == 0
