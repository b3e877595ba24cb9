"""How unusual is unusual enough: the score that a quiet brand would pass N times a month, found by bootstrap."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import norm

from web.alerts.baseline import HOUR_PSEUDO_COUNT, Baseline, Calendar, Floats, expected_hours
from web.alerts.score import scan

MONTH_DAYS = 28
MONTHS = 150  # quiet months to simulate: the rate of needless alerts is then known to about a tenth
SEED = 20_261
REFRACTORY_HOURS = 24  # alerts closer than this are one episode
SLOPE_SPAN = 4  # the tail's slope is read between the budget and this many times the budget


@dataclass(frozen=True, slots=True)
class Threshold:
    """The score to pass, and how chance thins out beyond it."""

    score: float
    needless_per_month: float  # episodes in 28 quiet days that pass `score`
    slope: float  # decades of chance for each unit of score

    def chance_per_month(self, score: float) -> float:
        """Return how often in 28 quiet days chance alone reaches a score."""
        return float(self.needless_per_month * 10 ** (self.slope * (self.score - score)))


@lru_cache(maxsize=256)
def threshold(baseline: Baseline, needless_per_month: float, floor: int = 3) -> Threshold:
    """Return the score that this brand passes by chance in so many episodes a month (28 days; a day between episodes).

    A parametric bootstrap on the brand's own baseline: quiet months are drawn from what was learned *and* from how
    uncertain it is, so that a short history does not buy needless alerts. The same baseline gives the same answer.
    """
    peaks = _quiet_scores(baseline, floor)
    score = _passed(peaks, needless_per_month * MONTHS)
    looser = _passed(peaks, needless_per_month * MONTHS * SLOPE_SPAN)
    slope = np.log10(SLOPE_SPAN) / max(score - looser, 0.2)
    return Threshold(score, needless_per_month, float(min(slope, 2.0)))


def uncertainty(baseline: Baseline) -> float:
    """Return the relative variance of the learned rate."""
    return 1 / (baseline.authors + 1) + baseline.dispersion / max(baseline.days_of_history, 1)


def _quiet_scores(baseline: Baseline, floor: int) -> Floats:
    rng = np.random.default_rng(SEED)
    days = MONTH_DAYS + 1  # the first day only fills the windows
    hour = np.arange(days * 24)
    when = Calendar(hour // 24 % 7, hour % 24, hour // 24)
    means = expected_hours(baseline, when)
    truth = means * _truths(rng, baseline, when) * _levels(rng, baseline, days)[:, hour // 24]
    if baseline.clumping > 0:
        truth *= rng.gamma(1 / baseline.clumping, baseline.clumping, truth.shape)
    counts = rng.poisson(truth).astype(np.float64)
    scores = scan(counts, means, when.day, baseline, floor, uncertainty(baseline))[0]
    return scores[:, 24:]


def _truths(rng: np.random.Generator, baseline: Baseline, when: Calendar) -> Floats:
    """Return, for each simulated month, how far the true season may lie from the learned one."""
    rate = _gamma(rng, uncertainty(baseline), (MONTHS, 1))
    cells = 1 / (baseline.authors * np.array(baseline.hod) / 24 * 8 / 3 + HOUR_PSEUDO_COUNT)
    hours = rng.gamma(1 / cells, cells, (MONTHS, 24))
    error: Floats = rate * (hours / hours.mean(axis=1, keepdims=True))[:, when.hour]
    return error


def _gamma(rng: np.random.Generator, variance: float, shape: tuple[int, ...]) -> Floats:
    return rng.gamma(1 / variance, variance, shape)


def _levels(rng: np.random.Generator, baseline: Baseline, days: int) -> Floats:
    """Return gamma day levels, each correlated with the one before."""
    if not baseline.carry:
        return _gamma(rng, baseline.dispersion, (MONTHS, days))
    noise = rng.standard_normal((MONTHS, days))
    for day in range(1, days):
        noise[:, day] = baseline.carry * noise[:, day - 1] + np.sqrt(1 - baseline.carry**2) * noise[:, day]
    from scipy.special import gammaincinv

    size = 1 / baseline.dispersion
    levels: Floats = gammaincinv(size, norm.cdf(noise)) / size
    return levels


def _passed(scores: Floats, episodes: float) -> float:
    """Return the lowest score passed in at most so many episodes over all months."""
    month, hour = np.nonzero(scores)
    value = scores[month, hour]
    low, high = 0.0, float(value.max(initial=0.0)) + 0.01
    for _ in range(14):
        middle = (low + high) / 2
        hit = value > middle
        if count_episodes(month[hit], hour[hit], episodes) > episodes:
            low = middle
        else:
            high = middle
    return high


def count_episodes(month: "np.ndarray", hour: "np.ndarray", enough: float = np.inf) -> int:
    """Return how many alerts stand at least a day after the one before, counting on a little past `enough`."""
    total, last_month, free = 0, -1, 0
    for at_month, at_hour in zip(month.tolist(), hour.tolist(), strict=True):
        if at_month != last_month or at_hour >= free:
            total, last_month, free = total + 1, at_month, at_hour + REFRACTORY_HOURS
            if total > enough:
                break
    return total
