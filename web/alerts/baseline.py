"""What is usual for a brand: rate x day of week x hour of day, and how far its days stray from that.

The form is that of public-health surveillance: a multiplicative season, over-dispersion, and past outbreaks
down-weighted (Farrington et al. 1996; Noufaily et al. 2013). Every part is shrunk towards something
ordinary, so that two weeks of one comment a day are enough to start from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, ndtri

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HISTORY = timedelta(weeks=8)
HOUR = timedelta(hours=1)

# People sleep: the night starts at half the day's rate until the brand's own hours say otherwise.
ORDINARY_HOURS = np.array([0.6] + [0.4] * 6 + [0.7, 0.9] + [1.2] * 13 + [1.1, 0.9])
ORDINARY_HOURS *= 24 / ORDINARY_HOURS.sum()
HOUR_PSEUDO_COUNT = 3.0  # authors that each hour of the day is given in its ordinary share
WEEKDAY_VARIANCE = 0.04  # weekdays differ by about a fifth before anything was seen
ORDINARY_DISPERSION, DISPERSION_SD = 0.2, 0.2
ORDINARY_CLUMPING, CLUMPING_SD = 0.03, 0.05
CARRY_SD, MOST_CARRY = 0.2, 0.9
RING = 0.5 * np.eye(24) + 0.25 * (np.roll(np.eye(24), 1, axis=0) + np.roll(np.eye(24), -1, axis=0))
SMOOTHED = 8 / 3  # hours of day that share their authors through the circular smoothing
LEAST_DISPERSION = 0.001
FITTED = 4.0  # about how many days' worth of freedom the season takes from the spread around it
ROUNDS = 2  # of fitting season and spread in turn, twice; more change nothing that shows
UNUSUAL_HOUR, UNUSUAL_DAY = 1e-5, 1e-3  # rarer than these, an hour or a day counts for less


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual, as learned from at most eight weeks of one series."""

    rate: float  # distinct authors an hour, mean of a week
    dow: tuple[float, ...]  # 7 factors, Monday first, mean 1
    hod: tuple[float, ...]  # 24 factors, midnight first, mean 1
    dispersion: float  # relative variance of a day's level; 0 is Poisson, 0.25 is "half as much or half more"
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

    def part(self, hours: slice) -> "Calendar":
        """Return where some of the hours lie."""
        return Calendar(self.weekday[hours], self.hour[hours], self.day[hours])


def calendar(hours: Sequence[datetime], zone: tzinfo) -> Calendar:
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
    zone: tzinfo,
    until: datetime,
    incidents: Sequence[tuple[datetime, datetime]] = (),
) -> Baseline:
    """Return what is usual in the eight weeks before `until`.

    `hours` are aware starts of hours, `counts` distinct authors in each (None: nobody looked). Hours inside
    one of `incidents` (from, to) are left out, and hours and days too rare to be usual count for less.
    """
    kept = [
        (hour, count)
        for hour, count in zip(hours, counts, strict=True)
        if until - HISTORY <= hour <= until - HOUR
        and not any(start <= hour < end for start, end in incidents)
    ]
    return fit(as_counts([count for _, count in kept]), calendar([hour for hour, _ in kept], zone))


def expected(baseline: Baseline, hour: datetime, zone: tzinfo) -> float:
    """Return how many distinct authors are usual in the hour that starts at `hour`."""
    local = hour.astimezone(zone)
    return baseline.rate * baseline.dow[local.weekday()] * baseline.hod[local.hour]


def expected_hours(baseline: Baseline, when: Calendar) -> Floats:
    """Return how many distinct authors are usual in each hour of a calendar."""
    means: Floats = baseline.rate * np.array(baseline.dow)[when.weekday] * np.array(baseline.hod)[when.hour]
    return means


@dataclass(frozen=True, slots=True)
class Doubt:
    """Relative variances of what was learned: how far the truth may lie from it."""

    rate: float
    weekday: float
    hour: tuple[float, ...]  # 24, midnight first
    dispersion: float


