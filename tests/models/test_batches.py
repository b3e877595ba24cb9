"""Many cases at once, and all the way back."""

from datetime import timedelta

import pytest

from models.records import Status, User
from models.store import Store
from models.store.cases import CaseError
from tests.factories import NOW, judge, keep, mention, user, verdict

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def olena(store: Store) -> User:
    return user(store)


@pytest.fixture
def cases(store: Store) -> list[int]:
    """Three new complaints."""
    keys = keep(store, *(mention(number) for number in (1, 2, 3)))
    judge(store, {key: verdict("complaint") for key in keys})
    found = [store.cases.of_mention(key) for key in keys]
    return [case.id for case in found if case is not None]


def close(store: Store, who: User, chosen: dict[int, int]) -> int:
    def do(case: int, version: int) -> int:
        return store.cases.close(case, who.id, version, NOW, "spam")

    return store.batches.carry_out("close", chosen, do, who.id, NOW).id


def statuses(store: Store, cases: list[int]) -> list[Status]:
    return [found.status for each in cases if (found := store.cases.get(each)) is not None]


def test_all_are_closed_and_all_come_back(store: Store, olena: User, cases: list[int]) -> None:
    batch = close(store, olena, dict.fromkeys(cases, 1))
    assert statuses(store, cases) == [Status.CLOSED] * 3
    outcome = store.batches.undo(batch, olena.id, LATER)
    assert set(outcome.done) == set(cases)
    assert statuses(store, cases) == [Status.NEW] * 3


def test_what_a_colleague_changed_meanwhile_is_left(store: Store, olena: User, cases: list[int]) -> None:
    store.cases.take(cases[1], olena.id, 1, NOW)
    outcome = store.batches.carry_out(
        "close",
        dict.fromkeys([*cases, 999], 1),
        lambda case, version: store.cases.close(case, olena.id, version, NOW, "spam"),
        olena.id,
        NOW,
    )
    assert outcome.done == (cases[0], cases[2])
    assert outcome.left == (cases[1], 999)
    assert statuses(store, cases) == [Status.CLOSED, Status.TAKEN, Status.CLOSED]


def test_a_case_that_somebody_built_on_stays_when_the_rest_is_undone(
    store: Store, olena: User, cases: list[int]
) -> None:
    batch = close(store, olena, dict.fromkeys(cases, 1))
    store.cases.take(cases[0], olena.id, 2, LATER)
    outcome = store.batches.undo(batch, olena.id, LATER)
    assert outcome.left == (cases[0],)
    assert statuses(store, cases) == [Status.TAKEN, Status.NEW, Status.NEW]


def test_a_batch_is_undone_once(store: Store, olena: User, cases: list[int]) -> None:
    batch = close(store, olena, dict.fromkeys(cases, 1))
    store.batches.undo(batch, olena.id, LATER)
    with pytest.raises(CaseError):
        store.batches.undo(batch, olena.id, LATER)
    with pytest.raises(CaseError):
        store.batches.undo(batch + 1, olena.id, LATER)


def test_labels_set_together_go_together(store: Store, olena: User, cases: list[int]) -> None:
    outcome = store.batches.carry_out(
        "relabel",
        dict.fromkeys(cases, 1),
        lambda case, version: store.cases.relabel(case, olena.id, version, NOW, ("question",)),
        olena.id,
        NOW,
    )
    assert [store.decisions.of(each) is not None for each in cases] == [True] * 3
    store.batches.undo(outcome.id, olena.id, LATER)
    assert [store.decisions.of(each) for each in cases] == [None] * 3


def test_an_unforeseen_fault_leaves_nothing_half_done(store: Store, olena: User, cases: list[int]) -> None:
    def do(case: int, version: int) -> int:
        if case == cases[2]:
            raise LookupError
        return store.cases.close(case, olena.id, version, NOW, "spam")

    with pytest.raises(LookupError):
        store.batches.carry_out("close", dict.fromkeys(cases, 1), do, olena.id, NOW)
    assert statuses(store, cases) == [Status.NEW] * 3
