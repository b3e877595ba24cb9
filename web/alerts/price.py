"""What a budget of needless alerts buys: how large a burst of this brand is caught, found by simulation."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from web.alerts.arrays import Floats
from web.alerts.baseline import Baseline, expected_hours
from web.alerts.score import scores, spread
from web.alerts.spikes import FLOOR
from web.alerts.threshold import SEED, quiet_weeks, threshold

HOURS = 3  # of the burst that the price is told in
WITHIN = 24  # hours from its first one
DAY = 4  # of the simulated week: what came before is known by then
BEGINS = (8, 22)  # local hours, both included
HALF, MOST = 0.5, 0.9
LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class Price:
    """People in three hours whose burst is caught within a day, at one budget."""

    needless_per_month: float
    half: int  # in about half of the cases
    most: int  # in nine of ten


@lru_cache(maxsize=256)
def price(baseline: Baseline, needless_per_month: float) -> Price:
    """Return what a budget buys this brand; the same baseline and budget always have the same price."""
    half = _least(baseline, needless_per_month, HALF, FLOOR)
    return Price(needless_per_month, half, _least(baseline, needless_per_month, MOST, half))


def _least(baseline: Baseline, needless_per_month: float, share: float, size: int) -> int:
    """Return the smallest burst, not under `size`, of which that share is caught; to a twentieth."""
    if caught(baseline, needless_per_month, size) >= share:
        return size
    missed, found = size, 2 * size
    while found < LARGEST and caught(baseline, needless_per_month, found) < share:
        missed, found = found, 2 * found
    while found - missed > max(1, found // 20):
        middle = (missed + found) // 2
        if caught(baseline, needless_per_month, middle) < share:
            missed = middle
        else:
            found = middle
    return found


@lru_cache(maxsize=2048)
def caught(baseline: Baseline, needless_per_month: float, size: int) -> float:
    """Return the share of bursts of so many people in three hours that are told within a day."""
    limit = threshold(baseline, needless_per_month)
    counts, when = quiet_weeks(baseline)
    means = expected_hours(baseline, when)
    rng = np.random.default_rng(SEED)
    starts = DAY * 24 + rng.integers(*BEGINS, len(counts), endpoint=True)
    for row, start in enumerate(starts.tolist()):
        counts[row, start : start + HOURS] += rng.multinomial(size, _spread_over(means, start))
    seen = scores(counts, means[None], when.day, FLOOR, spread(baseline))
    best = np.maximum(*limit.rarities(seen)) > limit.rarity
    told = [best[row, start : start + WITHIN].any() for row, start in enumerate(starts.tolist())]
    return float(np.mean(told))


def _spread_over(means: Floats, start: int) -> Floats:
    usual = means[start : start + HOURS]
    share: Floats = usual / usual.sum()
    return share