def doubt(baseline: Baseline) -> Doubt:
    """Return how far the truth may lie from a baseline, by its noise and shrinkage."""
    days, authors = max(baseline.days_of_history, 1.0), baseline.authors + 1.0
    rate = 1 / authors + baseline.dispersion / days
    hours = 1 / (authors * np.array(baseline.hod) / 24 * SMOOTHED + HOUR_PSEUDO_COUNT)
    one_day = baseline.dispersion + days / authors
    dispersion = _left(DISPERSION_SD**2, 2 * one_day**2 / days) / baseline.dispersion**2
    return Doubt(rate, _left(WEEKDAY_VARIANCE, 7 * rate), tuple(hours.tolist()), dispersion)


def _left(prior: float, sample: float) -> float:
    """Return the variance that is left when a sample with this variance was seen."""
    return prior * sample / (prior + sample)


@dataclass(frozen=True, slots=True)
class _History:
    """One series as the fit needs it: counts and the trust in each hour, both 0 where missing."""

    counts: Floats
    trust: Floats
    cell: Ints  # of each hour, its place among the 168 of a week
    days: Ints  # the day numbers in it
    start: Ints  # of each day, the place of its first hour


def fit(counts: Floats, when: Calendar) -> Baseline:
    """Return the baseline of one series of hourly counts (NaN: missing)."""
    days, start = np.unique(when.day, return_index=True)
    seen = ~np.isnan(counts)
    cell = when.weekday * 24 + when.hour
    history = _History(np.where(seen, counts, 0.0), seen.astype(np.float64), cell, days, start)
    first = _fit(history, np.ones(7), ORDINARY_HOURS, ORDINARY_DISPERSION)
    weight = _ordinary(history, first)
    if weight.min(initial=1.0) == 1:
        return first
    weighted = replace(history, trust=history.trust * weight)
    return _fit(weighted, np.array(first.dow), np.array(first.hod), first.dispersion)


def _fit(history: _History, dow: Floats, hod: Floats, dispersion: float) -> Baseline:
    counts, trust = history.counts, history.trust
    got, watched = _by_week(history.cell, trust * counts), _by_week(history.cell, trust)
    authors, days = float(got.sum()), watched.sum(axis=1) / 24
    rate, clumping, carry = 0.0, ORDINARY_CLUMPING, 0.0
    for _ in range(ROUNDS):
        rate = (authors + 0.5) / max(float(dow @ watched @ hod), 24.0)
        dow = _weekdays(got.sum(axis=1), rate * (watched @ hod), days, dispersion)
        hod = _hours(got.sum(axis=0), rate * (dow @ watched))
        means = rate * np.outer(dow, hod).ravel()[history.cell]
        dispersion, clumping, carry = _spread(history, means, dispersion)
    season = tuple(dow.tolist()), tuple(hod.tolist())
    return Baseline(rate, *season, dispersion, clumping, carry, authors, float(days.sum()))


def _by_week(cell: Ints, values: Floats) -> Floats:
    sums: Floats = np.bincount(cell, values, 168).astype(np.float64).reshape(7, 24)
    return sums


def _by_day(history: _History, values: Floats) -> Floats:
    sums: Floats = np.add.reduceat(values, history.start)
    return sums


def _weekdays(got: Floats, usual: Floats, days: Floats, dispersion: float) -> Floats:
    noise = 1 / (usual + 1e-9) + dispersion / (days + 1e-9)
    dow: Floats = 1 + WEEKDAY_VARIANCE / (WEEKDAY_VARIANCE + noise) * (got / (usual + 1e-9) - 1)
    return _mean_one(dow)


def _hours(got: Floats, usual: Floats) -> Floats:
    hod: Floats = _smooth(got) + HOUR_PSEUDO_COUNT * ORDINARY_HOURS
    return _mean_one(hod / (_smooth(usual) + HOUR_PSEUDO_COUNT))


def _smooth(ring: Floats) -> Floats:
    smooth: Floats = RING @ ring
    return smooth


def _mean_one(factors: Floats) -> Floats:
    scaled: Floats = factors * (len(factors) / factors.sum())
    return scaled


