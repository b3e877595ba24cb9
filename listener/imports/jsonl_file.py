"""JSON lines: an object a line, nested ones by dotted names."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from listener.imports.lines import MAX_COLUMNS, MAX_LINES, Bad, Cell, FileError, Line, Table, clean

LOOKED_AT = 500  # lines for the headings


def open_jsonl(path: Path) -> Table:
    """The table of a file of JSON lines; FileError where its first lines hold no object."""
    headings: dict[str, None] = {}
    for line in islice(_lines(path), LOOKED_AT):
        if isinstance(line, Line):
            headings |= dict.fromkeys(line.cells)
    if not headings:
        raise FileError(f"{path.name}: holds no JSON objects; there must be one on each line")
    return Table(tuple(headings)[:MAX_COLUMNS], lambda: _lines(path))


def _lines(path: Path) -> Iterator[Line | Bad]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if number > MAX_LINES:
                raise FileError(f"{path.name}: is longer than {MAX_LINES} lines; split it")
            if raw.strip(b" \t\r\n\xef\xbb\xbf"):
                yield _line(number, raw)


def _line(number: int, raw: bytes) -> Line | Bad:
    try:
        given = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Bad(number, "is not UTF-8")
    except (ValueError, RecursionError):
        return Bad(number, "is not JSON")
    if not isinstance(given, dict):
        return Bad(number, "is not a JSON object")
    return Line(number, dict(_flat(given)))


def _flat(given: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Cell]]:
    for key, value in given.items():
        name = clean(before + key)
        if isinstance(value, dict) and not before:
            yield from _flat(value, f"{key}.")
        elif isinstance(value, str) and (text := clean(value).strip()):
            yield name, text
        elif isinstance(value, bool):
            yield name, str(value).lower()
        elif isinstance(value, int | float):
            yield name, value
