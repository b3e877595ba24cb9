"""The budget of needless alerts: what chance does, and that it is kept."""

import numpy as np
import pytest

from tests.web.alerts.counts import MONDAY, by_chance, hours_from, usual
from web.alerts.replay import replay
from web.alerts.series import Series
from web.alerts.spikes import threshold

QUIET = usual(by_chance(0.3, 56))


def test_a_larger_budget_is_a_lower_threshold() -> None:
    rarities = [threshold(QUIET, budget).scan.at for budget in (1, 2, 4)]
    assert rarities == sorted(rarities, reverse=True)
    assert threshold(QUIET, 0.1).rarity > threshold(QUIET, 1).rarity


def test_the_threshold_is_passed_by_chance_as_often_as_the_budget_says() -> None:
    limit = threshold(QUIET, 2)
    assert limit.chance_per_month(limit.rarity) == 2
    assert limit.chance_per_month(limit.rarity + 1) == pytest.approx(0.2)


def test_the_same_baseline_has_the_same_threshold() -> None:
    first = threshold(QUIET, 1)
    threshold.cache_clear()
    assert threshold(QUIET, 1) == first


def test_a_brand_nobody_writes_to_has_a_threshold() -> None:
    limit = threshold(usual([0] * 24 * 56), 1)
    assert np.isfinite(limit.rarity)


@pytest.mark.parametrize("budget", [0, -1])
def test_no_budget_is_refused(budget: float) -> None:
    with pytest.raises(ValueError, match="more than 0"):
        threshold(QUIET, budget)


def quiet_months(a_day: float, shape: float, brands: int) -> list[Series]:
    """Histories of eight weeks and a month each, in which nothing happens."""
    rng = np.random.default_rng(11)
    levels = rng.gamma(shape, 1 / shape, (brands, 84)) if shape else np.ones((brands, 84))
    daytime = np.repeat([0.2, 1.4], [8, 16]) / 24
    hours = hours_from(MONDAY, 84 * 24)
    rows = rng.poisson(a_day * np.kron(levels, daytime / daytime.sum()))
    return [Series("quiet", hours, row.astype(np.float64)) for row in rows]


@pytest.mark.parametrize(("a_day", "shape"), [(1, 4), (7, 4), (48, 4)])
def test_quiet_brands_alert_about_as_often_as_the_budget_says(a_day: float, shape: float) -> None:
    months = quiet_months(a_day, shape, brands=15)
    alerts = [len(replay(month, month.hours[56 * 24], 1.0)) for month in months]
    assert 0.3 < np.mean(alerts) < 1.6
