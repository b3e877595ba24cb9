"""What is usual: learned from little, not fooled by gaps, clocks and past incidents."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.alerts.counts import DAYTIME, KYIV, MONDAY, by_chance, hours_from, usual
from web.alerts.baseline import HOUR
from web.alerts.spikes import expected, learn
from web.alerts.uneven import LEAST_DISPERSION, days_differ

DAY = st.lists(st.integers(0, 9), min_size=24, max_size=24)
WEEK = st.lists(DAY, min_size=7, max_size=7).map(lambda days: [count for day in days for count in day])


def test_the_rate_is_distinct_authors_an_hour() -> None:
    assert usual([2] * 24 * 56).rate == pytest.approx(2, rel=0.01)


def test_hours_and_weekdays_are_factors_around_one() -> None:
    learned = usual(by_chance(1.0, 56))
    assert np.mean(learned.hod) == pytest.approx(1)
    assert np.mean(learned.dow) == pytest.approx(1)


def test_a_brand_that_sleeps_at_night_is_known_to() -> None:
    learned = usual(list(DAYTIME) * 56)
    assert expected(learned, datetime(2026, 8, 3, 3, tzinfo=KYIV), KYIV) < 0.1
    assert expected(learned, datetime(2026, 8, 3, 12, tzinfo=KYIV), KYIV) == pytest.approx(1, abs=0.15)


def test_quiet_sundays_are_known() -> None:
    learned = usual(([3] * 24 * 6 + [1] * 24) * 8)
    assert learned.dow[6] < 0.6 < 1 < learned.dow[0]


def test_missing_hours_are_not_zeros() -> None:
    watched = by_chance(1.0, 56)
    gaps = [None if place % 3 == 0 else count for place, count in enumerate(watched)]
    assert usual(gaps).rate == pytest.approx(usual(watched).rate, rel=0.1)
    assert usual(gaps).days_of_history == pytest.approx(56 * 2 / 3)


def test_a_history_of_zeros_is_nearly_nobody_and_never_nothing() -> None:
    learned = usual([0] * 24 * 56)
    assert 0 < learned.rate < 0.001
    assert learned.authors == 0


@pytest.mark.parametrize("counts", [[], [None] * 48], ids=["no hours", "only missing hours"])
def test_no_history_is_a_baseline_of_no_days(counts: list[int | None]) -> None:
    learned = learn(hours_from(MONDAY, len(counts)), counts, KYIV, MONDAY + timedelta(days=2))
    assert learned.days_of_history == 0
    assert learned.rate > 0


@pytest.mark.parametrize(("shape", "least", "most"), [(4, 0.15, 0.4), (0, 0.0, 0.1)], ids=["K=4", "Poisson"])
def test_dispersion_is_how_unlike_the_days_are(shape: float, least: float, most: float) -> None:
    rng = np.random.default_rng(3)
    levels = rng.gamma(shape, 1 / shape, 56) if shape else np.ones(56)
    assert least <= usual(rng.poisson(np.repeat(levels, 24)).tolist()).dispersion <= most


def test_busy_days_in_a_row_are_seen_to_come_in_a_row() -> None:
    by_turns = usual(([2] * 24 * 4 + [6] * 24 * 4) * 7)
    alternating = usual(([2] * 24 + [6] * 24) * 28)
    assert alternating.carry == 0 < by_turns.carry


@given(WEEK, st.integers(3, 8), st.integers(2, 4))
@settings(max_examples=12, deadline=None)
def test_weeks_that_repeat_themselves_are_no_growth(week: list[int], weeks: int, times: int) -> None:
    learned = usual(week * weeks)
    assert learned.growth == pytest.approx(0, abs=0.002)
    assert learned.rate == pytest.approx(np.mean(week), rel=0.05, abs=0.01)
    assert usual([times * count for count in week] * weeks).rate > learned.rate or not any(week)


def test_a_brand_that_grows_is_expected_to_be_where_it_is_now() -> None:
    grown = usual(np.random.default_rng(3).poisson(np.geomspace(1, 2, 24 * 56)).tolist())
    assert grown.rate == pytest.approx(2, rel=0.12)
    assert grown.growth > 0.005
    assert grown.dispersion < 0.05


@given(st.floats(-0.9, 20), st.floats(0.05, 500), st.integers(1, 56))
@settings(max_examples=60, deadline=None)
def test_the_dispersion_is_a_number_within_its_bounds(between: float, usual: float, days: int) -> None:
    mean, left = days_differ(between, usual, days)
    assert LEAST_DISPERSION <= mean <= 4
    assert 0 <= left < np.inf


@given(st.floats(0, 2), st.floats(0, 2), st.floats(0.5, 100), st.integers(14, 56))
@settings(max_examples=60, deadline=None)
def test_days_that_differ_more_have_the_larger_dispersion(
    one: float, more: float, usual: float, days: int
) -> None:
    assert days_differ(one, usual, days)[0] <= days_differ(one + more, usual, days)[0] + 1e-9


def test_only_the_last_eight_weeks_teach() -> None:
    counts = [9] * 24 * 14 + [1] * 24 * 56
    assert usual(counts).rate == pytest.approx(1, rel=0.01)


def test_the_hours_from_until_on_teach_nothing() -> None:
    hours = hours_from(MONDAY, 24 * 56)
    learned = learn(hours, [1] * 24 * 28 + [9] * 24 * 28, KYIV, hours[24 * 28])
    assert learned.rate == pytest.approx(1, rel=0.01)


def test_a_past_outbreak_hardly_changes_what_is_usual() -> None:
    calm = by_chance(0.3, 56)
    ill = list(calm)
    ill[24 * 30 + 10 : 24 * 30 + 14] = [30, 40, 30, 20]
    assert usual(ill).rate < 1.05 * usual(calm).rate
    assert usual(ill).dispersion < 0.15


def test_hours_of_a_known_incident_are_left_out() -> None:
    hours = hours_from(MONDAY, 24 * 28)
    counts = [1] * 24 * 28
    counts[100:140] = [3] * 40
    learned = learn(hours, counts, KYIV, hours[-1] + HOUR, [(hours[100], hours[140])])
    assert learned.rate == pytest.approx(1, rel=0.01)
    assert learned.days_of_history == pytest.approx(28 - 40 / 24)


@pytest.mark.parametrize("month", [3, 10], ids=["into summer time", "out of summer time"])
def test_the_brand_keeps_its_hours_when_the_clocks_change(month: int) -> None:
    hours = hours_from(datetime(2026, month, 1, tzinfo=KYIV).astimezone(UTC), 24 * 56)
    learned = learn(hours, [DAYTIME[hour.astimezone(KYIV).hour] for hour in hours], KYIV, hours[-1] + HOUR)
    assert learned.hod[4] < 0.2 < 1 < learned.hod[8]
