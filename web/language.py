"""The languages of the interface, and times as a person says them."""

from datetime import datetime, timedelta

from babel.dates import format_timedelta
from flask import request
from flask_babel import format_datetime, get_locale, to_user_timezone

from web.desk import desk, present, visitor

LANGUAGES = {"uk": "Українська", "ru": "Русский", "en": "English"}
DEFAULT = "uk"
COOKIE = "language"


def spoken() -> str:
    """The language of this request: the user's, else the browser's cookie, else Ukrainian."""
    user = visitor()
    wanted = user.language if user is not None else request.cookies.get(COOKIE, DEFAULT)
    return wanted if wanted in LANGUAGES else DEFAULT


def time_zone() -> str:
    """The time zone that the service keeps."""
    return desk().settings.service.timezone


def age(at: datetime) -> str:
    """How long ago, or in how long, in words: "5 minutes ago"."""
    delta = (at - present()) or -timedelta(seconds=1)  # this very moment is past, not to come
    return format_timedelta(delta, add_direction=True, locale=get_locale())


def span(length: timedelta) -> str:
    """A length of time in words: "7 minutes"."""
    return format_timedelta(length, locale=get_locale())


def clock_time(at: datetime) -> str:
    """The time of day, with the date where it is another day: "14:05", "25 лист., 14:05"."""
    same_day = to_user_timezone(at).date() == to_user_timezone(present()).date()
    return str(format_datetime(at, "HH:mm" if same_day else "d MMM, HH:mm"))


def hour(at: datetime) -> str:
    """The time of day: "14:05"."""
    return str(format_datetime(at, "HH:mm"))


def day(at: datetime) -> str:
    """The day without the year: "25 лист."."""
    return str(format_datetime(at, "d MMM"))


def full_time(at: datetime) -> str:
    """Date and time in full."""
    return str(format_datetime(at, "d MMMM y, HH:mm"))
