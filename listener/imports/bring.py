"""Bring a file in: looked through once, then kept in parts, each line once however often it is repeated."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from listener.imports.csv_file import open_csv
from listener.imports.dates import Order
from listener.imports.jsonl_file import open_jsonl
from listener.imports.lines import MAX_FILE, Bad, FileError, Line, Table
from listener.imports.rows import Plan, Row, understand
from listener.imports.xlsx_file import open_xlsx
from models.records import Batch, Kept, Mention
from models.store import Store

PART = 500  # lines of one transaction
SHOWN = 5  # rows of a dry run
READERS: Mapping[str, Callable[[Path], Table]] = {
    "csv": open_csv,
    "tsv": open_csv,
    "txt": open_csv,
    "xlsx": open_xlsx,
    "jsonl": open_jsonl,
    "ndjson": open_jsonl,
}
Step = Callable[[int], None]  # told after each part how many lines have been gone through


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look through the whole file tells."""

    lines: int
    order: Order


@dataclass(slots=True)
class Outcome:
    """What came of an import."""

    lines: int = 0
    kept: Kept = field(default_factory=Kept)  # what a dry run would have kept
    same: int = 0  # stood already, unchanged
    collected: int = 0  # this service has them from the platform itself
    repeated: int = 0  # stood in the file before
    bad: list[Bad] = field(default_factory=list)
    first: list[Mention] = field(default_factory=list)  # the first rows as they are stored


def opened(path: Path, encoding: str | None = None) -> Table:
    """The table of a file, by its ending; FileError where it cannot be read as one."""
    ending = path.suffix.removeprefix(".").casefold()
    if ending not in READERS:
        raise FileError(f"{path.name}: unknown ending; known are {', '.join(READERS)}")
    try:
        if path.stat().st_size > MAX_FILE:
            raise FileError(f"{path.name}: is larger than {MAX_FILE // 1_000_000} MB; split it")
        return open_csv(path, encoding) if READERS[ending] is open_csv else READERS[ending](path)
    except OSError as fault:
        raise FileError(f"{path.name}: cannot be read ({fault.strerror}); check the path") from fault


def look(table: Table, columns: Mapping[str, str]) -> Look:
    """Go through a file once, keeping nothing: how long it is, and how its dates are ordered."""
    order, lines = Order(), 0
    for line in table.read():
        lines += 1
        if isinstance(line, Line):
            order.look(line.cells.get(columns["at"]))
    return Look(lines, order)


def day_first(order: Order, said: str | None, file: str) -> tuple[bool, str | None]:
    """Whether dates begin with the day, and what should be said aloud; FileError where they go both ways."""
    if said is not None:
        return said == "day", None
    if order.day_first and order.month_first:
        reason = "some dates begin with the day and some with the month"
        raise FileError(f"{file}: {reason}; say which is meant by --dates, the others are then left out")
    if order.either and not order.month_first and not order.day_first:
        return (
            True,
            "every date could begin with the day or the month; read as day first (--dates month turns it)",
        )
    return not order.month_first, None


def bring(table: Table, plan: Plan, store: Store, at: datetime, step: Step, dry: bool = False) -> Outcome:
    """Keep what a file holds; with `dry` only count it. Back-fills: nothing of it alerts anybody."""
    outcome = Outcome()
    seen: dict[str, tuple[int, int]] = {}
    lines = table.read()
    while part := list(islice(lines, PART)):
        outcome.lines += len(part)
        rows = list(_rows(part, plan, at, seen, outcome))
        _keep(rows, plan, store, at, outcome, dry)
        step(len(part))
    return outcome


def _rows(
    part: list[Line | Bad], plan: Plan, at: datetime, seen: dict[str, tuple[int, int]], outcome: Outcome
) -> Iterator[Row]:
    """The rows of a part that can be kept and did not stand before; the others are counted."""
    for line in part:
        row = understand(line, plan, at) if isinstance(line, Line) else line
        if isinstance(row, Bad):
            outcome.bad.append(row)
            continue
        said = hash((row.mention.text, row.mention.published_at))
        number, before = seen.setdefault(row.mention.external_id, (row.number, said))
        if number == row.number:
            yield row
        elif before == said:
            outcome.repeated += 1
        else:
            reason = f"its id stood in line {number} with another text; is that column an id? (--map id=)"
            outcome.bad.append(Bad(row.number, reason))


def _keep(rows: list[Row], plan: Plan, store: Store, at: datetime, outcome: Outcome, dry: bool) -> None:
    known = _collected(rows, store)
    mentions = [row.mention for row in rows if row.number not in known]
    outcome.collected += len(rows) - len(mentions)
    outcome.first += mentions[: SHOWN - len(outcome.first)]
    if dry:
        kept = _would_keep(mentions, plan.source, store)
    else:
        kept = store.mentions.keep(plan.source, Batch(tuple(mentions)), at, backfilled=True)
    outcome.kept += kept
    outcome.same += len(mentions) - kept.new - kept.edited


def _collected(rows: list[Row], store: Store) -> set[int]:
    """The numbers of the lines that this service collected itself."""
    origins: dict[str, list[str]] = {}
    for row in rows:
        if row.origin and row.given_id:
            origins.setdefault(row.origin, []).append(row.given_id)
    there = {(source, key) for source, keys in origins.items() for key in store.imports.texts(source, keys)}
    twins = store.imports.twins([row.mention for row in rows])
    return {
        row.number for row in rows if (row.origin, row.given_id) in there or row.mention.external_id in twins
    }


def _would_keep(mentions: list[Mention], source: str, store: Store) -> Kept:
    texts = store.imports.texts(source, [each.external_id for each in mentions])
    new = sum(each.external_id not in texts for each in mentions)
    edited = sum(texts.get(each.external_id, each.text) != each.text for each in mentions)
    return replace(Kept(), new=new, edited=edited)
