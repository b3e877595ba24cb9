"""What a list is narrowed to, as its address says it."""

from datetime import UTC, datetime

import pytest

from tests.web.scene import board_settings
from web.board.filters import Wanted, wanted


def asked(**args: str) -> Wanted:
    return wanted(args, board_settings(), user_id=7)


def test_an_empty_address_asks_for_what_is_open_and_urgent() -> None:
    assert (asked().filters.status, asked().filters.order, asked().page) == ("open", "urgent", 1)
    assert asked().query() == {}


@pytest.mark.parametrize(
    "args",
    [
        {"status": "closed", "label": "risk"},
        {"brand": "zoria", "platform": "vk", "source": "zoria-vk", "language": "uk"},
        {"mine": "1", "order": "oldest", "page": "3"},
        {"since": "2026-11-25T12:00:00+00:00"},
    ],
)
def test_an_address_reads_back_as_it_was_written(args: dict[str, str]) -> None:
    assert asked(**args).query() == args


def test_a_change_of_the_list_goes_back_to_its_first_page() -> None:
    there = asked(label="risk", page="4")
    assert there.query(label=None) == {}
    assert there.query(page=5) == {"label": "risk", "page": "5"}


def test_mine_are_those_of_who_asks() -> None:
    assert asked(mine="1").filters.assignee == 7
    assert asked(mine="yes").filters.assignee is None


@pytest.mark.parametrize("since", ["2026-11-25", "2026-11-25T02:00:00+02:00"])
def test_a_time_without_an_offset_is_meant_in_utc(since: str) -> None:
    assert asked(since=since).filters.since == datetime(2026, 11, 25, tzinfo=UTC)
