"""How a series strays from its season: days and hours unlike each other, busy days in a row, growth."""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import gammaln

from web.alerts.arrays import Floats, Ints

LEAST_DISPERSION = 0.001
# What a brand's dispersion may be before anything was seen: two in five have days as alike as chance allows,
# those of the others differ, typically with a variance of 0.3.
ALIKE, TYPICAL, DECADES = 0.4, 0.3, 0.8
DISPERSIONS = np.geomspace(LEAST_DISPERSION, 4.0, 48)
ORDINARY_CLUMPING, CLUMPING_SD = 0.03, 0.05
CARRY_SD, MOST_CARRY = 0.2, 0.9
GROWTH_SD = 0.025 / 7  # relative change a day; a brand that doubles in twelve weeks is a rare one
FITTED = 4.0  # about how many days' worth of freedom the season takes from the spread around it


@dataclass(frozen=True, slots=True)
class History:
    """One series as the fit needs it: counts and the trust in each hour, both 0 where missing."""

    counts: Floats
    trust: Floats
    cell: Ints  # of each hour, its place among the 168 of a week
    days: Ints  # the day numbers in it
    start: Ints  # of each day, the place of its first hour
    day_of: Ints  # of each hour, the place of its day

    def by_day(self, values: Floats) -> Floats:
        """Return the sum of each day."""
        sums: Floats = np.add.reduceat(values, self.start)
        return sums

    def by_hour(self, values: Floats) -> Floats:
        """Return what holds for each day, hour by hour."""
        return values[self.day_of]


@dataclass(frozen=True, slots=True)
class Unevenness:
    """How far days and hours stray from their season; the fields are those of `Baseline`."""

    dispersion: float = 0.05
    open: float = 1.0  # relative variance of what the history leaves open about the dispersion
    clumping: float = ORDINARY_CLUMPING
    carry: float = 0.0


@dataclass(frozen=True, slots=True)
class Growth:
    """How a series grows or shrinks, in a straight line."""

    a_day: float = 0.0  # relative to the mean of the history
    levels: Floats = field(default_factory=lambda: np.ones(0))  # of each day
    now: float = 1.0  # the level of the day after the last
    doubt: float = 0.0  # variance of `now`


def growth(history: History, means: Floats, dispersion: float) -> Growth:
    """Return the trend of a series about its mean, shrunk towards none by what its days leave in doubt."""
    if not len(history.days):
        return Growth()
    got, usual = history.by_day(history.trust * history.counts), history.by_day(history.trust * means) + 1e-9
    weight = usual / (1 + dispersion * usual)
    away = history.days - float(weight @ history.days) / float(weight.sum())
    known, ahead = float(weight @ away**2), float(away[-1]) + 1
    a_day = float(weight @ (away * (got / usual - 1))) / (known + 1 / GROWTH_SD**2)
    levels = np.maximum(1 + a_day * away, 0.1)
    return Growth(a_day, levels, max(1 + a_day * ahead, 0.1), ahead**2 / (known + 1 / GROWTH_SD**2))


def unevenness(history: History, means: Floats, before: Unevenness) -> Unevenness:
    """Return how uneven a series is, from pairs of authors in an hour, in a day, in two days running.

    Factorial moments: independent (Poisson) authors make as many pairs as the square of their mean; what is
    more is spread. Each estimate is shrunk towards the ordinary by how well the history can know it.
    """
    if not len(history.days):
        return before
    counts, means = history.counts, means * (history.trust > 0)
    got, usual = history.by_day(counts), history.by_day(means)
    hour_pairs, hour_squares = history.by_day(counts * (counts - 1)), history.by_day(means**2)
    trust = history.by_day(history.trust) / history.by_day(np.ones(len(means)))
    trust **= 2  # a pair is trusted as both its authors are
    known = max(float(trust.sum()), 1.0)
    between = float(trust @ (got * (got - 1) - hour_pairs) / (trust @ (usual**2 - hour_squares) + 1e-9)) - 1
    noise = before.dispersion + 1 / (float(usual.mean()) + 1e-9)  # relative variance of one day
    between += FITTED / max(known, FITTED) * noise
    dispersion, left = days_differ(between, float(usual.mean()), known)
    within = float(trust @ hour_squares) + 1e-9
    clumping = float(trust @ hour_pairs) / within / (1 + dispersion) - 1
    clumping = max(_shrink(clumping, 2 / within, ORDINARY_CLUMPING, CLUMPING_SD), 0.0)
    return Unevenness(dispersion, left, clumping, _carry(history.days, trust, got, usual, dispersion))


def _before_anything() -> Floats:
    chance = np.exp(-((np.log(DISPERSIONS / TYPICAL) / DECADES) ** 2) / 2)
    chance *= (1 - ALIKE) / chance.sum()
    chance[0] += ALIKE
    return chance


PRIOR = _before_anything()


def days_differ(between: float, usual: float, days: float) -> tuple[float, float]:
    """Return mean and relative variance of what the dispersion may be, given its estimate over so many days.

    `usual` is the number of authors of a day. An index of dispersion is distributed as chi-square by its
    degrees of freedom, of which uneven days have fewer: a busy one weighs more than the others.
    """
    index = max(1 + usual * between, 0.01)
    half, scale = max(days - FITTED, 1.0) / 2 / (1 + 3 * DISPERSIONS), 1 + usual * DISPERSIONS
    log = half * np.log(half * index / scale) - gammaln(half) - half * index / scale
    chance = PRIOR * np.exp(log - log.max())
    chance /= chance.sum()
    mean = float(chance @ DISPERSIONS)
    return mean, float(chance @ (DISPERSIONS - mean) ** 2) / mean**2


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
