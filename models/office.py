"""When people work, and how much of that lies between two moments."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from models.values import DAY, Duration, PartOfDay, Span, Table

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ONE_DAY = timedelta(days=1)


def _in_order(hours: tuple[Span, ...]) -> tuple[Span, ...]:
    if any(span.begins >= span.ends for span in hours):
        raise ValueError('must end on the day it begins; write a night as "22:00-24:00", "00:00-06:00"')
    ordered = tuple(sorted(hours, key=lambda span: span.begins))
    if any(before.ends > after.begins for before, after in pairwise(ordered)):
        raise ValueError("must not overlap")
    return ordered


def _a_while(value: timedelta) -> timedelta:
    if value <= timedelta():
        raise ValueError("must be longer than nothing")
    return value


class Office(Table):
    """[office]: when the staff works, and how soon it means to answer."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEKDAYS[:5]
    hours: Annotated[tuple[PartOfDay, ...], Field(min_length=1), AfterValidator(_in_order)] = (
        Span(9 * 60, 13 * 60),
        Span(14 * 60, 18 * 60),
    )
    holidays: tuple[date, ...] = ()
    answer_within: Annotated[Duration, AfterValidator(_a_while)] = timedelta(hours=1)


def working_time(office: Office, zone: ZoneInfo, start: datetime, end: datetime) -> timedelta:
    """How much working time lies between two aware moments; breaks, nights and days off count for nothing.

    The clock on the office's wall decides, so the night of a clock change is as long as it really is.
    """
    total = timedelta()
    for opens, closes in shifts(office, zone, start, end):
        total += max(timedelta(), min(end, closes) - max(start, opens))
    return total


def working_since(office: Office, zone: ZoneInfo, end: datetime, length: timedelta) -> datetime:
    """The latest moment from which so much working time lies before `end`, looking back a year at most."""
    left = length
    for days in range(366):
        day = end.astimezone(zone).date() - days * ONE_DAY
        for opens, closes in reversed(list(_of_day(office, zone, day))):
            worked = min(end, closes) - opens
            if worked >= left:
                return min(end, closes) - left
            left -= max(timedelta(), worked)
    return end - 366 * ONE_DAY


def shifts(
    office: Office, zone: ZoneInfo, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The shifts, in UTC and in order, of every day that the time between two moments touches."""
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        yield from _of_day(office, zone, day)
        day += ONE_DAY


def _of_day(office: Office, zone: ZoneInfo, day: date) -> Iterator[tuple[datetime, datetime]]:
    if WEEKDAYS[day.weekday()] in office.days and day not in office.holidays:
        for span in office.hours:
            yield wall_clock(day, span.begins, zone), wall_clock(day, span.ends, zone)


def wall_clock(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which a clock on the wall shows so many minutes past the midnight of a day."""
    days, rest = divmod(minutes, DAY)
    local = datetime.combine(day + days * ONE_DAY, time(*divmod(rest, 60)), zone)
    return local.astimezone(UTC)
