"""How unusual each hour is, seen two ways: a negative-binomial scan and a two-state filter.

Both know that days differ: how busy a day is (its level) is learned from the day's own earlier hours, so
that a busy day is not a spike and a burst on a quiet day is. All functions take many series at once, as
(series, hours) arrays.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from web.alerts.arrays import Floats, Ints
from web.alerts.baseline import Baseline

WINDOWS = (1, 3, 6, 12, 24)  # hours
WORTH_A_LOOK = 1.5  # standard deviations above the mean; nearer to it no tail is small enough to matter

# What the filter takes a burst to be: so many times the usual number, lasting about a day unless its hours
# say otherwise. Its odds are averaged over the multiples, so that none has to be guessed.
TIMES = np.array([2.0, 3.0, 5.0])
LEAVE = 0.04
ENTER = 1 / 200  # chance an hour that a burst begins: too small to matter, large enough to wake up


@dataclass(frozen=True, slots=True)
class Spread:
    """How far each series strays from its season, as (series, 1) columns; see `Baseline`."""

    dispersion: Floats
    clumping: Floats
    carry: Floats
    error: Floats  # relative variance of a day's learned mean


def spread(*baselines: Baseline) -> Spread:
    """Return the spread of each baseline, one row each."""
    error = [base.doubt.rate + base.doubt.weekday for base in baselines]
    rows = [(b.dispersion, b.clumping, b.carry, e) for b, e in zip(baselines, error, strict=True)]
    return Spread(*(column[:, None] for column in np.array(rows).T))


@dataclass(frozen=True, slots=True)
class Scores:
    """What both ways say of each hour, as (series, hours) arrays; 0 where nothing is to be seen."""

    scan: Floats  # -log10 of the smallest tail probability over the windows that end with the hour
    window: NDArray[np.int8]  # index in WINDOWS of the window that has it
    filter: Floats  # log10 of the odds that a burst is on, where the scan sees an excess

    def at(self, place: int | tuple[int, int]) -> "Scores":
        """Return the scores of one series, or of one (series, hour)."""
        return Scores(self.scan[place], self.window[place], self.filter[place])


def scores(counts: Floats, means: Floats, day: Ints, floor: int, wide: Spread) -> Scores:
    """Return both scores of each hour.

    `counts` are distinct authors (series, hours), `means` their usual number (one row serves all), and both
    are 0 in hours that are missing. `day` numbers the local day of each hour. Windows with fewer than
    `floor` authors, and hours without one, score 0.
    """
    best, which = _scan(counts, means, day, floor, wide)
    odds = _burst_odds(counts, means, day, wide)
    seen = (best > 0) & (counts > 0)
    return Scores(np.where(seen, best, 0.0), which, np.where(seen, np.maximum(odds + 1, 0.0), 0.0))


def next_day(a: Floats, b: Floats, wide: Spread) -> tuple[Floats, Floats]:
    """Return the gamma shape and rate of tomorrow's level, given today's."""
    mean = 1 + wide.carry * (a / b - 1)
    variance = wide.carry**2 * a / b**2 + (1 - wide.carry**2) * wide.dispersion
    return mean**2 / variance, mean / variance


def _levels(counts: Floats, means: Floats, day: Ints, wide: Spread) -> tuple[Floats, Floats]:
    """Return mean and variance of each day's level as known at the start of each hour (gamma-Poisson)."""
    trust = 1 / (1 + wide.clumping * means)
    starts = np.searchsorted(day, np.unique(day))
    got, usual = _before(counts * trust), _before(means * trust)
    a, b = np.empty_like(got), np.empty_like(got)
    a_now, b_now = 1 / wide.dispersion, 1 / wide.dispersion
    for start, stop in zip(starts, [*starts[1:], len(day)], strict=True):
        a[:, start:stop] = a_now + got[:, start:stop] - got[:, [start]]
        b[:, start:stop] = b_now + usual[:, start:stop] - usual[:, [start]]
        last = slice(stop - 1, stop)
        a_end = a[:, last] + counts[:, last] * trust[:, last]
        a_now, b_now = next_day(a_end, b[:, last] + means[:, last] * trust[:, last], wide)
    return a / b, a / b**2


def _before(values: Floats) -> Floats:
    sums: Floats = np.cumsum(values, axis=1) - values
    return sums