def _spread(history: _History, means: Floats, before: float) -> tuple[float, float, float]:
    """Return dispersion, clumping and carry, from pairs of authors in an hour, in a day, in two days running.

    Factorial moments: independent (Poisson) authors make as many pairs as the square of their mean; what is
    more is spread. Each estimate is shrunk towards the ordinary by how well the history can know it.
    """
    if not len(history.days):
        return ORDINARY_DISPERSION, ORDINARY_CLUMPING, 0.0
    counts, means = history.counts, means * (history.trust > 0)
    got, usual = _by_day(history, counts), _by_day(history, means)
    hour_pairs, hour_squares = _by_day(history, counts * (counts - 1)), _by_day(history, means**2)
    trust = _by_day(history, history.trust) / _by_day(history, np.ones(len(means)))
    trust **= 2  # a pair is trusted as both its authors are
    known = max(float(trust.sum()), 1.0)
    noise = before + 1 / (float(usual.mean()) + 1e-9)  # relative variance of one day
    between = float(trust @ (got * (got - 1) - hour_pairs) / (trust @ (usual**2 - hour_squares) + 1e-9)) - 1
    between += FITTED / max(known, FITTED) * noise
    dispersion = max(
        _shrink(between, 2 * noise**2 / known, ORDINARY_DISPERSION, DISPERSION_SD), LEAST_DISPERSION
    )
    within = float(trust @ hour_squares) + 1e-9
    clumping = float(trust @ hour_pairs) / within / (1 + dispersion) - 1
    clumping = max(_shrink(clumping, 2 / within, ORDINARY_CLUMPING, CLUMPING_SD), 0.0)
    return dispersion, clumping, _carry(history.days, trust, got, usual, dispersion)


def _carry(days: Ints, trust: Floats, got: Floats, usual: Floats, dispersion: float) -> float:
    # Pairs within one Monday-to-Sunday week only: the order of the weeks carries no meaning.
    pair = (np.diff(days) == 1) & ((days[1:] + 6) % 7 != 0)
    both = np.sqrt(trust[1:] * trust[:-1]) * pair
    excess = got - usual
    together = float(both @ (excess[1:] * excess[:-1]) / (both @ (usual[1:] * usual[:-1]) + 1e-9))
    noise = 1 + 1 / (float(usual.mean()) + 1e-9) / dispersion
    carry = _shrink(together / dispersion, noise**2 / max(float(both.sum()), 1.0), 0.0, CARRY_SD)
    return min(max(carry, 0.0), MOST_CARRY)


def _shrink(estimate: float, variance: float, prior: float, prior_sd: float) -> float:
    return prior + prior_sd**2 / (prior_sd**2 + variance) * (estimate - prior)


def _ordinary(history: _History, first: Baseline) -> Floats:
    """Return less than 1 for hours and days so rare that they were incidents (Farrington's re-weighting)."""
    season = first.rate * np.outer(first.dow, first.hod).ravel()
    means = season[history.cell] * (history.trust > 0)
    totals, usual = _by_day(history, history.counts), _by_day(history, means)
    # an outbreak widens the very spread it is judged by
    dispersion = min(first.dispersion, ORDINARY_DISPERSION + 2 * DISPERSION_SD)
    clumping = min(first.clumping, ORDINARY_CLUMPING + 2 * CLUMPING_SD)
    hours = _weight(history.counts, means, dispersion + clumping, UNUSUAL_HOUR)
    lengths = np.diff(history.start, append=len(means))
    days = np.repeat(_weight(totals, usual, dispersion, UNUSUAL_DAY), lengths)
    weights: Floats = np.minimum(hours, days)
    return weights


def _weight(counts: Floats, means: Floats, spread: float, unusual: float) -> Floats:
    """Return 1, or for counts rarer than `unusual` the less the further out they are."""
    weights = np.ones(len(counts))
    high = (counts > 1) & (counts > means + 2 * np.sqrt(means + spread * means**2))
    n, mean, size = counts[high], means[high], 1 / spread
    excess = ndtri(np.clip(betainc(n, size, mean / (mean + size)), 1e-300, 0.5)) / ndtri(unusual)
    weights[high] = 1 / np.maximum(excess, 1) ** 4
    return weights
