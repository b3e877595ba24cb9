"""A base is built with other people's labels to help, and copies of a comment never measure each other."""

import gzip
import json
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from classifier import artefact, registry
from classifier.build import FOLDS, build
from classifier.groups import folds, groups
from classifier.lessons import taught
from classifier.network import empty_network
from classifier.page import page
from classifier.pipeline import Pipeline, log_odds
from classifier.rows import rows_of
from tests.classifier.conftest import NOW
from tests.classifier.corpus import FILLER, corpus, example

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one set of somebody else's labels."""
    folder, chance = tmp_path_factory.mktemp("lessons"), Random(1)
    rows = [
        {"text": " ".join([word, *chance.sample(FILLER, 6)]), "label": label}
        for word, label in (("жах", "negative"), ("супер", "positive"), ("дощ", "neutral"))
        for _ in range(70)
    ]
    with gzip.open(folder / "rusentitweet.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return folder


def test_a_base_with_help_says_the_same_of_texts_and_of_rows(lessons: Path, tmp_path: Path) -> None:
    made, measured = build(corpus(), tmp_path / "base", "helped", NOW, lessons)
    pipeline = artefact.load(made.folder)
    examples = corpus(seed=5)[::7]
    assert measured.whole.primary_f1 > 0.8
    assert made.network.layers.size > 0
    by_rows = log_odds(rows_of(examples, pipeline.network), pipeline.heads)
    by_texts = pipeline.log_odds([each.text for each in examples])
    assert np.abs(by_rows - by_texts).max() < 0.05  # vectors are remembered in half precision


def test_vectors_can_be_kept_and_a_source_left_out(lessons: Path, tmp_path: Path) -> None:
    first, _ = build(corpus(), tmp_path / "first", "first", NOW, lessons)
    source = corpus()[0].source
    others = [*corpus(), *(replace(each, source="elsewhere") for each in corpus(seed=9)[::5])]
    made, _ = build(others, tmp_path / "next", "next", NOW, lessons, first.network.company, [source])
    assert np.array_equal(made.network.company.words, first.network.company.words)
    assert [part["name"] for part in made.card.metrics["left_out"]] == [source]
    assert len(made.card.metrics["folds"]) == FOLDS


def test_lessons_leave_out_what_will_be_measured(lessons: Path) -> None:
    everything = taught(lessons, [])
    assert (len(everything.texts), everything.questions) == (210, ("tweet against", "tweet for"))
    assert len(taught(lessons, everything.texts[:10]).texts) == 200


def test_copies_of_a_comment_stay_together() -> None:
    texts = [each.text for each in corpus()[:40]]
    copies = [f"{text}!" for text in texts]
    group = groups(rows_of([example(text, ()) for text in texts + copies], empty_network()).counts)
    assert (group[:40] == group[40:]).mean() > 0.9
    fold = folds(group, 4, seed=0)
    assert len({(group[row], fold[row]) for row in range(80)}) == len(set(group.tolist()))


def test_the_page_of_figures_is_that_of_the_shipped_base(shipped: Pipeline) -> None:
    written = (DOCS / "evaluation.md").read_text(encoding="utf-8")
    assert f"**{shipped.name}** of {shipped.card.made_at}" in written
    assert f"{shipped.card.metrics['whole']['primary_f1']:.3f}" in written


def test_the_page_is_written_from_any_base(small: artefact.Artefact) -> None:
    text = page(small)
    assert "| all | " in text
    assert text.count("\n## ") == 6
    assert "| transliteration | " in text
    assert registry.BASE not in text.splitlines()[2].split("**")[1]
