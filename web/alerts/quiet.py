"""When to tell: quiet hours, weekends off, and no more letters an hour than somebody can read."""

from datetime import datetime, timedelta

from models.office import ONE_DAY, wall_clock
from models.store import Store
from models.values import DAY
from web.alerts.kinds import SORTS, reaches
from web.alerts.readers import Reader

HOUR = timedelta(hours=1)
SATURDAY, SUNDAY = 5, 6
AHEAD = 5  # days: a weekend and the quiet hours on both sides of it


def held_until(store: Store, reader: Reader, kind: str, at: datetime) -> datetime | None:
    """When an alert of that kind may reach its reader; None: at once. What goes through never waits.

    Whoever is on call is woken by incidents, for otherwise the next one would be.
    """
    is_duty = reader.on_call is not None and SORTS[kind].subject == "incidents" and kind != "incident_over"
    if is_duty or reaches(SORTS[kind].severity, reader.through):
        return None
    release = quiet_until(reader, at) or at
    letters = store.alerts.letters(reader.channel, reader.recipient, release - HOUR)
    before = [letter for letter in letters if letter <= release]
    joins_another = release > at and release in letters
    if not joins_another and len(before) >= reader.per_hour:
        release = before[-reader.per_hour] + HOUR
        release = quiet_until(reader, release) or release
    return release if release > at else None


def quiet_until(reader: Reader, at: datetime) -> datetime | None:
    """The end of the quiet time that holds a moment, in UTC; None: it is not quiet then."""
    end = at
    for begins, ends in _quiet_times(reader, at):
        if begins <= end < ends:
            end = ends
    return end if end > at else None


def _quiet_times(reader: Reader, at: datetime) -> list[tuple[datetime, datetime]]:
    """The quiet times around a moment, in the order of their beginnings."""
    today = at.astimezone(reader.zone).date()
    days = [today + shift * ONE_DAY for shift in range(-2, AHEAD)]
    times = []
    if reader.quiet is not None:
        begins, ends = reader.quiet.begins, reader.quiet.ends
        ends += DAY if ends <= begins else 0
        times += [(wall_clock(day, begins, reader.zone), wall_clock(day, ends, reader.zone)) for day in days]
    if not reader.weekends:
        off = [day for day in days if day.weekday() in (SATURDAY, SUNDAY)]
        times += [(wall_clock(day, 0, reader.zone), wall_clock(day, DAY, reader.zone)) for day in off]
    return sorted(times)
