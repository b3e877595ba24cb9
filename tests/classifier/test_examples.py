"""Files of labelled comments are read whole, or refused with the line and what is wrong."""

import gzip
import json
from pathlib import Path

import pytest

from classifier.examples import DataError, Example, read_examples

GOOD: dict[str, object] = {
    "text": "Де моя посилка?",
    "flags": ["question"],
    "sentiment": "neutral",
    "language": "uk",
}
OTHER: dict[str, object] = {"text": "Дякую!", "flags": ["praise"]}


def file_of(folder: Path, *lines: str) -> Path:
    """A file of these lines."""
    path = folder / "march.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def rows(*given: dict[str, object]) -> list[str]:
    """Rows as lines."""
    return [json.dumps(row, ensure_ascii=False) for row in given]


def test_examples_are_read_with_what_is_said_of_them(tmp_path: Path) -> None:
    first, second = read_examples(file_of(tmp_path, *rows(GOOD, OTHER)))
    assert first == Example("Де моя посилка?", ("question",), "neutral", "uk", None, "march")
    assert (second.sentiment, second.language) == (None, None)


def test_a_gzipped_file_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "march.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(rows(GOOD, OTHER)).encode()))
    assert len(read_examples(path)) == 2


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ('{"text": ', "march.jsonl line 2: not JSON"),
        ('["text"]', "march.jsonl line 2: not a JSON object"),
        (json.dumps({"text": "  ", "flags": []}), "line 2: no text"),
        (json.dumps({"flags": []}), "line 2: no text"),
        (json.dumps({"text": "а", "flags": ["complain"]}), "line 2: unknown value 'complain' in flags"),
        (json.dumps({"text": "а"}), "line 2: no flags"),
        (json.dumps({"text": "а", "flags": "risk"}), "line 2: flags is not a list"),
        (json.dumps({"text": "а", "flags": [["risk"]]}), "line 2: unknown value"),
        (json.dumps({"text": "а", "flags": [], "language": "pl"}), "line 2: unknown language 'pl'"),
        (json.dumps({"text": "а", "flags": [], "sentiment": {}}), "line 2: unknown sentiment"),
        (json.dumps({"text": "а", "flags": [], "risk_topics": ["war"]}), "risk_topics without the flag risk"),
        (json.dumps({"text": "Де моя посилка?", "flags": []}), "line 2: the text of line 1 with other flags"),
        (json.dumps(GOOD), "every comment has the same flags"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, bad: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        read_examples(file_of(tmp_path, *rows(GOOD), bad))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_files_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    first, second = tmp_path / "april.jsonl", file_of(tmp_path, *rows(OTHER, GOOD | {"flags": []}))
    first.write_text("\n".join(rows(GOOD, OTHER)), encoding="utf-8")
    said = "march.jsonl line 2: the text of april.jsonl line 1 with other flags; keep one of them"
    with pytest.raises(DataError) as caught:
        read_examples(first, second)
    assert str(caught.value) == said


def test_an_empty_file_teaches_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no comments"):
        read_examples(file_of(tmp_path, "", " "))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x1f\x8b\x08damaged"])
@pytest.mark.parametrize("name", ["march.jsonl", "march.jsonl.gz"])
def test_what_is_no_text_is_refused_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"march\.jsonl"):
        read_examples(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"april\.jsonl: cannot be read"):
        read_examples(tmp_path / "april.jsonl")
