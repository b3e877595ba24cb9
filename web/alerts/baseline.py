"""What is usual for a brand: rate x day of week x hour of day, and how far its days stray from that.

The form is that of public-health surveillance: a multiplicative season, over-dispersion, and past outbreaks
down-weighted (Farrington et al. 1996; Noufaily et al. 2013). Every part is shrunk towards something
ordinary, so that two weeks of one comment a day are enough to start from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

import numpy as np
from scipy.special import betainc, ndtri

from web.alerts.arrays import Floats, Ints
from web.alerts.uneven import (
    CLUMPING_SD,
    ORDINARY_CLUMPING,
    Growth,
    History,
    Unevenness,
    growth,
    unevenness,
)

HISTORY = timedelta(weeks=8)
HOUR = timedelta(hours=1)

# People sleep: the night starts at half the day's rate until the brand's own hours say otherwise.
ORDINARY_HOURS = np.array([0.6] + [0.4] * 6 + [0.7, 0.9] + [1.2] * 13 + [1.1, 0.9])
ORDINARY_HOURS *= 24 / ORDINARY_HOURS.sum()
HOUR_PSEUDO_COUNT = 3.0  # authors that each hour of the day is given in its ordinary share
WEEKDAY_VARIANCE = 0.04  # weekdays differ by about a fifth before anything was seen,
WEEKDAY_SURE = 3.0  # which is believed like the word of so many weekdays
RING = 0.5 * np.eye(24) + 0.25 * (np.roll(np.eye(24), 1, axis=0) + np.roll(np.eye(24), -1, axis=0))
SMOOTHED = 8 / 3  # hours of day that share their authors through the circular smoothing
UNSMOOTHED = (
    150.0  # authors in an hour of the day from which on it speaks more for itself than its neighbours
)
ROUNDS, AGAIN = 4, 1  # of fitting season and spread in turn, and a day later; more change nothing that shows
REWEIGHTED = 3  # times, for an outbreak also hides in the spread and the season that it has made
MOST_DISPERSION, MOST_CLUMPING = 0.6, ORDINARY_CLUMPING + 2 * CLUMPING_SD  # in the eyes of the re-weighting
UNUSUAL_HOUR, UNUSUAL_DAY = 1e-5, 1e-3  # rarer than these, an hour or a day counts for less


@dataclass(frozen=True, slots=True)
class Doubt:
    """Relative variances of what was learned: how far the truth may lie from it."""

    rate: float
    weekday: float
    hour: tuple[float, ...]  # 24, midnight first
    dispersion: float


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual, as learned from at most eight weeks of one series."""

    rate: float  # distinct authors an hour, mean of a week as it is now
    growth: float  # change of the rate a day, relative to what it is now
    dow: tuple[float, ...]  # 7 factors, Monday first, mean 1
    hod: tuple[float, ...]  # 24 factors, midnight first, mean 1
    dispersion: float  # relative variance of a day's level; 0 is Poisson, 0.25 is "half as much or half more"
    clumping: float  # relative variance of one hour within its day
    carry: float  # correlation of a day's level with the day before, 0 to 1
    doubt: Doubt
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


def fit(counts: Floats, when: Calendar, before: Baseline | None = None) -> Baseline:
    """Return the baseline of one series of hourly counts (NaN: missing).

    `before` is what was learned a day ago: near it the same answer is found sooner.
    """
    days, start, day_of = np.unique(when.day, return_index=True, return_inverse=True)
    seen = ~np.isnan(counts)
    cell = when.weekday * 24 + when.hour
    history = History(np.where(seen, counts, 0.0), seen.astype(np.float64), cell, days, start, day_of)
    if before is not None:
        return _fit_about(before, history, _ordinary(history, before), AGAIN)
    learned = _fit(history, np.ones(7), ORDINARY_HOURS, Unevenness(), ROUNDS)
    for _ in range(REWEIGHTED):
        weight = _ordinary(history, learned)
        if weight.min(initial=1.0) == 1:
            break
        learned = _fit_about(learned, history, weight, ROUNDS)
    return learned


def _fit_about(known: Baseline, history: History, weight: Floats, rounds: int) -> Baseline:
    weighted = replace(history, trust=history.trust * weight)
    return _fit(weighted, np.array(known.dow), np.array(known.hod), Unevenness(known.dispersion), rounds)


