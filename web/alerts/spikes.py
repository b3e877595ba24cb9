"""Say whether the last hour of a series is the crest of something unusual, and what follows for its incident.

Everything here is arithmetic on values that come in as arguments. `baseline` says what is usual, `score` how unusual an
hour is, `threshold` how unusual an hour must be for the manager's budget of needless alerts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from scipy.stats import nbinom

from web.alerts.baseline import Baseline, as_counts, calendar, expected, expected_hours, learn
from web.alerts.mood import Mood, mood
from web.alerts.score import WINDOWS, scan
from web.alerts.threshold import REFRACTORY_HOURS, Threshold, threshold, uncertainty

__all__ = [
    "FLOOR", "LEARNING_DAYS", "RISK_FLOOR", "Baseline", "Finding", "Incident", "Mood", "Step", "Threshold",
    "authors_by_hour", "examine", "expected", "learn", "step", "threshold",
]  # fmt: skip

FLOOR, RISK_FLOOR = 3, 2  # distinct authors without whom nothing is a spike
LEARNING_DAYS = 14
LEARNING_HOURS = 3
LEARNING_CHANCE = 1e-3  # a fixed rule may not call the ordinary hours of a busy brand a spike
FIXED_LOOKS = 28 * 24 / LEARNING_HOURS  # windows of three hours in 28 days
LOOK_BACK = 49  # hours that the score of one hour can depend on: a window, and the day in which it began
QUIET = timedelta(hours=6)
REMIND = timedelta(hours=6)
ESCALATES, CREEPS = 2.0, 1.25
EPISODE = timedelta(hours=REFRACTORY_HOURS)

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
    method: Literal["scan", "fixed"]
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
    """Return distinct authors in each hour; an author counts once in 24 hours, and an hour nobody watched is None.

    `written` are (author key, published at); an unknown author (None) counts each time. `hours` are aware hour starts.
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
    zone: ZoneInfo,
    needless_per_month: float,
    *,
    share_gone: float = 1.0,
    floor: int = FLOOR,
    totals: Sequence[int | None] | None = None,
) -> Finding | None:
    """Return what is unusual about the last hour of a series, or None.

    `hours` are consecutive aware hour starts and `counts` distinct authors (None: missing); the last 49 matter. The last
    hour may be under way: `share_gone` (0 to 1) is the part that has passed. `totals` are all authors in the same hours,
    complaining or not, as far back as there are; with them the finding says whether everything grew or people got angrier.
    """
    if not counts or not counts[-1]:
        return None
    values = as_counts(counts[-LOOK_BACK:])
    when = calendar(hours[-LOOK_BACK:], zone)
    means = np.where(np.isnan(values), 0.0, expected_hours(baseline, when))
    means[-1] *= share_gone
    if baseline.days_of_history < LEARNING_DAYS:
        found = _fixed_rule(baseline, hours[-1], np.nan_to_num(values), means, floor)
    else:
        limit = threshold(baseline, needless_per_month, floor)
        found = _scan(baseline, hours[-1], np.nan_to_num(values), means, when.day, floor, limit)
    if found is None or totals is None:
        return found
    return replace(found, mood=mood(counts, totals, found.window_hours))


def step(incident: Incident | None, finding: Finding | None, at: datetime) -> Step:
    """Return what one look does to an incident: it opens, grows, is over, or nothing happens.

    It grows when twice as many authors were found as last told, or a quarter more and six hours have passed. It is over
    after six hours without a finding; one that flares up again within a day of its opening is the same one and grows.
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


def _scan(
    baseline: Baseline,
    at: datetime,
    counts: "np.ndarray",
    means: "np.ndarray",
    day: "np.ndarray",
    floor: int,
    limit: Threshold,
) -> Finding | None:
    scores, which = scan(counts[None], means, day, baseline, floor, uncertainty(baseline))
    score = float(scores[0, -1])
    if score <= limit.score:
        return None
    hours = WINDOWS[which[0, -1]]
    observed, usual = int(counts[-hours:].sum()), float(means[-hours:].sum())
    return Finding(at, hours, observed, usual, 10**-score, limit.chance_per_month(score), "scan", False, None)


def _fixed_rule(
    baseline: Baseline, at: datetime, counts: "np.ndarray", means: "np.ndarray", floor: int
) -> Finding | None:
    """Return three authors in three hours, unless the few days so far say that this is their usual."""
    observed, usual = int(counts[-LEARNING_HOURS:].sum()), float(means[-LEARNING_HOURS:].sum())
    size = 1 / (baseline.dispersion + uncertainty(baseline))
    chance = float(nbinom.sf(observed - 1, size, size / (size + max(usual, 1e-9))))
    if observed < floor or chance > LEARNING_CHANCE:
        return None
    return Finding(at, LEARNING_HOURS, observed, usual, chance, chance * FIXED_LOOKS, "fixed", True, None)
