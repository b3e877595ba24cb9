"""How many comments a second are labelled, against fastText's `predict` on the same texts in the same run.

fastText is no dependency: with `fasttext-wheel` (or fasttext) installed beside Vidhuk `make bench` finds it.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from classifier import artefact
from classifier.artefact import Artefact
from classifier.network import empty_network
from classifier.pipeline import Pipeline
from classifier.registry import BASE, SHIPPED

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Ratios:
    """Comments a second, as multiples of what fastText does in the same round."""

    scorer: float  # the linear heads alone: all flags, moods, topics, the language
    shipped: float  # the artefact that ships
    evidence: float  # the same with the words that made each verdict
    rate: float  # of fastText itself, comments a second


def fasttext_ratios(
    texts: Sequence[str], labels: Sequence[str], seconds: Callable[[Callable[[], object]], float], rounds: int
) -> Ratios | None:
    """Return how fast labelling is against fastText; None where that is not installed.

    Each round times all four in turn, one core; the medians of the rounds' ratios are given. Both
    sides have seen the words before, as in a service that runs.
    """
    if find_spec("fasttext") is None:
        return None
    told = [" ".join(text.split()) for text in texts]  # a line is a text for fastText
    other = supervised(told, labels)
    shipped = artefact.read(SHIPPED / BASE)
    whole = Pipeline(shipped.card, shipped.heads, shipped.network)
    works: list[Callable[[], object]] = [
        lambda: other.predict(told),
        _labelling(scorer(shipped), told, evidence=False),
        _labelling(whole, told, evidence=False),
        _labelling(whole, told, evidence=True),
    ]
    for work in works:
        work()
    timed = [[seconds(work) for work in works] for _ in range(rounds)]
    scored, given, proved = (median(each[0] / each[place] for each in timed) for place in (1, 2, 3))
    return Ratios(scored, given, proved, len(told) / median(each[0] for each in timed))


def scorer(shipped: Artefact) -> Pipeline:
    """The artefact without what it adds to its linear heads."""
    return Pipeline(shipped.card, shipped.heads, empty_network())


def supervised(texts: Sequence[str], labels: Sequence[str]) -> Any:
    """A fastText classifier with word bigrams and 2–5 character n-grams, all else as fastText has it."""
    lines = [f"__label__{label} {text}" for text, label in zip(texts, labels, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "train.txt"
        file.write_text("\n".join(lines), encoding="utf-8")
        fasttext = import_module("fasttext")
        return fasttext.train_supervised(
            input=str(file), wordNgrams=2, minn=2, maxn=5, thread=1, epoch=1, verbose=0
        )


def _labelling(pipeline: Pipeline, texts: Sequence[str], evidence: bool) -> Callable[[], object]:
    return lambda: pipeline.classify(texts, evidence=evidence)