def _fit(history: History, dow: Floats, hod: Floats, uneven: Unevenness, rounds: int) -> Baseline:
    counts, trust = history.counts, history.trust
    got, watched = _by_week(history.cell, trust * counts), _by_week(history.cell, trust)
    authors, days = float(got.sum()), watched.sum(axis=1) / 24
    rate, weekday, trend = 0.0, WEEKDAY_VARIANCE, Growth()
    for _ in range(rounds):
        rate = (authors + 0.5) / max(float(dow @ watched @ hod), 24.0)
        dow, weekday = _weekdays(got.sum(axis=1), rate * (watched @ hod), days, uneven.dispersion)
        hod = _hours(got.sum(axis=0), rate * (dow @ watched))
        means = rate * np.outer(dow, hod).ravel()[history.cell]
        trend = growth(history, means, uneven.dispersion)
        uneven = unevenness(history, means * history.by_hour(trend.levels), uneven)
    about = _doubt(authors, max(float(days.sum()), 1.0), weekday, hod, uneven, trend)
    season, spread = (tuple(dow.tolist()), tuple(hod.tolist())), (uneven.dispersion, uneven.clumping)
    return Baseline(
        rate * trend.now,
        trend.a_day / trend.now,
        *season,
        *spread,
        uneven.carry,
        about,
        authors,
        float(days.sum()),
    )


def _doubt(
    authors: float, days: float, weekday: float, hod: Floats, uneven: Unevenness, trend: Growth
) -> Doubt:
    """Return how far the truth may lie from what was learned, by its noise and shrinkage."""
    rate = 1 / (authors + 1) + uneven.dispersion / days
    in_hour = authors * hod / 24
    own = in_hour / (in_hour + UNSMOOTHED)  # how much of an hour is its own word
    hours = 1 / (in_hour * (own + (1 - own) * SMOOTHED) + HOUR_PSEUDO_COUNT)
    return Doubt(rate + trend.doubt, _left(weekday, 7 * rate), tuple(hours.tolist()), uneven.open)


def _left(prior: float, sample: float) -> float:
    """Return the variance that is left when a sample with this variance was seen."""
    return prior * sample / (prior + sample)


def _by_week(cell: Ints, values: Floats) -> Floats:
    sums: Floats = np.bincount(cell, values, 168).astype(np.float64).reshape(7, 24)
    return sums


def _weekdays(got: Floats, usual: Floats, days: Floats, dispersion: float) -> tuple[Floats, float]:
    """Return the factors of the weekdays and how much they vary, which says how far each is believed."""
    noise = 1 / (usual + 1e-9) + dispersion / (days + 1e-9)
    raw = got / (usual + 1e-9) - 1
    seen = days > 0
    variance = WEEKDAY_SURE * WEEKDAY_VARIANCE + float(np.maximum(raw**2 - noise, 0.0)[seen].sum())
    variance /= WEEKDAY_SURE + float(seen.sum())
    return _mean_one(1 + variance / (variance + noise) * raw), variance


def _hours(got: Floats, usual: Floats) -> Floats:
    own = got / (got + UNSMOOTHED)
    smooth = _smooth(got) + HOUR_PSEUDO_COUNT * ORDINARY_HOURS
    factors = smooth / (_smooth(usual) + HOUR_PSEUDO_COUNT)
    return _mean_one(own * got / (usual + 1e-9) + (1 - own) * factors)


def _smooth(ring: Floats) -> Floats:
    smooth: Floats = RING @ ring
    return smooth


def _mean_one(factors: Floats) -> Floats:
    scaled: Floats = factors * (len(factors) / factors.sum())
    return scaled


def _ordinary(history: History, first: Baseline) -> Floats:
    """Return less than 1 for hours and days so rare that they were incidents (Farrington's re-weighting)."""
    season = first.rate * np.outer(first.dow, first.hod).ravel()
    trend = (
        np.maximum(1 + first.growth * (history.days - history.days[-1] - 1), 0.1)
        if len(history.days)
        else np.ones(0)
    )
    means = season[history.cell] * history.by_hour(trend) * (history.trust > 0)
    totals, usual = history.by_day(history.counts), history.by_day(means)
    # an outbreak widens the very spread it is judged by
    dispersion, clumping = min(first.dispersion, MOST_DISPERSION), min(first.clumping, MOST_CLUMPING)
    hours = _weight(history.counts, means, dispersion + clumping, UNUSUAL_HOUR)
    days = history.by_hour(_weight(totals, usual, dispersion, UNUSUAL_DAY))
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
