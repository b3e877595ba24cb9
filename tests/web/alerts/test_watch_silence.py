"""Silence against expectation: sources answer, nobody writes, and that cannot be chance."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.records import Kept
from models.store import Store
from tests.factories import mention, verdict
from tests.web.alerts.stage import DAY, HOUR, MINUTE, NOW, SOURCE, kept, numbers, settings, turn
from web.alerts.baseline import Baseline, Doubt
from web.alerts.facts import Silence, unpacked
from web.alerts.silence import silence_chance
from web.alerts.watch import watch

SURE = Doubt(0.0, 0.0, (0.0,) * 24, 0.0)
WEEK = Baseline(1.0, 0.0, (1.0,) * 7, (1.0,) * 24, 0.2, 0.03, 0.2, SURE, 1000.0, 56.0)


def a_past(store: Store, days: int, an_hour: int, until: datetime = NOW) -> None:
    """Comments at every hour from eight to twenty, for some days until a moment."""
    hours = [until.replace(minute=5) - hour * HOUR for hour in range(1, days * 24)]
    times = [hour + step * MINUTE for hour in hours if 6 <= hour.hour < 18 for step in range(an_hour)]
    kept(
        store,
        [mention(next(numbers), "Слова", published_at=at) for at in times],
        until - HOUR,
        verdict(),
        True,
    )
    store.sources.begin(SOURCE, until - HOUR, MINUTE)
    store.sources.succeed(SOURCE, Kept(), until - HOUR)


def look(store: Store, at: datetime, answers: bool = True) -> list[str]:
    if answers:
        turn(store, at)
    return [each.kind for each in watch(store, settings(), at) if each.kind.startswith("brand")]


def test_a_busy_brand_that_falls_silent_is_told_of_once(store: Store) -> None:
    a_past(store, 21, 4)
    assert look(store, NOW + 3 * HOUR) == []
    assert look(store, NOW + 30 * HOUR) == ["brand_silent"]
    assert look(store, NOW + 31 * HOUR) == []
    (alert,) = store.alerts.waiting()
    facts = unpacked(alert.kind, alert.payload)
    assert isinstance(facts, Silence)
    assert facts.since == NOW.replace(minute=8) - HOUR
    assert 30 < facts.missing < 90
    assert facts.chance_per_month < 0.05


def test_when_somebody_writes_again_that_is_told_too(store: Store) -> None:
    a_past(store, 21, 4)
    look(store, NOW + 30 * HOUR)
    at = NOW + 32 * HOUR
    kept(store, [mention(next(numbers), "Нарешті", published_at=at)], at, verdict())
    assert [look(store, at + step * MINUTE) for step in (1, 2)] == [["brand_heard"], []]


def test_a_quiet_brand_may_be_quiet(store: Store) -> None:
    times = [NOW - day * DAY for day in range(1, 22)]
    kept(
        store, [mention(next(numbers), "Слова", published_at=at) for at in times], NOW - HOUR, verdict(), True
    )
    turn(store, NOW - HOUR)
    assert look(store, NOW + 2 * DAY) == []


def test_a_night_is_not_a_silence(store: Store) -> None:
    evening = NOW.replace(hour=19, minute=0)
    a_past(store, 21, 2, evening)
    assert look(store, evening + 9 * HOUR) == []


def test_without_two_weeks_nobody_knows_what_is_usual(store: Store) -> None:
    a_past(store, 10, 4)
    assert look(store, NOW + 3 * DAY) == []


@pytest.mark.parametrize("permanent", [False, True])
def test_a_source_that_does_not_answer_is_told_of_by_itself(store: Store, permanent: bool) -> None:
    a_past(store, 21, 4)
    at = NOW + 30 * HOUR
    if permanent:
        turn(store, at - MINUTE)
        store.sources.fail(SOURCE, Kept(), f"{SOURCE}: the token is refused", True, None, at)
    assert look(store, at, answers=False) == []


@given(st.floats(0.0, 500.0), st.floats(0.0, 500.0), st.floats(0.0, 1.0))
def test_the_longer_a_silence_the_less_likely(first: float, second: float, dispersion: float) -> None:
    known = replace(WEEK, dispersion=dispersion)
    shorter, longer = sorted((first, second))
    assert 0.0 <= silence_chance(known, longer) <= silence_chance(known, shorter) <= 1.0


def test_a_steady_brand_is_believed_sooner_than_a_moody_one() -> None:
    def chance(dispersion: float) -> float:
        return silence_chance(replace(WEEK, dispersion=dispersion), 10.0)

    assert chance(0.0) == pytest.approx(4.54e-5, rel=0.1)  # Poisson: exp(-10)
    assert chance(0.0) < chance(0.2) < chance(0.5)


def test_a_look_back_of_six_hours_is_the_least(store: Store) -> None:
    a_past(store, 21, 30, NOW.replace(hour=12))
    assert look(store, NOW.replace(hour=12) + timedelta(hours=4)) == []
