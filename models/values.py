"""What a value of config.toml may be: times, names, addresses, each refused in words."""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from difflib import get_close_matches
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DAY = 24 * 60  # minutes
NAME = r"^[a-z0-9][a-z0-9_-]{0,62}$"
ADDRESS = r"^[^@\s<>]+@[^@\s<>]+$"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a day, in minutes from midnight; it goes over midnight where it ends before it begins."""

    begins: int
    ends: int


def duration(value: object) -> object:
    """The time that "90s", "2m", "1h" or "1d" means; other values pass unchanged."""
    if not isinstance(value, str):
        return value
    number, unit = value[:-1], value[-1:]
    if unit not in UNITS or not number.isdecimal():
        raise ValueError('must be a number with s, m, h or d, such as "90s", "2m" or "1h"')
    return timedelta(seconds=int(number) * UNITS[unit])


def minutes(text: str) -> int:
    """Minutes from midnight to "09:30"; ValueError where it is no time of day ("24:00" is the day's end)."""
    hour, _, minute = text.partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and len(minute) == 2):
        raise ValueError
    found = int(hour) * 60 + int(minute)
    if int(minute) > 59 or found > DAY:
        raise ValueError
    return found


def part_of_day(value: object) -> object:
    """The span that "09:00-13:00" means; other values pass unchanged."""
    if not isinstance(value, str):
        return value
    begins, _, ends = value.partition("-")
    try:
        span = Span(minutes(begins.strip()), minutes(ends.strip()))
    except ValueError:
        raise ValueError('must be two times of day, such as "09:00-13:00"') from None
    if span.begins in (span.ends, DAY):
        raise ValueError("must end at another time than it begins")
    return span


def time_of_day(value: object) -> object:
    """The time that "09:30" means; other values pass unchanged."""
    if not isinstance(value, str):
        return value
    try:
        return time(*divmod(minutes(value), 60))
    except ValueError:
        raise ValueError('must be a time of day, such as "09:00"') from None


def _known_zone(value: str) -> str:
    if value not in available_timezones():
        near = get_close_matches(value, available_timezones(), 1)
        raise ValueError("is not a time zone" + (f'; did you mean "{near[0]}"?' if near else ""))
    return value


def _base_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError('must begin with "https://" or "http://"')
    return value.rstrip("/")


def is_mail_address(value: str) -> bool:
    """Whether mail can be sent to it, as far as its form says."""
    return re.fullmatch(ADDRESS, value) is not None


Name = Annotated[str, Field(pattern=NAME)]
Text = Annotated[str, Field(min_length=1)]
MailAddress = Annotated[str, Field(pattern=ADDRESS)]
Duration = Annotated[timedelta, BeforeValidator(duration)]
PartOfDay = Annotated[Span, BeforeValidator(part_of_day)]
TimeOfDay = Annotated[time, BeforeValidator(time_of_day)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]


class Table(BaseModel):
    """A table of config.toml: known keys only, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
