"""Files of every make, and those that mean harm."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from listener.imports.bring import opened
from listener.imports.lines import Bad, FileError, Line
from listener.imports.xlsx_file import examine

ROWS = "Дата;Автор;Текст\n25.11.2026;Оля;Де посилка? Їде?\n"


def read(path: Path) -> list[Line | Bad]:
    return list(opened(path).read())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_is_read_in_any_encoding_and_with_any_delimiter(
    tmp_path: Path, encoding: str, sign: str, end: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(ROWS.replace(";", sign).replace("\n", end).encode(encoding))
    assert read(path) == [Line(2, {"Дата": "25.11.2026", "Автор": "Оля", "Текст": "Де посилка? Їде?"})]


def test_the_delimiter_that_excel_names_is_no_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\n" + ROWS, encoding="utf-8")
    assert [line.number for line in read(path)] == [3]


def test_a_broken_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Дата,Текст\n1,добре\n2,"хиб"а\n3,зай,ва\n4,"два\nрядки"\n5,добре', encoding="utf-8")
    lines = read(path)
    assert [line.number for line in lines if isinstance(line, Line)] == [2, 5, 7]
    assert [line.number for line in lines if isinstance(line, Bad)] == [3, 4]


def test_a_quotation_mark_that_is_never_closed_says_which_lines_it_swallowed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Дата,Текст\n1,добре\n2,"хиба\n3,втрачено', encoding="utf-8")
    *_, last = read(path)
    assert isinstance(last, Bad)
    assert "lines 3 to 4" in last.reason


def test_headings_given_twice_or_not_at_all_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Текст,Текст,\nа,б,в\n", encoding="utf-8")
    assert opened(path).headings == ("Текст", "Текст (2)", "column 3")


def test_json_lines_may_nest_and_may_be_broken(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    deep = b'{"a":' * 30_000
    path.write_bytes(
        b'{"text":"x","author":{"name":"y"}}\n{\n[1]\n"\xff"\n' + deep + b'\n{"text":"\\ud800"}\n'
    )
    first, *bad, last = read(path)
    assert first == Line(1, {"text": "x", "author.name": "y"})
    assert [type(each) for each in bad] == [Bad] * 4
    assert last == Line(6, {"text": "?"})


def book(path: Path, *rows: list[Any]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)  # type: ignore[union-attr]
    made.save(path)
    return path


def test_a_sheet_is_read_with_its_dates_and_numbers(tmp_path: Path) -> None:
    at = datetime(2026, 11, 25, 14, 30)  # noqa: DTZ001 - a sheet knows no zones
    path = book(tmp_path / "a.xlsx", ["Дата", "Текст", "Лайки"], [at, " Де? ", 3.0], [], [at, None, 4])
    assert read(path) == [
        Line(2, {"Дата": at, "Текст": "Де?", "Лайки": 3}),
        Line(4, {"Дата": at, "Лайки": 4}),
    ]


def test_a_formula_is_never_worked_out(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ["Дата", "Текст"], ["25.11.2026", '=HYPERLINK("http://evil.test")'])
    assert read(path) == [Line(2, {"Дата": "25.11.2026"})]


def rewritten(path: Path, part: str, change: bytes) -> Path:
    """The same book with one part replaced."""
    old = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change if name == part else old.read(name))
    return path


def test_a_book_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ["Дата", "Текст"])
    rewritten(path, "xl/styles.xml", b"0" * 5_000_001)
    assert path.stat().st_size < 50_000
    with pytest.raises(FileError, match="unpacks to too much"):
        examine(path, most=5_000_000)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_book_that_declares_entities_is_left_alone(tmp_path: Path, part: str) -> None:
    path = book(tmp_path / "a.xlsx", ["Дата", "Текст"])
    rewritten(path, part, b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>')
    with pytest.raises(FileError, match="declares entities"):
        opened(path)


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>%s</sheetData></worksheet>'
)


def test_a_cell_at_the_end_of_the_world_costs_nothing(tmp_path: Path) -> None:
    far = b'<row r="200000"><c r="XFD200000" t="inlineStr"><is><t>x</t></is></c></row>'
    path = rewritten(book(tmp_path / "a.xlsx", ["text"]), "xl/worksheets/sheet1.xml", SHEET % far)
    assert read(path) == []


@pytest.mark.parametrize("far", [b'<row r="99999999999"><c><v>1</v></c></row>', b"<row><c"])
def test_a_sheet_that_makes_no_sense_is_refused_in_words(tmp_path: Path, far: bytes) -> None:
    path = rewritten(book(tmp_path / "a.xlsx", ["text"]), "xl/worksheets/sheet1.xml", SHEET % far)
    with pytest.raises(FileError, match=r"a\.xlsx"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"no book"),
        ("a.csv", b""),
        ("a.jsonl", b"[]\n"),
        ("a.exe", b"MZ"),
        ("a.xlsx", b"PK\x05\x06" + b"\0" * 18),
    ],
)
def test_what_is_no_such_file_says_so(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileError, match=name):
        opened(path)
