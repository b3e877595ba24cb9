"""What a list shows, as a file: CSV and XLSX for people, JSON lines for programs. No Flask in here."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

import xlsxwriter

from models.personal import masked
from models.records import Case
from models.store.queue import Filters, Line, Queue, Seen

PAGE = 2_000
MOST = 100_000  # lines of one file
LONGEST_CELL = 32_767  # letters that Excel takes
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Value = str | int | float | bool | None
Row = dict[str, Value]
COLUMNS = (
    *("case", "status", "reason", "assignee", "mention", "label", "flags", "set_by_person", "confident"),
    *("sentiment", "language", "brand", "source", "platform", "published_at", "replied_at", "deleted_at"),
    *("author", "text", "url", "rating", "likes", "replies", "shares", "views"),
    "external_id",
)


def cases(queue: Queue, filters: Filters, zone: ZoneInfo) -> Iterator[Row]:
    """The lines of the queue that the filters leave, in its order, MOST of them at most."""

    def page(limit: int, offset: int) -> list[Row]:
        return [_of_case(line, zone) for line in queue.cases(filters, limit, offset)]

    return _paged(page)


def mentions(queue: Queue, filters: Filters, zone: ZoneInfo) -> Iterator[Row]:
    """The mentions that the filters leave, newest first, MOST of them at most."""

    def page(limit: int, offset: int) -> list[Row]:
        return [_row(seen, zone) for seen in queue.mentions(filters, limit, offset)]

    return _paged(page)


ROOMS: dict[str, Callable[[Queue, Filters, ZoneInfo], Iterator[Row]]] = {"queue": cases, "mentions": mentions}


def write_csv(rows: Iterable[Row], out: IO[bytes]) -> None:
    """UTF-8 with the mark that Excel looks for; a cell that begins like a formula is made plain text."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([harmless(row[name]) for name in COLUMNS] for row in rows)
    text.detach()


def write_xlsx(rows: Iterable[Row], out: IO[bytes]) -> None:
    """One sheet; strangers' words are text cells, never formulas or links."""
    plain = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, plain) as book:
        sheet = book.add_worksheet("Vidhuk")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, COLUMNS)
        for number, row in enumerate(rows, start=1):
            for place, name in enumerate(COLUMNS):
                value = row[name]
                if isinstance(value, str):
                    sheet.write_string(number, place, value[:LONGEST_CELL])
                else:
                    sheet.write(number, place, value)


def write_jsonl(rows: Iterable[Row], out: IO[bytes]) -> None:
    """A line of JSON for each, words unchanged."""
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


WRITERS: dict[str, Callable[[Iterable[Row], IO[bytes]], None]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "jsonl": write_jsonl,
}


def harmless(value: Value) -> Value:
    """A cell that no table program takes for a formula: an apostrophe before what begins like one."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return value


def _paged(page: Callable[[int, int], list[Row]]) -> Iterator[Row]:
    for offset in range(0, MOST, PAGE):
        rows = page(PAGE, offset)
        yield from rows
        if len(rows) < PAGE:
            return


def _of_case(line: Line, zone: ZoneInfo) -> Row:
    case: Case = line.case
    its: Row = {"case": case.id, "status": case.status.value, "reason": case.reason, "label": case.label}
    return _row(line.lead, zone) | its | {"assignee": line.assignee_name}


def _row(seen: Seen, zone: ZoneInfo) -> Row:
    """One line; what customers gave away of themselves is masked."""
    mention = seen.mention.mention
    return {
        **dict.fromkeys(COLUMNS),
        "case": seen.case_id,
        "mention": seen.mention.id,
        "label": seen.label,
        "flags": " ".join(seen.flags),
        "set_by_person": seen.decided,
        "confident": seen.confident,
        "sentiment": seen.sentiment,
        "language": seen.language,
        **{name: getattr(mention, name) for name in ("brand", "source", "platform", "url", "rating")},
        **{name: getattr(mention, name) for name in ("likes", "replies", "shares", "views", "external_id")},
        "published_at": _time(mention.published_at, zone),
        "replied_at": _time(seen.replied_at, zone),
        "deleted_at": _time(seen.mention.deleted_at, zone),
        "author": mention.author_name,
        "text": masked(mention.text),
    }


def _time(at: datetime | None, zone: ZoneInfo) -> str | None:
    return at.astimezone(zone).isoformat(timespec="seconds") if at else None
