"""When a line was published, however its tool writes it; day or month first is told by the whole column."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from listener.imports.lines import Cell

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("січ янв jan", "лют фев feb", "бер мар mar", "кві апр apr", "тра мая май may", "чер июн jun"),
            *("лип июл jul", "сер авг aug", "вер сен sep", "жов окт oct", "лис ноя nov", "гру дек dec"),
        ),
        start=1,
    )
    for name in names.split()
}
YEAR_FIRST = re.compile(r"(?P<y>\d{4})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})(?!\d)")
YEAR_LAST = re.compile(r"(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<y>\d{4}|\d{2})(?!\d)")
DAY_NAMED = re.compile(r"(?P<d>\d{1,2})[. -]*(?P<name>[^\W\d_]{3,12})[., -]+(?P<y>\d{4})(?: ?(?:р|г)\.?)?")
MONTH_NAMED = re.compile(r"(?P<name>[^\W\d_]{3,12})\.? +(?P<d>\d{1,2})(?:st|nd|rd|th)?,? +(?P<y>\d{4})")
CLOCK = re.compile(
    r"(?:^|[T ,]+|[ ,]+(?:о|об|в|at) +)(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r" ?\(?(?P<zone>Z|(?:UTC|GMT)?(?:(?P<sign>[+-])(?P<zh>\d{1,2}):?(?P<zm>\d{2})?)?)\)?$"
)
EXCEL_BEGINS = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of the calendar, in the zone said later
SERIALS = (20_000, 80_000)  # Excel's days from 1954 to 2119
SECONDS = (10**8, 10**10)
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Order:
    """What a column of dates tells of its order: how many can only be read one way, how many both ways."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0

    def look(self, cell: Cell | None) -> None:
        """Count one more date."""
        found = YEAR_LAST.match(cell) if isinstance(cell, str) else None
        if found is None or found["sign"] == ".":
            return
        if int(found["a"]) > 12:
            self.day_first += 1
        elif int(found["b"]) > 12:
            self.month_first += 1
        elif found["a"] != found["b"]:
            self.either += 1


@dataclass(frozen=True, slots=True)
class Reading:
    """How the dates of a file are meant."""

    zone: ZoneInfo  # of those that name none
    day_first: bool = True


def read_time(cell: Cell, clock: Cell | None, reading: Reading) -> datetime:
    """When that was, in UTC; ValueError with the reason where it cannot be told."""
    found = _of_number(cell) if isinstance(cell, int | float) else _of_text(cell, reading)
    if clock is not None:
        found = _at_clock(found, str(clock).strip())
    aware = found if found.tzinfo else found.replace(tzinfo=reading.zone)
    try:
        return aware.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"the date {str(cell)[:40]!r} cannot be read") from None


def believable(at: datetime, now: datetime) -> None:
    """ValueError for a time at which nobody can have written."""
    if at < EARLIEST:
        raise ValueError(f"the date {at:%Y-%m-%d} is too long ago")
    if at > now + timedelta(days=1):
        raise ValueError(f"the date {at:%Y-%m-%d} is yet to come")


def _of_number(cell: int | float) -> datetime:
    if SERIALS[0] <= cell <= SERIALS[1]:
        return EXCEL_BEGINS + timedelta(days=cell)
    seconds = cell / 1000 if cell >= SECONDS[1] else cell
    if not SECONDS[0] <= seconds < SECONDS[1]:
        raise ValueError(f"the date {str(cell)[:40]!r} cannot be read")
    return datetime.fromtimestamp(seconds, UTC)


def _of_text(cell: str | datetime, reading: Reading) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if re.fullmatch(r"\d{5,13}(?:\.\d{1,9})?", cell):
        return _of_number(float(cell))
    try:
        day, rest = _day(cell, reading.day_first)
        return _at_clock(day, rest) if rest else day
    except ValueError:
        raise ValueError(f"the date {cell[:40]!r} cannot be read") from None


def _day(text: str, day_first: bool) -> tuple[datetime, str]:
    """The day at the beginning of a text, and what follows it."""
    if found := YEAR_FIRST.match(text):
        year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    elif found := YEAR_LAST.match(text):
        first, second, year = int(found["a"]), int(found["b"]), int(found["y"])
        day, month = (first, second) if day_first or found["sign"] == "." else (second, first)
        year += 2000 if year < 100 else 0
    elif found := DAY_NAMED.match(text) or MONTH_NAMED.match(text):
        year, month, day = int(found["y"]), _month(found["name"]), int(found["d"])
    else:
        raise ValueError
    return datetime(year, month, day), text[found.end() :].rstrip()  # noqa: DTZ001 - the zone may follow


def _month(name: str) -> int:
    number = MONTHS.get(name.casefold()[:3])
    if number is None:
        raise ValueError
    return number


def _at_clock(day: datetime, text: str) -> datetime:
    found = CLOCK.match(text)
    if found is None:
        raise ValueError(f"the time {text[:40]!r} cannot be read")
    hour = int(found["h"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    zone = _zone(found) if found["zone"] else day.tzinfo
    return day.replace(hour=hour, minute=int(found["min"]), second=int(found["s"] or 0), tzinfo=zone)


def _zone(found: re.Match[str]) -> tzinfo:
    if not found["sign"]:
        return UTC
    ahead = timedelta(hours=int(found["zh"]), minutes=int(found["zm"] or 0))
    return timezone(-ahead if found["sign"] == "-" else ahead)
