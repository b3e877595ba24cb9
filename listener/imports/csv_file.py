"""CSV of any delimiter and of the encodings that table programs write here."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from listener.imports.lines import MAX_COLUMNS, MAX_LINES, Bad, FileError, Line, Table, clean, named

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", ";", "\t", "|")
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
OLD = "cp1251"  # what Windows here wrote before UTF-8
PIECE = 1 << 20  # bytes
FORMULA = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n", "'＝", "'＋", "'－", "'＠")


def open_csv(path: Path, encoding: str | None = None) -> Table:
    """The table of a CSV file, by its first line; FileError where it has none."""
    encoding = encoding or sniffed(path)
    skipped, first = _first_line(path, encoding)
    delimiter = first[4] if skipped else delimiter_of(first)
    with _opened(path, encoding) as file:
        head: list[str] = next(_reader(_after(file, skipped), delimiter), [])
    if not any(cell.strip() for cell in head):
        raise FileError(f"{path.name}: is empty; its first line must hold the headings")
    if len(head) > MAX_COLUMNS:
        raise FileError(f"{path.name}: has {len(head)} columns; at most {MAX_COLUMNS} are read")
    headings = named([clean(cell) for cell in head])
    return Table(headings, lambda: _lines(path, encoding, delimiter, headings, skipped))


def sniffed(path: Path) -> str:
    """The encoding of a file: by its mark, else UTF-8 where all of it is, else the old Windows one."""
    with path.open("rb") as file:
        start = file.read(4)
        for mark, name in MARKS.items():
            if start.startswith(mark):
                return name
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return OLD
    return "utf-8"


def delimiter_of(first: str) -> str:
    """What stands between the headings: the sign that makes most of them."""
    return max(DELIMITERS, key=lambda sign: len(next(csv.reader([first], delimiter=sign), [])))


def _first_line(path: Path, encoding: str) -> tuple[bool, str]:
    """The line by which the delimiter is told; True with it where Excel said it by `sep=` itself."""
    try:
        with _opened(path, encoding) as file:
            first = file.readline(PIECE)
    except (LookupError, UnicodeDecodeError) as fault:
        raise FileError(f"{path.name}: is not written in {encoding}; name another --encoding") from fault
    said = first.lower().startswith("sep=") and len(first.rstrip("\r\n")) == 5
    return said, first


def _opened(path: Path, encoding: str) -> TextIO:
    # what the encoding lacks must not cost the line: it shows as a replacement character
    return path.open(encoding=encoding, errors="replace", newline="")


def _after(file: Iterator[str], skipped: bool) -> Iterator[str]:
    if skipped:
        next(file, None)
    return file


def _reader(file: Iterator[str], delimiter: str) -> "Reader":
    return csv.reader(file, delimiter=delimiter, strict=True)


def _lines(
    path: Path, encoding: str, delimiter: str, headings: tuple[str, ...], skipped: bool
) -> Iterator[Line | Bad]:
    with _opened(path, encoding) as file:
        reader = _reader(_after(file, skipped), delimiter)
        next(reader, None)
        while True:
            number = reader.line_num + 1 + skipped
            if number > MAX_LINES:
                raise FileError(f"{path.name}: is longer than {MAX_LINES} lines; split it")
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                yield Bad(number, _said(fault, number, reader.line_num + skipped))
                continue
            if any(cells):
                yield _line(number, cells, headings)


def _line(number: int, cells: list[str], headings: tuple[str, ...]) -> Line | Bad:
    if len(cells) > len(headings):
        return Bad(number, f"has {len(cells)} cells where there are {len(headings)} headings")
    pairs = zip(headings, (_plain(clean(cell).strip()) for cell in cells), strict=False)
    return Line(number, {heading: cell for heading, cell in pairs if cell})


def _plain(cell: str) -> str:
    """The cell without the apostrophe that keeps table programs from taking it for a formula."""
    return cell[1:] if cell.startswith(FORMULA) else cell


def _said(fault: csv.Error, first: int, last: int) -> str:
    where = f" (lines {first} to {last})" if last > first else ""
    return f"its quotation marks or its length make no sense{where}: {fault}"
