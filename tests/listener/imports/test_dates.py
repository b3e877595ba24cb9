"""Dates as the tools of this world write them."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.imports.bring import day_first
from listener.imports.dates import Order, Reading, believable, read_time
from listener.imports.lines import FileError

KYIV = Reading(ZoneInfo("Europe/Kyiv"))
MONTH_FIRST = Reading(ZoneInfo("Europe/Kyiv"), day_first=False)

# as written | what it is in UTC, Kyiv being two hours ahead in November
CASES = """
2026-11-25T14:30:00+02:00   | 2026-11-25T12:30:00
2026-11-25T14:30:05.123Z    | 2026-11-25T14:30:05
2026-11-25 14:30            | 2026-11-25T12:30:00
2026-11-25 14:30:00 +0000   | 2026-11-25T14:30:00
2026/11/25 14:30            | 2026-11-25T12:30:00
25.11.2026 14:30            | 2026-11-25T12:30:00
25.11.2026, 14:30:15        | 2026-11-25T12:30:15
25.11.26 9:05               | 2026-11-25T07:05:00
25.11.2026                  | 2026-11-24T22:00:00
05.11.2026 10:00            | 2026-11-05T08:00:00
05/11/2026 10:00            | 2026-11-05T08:00:00
25-11-2026 10:00            | 2026-11-25T08:00:00
25.07.2026 10:00            | 2026-07-25T07:00:00
25 листопада 2026, 14:30    | 2026-11-25T12:30:00
25 листопада 2026 р. о 14:30 | 2026-11-25T12:30:00
25 ноября 2026 г. в 14:30   | 2026-11-25T12:30:00
3 трав. 2026 10:00          | 2026-05-03T07:00:00
1 мая 2026                  | 2026-04-30T21:00:00
Nov 25, 2026 2:30 PM        | 2026-11-25T12:30:00
25 Nov 2026 12:30 AM        | 2026-11-24T22:30:00
25.11.2026 14:30 (GMT+3)    | 2026-11-25T11:30:00
25.11.2026 14:30 UTC-05:00  | 2026-11-25T19:30:00
1795609800                  | 2026-11-25T12:30:00
1795609800000               | 2026-11-25T12:30:00
46351.5                     | 2026-11-25T10:00:00
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_a_date_is_read_however_it_is_written(line: str) -> None:
    written, expected = (part.strip() for part in line.split("|"))
    found = read_time(written, None, KYIV)
    assert found.isoformat(timespec="seconds").removesuffix("+00:00") == expected


def test_the_time_may_stand_in_a_column_of_its_own() -> None:
    assert read_time("25.11.2026", "14:30", KYIV) == datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


def test_month_first_is_read_where_the_column_is_so() -> None:
    assert read_time("11/25/2026 2:30 PM", None, MONTH_FIRST) == datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["учора", "32.01.2026", "25.13.2026", "2026-11-25 25:00", "", "7", "-1e400"]
)
def test_what_is_no_date_is_refused_with_what_it_was(written: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        read_time(written, None, KYIV)


@given(st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.datetimes()))
def test_no_cell_does_more_harm_than_to_be_refused(cell: str | float | datetime) -> None:
    with suppress(ValueError):
        assert read_time(cell, None, KYIV).tzinfo is not None


@pytest.mark.parametrize(("written", "word"), [("01.01.1970", "long ago"), ("01.01.2027", "yet to come")])
def test_a_time_at_which_nobody_wrote_is_refused(written: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        believable(read_time(written, None, KYIV), datetime(2026, 11, 25, tzinfo=UTC))


def ordered(*dates: str) -> Order:
    order = Order()
    for each in dates:
        order.look(each)
    return order


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (("03/04/2026", "25/04/2026"), True),
        (("03/04/2026", "04/25/2026"), False),
        (("03.04.2026",), True),
        (("04/04/2026",), True),
    ],
)
def test_the_whole_column_tells_what_comes_first(dates: tuple[str, ...], first: bool) -> None:
    assert day_first(ordered(*dates), None, "a.csv") == (first, None)


def test_what_could_be_read_both_ways_is_said_aloud() -> None:
    first, note = day_first(ordered("03/04/2026"), None, "a.csv")
    assert first
    assert note
    assert "--dates month" in note


def test_a_column_that_goes_both_ways_asks_a_person() -> None:
    with pytest.raises(FileError, match="--dates"):
        day_first(ordered("25/04/2026", "04/25/2026"), None, "a.csv")
