"""Sources in trouble: what needs a person, what fell silent, what came back."""

from datetime import datetime, timedelta

import pytest

from models.records import Kept
from models.store import Store
from tests.web.alerts.stage import DAY, HOUR, LEAD, MINUTE, NOW, SOURCE, settings, turn
from web.alerts.facts import Trouble, unpacked
from web.alerts.watch import Memory, watch


def look(store: Store, at: datetime, memory: Memory | None = None, every: str = "2m") -> list[str]:
    return [event.kind for event in watch(store, settings(source={"every": every}), at, memory)]


def fail(store: Store, at: datetime, permanent: bool = False, error: str = "no usable answer") -> None:
    store.sources.begin(SOURCE, at, MINUTE)
    store.sources.fail(SOURCE, Kept(), f"{SOURCE}: {error}", permanent, None, at)


def test_a_fault_that_needs_a_person_is_told_at_once_and_once(store: Store) -> None:
    turn(store, NOW)
    fail(store, NOW + MINUTE, permanent=True, error="the token is refused")
    assert look(store, NOW + MINUTE) == ["source_failed"]
    assert look(store, NOW + HOUR) == []
    (alert,) = store.alerts.waiting()
    facts = unpacked(alert.kind, alert.payload)
    assert isinstance(facts, Trouble)
    assert facts.error == f"{SOURCE}: the token is refused"
    assert alert.recipient == LEAD


@pytest.mark.parametrize(
    ("every", "minutes", "told"),
    [
        ("2m", 14, False),  # three intervals are six minutes, but nobody is woken for those
        ("2m", 16, True),
        ("10m", 29, False),
        ("10m", 31, True),
        ("1d", 60 * 70, False),
        ("1d", 60 * 73, True),
    ],
)
def test_silence_is_three_intervals_and_at_least_a_quarter_of_an_hour(
    store: Store, every: str, minutes: int, told: bool
) -> None:
    turn(store, NOW)
    assert look(store, NOW + minutes * MINUTE, every=every) == (["source_silent"] if told else [])


def test_a_silence_is_told_once_and_its_end_too(store: Store) -> None:
    turn(store, NOW)
    assert [look(store, NOW + hour * HOUR) for hour in (1, 2, 9)] == [["source_silent"], [], []]
    turn(store, NOW + 10 * HOUR)
    assert [look(store, NOW + 10 * HOUR + step * MINUTE) for step in (0, 1)] == [["source_back"], []]


def test_a_fault_that_was_mended_is_told_too(store: Store) -> None:
    turn(store, NOW)
    fail(store, NOW + MINUTE, permanent=True)
    look(store, NOW + MINUTE)
    turn(store, NOW + HOUR)
    assert look(store, NOW + HOUR) == ["source_back"]
    keys = [alert.key for alert in store.alerts.waiting()]
    assert keys[1] == keys[0].replace("source_failed", "source_back")


def test_the_same_fault_after_a_good_turn_is_a_new_one(store: Store) -> None:
    for hour in (0, 2):
        turn(store, NOW + hour * HOUR)
        fail(store, NOW + hour * HOUR + MINUTE, permanent=True)
        assert "source_failed" in look(store, NOW + hour * HOUR + MINUTE)


def test_a_source_that_comes_and_goes_is_not_told_of_every_time(store: Store) -> None:
    told = []
    for hour in range(24):
        turn(store, NOW + hour * HOUR)
        told += look(store, NOW + hour * HOUR)
        told += look(store, NOW + hour * HOUR + 30 * MINUTE)
    assert told.count("source_silent") == 4


def test_time_when_this_process_did_not_run_is_no_silence(store: Store) -> None:
    turn(store, NOW - DAY)
    memory = Memory(since=NOW)
    assert look(store, NOW + MINUTE, memory) == []
    assert look(store, NOW + 20 * MINUTE, memory) == ["source_silent"]


def test_a_first_turn_may_take_as_long_as_it_takes(store: Store) -> None:
    store.sources.begin(SOURCE, NOW, timedelta(hours=9))
    assert look(store, NOW + 5 * HOUR) == []


def test_a_source_that_never_answered_is_told_after_three_failures(store: Store) -> None:
    fail(store, NOW)
    fail(store, NOW + MINUTE)
    assert look(store, NOW + 2 * MINUTE) == []
    fail(store, NOW + 2 * MINUTE)
    assert look(store, NOW + 3 * MINUTE) == ["source_silent"]
    assert look(store, NOW + DAY) == []
