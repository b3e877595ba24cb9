"""XLSX, row by row; what a hostile file could cost is bounded before anything is read."""

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from listener.imports.lines import MAX_COLUMNS, MAX_LINES, Bad, Cell, FileError, Line, Table, clean, named

MAX_UNPACKED = 600_000_000  # bytes of all parts together; they stand in memory one at a time
PIECE = 1 << 20
SURPRISES = (
    *(zipfile.BadZipFile, InvalidFileException, ParseError, EOFError, NotImplementedError),
    *(LookupError, TypeError, ValueError, AttributeError, ArithmeticError),
)


def open_xlsx(path: Path) -> Table:
    """The table of the first sheet that holds anything; FileError where the file is none or is a trap."""
    with _understood(path):
        examine(path)
        sheet, head = _first_filled(path)
        headings = named(head)
    return Table(headings, lambda: _lines(path, sheet, headings))


def examine(path: Path, most: int = MAX_UNPACKED) -> None:
    """Unpack every part once, keeping nothing; FileError for what is too much or declares entities."""
    unpacked = 0
    with zipfile.ZipFile(path) as parts:
        for part in parts.infolist():
            tail = b""
            with parts.open(part) as file:
                while piece := file.read(PIECE):
                    unpacked += len(piece)
                    if unpacked > most:
                        raise FileError(f"{path.name}: unpacks to too much; split it, or save it as CSV")
                    if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece:
                        raise FileError(
                            f"{path.name}: declares entities, which no table program does; left alone"
                        )
                    tail = piece[-9:]


def _first_filled(path: Path) -> tuple[int, Sequence[object]]:
    for sheet, rows in enumerate(_sheets(path)):
        for row in rows:
            if any(cell is not None for cell in row):
                return sheet, _trimmed(row)
    raise FileError(f"{path.name}: is empty; its first line must hold the headings")


def _sheets(path: Path) -> Iterator[Iterator[tuple[object, ...]]]:
    with path.open("rb") as file:  # openpyxl leaves a file open that it cannot read
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which we do not read
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        with closing(book):
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # some tools declare a wrong one
                yield sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)


def _lines(path: Path, wanted: int, headings: tuple[str, ...]) -> Iterator[Line | Bad]:
    with _understood(path):
        for sheet, rows in enumerate(_sheets(path)):
            if sheet == wanted:
                yield from _of_sheet(path, rows, headings)
                return


def _of_sheet(
    path: Path, rows: Iterator[tuple[object, ...]], headings: tuple[str, ...]
) -> Iterator[Line | Bad]:
    begun = False
    for number, row in enumerate(rows, start=1):
        if number > MAX_LINES:
            raise FileError(f"{path.name}: is longer than {MAX_LINES} lines; split it")
        if row.count(None) == len(row):  # tables end in a million of these where a whole column has a colour
            continue
        cells = _trimmed(row)
        if not begun:
            begun = True  # the headings
        elif len(cells) > len(headings):
            yield Bad(number, f"has {len(cells)} cells where there are {len(headings)} headings")
        else:
            pairs = zip(headings, map(_cell, cells), strict=False)
            yield Line(number, {heading: cell for heading, cell in pairs if cell is not None})


def _trimmed(row: Sequence[object]) -> Sequence[object]:
    last = max((place for place, cell in enumerate(row, start=1) if cell is not None), default=0)
    return row[:last]


def _cell(value: object) -> Cell | None:
    if isinstance(value, str):
        return clean(value).strip() or None
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - the zone is the brand's, said later
    if isinstance(value, time):
        return value.isoformat(timespec="seconds")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    return None if value is None else str(value)


@contextmanager
def _understood(path: Path) -> Iterator[None]:
    """Whatever a file that is no XLSX makes the reader stumble over, in words."""
    try:
        yield
    except SURPRISES as fault:
        kind = type(fault).__name__
        raise FileError(
            f"{path.name}: is no XLSX that can be read ({kind}); save it anew, or as CSV"
        ) from fault
