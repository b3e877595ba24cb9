"""How unusual each hour is: a negative-binomial scan and a two-state filter, both aware of the day's own level."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from web.alerts.baseline import Baseline, Floats, Ints

WINDOWS = (1, 3, 6, 12, 24)  # hours


@dataclass(frozen=True, slots=True)
class Level:
    """What is known, at the start of each hour, of how busy that day is: gamma with this mean and variance."""

    mean: Floats
    variance: Floats


def day_starts(day: Ints) -> Ints:
    """Return, for each hour, the index of the first hour of its local day."""
    return np.searchsorted(day, day, side="left")


def level(counts: Floats, means: Floats, day: Ints, base: Baseline) -> Level:
    """Return the gamma-Poisson level of each hour from the hours of its day before it, and a little of yesterday.

    `counts` are (series, hours) without NaN, `means` the same or (hours,) and 0 where an hour is missing.
    """
    trust = 1 / (1 + base.clumping * means)
    start = day_starts(day)
    got = _before(counts * trust)
    usual = _before(np.broadcast_to(means * trust, counts.shape))
    got, usual = got - got[:, start], usual - usual[:, start]
    size = 1 / base.dispersion
    a, b = np.full_like(got, size), np.full_like(usual, size)
    if base.carry:
        _carry_over(a, b, got, usual, counts, np.broadcast_to(means, counts.shape), day, base)
    mean = (a + got) / (b + usual)
    return Level(mean, mean / (b + usual))


def _before(values: Floats) -> Floats:
    sums: Floats = np.cumsum(values, axis=1) - values
    return sums


def _carry_over(
    a: Floats, b: Floats, got: Floats, usual: Floats, counts: Floats, means: Floats, day: Ints, base: Baseline
) -> None:
    firsts = np.unique(day, return_index=True)[1]
    for first, following in zip(firsts[:-1], firsts[1:], strict=True):
        last = following - 1
        trust = 1 / (1 + base.clumping * means[:, last])
        a_end = a[:, last] + got[:, last] + counts[:, last] * trust
        b_end = b[:, last] + usual[:, last] + means[:, last] * trust
        mean = 1 + base.carry * (a_end / b_end - 1)
        variance = base.carry**2 * a_end / b_end**2 + (1 - base.carry**2) * base.dispersion
        end = firsts[firsts > following]
        stop = end[0] if len(end) else len(day)
        b[:, following:stop] = (mean / variance)[:, None]
        a[:, following:stop] = (mean**2 / variance)[:, None]


def scan(
    counts: Floats, means: Floats, day: Ints, base: Baseline, floor: int, error: float
) -> tuple[Floats, NDArray[np.int8]]:
    """Return, for each hour, -log10 of the smallest tail probability over the windows that end there, and which."""
    means = np.broadcast_to(means, counts.shape)
    known = level(counts, means, day, base)
    sums = [_padded(values) for values in (counts, means, means**2)]
    best = np.zeros(counts.shape)
    which = np.zeros(counts.shape, dtype=np.int8)
    for index, hours in enumerate(WINDOWS):
        score = _window(sums, known, day, base, hours, floor, error)
        better = score > best
        best[better], which[better] = score[better], index
    return best, which


def _padded(values: Floats) -> Floats:
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)


def _window(
    sums: list[Floats], known: Level, day: Ints, base: Baseline, hours: int, floor: int, error: float
) -> Floats:
    length = len(day)
    last = np.arange(length)
    first = np.maximum(last - hours + 1, 0)
    ends = np.searchsorted(day, day, side="right")
    edge = np.minimum(last + 1, ends[first])
    counts, means, squares = sums
    n = counts[:, last + 1] - counts[:, first]
    here, later = means[:, edge] - means[:, first], means[:, last + 1] - means[:, edge]
    mean, variance = known.mean[:, first], known.variance[:, first]
    next_mean = 1 + base.carry * (mean - 1)
    next_variance = base.carry**2 * variance + (1 - base.carry**2) * base.dispersion
    m = here * mean + later * next_mean
    extra = here**2 * variance + later**2 * next_variance + 2 * here * later * base.carry * variance
    extra += base.clumping * (squares[:, last + 1] - squares[:, first]) * mean**2 + error * m**2
    look = (n >= floor) & (n > m + np.sqrt(m + extra))
    score = np.zeros(n.shape)
    m_, n_, e_ = m[look], n[look], extra[look]
    size = m_**2 / e_
    score[look] = -np.log10(np.maximum(betainc(n_, size, m_ / (m_ + size)), 1e-300))
    return score
