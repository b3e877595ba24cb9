"""How unusual is unusual enough: the rarity that a quiet brand passes N times a month, found by bootstrap."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import gammaincinv, ndtr

from web.alerts.arrays import Floats, Ints
from web.alerts.baseline import Baseline, Calendar, expected_hours
from web.alerts.score import Scores, scores, spread
from web.alerts.uneven import LEAST_DISPERSION

MONTH_DAYS = 28
MONTHS = 48  # of quiet to simulate, as weeks; the rate of needless alerts is then known to about a seventh
SEED = 20_281  # of chance that is neither kinder nor harsher to nine brands than 600 months of it
REFRACTORY_HOURS = 24  # alerts closer than this are one episode
# Days are simulated a little less alike than learned: measured on simulated brands, a sample of 56 days
# understates what the next 28 will do. Poisson brands, which have nothing to understate, pay nothing for it.
PRUDENCE = 1.1
HANDICAP = 0.4  # decades by which the scan must be the rarer of the two: slow outbreaks are the filter's
SPAN = 4.0  # a tail's slope is read between the budget and this many times the budget
STEEPEST = 2.5  # decades of chance for one unit of score, where too few weeks reach far enough to tell
RAREST = 1.0  # episodes a month below which the tail is drawn on from the slope instead of counted


@dataclass(frozen=True, slots=True)
class Tail:
    """How chance thins out with a score: ten to the minus `slope` for each unit beyond `at`."""

    at: float  # passed by chance in as many episodes a month as the anchor of the threshold says
    slope: float

    def rarity(self, score: Floats) -> Floats:
        """Return a score as decades rarer than the anchor; minus infinity where nothing is seen."""
        rare: Floats = np.where(score > 0, self.slope * (score - self.at), -np.inf)
        return rare


@dataclass(frozen=True, slots=True)
class Threshold:
    """The rarity to pass for a budget, and how rare chance makes what is beyond it."""

    needless_per_month: float  # episodes in 28 quiet days that pass `rarity`
    rarity: float
    scan: Tail
    filter: Tail

    def rarities(self, seen: Scores) -> tuple[Floats, Floats]:
        """Return the rarity of each hour by scan and by filter, on one scale."""
        return _rarities(seen, self.scan, self.filter)

    def chance_per_month(self, rarity: float) -> float:
        """Return in how many episodes a month (28 quiet days) chance alone reaches a rarity."""
        return float(self.needless_per_month * 10 ** (self.rarity - rarity))


@lru_cache(maxsize=256)
def threshold(baseline: Baseline, needless_per_month: float, floor: int = 3) -> Threshold:
    """Return what this brand passes by chance in so many episodes (a day or more apart) in 28 days.

    A parametric bootstrap on the brand's own baseline: quiet weeks are drawn from what was learned *and*
    from how uncertain it is, so that a short history does not buy needless alerts. The same baseline gives
    the same answer.
    """
    if needless_per_month <= 0:
        raise ValueError(
            f"the budget of needless alerts a month must be more than 0, not {needless_per_month:g}"
        )
    anchor = max(needless_per_month, RAREST)
    quiet = _quiet(baseline, floor)
    scan, by_filter = _tail(quiet.scan, anchor), _tail(quiet.filter, anchor)
    best = np.maximum(*_rarities(quiet, scan, by_filter))
    rarity = _passed(best, anchor * MONTHS) + float(np.log10(anchor / needless_per_month))
    return Threshold(needless_per_month, rarity, scan, by_filter)


def _rarities(seen: Scores, scan: Tail, by_filter: Tail) -> tuple[Floats, Floats]:
    return scan.rarity(seen.scan) - HANDICAP, by_filter.rarity(seen.filter)


def _tail(score: Floats, anchor: float) -> Tail:
    score = np.where(score > 0, score, -np.inf)
    at, looser = _passed(score, anchor * MONTHS), _passed(score, anchor * SPAN * MONTHS)
    return Tail(at, min(float(np.log10(SPAN)) / max(at - looser, 1e-6), STEEPEST))


def _quiet(baseline: Baseline, floor: int) -> Scores:
    """Return the scores of quiet weeks drawn from a baseline."""
    counts, when = quiet_weeks(baseline)
    means = expected_hours(baseline, when)
    seen = scores(counts, means[None], when.day, floor, spread(baseline))
    return Scores(seen.scan[:, 24:], seen.window[:, 24:], seen.filter[:, 24:])


def quiet_weeks(baseline: Baseline) -> tuple[Floats, Calendar]:
    """Return hourly counts of weeks in which nothing happens, a row each, and where their hours lie.

    They are drawn from what was learned and from how uncertain it is; the same baseline gives the same ones.
    """
    rng = np.random.default_rng(SEED)
    weeks = MONTHS * MONTH_DAYS // 7
    hour = np.arange(8 * 24)  # the first day only fills the windows
    when = Calendar(hour // 24 % 7, hour % 24, hour // 24)
    means = expected_hours(baseline, when)
    truth = means * _errors(rng, baseline, weeks, when) * _levels(rng, baseline, weeks)[:, when.day]
    if baseline.clumping:
        truth *= _gamma(rng, baseline.clumping, truth.shape)
    return rng.poisson(truth).astype(np.float64), when


def _errors(rng: np.random.Generator, baseline: Baseline, weeks: int, when: Calendar) -> Floats:
    """Return, for each week, how many times the learned number of each hour the true one may be."""
    about = baseline.doubt
    rate = _gamma(rng, about.rate, (weeks, 1))
    weekdays = _gamma(rng, about.weekday, (weeks, 7))
    hours = _gamma(rng, np.array(about.hour), (weeks, 24))
    errors: Floats = (
        rate * weekdays[:, when.weekday] * (hours / hours.mean(axis=1, keepdims=True))[:, when.hour]
    )
    return errors


def _levels(rng: np.random.Generator, baseline: Baseline, weeks: int) -> Floats:
    """Return gamma day levels, each correlated with the one before."""
    noise = rng.standard_normal((weeks, 8))
    for day in range(1, 8):
        noise[:, day] = baseline.carry * noise[:, day - 1] + np.sqrt(1 - baseline.carry**2) * noise[:, day]
    spreads = PRUDENCE * baseline.dispersion * _gamma(rng, baseline.doubt.dispersion, (weeks, 1))
    size = 1 / np.maximum(spreads, LEAST_DISPERSION)
    levels: Floats = gammaincinv(size, ndtr(noise)) / size
    return levels


def _gamma(rng: np.random.Generator, variance: float | Floats, shape: tuple[int, ...]) -> Floats:
    drawn: Floats = rng.gamma(1 / variance, variance, shape)
    return drawn


def _passed(values: Floats, episodes: float) -> float:
    """Return the lowest value passed in at most so many episodes."""
    row, hour = np.nonzero(values > -np.inf)
    value = values[row, hour]
    if not len(value):
        return 0.0
    low, high = float(value.min()) - 0.01, float(value.max()) + 0.01
    for _ in range(14):
        middle = (low + high) / 2
        hit = value > middle
        if count_episodes(row[hit], hour[hit]) > episodes:
            low = middle
        else:
            high = middle
    return high


def count_episodes(row: Ints, hour: Ints) -> int:
    """Return how many alerts begin an episode: in a new row, or a day after the one before."""
    total, last_row, free = 0, -1, 0
    for at_row, at_hour in zip(row.tolist(), hour.tolist(), strict=True):
        if at_row != last_row or at_hour >= free:
            total, last_row, free = total + 1, at_row, at_hour + REFRACTORY_HOURS
    return total
