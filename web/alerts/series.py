"""Read a series of hourly counts from a CSV file, and say in one line what is wrong with it."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from web.alerts.arrays import Floats
from web.alerts.baseline import HOUR

HEADER = ["hour", "count"]
LONGEST_GAP = 1_000_000  # hours left out between two lines; more is a mistyped year


class SeriesError(Exception):
    """A file of hourly counts that cannot be read: who, what, and what to do, in one line."""

    permanent = True


@dataclass(frozen=True, slots=True)
class Series:
    """Consecutive hours of one file; the hours that it leaves out are NaN."""

    name: str
    hours: list[datetime]  # as written, with their own offset: that is the local time of the series
    counts: Floats


def read_series(path: Path) -> Series:
    """Return the hourly counts of a CSV file with the header `hour,count`; an empty count is a missing hour.

    Raises SeriesError, naming the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _series(path, list(_rows(path, file)))
    except OSError as error:
        raise SeriesError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SeriesError(
            f"{path}: not a text file in UTF-8; export it as CSV with the header hour,count"
        ) from error


def _rows(path: Path, file: Iterator[str]) -> Iterator[tuple[datetime, float]]:
    rows = csv.reader(file)
    if next(rows, None) != HEADER:
        raise SeriesError(f"{path}: line 1: the header must be hour,count")
    before: datetime | None = None
    for row in rows:
        if not row:
            continue
        try:
            hour, count = _row(row)
            _check_order(before, hour)
        except ValueError as error:
            raise SeriesError(f"{path}: line {rows.line_num}: {error}") from error
        before = hour
        yield hour, count


def _row(row: Sequence[str]) -> tuple[datetime, float]:
    if len(row) != len(HEADER):
        raise ValueError(f"{len(row)} fields; write hour,count")
    hour = parse_hour(row[0])
    if not row[1].strip():
        return hour, np.nan
    if not row[1].strip().isdecimal():
        raise ValueError(
            f"count {row[1][:20]!r}; write a whole number of authors, or nothing for a missing hour"
        )
    return hour, float(row[1])


def parse_hour(text: str) -> datetime:
    """Return an ISO 8601 hour with offset; ValueError says what is wrong with it."""
    try:
        hour = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(
            f"hour {text[:40]!r}; write ISO 8601 with offset, as 2026-03-01T08:00+02:00"
        ) from None
    if hour.tzinfo is None:
        raise ValueError(f"hour {text[:40]!r} has no offset; write it as 2026-03-01T08:00+02:00")
    if hour.minute or hour.second or hour.microsecond:
        raise ValueError(f"hour {text[:40]!r} is not the start of an hour")
    return hour


def _check_order(before: datetime | None, hour: datetime) -> None:
    if before is not None and hour <= before:
        raise ValueError(f"hour {hour.isoformat()} comes again or too late; sort the hours, one row each")
    if before is not None and (hour - before) / HOUR > LONGEST_GAP:
        raise ValueError(
            f"hour {hour.isoformat()} is more than a century after the line before; check the year"
        )


def _series(path: Path, rows: list[tuple[datetime, float]]) -> Series:
    """Return the rows with the hours that they leave out, missing."""
    hours: list[datetime] = []
    counts: list[float] = []
    for hour, count in rows:
        while hours and hour - hours[-1] > HOUR:
            hours.append(hours[-1] + HOUR)
            counts.append(np.nan)
        hours.append(hour)
        counts.append(count)
    return Series(str(path), hours, np.array(counts, dtype=np.float64))
