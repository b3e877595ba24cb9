"""The benchmark learns from its train part alone and measures as its track did."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from classifier.benchmark import best_lean, lexicon_teacher, macro, page, read_task, texts_of
from classifier.features import column, hash_of
from classifier.network import empty_network
from classifier.rows import rows_of

TONES = {
    "negative": "банк жах черга {}",
    "neutral": "банк відкрив відділення {}",
    "positive": "банк супер дякую {}",
}
PLACES = ("львів", "одеса", "харків", "суми", "луцьк", "рівне", "умань", "ніжин", "буча", "стрий")


def write(path: Path, rows: Sequence[dict[str, object]]) -> None:
    """Write rows as the sets of others are written."""
    path.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))


@pytest.fixture
def benchmarks(tmp_path: Path) -> Path:
    """Both domains, in small."""
    told: list[dict[str, object]] = [
        {"text": saying.format(place), "label": tone} for tone, saying in TONES.items() for place in PLACES
    ]
    for domain in ("banks", "telecom"):
        write(tmp_path / f"sentirueval2016_{domain}_train.jsonl.gz", told)
        write(tmp_path / f"sentirueval2016_{domain}_test.jsonl.gz", told[::3])
    return tmp_path


def test_the_page_holds_a_line_for_each_way_and_what_others_reached(benchmarks: Path) -> None:
    lines = list(page(benchmarks, None, None))
    assert [line for line in lines if line.startswith("| its train part alone |")]
    own = next(line for line in lines if line.startswith("| its train part alone |"))
    assert "**1.000**" in own
    assert any("RuBERT" in line and "0.659" in line for line in lines)


def test_the_measure_leaves_neutral_ones_out_of_the_mean() -> None:
    truth, found = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 1, 2, 2])
    assert macro(truth, found) == pytest.approx((2 / 3 + 1) / 2)


def test_scores_lean_to_where_they_are_best() -> None:
    own = np.array([[0.0, 1.0, -9], [0.2, 1.0, -9], [-3, 1.0, -9], [-3, 1.0, 0.9]], dtype=np.float32)
    best, lean = best_lean(own, np.array([0, 0, 1, 2]))
    assert best == 1.0
    assert lean[0] > 0.8
    assert lean[1] == 0


def test_texts_of_the_test_parts_are_in_no_pool(tmp_path: Path) -> None:
    test = "цей банк зовсім не відповідає людям на гарячій лінії"
    write(tmp_path / "forum.jsonl.gz", [{"text": f"RT {test} ой"}, {"text": "гарна погода"}, {"text": None}])
    write(tmp_path / "sentirueval_unlabelled.jsonl.gz", [{"text": "твіт"}])
    assert list(texts_of(tmp_path, [test])) == ["гарна погода"]


def test_lists_of_words_speak_by_their_dictionary_forms(benchmarks: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    write(
        folder / "one_ru.jsonl.gz",
        [{"text": "ужас", "label": -2}, {"text": "супер", "label": {"value": 0.5}}],
    )
    write(
        folder / "two_ru.jsonl.gz",
        [{"text": "ужас", "label": {"tone": "negative"}}, {"text": "а б", "label": 1}],
    )
    rows = rows_of(read_task(benchmarks, "banks").train, empty_network())
    teacher = lexicon_teacher(folder, rows)
    place = column("words", np.array([hash_of("ужас")], dtype=np.uint64))[0]
    assert teacher.weights.shape[1] == 3
    assert (np.count_nonzero(teacher.weights, axis=0) == 1).all()
    assert np.count_nonzero(teacher.weights[place]) == 2
