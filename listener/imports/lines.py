"""A file as its lines: cells by heading, and what is wrong with a line that could not be read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Cell = str | int | float | datetime

MAX_FILE = 500_000_000  # bytes
MAX_LINES = 1_048_576  # what a sheet holds
MAX_COLUMNS = 256


class FileError(Exception):
    """A file cannot be imported as a whole; the text says who, why and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file."""

    number: int  # as an editor or a table program counts it
    cells: Mapping[str, Cell]  # by heading; empty ones are left out


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that cannot be kept, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A file that has headings."""

    headings: tuple[str, ...]
    read: Callable[[], Iterator[Line | Bad]]  # from the beginning, as often as asked for


def named(cells: Sequence[object]) -> tuple[str, ...]:
    """Headings that differ from each other, also where the file left some empty or gave one twice."""
    headings: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(str(cell if cell is not None else "").split()) or f"column {place}"
        while name in headings:
            name = f"{name} ({place})"
        headings.append(name)
    return tuple(headings)


def clean(text: str) -> str:
    """Text without what no database takes: signs of no meaning and halves of letters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
