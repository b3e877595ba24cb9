"""An unusual hour is found, an ordinary one is not, and what follows for the incident."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.alerts.counts import DAYTIME, KYIV, MONDAY, after, by_chance, finding, hours_from, usual
from web.alerts.mood import mood
from web.alerts.spikes import Baseline, Finding, Incident, authors_by_hour, examine, step

QUIET = usual(by_chance(0.3, 56))
NOBODY = usual([0] * 24 * 56)
RECENT = by_chance(0.3, 4, seed=9)
NOON = 24 * 3 + 12  # of the last day in RECENT


def look(counts: Sequence[int | None], baseline: Baseline = QUIET, **more: Any) -> Finding | None:
    return examine(baseline, hours_from(MONDAY, len(counts)), counts, KYIV, 1.0, **more)


def until_noon(*last: int | None) -> list[int | None]:
    return [*RECENT[: NOON - len(last)], *last]


@pytest.mark.parametrize(
    ("last", "found"),
    [
        pytest.param((2, 3, 4), True, id="nine in three hours"),
        pytest.param((8,), True, id="eight in one hour"),
        pytest.param((2,) * 10, True, id="two an hour for ten hours"),
        pytest.param((1, 0, 1), False, id="two in three hours"),
        pytest.param((2,), False, id="two at once"),
        pytest.param((8, 0), False, id="an hour without anybody"),
        pytest.param((8, None), False, id="an hour that nobody watched"),
    ],
)
def test_a_brand_of_seven_a_day(last: tuple[int | None, ...], found: bool) -> None:
    assert bool(look(until_noon(*last))) is found


def test_a_finding_says_what_was_seen_and_what_is_usual() -> None:
    found = look(until_noon(0, 0, 0, 3, 4, 5))
    assert found
    assert (found.window_hours, found.observed, found.learning) == (3, 12, False)
    assert 0.5 < found.expected < 1.5
    assert found.p_value < 1e-4
    assert found.chance_per_month < 0.1


def test_what_is_rarer_by_chance_is_said_to_be() -> None:
    seven, twelve = look(until_noon(7)), look(until_noon(12))
    assert seven
    assert twelve
    assert twelve.chance_per_month < seven.chance_per_month < 1


@given(st.lists(st.integers(0, 6), min_size=73, max_size=73), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_more_authors_now_are_never_more_ordinary(counts: list[int], more: int) -> None:
    before, now = look(list(counts)), look([*counts[:-1], counts[-1] + more])
    assert before is None or (now is not None and now.chance_per_month <= before.chance_per_month)


def test_three_authors_are_a_spike_where_nobody_ever_wrote() -> None:
    assert look([0] * 40 + [3], NOBODY)
    assert look([0] * 40 + [2], NOBODY) is None


def test_two_authors_can_be_a_spike_of_risks() -> None:
    assert look([0] * 40 + [2], NOBODY, floor=2)


def test_missing_hours_hide_no_spike_and_make_none() -> None:
    assert look(until_noon(*[None] * 8, 4, 4))
    assert look(until_noon(*[None] * 8, 1, 1)) is None


def test_a_busy_day_is_not_a_spike_and_a_burst_within_it_is() -> None:
    days = [[1] * 24, [3] * 24, [2] * 24, [5] * 24]
    uneven = usual([count for _ in range(14) for day in days for count in day])
    busy = [*days[2], *days[2], *days[2], *[5] * 14]
    assert look(busy, uneven) is None
    assert look([*busy[:-1], 18], uneven)


def test_an_hour_under_way_counts_for_the_part_that_has_gone() -> None:
    whole, quarter = look(until_noon(7)), look(until_noon(7), share_gone=0.25)
    assert whole
    assert quarter
    assert quarter.expected < whole.expected


def test_the_first_fortnight_has_a_fixed_rule_and_says_so() -> None:
    young = usual(by_chance(0.05, 6))
    found = look([0] * 40 + [1, 1, 1], young)
    assert found
    assert (found.learning, found.method, found.window_hours) == (True, "fixed", 3)
    assert look([0] * 40 + [1, 0, 1], young) is None


def test_the_fixed_rule_leaves_a_busy_newcomer_alone() -> None:
    assert look([4] * 48, usual([4] * 24 * 6)) is None


def test_the_same_series_gives_the_same_finding() -> None:
    counts = until_noon(3, 4, 5)
    assert look(counts) == look(list(counts))


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, tzinfo=KYIV), datetime(2026, 10, 25, tzinfo=KYIV)])
def test_the_night_the_clocks_change_is_a_night_like_others(day: datetime) -> None:
    sleeper = usual(list(DAYTIME) * 56)
    hours = hours_from((day - timedelta(days=3)).astimezone(UTC), 24 * 5)
    counts: list[int | None] = [DAYTIME[hour.astimezone(KYIV).hour] for hour in hours]
    assert not any(examine(sleeper, hours[:n], counts[:n], KYIV, 1.0) for n in range(72, len(hours) + 1))


def test_everything_grew() -> None:
    assert mood([1] * 50 + [5], [10] * 50 + [50], 1) == "volume"


def test_people_got_angrier() -> None:
    assert mood([1] * 50 + [9], [10] * 50 + [12], 1) == "mood"


@pytest.mark.parametrize(
    ("angry", "everyone"), [([5], [5]), ([1] * 9, [10] * 9), ([None] * 9 + [3], [4] * 10)]
)
def test_nothing_is_said_of_the_mood_when_nothing_is_known(
    angry: list[int | None], everyone: list[int | None]
) -> None:
    assert mood(angry, everyone, 1) is None


def test_a_finding_says_whether_people_got_angrier() -> None:
    counts = until_noon(0, 0, 8)
    found = look(counts, totals=[*[6] * (len(counts) - 1), 9])
    assert found
    assert found.mood == "mood"


def test_one_loud_author_makes_no_spike() -> None:
    hours = hours_from(MONDAY, 60)
    loud: list[tuple[str | None, datetime]] = [
        ("anna", hours[50] + timedelta(minutes=minute)) for minute in range(0, 500, 5)
    ]
    counts = authors_by_hour(loud, hours)
    assert sum(count or 0 for count in counts) == 1
    assert not any(look(counts[: n + 1], NOBODY) for n in range(len(counts)))


def test_an_author_counts_again_the_next_day() -> None:
    hours = hours_from(MONDAY, 48)
    assert authors_by_hour([("anna", hours[1]), ("anna", hours[30]), ("ivan", hours[30])], hours)[30] == 2


def test_hours_nobody_watched_are_missing() -> None:
    hours = hours_from(MONDAY, 3)
    assert authors_by_hour([("anna", hours[2])], hours, missing=[hours[1]]) == [0, None, 1]


OPEN = Incident(after(0), told_at=after(0), told_observed=6, seen_at=after(0))


@pytest.mark.parametrize(
    ("incident", "hours", "observed", "action"),
    [
        pytest.param(None, 0, 6, "open", id="something"),
        pytest.param(None, 0, None, "nothing", id="nothing"),
        pytest.param(OPEN, 1, 11, "nothing", id="a little more is muted"),
        pytest.param(OPEN, 1, 12, "grow", id="twice as many"),
        pytest.param(OPEN, 6, 8, "grow", id="six hours on and a third more"),
        pytest.param(OPEN, 6, 6, "nothing", id="six hours on and no more"),
        pytest.param(OPEN, 5, None, "nothing", id="five quiet hours"),
        pytest.param(OPEN, 6, None, "over", id="six quiet hours"),
    ],
)
def test_an_incident_opens_grows_and_is_over(
    incident: Incident | None, hours: float, observed: int | None, action: str
) -> None:
    found = None if observed is None else finding(after(hours), observed)
    assert step(incident, found, after(hours)).action == action


def test_what_was_told_is_remembered() -> None:
    opened = step(None, finding(after(0), 6), after(0)).incident
    grown = step(opened, finding(after(2), 13), after(2)).incident
    assert grown
    assert (grown.opened_at, grown.told_at, grown.told_observed) == (after(0), after(2), 13)


def test_what_flares_up_within_a_day_is_the_same_incident() -> None:
    over = step(OPEN, None, after(6)).incident
    assert step(over, finding(after(20)), after(20)).action == "grow"
    assert step(over, finding(after(24)), after(24)).action == "open"


def test_an_incident_is_over_once() -> None:
    over = step(OPEN, None, after(6)).incident
    assert over
    assert step(over, None, after(7)).action == "nothing"