def _scan(
    counts: Floats, means: Floats, day: Ints, floor: int, wide: Spread
) -> tuple[Floats, NDArray[np.int8]]:
    known = _levels(counts, means, day, wide)
    sums = tuple(_running(values) for values in (counts, means, means**2))
    best = np.zeros(counts.shape)
    which = np.zeros(counts.shape, dtype=np.int8)
    for index, hours in enumerate(WINDOWS):
        score = _window(sums, known, day, hours, floor, wide)
        better = score > best
        best[better], which[better] = score[better], index
    return best, which


def _running(values: Floats) -> Floats:
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)


def _window(
    sums: tuple[Floats, ...], known: tuple[Floats, Floats], day: Ints, hours: int, floor: int, wide: Spread
) -> Floats:
    """Return -log10 P(so many or more in the `hours` up to each hour), by the level known before them."""
    hours = min(hours, len(day))
    counts, means, squares = sums
    first = np.maximum(np.arange(len(day)) - hours + 1, 0)
    midnight = np.minimum(np.arange(len(day)) + 1, np.searchsorted(day, day[first], side="right"))
    today = means[:, midnight] - means[:, first]
    tomorrow = _in_window(means, hours) - today
    level, variance = _from_first(known[0], hours), _from_first(known[1], hours)
    n = _in_window(counts, hours)
    mean = today * level + tomorrow * (1 + wide.carry * (level - 1))
    extra = variance * (today + wide.carry * tomorrow) ** 2
    extra += (1 - wide.carry**2) * wide.dispersion * tomorrow**2
    extra += wide.clumping * _in_window(squares, hours) * level**2 + wide.error * mean**2
    look = (n >= floor) & (n > mean + WORTH_A_LOOK * np.sqrt(mean + extra))
    score = np.zeros(n.shape)
    score[look] = _tail(n[look], mean[look], extra[look])
    return score


def _in_window(running: Floats, hours: int) -> Floats:
    """Return the sum over the `hours` that end with each hour; fewer at the start."""
    sums = running[:, 1:].copy()
    sums[:, hours:] -= running[:, 1:-hours]
    return sums


def _from_first(values: Floats, hours: int) -> Floats:
    """Return, for each hour, the value at the first of the `hours` that end with it."""
    started = values[:, : values.shape[1] - hours + 1]
    return np.concatenate([np.repeat(values[:, :1], hours - 1, axis=1), started], axis=1)


def _tail(n: Floats, mean: Floats, extra: Floats) -> Floats:
    """Return -log10 P(N >= n) of the negative binomial with this mean and this variance beyond Poisson's."""
    size = mean**2 / np.maximum(extra, 1e-12)
    tail: Floats = -np.log10(np.maximum(betainc(n, size, mean / (mean + size)), 1e-300))
    return tail


def _burst_odds(counts: Floats, means: Floats, day: Ints, wide: Spread) -> Floats:
    """Return log10 of the mean odds that a burst is on: Kleinberg's (2002) two states, filtered forward.

    Each hour's authors are negative binomial about the day's level in both states. Hours that look like a
    burst teach the level nothing.
    """
    flat = Spread(wide.dispersion[:, 0], wide.clumping[:, 0], wide.carry[:, 0], wide.error[:, 0])
    times = TIMES[:, None]
    a = b = np.broadcast_to(1 / flat.dispersion, (len(TIMES), len(counts)))
    burst = np.full(a.shape, ENTER)
    total = np.empty(counts.T.shape)
    trusts = (1 / (1 + wide.clumping * means)).T
    raised = counts.T[:, None] * np.log(times)
    midnight = np.diff(day, prepend=day[:1]) != 0
    for hour, (n, usual, trust) in enumerate(zip(counts.T, means.T, trusts, strict=True)):
        if midnight[hour]:
            a, b = next_day(a, b, flat)
        mean = usual * (a / b)
        ratio = raised[hour] - (n + a) * np.log1p((times - 1) * mean / (a + mean))
        prior = ENTER + burst * (1 - LEAVE - ENTER)
        odds = prior / (1 - prior) * np.exp(np.minimum(ratio, 50))
        total[hour] = odds.sum(axis=0)
        ordinary = 1 / (1 + odds)
        burst, learned = 1 - ordinary, ordinary * trust
        a, b = a + n * learned, b + usual * learned
    logs: Floats = np.log10(total / len(TIMES)).T
    return logs
