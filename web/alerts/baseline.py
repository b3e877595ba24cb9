"""What is usual for a brand: rate x day of week x hour of day, and how far its days stray from that.

The form is that of public-health surveillance: a multiplicative season, over-dispersion, and past outbreaks down-weighted
(Farrington et al. 1996; Noufaily et al. 2013). Every part is shrunk towards something ordinary, so that two weeks of one
comment a day are enough to start from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom, norm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HISTORY = timedelta(weeks=8)
HOUR = timedelta(hours=1)

# People sleep: the night starts at half the day's rate until the brand's own hours say otherwise.
ORDINARY_HOURS = np.array([0.6] + [0.4] * 6 + [0.7, 0.9] + [1.2] * 13 + [1.1, 0.9])
ORDINARY_HOURS *= 24 / ORDINARY_HOURS.sum()
HOUR_PSEUDO_COUNT = 3.0  # authors that each hour of the day is given in its ordinary share
WEEKDAY_VARIANCE = 0.04  # weekdays differ by about a fifth before anything was seen
ORDINARY_DISPERSION, DISPERSION_SD = 0.2, 0.15
ORDINARY_CLUMPING, CLUMPING_SD = 0.03, 0.05
CARRY_SD = 0.2
ROUNDS = 3  # of fitting season and spread in turn; a fourth changes nothing that shows
UNUSUAL_HOUR, UNUSUAL_DAY = 1e-5, 1e-3  # rarer than these, an hour or a day counts for less


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual, as learned from at most eight weeks of one series."""

    rate: float  # distinct authors an hour, mean of a week
    dow: tuple[float, ...]  # 7 factors, Monday first, mean 1
    hod: tuple[float, ...]  # 24 factors, midnight first, mean 1
    dispersion: float  # relative variance of a whole day's level; 0 is Poisson, 0.25 is "half as much or half as much again"
    clumping: float  # relative variance of one hour within its day
    carry: float  # correlation of a day's level with the day before, 0 to 1
    authors: float  # how many were counted
    days_of_history: float  # days with a count, missing hours left out


@dataclass(frozen=True, slots=True)
class Calendar:
    """Local weekday, hour of day and day number of each hour of a series."""

    weekday: Ints
    hour: Ints
    day: Ints


def calendar(hours: Sequence[datetime], zone: ZoneInfo) -> Calendar:
    """Return where each hour lies in the brand's own week; DST nights have 23 or 25 hours."""
    local = [hour.astimezone(zone) for hour in hours]
    day = np.array([moment.toordinal() for moment in local], dtype=np.int64)
    return Calendar((day + 6) % 7, np.array([moment.hour for moment in local], dtype=np.int64), day)


def as_counts(counts: Sequence[int | None]) -> Floats:
    """Return counts as floats; a missing hour is NaN, which is not zero."""
    return np.array([np.nan if count is None else count for count in counts], dtype=np.float64)


def learn(
    hours: Sequence[datetime],
    counts: Sequence[int | None],
    zone: ZoneInfo,
    until: datetime,
    incidents: Sequence[tuple[datetime, datetime]] = (),
) -> Baseline:
    """Return what is usual in the eight weeks before `until`.

    `hours` are aware starts of hours, `counts` distinct authors in each (None: nobody looked). Hours inside one of
    `incidents` (from, to) are left out, and hours and days too rare to be usual count for less.
    """
    kept = [
        (hour, count)
        for hour, count in zip(hours, counts, strict=True)
        if until - HISTORY <= hour <= until - HOUR
        and not any(start <= hour < end for start, end in incidents)
    ]
    return fit(as_counts([count for _, count in kept]), calendar([hour for hour, _ in kept], zone))


def expected(baseline: Baseline, hour: datetime, zone: ZoneInfo) -> float:
    """Return how many distinct authors are usual in the hour that starts at `hour`."""
    local = hour.astimezone(zone)
    return baseline.rate * baseline.dow[local.weekday()] * baseline.hod[local.hour]


def expected_hours(baseline: Baseline, when: Calendar) -> Floats:
    """Return how many distinct authors are usual in each hour of a calendar."""
    means: Floats = baseline.rate * np.array(baseline.dow)[when.weekday] * np.array(baseline.hod)[when.hour]
    return means


def fit(counts: Floats, when: Calendar) -> Baseline:
    """Return the baseline of one series of hourly counts (NaN: missing)."""
    seen = ~np.isnan(counts)
    first = _fit(np.where(seen, counts, 0.0), seen.astype(np.float64), when)
    return _fit(np.where(seen, counts, 0.0), seen * _ordinary(counts, when, first), when)


def _fit(counts: Floats, weight: Floats, when: Calendar) -> Baseline:
    dow, hod = np.ones(7), ORDINARY_HOURS
    dispersion, clumping, carry = ORDINARY_DISPERSION, ORDINARY_CLUMPING, 0.0
    authors = float((weight * counts).sum())
    days = weight.sum() / 24
    rate = 0.0
    for _ in range(ROUNDS):
        shape = weight * dow[when.weekday] * hod[when.hour]
        rate = (authors + 0.5) / max(float(shape.sum()), 24.0)
        dow = _weekdays(counts, weight, rate * hod[when.hour], when, dispersion)
        hod = _hours(counts, weight, rate * dow[when.weekday], when)
        means = rate * dow[when.weekday] * hod[when.hour]
        dispersion, clumping, carry = _spread(counts, weight, means, when)
    return Baseline(
        rate, tuple(dow.tolist()), tuple(hod.tolist()), dispersion, clumping, carry, authors, float(days)
    )


