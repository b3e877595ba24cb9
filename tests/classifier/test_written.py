"""The comments written for training are as their card says."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from classifier.examples import read_examples

FOLDER = Path(__file__).parents[2] / "classifier" / "written"
FILES = sorted(FOLDER.glob("*.jsonl"))
ROWS: list[dict[str, Any]] = [
    json.loads(line) for path in FILES for line in path.read_text(encoding="utf-8").splitlines()
]
CARD = (FOLDER / "README.md").read_text(encoding="utf-8")
RUN, ALIKE = 5, 0.6  # letters; share of runs that two comments may have in common


def stated(column: str) -> dict[str, int]:
    """What one table of the card counts."""
    table = CARD.partition(f"| {column} | comments |\n")[2].partition("\n\n")[0]
    return {
        name: int(count) for name, count in re.findall(r"^\| ([\w -]+) \| (\d+) \|$", table, re.MULTILINE)
    }


def letters_runs(text: str) -> set[str]:
    """All runs of letters of a text, spaces told apart from letters but not from each other."""
    plain = " ".join(text.lower().split())
    return {plain[start : start + RUN] for start in range(max(1, len(plain) - RUN + 1))}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_can_be_learned_from(path: Path) -> None:
    examples = read_examples(path)
    assert len(examples) == len(path.read_text(encoding="utf-8").splitlines())
    for example in examples:
        assert None not in (example.sentiment, example.language), example.text
        assert bool(example.risk_topics) == ("risk" in example.flags), example.text


def test_a_complaint_is_not_glad_and_praise_not_sad() -> None:
    moods = {(tuple(row["flags"]), row["sentiment"]) for row in ROWS}
    assert [m for m in moods if "complaint" in m[0] and "praise" not in m[0] and m[1] == "positive"] == []
    assert [m for m in moods if "praise" in m[0] and "complaint" not in m[0] and m[1] == "negative"] == []


def test_no_two_comments_are_nearly_the_same() -> None:
    runs = [letters_runs(str(row["text"])) for row in ROWS]
    number = {run: place for place, run in enumerate(sorted(set().union(*runs)))}
    indices = [number[run] for own in runs for run in own]
    sizes = np.array([len(own) for own in runs])
    shape = (len(runs), len(number))
    held = sp.csr_array((np.ones(len(indices)), indices, np.append(0, np.cumsum(sizes))), shape=shape)
    shared = sp.triu(held @ held.T, k=1).tocoo()
    first, second = shared.coords
    alike = shared.data / (sizes[first] + sizes[second] - shared.data) > ALIKE
    assert [
        (ROWS[a]["text"], ROWS[b]["text"]) for a, b in zip(first[alike], second[alike], strict=True)
    ] == []


@pytest.mark.parametrize("column", ["language", "slice", "brand"])
def test_the_card_counts_what_is_there(column: str) -> None:
    assert stated(column) == Counter(row[column] for row in ROWS)


def test_the_card_counts_flags_and_topics() -> None:
    flags = Counter(flag for row in ROWS for flag in row["flags"] or ["none of them"])
    assert stated("flag") == flags
    assert stated("risk topic") == Counter(topic for row in ROWS for topic in row["risk_topics"])


def test_a_file_holds_the_brands_of_its_name() -> None:
    for path in FILES:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert {json.loads(line)["brand"] for line in lines} == {path.stem}


def test_no_phone_could_be_somebodys() -> None:
    phone = re.compile(r"\b(?:\+?38\W?)?0\d{2}[\s-]*(\d{3})[\s-]*\d{2}[\s-]*\d{2}\b")
    found = [match[1] for row in ROWS for match in phone.finditer(str(row["text"]))]
    assert found
    assert set(found) == {"000"}
