"""When a snoozed case comes back, in the time of those who work."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from web.board.moments import choices, until

KYIV = ZoneInfo("Europe/Kyiv")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KYIV).astimezone(UTC)


CASES = """
2026-11-25T12:00 | hour     | 2026-11-25T13:00
2026-11-25T12:00 | evening  | 2026-11-25T18:00
2026-11-25T12:00 | tomorrow | 2026-11-26T09:00
2026-11-25T23:59 | tomorrow | 2026-11-26T09:00
2026-10-24T20:00 | tomorrow | 2026-10-25T09:00
2026-03-28T20:00 | tomorrow | 2026-03-29T09:00
2026-12-31T20:00 | tomorrow | 2027-01-01T09:00
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_an_offered_time_is_the_clock_on_the_wall(line: str) -> None:
    now, choice, expected = (part.strip() for part in line.split("|"))
    assert until(choice, "", at(now), KYIV) == at(expected)


def test_this_evening_is_offered_while_it_is_still_to_come() -> None:
    assert "evening" in choices(at("2026-11-25T16:59"), KYIV)
    assert "evening" not in choices(at("2026-11-25T17:01"), KYIV)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-30T10:15", at("2026-11-30T10:15")),
        ("2026-11-30T10:15+00:00", datetime(2026, 11, 30, 10, 15, tzinfo=UTC)),
        ("2026-11-25T11:59", None),
        ("tomorrow", None),
        ("", None),
        ("0001-01-01T00:00", None),
        ("9999-12-31T23:59-12:00", None),
    ],
)
def test_a_day_of_ones_own_must_be_in_the_future(day: str, expected: datetime | None) -> None:
    assert until("day", day, at("2026-11-25T12:00"), KYIV) == expected