def _weekdays(counts: Floats, weight: Floats, means: Floats, when: Calendar, dispersion: float) -> Floats:
    got = np.bincount(when.weekday, weight * counts, 7)
    usual = np.bincount(when.weekday, weight * means, 7) + 1e-9
    days = np.bincount(when.weekday, weight, 7) / 24 + 1e-9
    trust = WEEKDAY_VARIANCE / (WEEKDAY_VARIANCE + 1 / usual + dispersion / days)
    dow: Floats = 1 + trust * (got / usual - 1)
    return dow / dow.mean()


def _hours(counts: Floats, weight: Floats, means: Floats, when: Calendar) -> Floats:
    got = _smooth(np.bincount(when.hour, weight * counts, 24))
    usual = _smooth(np.bincount(when.hour, weight * means, 24))
    hod: Floats = (got + HOUR_PSEUDO_COUNT * ORDINARY_HOURS) / (usual + HOUR_PSEUDO_COUNT)
    return hod / hod.mean()


def _smooth(ring: Floats) -> Floats:
    return 0.5 * ring + 0.25 * (np.roll(ring, 1) + np.roll(ring, -1))


def _spread(counts: Floats, weight: Floats, means: Floats, when: Calendar) -> tuple[float, float, float]:
    """Return dispersion, clumping and carry from pairs of authors in one hour, one day and two days running."""
    days, day = np.unique(when.day, return_inverse=True)
    if not len(days):
        return ORDINARY_DISPERSION, ORDINARY_CLUMPING, 0.0
    full = np.bincount(day)
    trust = np.bincount(day, weight) / full  # one weight a day keeps pairs unbiased
    got, usual = np.bincount(day, counts * (weight > 0)), np.bincount(day, means * (weight > 0))
    hour_pairs = np.bincount(day, counts * (counts - 1) * (weight > 0))
    hour_squares = np.bincount(day, means**2 * (weight > 0))
    squares = trust @ (usual**2 - hour_squares) + 1e-9
    between = trust @ (got * (got - 1) - hour_pairs) / squares
    level = usual.sum() / len(days) + 1e-9
    fitted = 4 / max(
        trust.sum(), 4.0
    )  # the season was fitted to the same days, which hides some of their spread
    noise = (ORDINARY_DISPERSION + 1 / level) ** 2 * 2 / max(trust.sum(), 1.0)
    dispersion = _shrink(
        between - 1 + fitted * (ORDINARY_DISPERSION + 1 / level), noise, ORDINARY_DISPERSION, DISPERSION_SD
    )
    within = trust @ hour_squares + 1e-9
    clumping = _shrink(
        (trust @ hour_pairs / within) / (1 + dispersion) - 1, 2 / within, ORDINARY_CLUMPING, CLUMPING_SD
    )
    return max(dispersion, 0.005), max(clumping, 0.0), _carry(days, trust, got, usual, max(dispersion, 0.005))


def _carry(days: Ints, trust: Floats, got: Floats, usual: Floats, dispersion: float) -> float:
    # Pairs within one Monday-to-Sunday week only: the order of the weeks carries no meaning.
    pair = (np.diff(days) == 1) & ((days[1:] + 6) % 7 != 0)
    both = np.sqrt(trust[1:] * trust[:-1]) * pair
    products = both @ (usual[1:] * usual[:-1]) + 1e-9
    together = both @ ((got - usual)[1:] * (got - usual)[:-1]) / products
    level = usual.mean() + 1e-9
    noise = ((dispersion + 1 / level) / dispersion) ** 2 / max(both.sum(), 1.0)
    return float(np.clip(_shrink(together / dispersion, noise, 0.0, CARRY_SD), 0.0, 0.9))


def _shrink(estimate: float, variance: float, prior: float, prior_sd: float) -> float:
    trust = prior_sd**2 / (prior_sd**2 + variance)
    return float(prior + trust * (estimate - prior))


def _ordinary(counts: Floats, when: Calendar, first: Baseline) -> Floats:
    """Return weights below 1 for hours and days so rare that they were incidents (Farrington's re-weighting)."""
    seen = np.nan_to_num(counts)
    means = expected_hours(first, when) * ~np.isnan(counts)
    _, day = np.unique(when.day, return_inverse=True)
    totals, usual = np.bincount(day, seen), np.bincount(day, means)
    hours = _weight(seen, means, first.dispersion + first.clumping, UNUSUAL_HOUR)
    return np.minimum(hours, _weight(totals, usual, first.dispersion, UNUSUAL_DAY)[day])


def _weight(counts: Floats, means: Floats, spread: float, unusual: float) -> Floats:
    size = 1 / spread
    tail = nbinom.sf(counts - 1, size, size / (size + means))
    excess = norm.isf(np.clip(tail, 1e-300, 0.5)) / norm.isf(unusual)
    return np.where(excess > 1, 1 / np.maximum(excess, 1) ** 2, 1.0)
