"""Say whether the last hour of a series is the crest of something unusual, and what follows for its incident.

Everything here is arithmetic on values that come in as arguments. `baseline` says what is usual, `score`
how unusual an hour is, `threshold` how unusual an hour must be for the manager's budget of needless alerts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

import numpy as np
from scipy.special import betainc

from web.alerts.arrays import Floats
from web.alerts.baseline import Baseline, as_counts, calendar, expected, expected_hours, learn
from web.alerts.mood import Mood, mood
from web.alerts.score import WINDOWS, Scores, scores, spread
from web.alerts.threshold import MONTH_DAYS, REFRACTORY_HOURS, Threshold, threshold

__all__ = [
    "FLOOR", "LEARNING_DAYS", "RISK_FLOOR", "Baseline", "Finding", "Incident", "Mood", "Step", "Threshold",
    "authors_by_hour", "examine", "expected", "learn", "step", "threshold",
]  # fmt: skip

FLOOR, RISK_FLOOR = 3, 2  # distinct authors without whom nothing is a spike
LEARNING_DAYS = 14
LEARNING_HOURS = 3
LEARNING_CHANCE = 0.01  # a fixed rule may not call the ordinary hours of a busy brand a spike
LOOK_BACK = (
    73  # hours that the score of one hour hangs on: a window, its first day, and what that day carried over
)
QUIET = timedelta(hours=6)
REMIND = timedelta(hours=6)
ESCALATES, CREEPS = 2.0, 1.25
EPISODE = timedelta(hours=REFRACTORY_HOURS)

Method = Literal["scan", "filter", "fixed"]
Action = Literal["open", "grow", "over", "nothing"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The most telling window of hours that ends with the last hour of a series."""

    at: datetime  # start of the last hour, as it came in
    window_hours: int  # 1, 3, 6, 12 or 24
    observed: int  # distinct authors in the window
    expected: float  # usual number in the window
    p_value: float  # chance of so many in just this window, given how busy its day already was
    chance_per_month: float  # needless alerts this striking in 28 quiet days, over all hours and windows
    method: Method
    learning: bool  # found by the fixed rule of the first fourteen days
    mood: Mood | None  # "volume": everything grew; "mood": people got angrier; None: cannot be told


