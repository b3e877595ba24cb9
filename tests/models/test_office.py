"""Working time: breaks, days off, holidays, and the nights when clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.office import WEEKDAYS, Office, working_since, working_time
from models.settings import SettingsError, understand
from models.values import Span

KYIV = ZoneInfo("Europe/Kyiv")
ORDINARY = Office(holidays=(date(2026, 12, 25),))
ALWAYS = Office(days=WEEKDAYS, hours=(Span(0, 24 * 60),))
NIGHTS = Office(days=WEEKDAYS, hours=(Span(0, 6 * 60), Span(22 * 60, 24 * 60)))

# local times of 2026; the 23rd of November is a Monday, clocks go back on the 25th of October at 04:00
SPANS = """
11-23 09:00 | 11-23 09:12 | 0:12:00  | within a shift
11-23 12:50 | 11-23 14:10 | 0:20:00  | over the break
11-23 13:10 | 11-23 13:50 | 0:00:00  | within the break
11-23 17:50 | 11-24 09:10 | 0:20:00  | over a night
11-27 17:30 | 11-30 09:30 | 1:00:00  | over a weekend
11-28 12:00 | 11-29 12:00 | 0:00:00  | on a weekend
12-24 17:00 | 12-28 10:00 | 2:00:00  | over a holiday and a weekend
11-23 00:00 | 11-28 00:00 | 40:00:00 | a week
"""


def local(text: str) -> datetime:
    return (
        datetime.fromisoformat(f"2026-{text.strip().replace(' ', 'T')}").replace(tzinfo=KYIV).astimezone(UTC)
    )


@pytest.mark.parametrize("line", SPANS.strip().splitlines())
def test_only_working_time_counts(line: str) -> None:
    start, end, expected, _ = line.split("|")
    hours, minutes, _ = (int(part) for part in expected.split(":"))
    worked = working_time(ORDINARY, KYIV, local(start), local(end))
    assert worked == timedelta(hours=hours, minutes=minutes)


@pytest.mark.parametrize(("day", "hours"), [("10-25", 25), ("03-29", 23), ("11-23", 24)])
def test_a_day_is_as_long_as_it_really_is(day: str, hours: int) -> None:
    start = local(f"{day} 00:00")
    worked = working_time(ALWAYS, KYIV, start, start + timedelta(hours=hours))
    assert worked == timedelta(hours=hours)


@pytest.mark.parametrize(("day", "hours"), [("10-25", 9), ("03-29", 7), ("11-23", 8)])
def test_a_night_shift_is_as_long_as_the_night(day: str, hours: int) -> None:
    start = local(f"{day} 06:00")
    before = start - timedelta(hours=hours)
    assert working_time(NIGHTS, KYIV, before, start) == timedelta(hours=hours)


FIRST, LAST = (datetime.fromisoformat(day) for day in ("2026-01-01", "2027-12-31"))
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
LENGTHS = st.timedeltas(timedelta(), timedelta(days=40))
ZONES = st.sampled_from(["Europe/Kyiv", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])


@st.composite
def offices(draw: st.DrawFn) -> Office:
    edges = draw(st.lists(st.integers(0, 24 * 60), min_size=2, max_size=8, unique=True).map(sorted))
    hours = tuple(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False))
    days = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True))
    return Office(days=tuple(days), hours=hours)


@given(offices(), ZONES, MOMENTS, LENGTHS, LENGTHS)
def test_working_time_adds_up_and_is_never_longer_than_the_time(
    office: Office, name: str, start: datetime, first: timedelta, second: timedelta
) -> None:
    zone = ZoneInfo(name)
    middle, end = start + first, start + first + second
    whole = working_time(office, zone, start, end)
    assert timedelta() <= whole <= end - start
    parts = working_time(office, zone, start, middle), working_time(office, zone, middle, end)
    assert whole == sum(parts, timedelta())


@given(ZONES, MOMENTS, LENGTHS)
def test_an_office_that_never_closes_works_all_the_time(
    name: str, start: datetime, length: timedelta
) -> None:
    assert working_time(ALWAYS, ZoneInfo(name), start, start + length) == length


@given(offices(), ZONES, MOMENTS, st.timedeltas(timedelta(minutes=1), timedelta(hours=30)))
def test_so_much_working_time_lies_behind(
    office: Office, name: str, end: datetime, length: timedelta
) -> None:
    zone = ZoneInfo(name)
    since = working_since(office, zone, end, length)
    if since > end - timedelta(days=365):  # else the office hardly ever opens
        assert working_time(office, zone, since, end) == length


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"hours": ["9-13"]}, "[office]: 'hours' must be two times of day"),
        ({"hours": ["09:00-09:00"]}, "[office]: 'hours' must end at another time than it begins"),
        ({"hours": ["22:00-06:00"]}, "[office]: 'hours' must end on the day it begins; write a night as"),
        ({"hours": ["09:00-13:00", "12:00-18:00"]}, "[office]: 'hours' must not overlap"),
        ({"hours": []}, "[office]: 'hours' must name at least one part of the day"),
        ({"days": ["monday"]}, "[office]: 'days' input should be 'mon', 'tue'"),
        ({"answer_within": "0m"}, "[office]: 'answer_within' must be longer than nothing"),
        ({"holydays": []}, "[office]: unknown key 'holydays'; did you mean 'holidays'?"),
    ],
)
def test_unusable_hours_are_refused_in_words(table: dict[str, object], said: str) -> None:
    raw = {"brands": [{"name": "zoria", "title": "Зоря"}], "office": table}
    with pytest.raises(SettingsError) as caught:
        understand(raw, (), {})
    assert said in str(caught.value)
