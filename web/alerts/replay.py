"""Run the detector over hourly counts of the past, as `vidhuk replay` does, an hour at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np

from web.alerts.arrays import Floats
from web.alerts.baseline import HISTORY, HOUR, Baseline, Calendar, expected_hours, fit
from web.alerts.score import Scores, scores, spread
from web.alerts.series import Series
from web.alerts.spikes import (
    FLOOR,
    LEARNING_DAYS,
    LOOK_BACK,
    Finding,
    Incident,
    Threshold,
    by_fixed_rule,
    from_scores,
    step,
    threshold,
    watched,
)

HISTORY_HOURS = HISTORY // HOUR
RECALIBRATE = 0.3  # a threshold holds until the rate, or the spread of a day, has moved by this part


@dataclass(frozen=True, slots=True)
class _Day:
    """One local day of a replay: its hours, and what was known when it began."""

    start: int
    stop: int
    base: Baseline
    limit: Threshold | None  # None: still learning


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert of a replay: the opening of an incident."""

    series: str
    hour: datetime  # the hour that had passed when it was raised
    observed: int
    expected: float

    def __str__(self) -> str:
        return f"{self.series} {self.hour.isoformat()} {self.observed} {self.expected:.2f}"


def replay(series: Series, since: datetime, needless_per_month: float, floor: int = FLOOR) -> list[Alert]:
    """Return the alerts from `since` on; each day learns anew from the eight weeks before.

    Hours are local as the file writes them: a file in UTC has its days cut at midnight UTC.
    """
    when = _own_calendar(series.hours)
    first = sum(hour < since for hour in series.hours)
    days = list(_days(series.counts, when, first, needless_per_month, floor))
    found: dict[int, Finding] = {}
    for alike in _alike(days, when):
        found.update(_findings(series, when, alike, floor))
    return list(_openings(series, first, found))


def _own_calendar(hours: Sequence[datetime]) -> Calendar:
    day = np.array([hour.toordinal() for hour in hours], dtype=np.int64)
    return Calendar((day + 6) % 7, np.array([hour.hour for hour in hours], dtype=np.int64), day)


def _days(
    counts: Floats, when: Calendar, first: int, needless_per_month: float, floor: int
) -> Iterator[_Day]:
    """Yield each local day from `first` on with what the hours before it teach."""
    midnights = first + 1 + np.flatnonzero(np.diff(when.day[first:]))
    calibrated: tuple[Baseline, Threshold] | None = None
    base: Baseline | None = None
    for start, stop in pairwise([first, *midnights.tolist(), len(counts)]):
        past = slice(max(start - HISTORY_HOURS, 0), start)
        base = fit(counts[past], when.part(past), base)
        if base.days_of_history < LEARNING_DAYS:
            yield _Day(start, stop, base, None)
            continue
        if calibrated is None or _moved(calibrated[0], base):
            calibrated = base, threshold(base, needless_per_month, floor)
        yield _Day(start, stop, base, calibrated[1])


def _moved(before: Baseline, now: Baseline) -> bool:
    one_day = before.dispersion + 1 / (24 * before.rate)  # how far days vary, chance included
    shifted = abs(now.dispersion - before.dispersion) > RECALIBRATE * one_day
    return shifted or abs(now.rate / before.rate - 1) > RECALIBRATE


def _alike(days: Sequence[_Day], when: Calendar) -> list[list[_Day]]:
    """Return days in groups whose hours fall alike, to score each at one go (DST nights stand alone)."""
    groups: dict[bytes, list[_Day]] = {}
    for day in days:
        if day.stop > day.start:
            shape = when.day[_seen_from(day) : day.stop] - when.day[day.start]
            groups.setdefault(shape.tobytes() + bytes(day.limit is None), []).append(day)
    return list(groups.values())


def _seen_from(day: _Day) -> int:
    return max(day.start - LOOK_BACK + 1, 0)


def _findings(
    series: Series, when: Calendar, days: Sequence[_Day], floor: int
) -> Iterator[tuple[int, Finding]]:
    """Yield what is found in each hour of days alike, by the hour's place in the series."""
    spans = [slice(_seen_from(day), day.stop) for day in days]
    usual = np.array(
        [expected_hours(day.base, when.part(span)) for day, span in zip(days, spans, strict=True)]
    )
    counts, means = watched(np.array([series.counts[span] for span in spans]), usual)
    if days[0].limit is None:
        seen = None
    else:
        seen = scores(counts, means, when.day[spans[0]], floor, spread(*(day.base for day in days)))
    for row, (day, span) in enumerate(zip(days, spans, strict=True)):
        for column in _candidates(day, seen, row, counts[row]):
            values = counts[row, : column + 1], means[row, : column + 1], series.hours[span.start + column]
            if seen is None or day.limit is None:
                found = by_fixed_rule(day.base, *values, floor)
            else:
                found = from_scores(day.limit, seen, (row, column), *values)
            if found and span.start + column >= day.start:
                yield span.start + column, found


def _candidates(day: _Day, seen: Scores | None, row: int, counts: Floats) -> list[int]:
    """Return the hours of a row that are worth asking about, most of them spared for speed."""
    if seen is None or day.limit is None:
        return np.flatnonzero(counts).tolist()
    by_scan, by_filter = day.limit.rarities(seen.at(row))
    return np.flatnonzero(np.maximum(by_scan, by_filter) > day.limit.rarity).tolist()


def _openings(series: Series, first: int, found: dict[int, Finding]) -> Iterator[Alert]:
    """Yield the openings of incidents: an alert is an episode, and what grows out of it is the same one."""
    incident: Incident | None = None
    for place in range(first, len(series.hours)):
        now = step(incident, found.get(place), series.hours[place])
        incident = now.incident
        if now.action == "open":
            yield Alert(series.name, series.hours[place], found[place].observed, found[place].expected)