@dataclass(frozen=True, slots=True)
class Incident:
    """What `step` has to remember of one incident between two looks."""

    opened_at: datetime
    told_at: datetime  # when it was last opened or said to grow
    told_observed: int  # what was said then
    seen_at: datetime  # when it was last found
    over: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What happens now, and the incident to keep (None: nothing to remember)."""

    action: Action
    incident: Incident | None


def authors_by_hour(
    written: Iterable[tuple[str | None, datetime]],
    hours: Sequence[datetime],
    missing: Iterable[datetime] = (),
) -> list[int | None]:
    """Return distinct authors in each hour; one author counts once a day, None: nobody watched.

    `written` are (author key, published at); an unknown author (None) counts each time. `hours` are aware
    hour starts.
    """
    counts = dict.fromkeys(hours, 0)
    counted: dict[str, datetime] = {}
    for author, at in sorted(written, key=lambda pair: pair[1]):
        hour = at.replace(minute=0, second=0, microsecond=0)
        if hour not in counts or (
            author and at - counted.get(author, datetime.min.replace(tzinfo=UTC)) < EPISODE
        ):
            continue
        counts[hour] += 1
        if author:
            counted[author] = at
    unseen = set(missing)
    return [None if hour in unseen else count for hour, count in counts.items()]


def examine(
    baseline: Baseline,
    hours: Sequence[datetime],
    counts: Sequence[int | None],
    zone: tzinfo,
    needless_per_month: float,
    *,
    share_gone: float = 1.0,
    floor: int = FLOOR,
    totals: Sequence[int | None] | None = None,
) -> Finding | None:
    """Return what is unusual about the last hour of a series, or None.

    `hours` are consecutive aware hour starts and `counts` distinct authors (None: missing); the last 73
    matter. The last hour may be under way: `share_gone` (0 to 1) is the part that has passed. `totals` are
    all authors in the same hours, complaining or not, as far back as there are; with them the finding says
    whether everything grew or people got angrier.
    """
    if not counts or not counts[-1]:
        return None
    when = calendar(hours[-LOOK_BACK:], zone)
    values, means = watched(as_counts(counts[-LOOK_BACK:]), expected_hours(baseline, when))
    means[-1] *= share_gone
    if baseline.days_of_history < LEARNING_DAYS:
        found = by_fixed_rule(baseline, values, means, hours[-1], floor)
    else:
        limit = threshold(baseline, needless_per_month, floor)
        seen = scores(values[None], means[None], when.day, floor, spread(baseline))
        found = from_scores(limit, seen, (0, -1), values, means, hours[-1])
    if found is None or totals is None:
        return found
    return replace(found, mood=mood(counts, totals, found.window_hours))


def watched(counts: Floats, means: Floats) -> tuple[Floats, Floats]:
    """Return counts and means with 0 for both in the hours that are missing: they say nothing either way."""
    missing = np.isnan(counts)
    return np.where(missing, 0.0, counts), np.where(missing, 0.0, means)


def step(incident: Incident | None, finding: Finding | None, at: datetime) -> Step:
    """Return what one look does to an incident: it opens, grows, is over, or nothing happens.

    It grows when twice as many authors were found as last told, or a quarter more and six hours have
    passed. It is over after six hours without a finding; one that flares up again within a day of its
    opening is the same one and grows.
    """
    if incident is None or (incident.over and at - incident.opened_at >= EPISODE):
        return Step("open", Incident(at, at, finding.observed, at)) if finding else Step("nothing", None)
    if finding is None:
        if incident.over or at - incident.seen_at < QUIET:
            return Step("nothing", incident)
        return Step("over", replace(incident, over=True))
    seen = replace(incident, seen_at=at, over=False)
    if incident.over or _escalates(incident, finding, at):
        return Step("grow", replace(seen, told_at=at, told_observed=finding.observed))
    return Step("nothing", seen)


def _escalates(incident: Incident, finding: Finding, at: datetime) -> bool:
    if finding.observed >= ESCALATES * incident.told_observed:
        return True
    return at - incident.told_at >= REMIND and finding.observed >= CREEPS * incident.told_observed


def from_scores(
    limit: Threshold, seen: Scores, at: tuple[int, int], counts: Floats, means: Floats, hour: datetime
) -> Finding | None:
    """Return what scores say at one (row, place); `counts` and `means` are that row's up to there."""
    by_scan, by_filter = (float(rarity) for rarity in limit.rarities(seen.at(at)))
    rarity = max(by_scan, by_filter)
    if rarity <= limit.rarity:
        return None
    hours = WINDOWS[seen.window[at]]
    observed, usual = int(counts[-hours:].sum()), float(means[-hours:].sum())
    p_value, chance = float(10 ** -seen.scan[at]), limit.chance_per_month(rarity)
    method: Method = "scan" if by_scan >= by_filter else "filter"
    return Finding(hour, hours, observed, usual, p_value, chance, method, learning=False, mood=None)


def by_fixed_rule(
    baseline: Baseline, counts: Floats, means: Floats, hour: datetime, floor: int
) -> Finding | None:
    """Return three authors in three hours, unless the few days so far say that this is their usual."""
    observed, usual = int(counts[-LEARNING_HOURS:].sum()), float(means[-LEARNING_HOURS:].sum())
    chance = _fixed_rule_chance(baseline, observed, usual)
    if observed < floor or chance > LEARNING_CHANCE:
        return None
    a_month = chance * MONTH_DAYS * 24 / LEARNING_HOURS
    return Finding(hour, LEARNING_HOURS, observed, usual, chance, a_month, "fixed", learning=True, mood=None)


def _fixed_rule_chance(baseline: Baseline, observed: int, usual: float) -> float:
    """Return the chance of so many authors in three hours, with all the doubt of a short history."""
    size = 1 / (baseline.dispersion + baseline.clumping + float(spread(baseline).error[0, 0]))
    return float(betainc(observed, size, usual / (usual + size))) if observed else 1.0
