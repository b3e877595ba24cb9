"""The same pipeline on a public benchmark: `python -m classifier.benchmark FOLDER > docs/benchmark.md`.

SentiRuEval-2016 (Loukachevitch and Rubtsova 2016): the reputation of banks and of telecom companies in
Russian tweets, trained on its own train part. The measure is that of its track: the mean of the F1 of
negative and of positive tweets.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from classifier.build import pooled_rows
from classifier.calibrate import f1
from classifier.company import company
from classifier.dictionary import look_up
from classifier.examples import Example
from classifier.features import WIDTH, Floats, column, fade, hash_of, sizes
from classifier.fit import LESSON_SHARE, Help, Made, Teacher, importance_of, learn
from classifier.groups import folds, groups
from classifier.lessons import Shingles
from classifier.network import empty_network
from classifier.rows import HEADS, SENTIMENT_HEADS, Rows, rows_of
from models.labels import SENTIMENTS

DOMAINS = ("banks", "telecom")
FOLDS = 4
LEANS = np.round(np.arange(-1.0, 3.01, 0.2), 1)  # added to the scores of negative and positive
FLAG_OF: dict[str, tuple[str, ...]] = {"negative": ("complaint",), "positive": ("praise",), "neutral": ()}
OTHERS = (  # what others reached: banks, telecom
    ("best of 2016", 0.552, 0.559),
    ("multilingual BERT (Smetanin and Komarov 2021)", 0.580, 0.618),
    ("RuBERT (the same)", 0.659, 0.664),
    ("XLM-RoBERTa large (the same)", 0.761, 0.764),
)
TONES = {"negative": -1.0, "positive": 1.0}


@dataclass(frozen=True, slots=True)
class Task:
    """One domain of the benchmark."""

    train: list[Example]
    test: list[Example]


@dataclass(frozen=True, slots=True)
class Result:
    """How one way of training did on one domain."""

    crossed: float  # on the train part, by cross-validation
    measured: float  # on the test part
    negative: float  # F1
    positive: float


def read_task(folder: Path, domain: str) -> Task:
    """Return the official parts of one domain."""
    return Task(
        *(_read(folder / f"sentirueval2016_{domain}_{part}.jsonl.gz", domain) for part in ("train", "test"))
    )


def _read(path: Path, domain: str) -> list[Example]:
    return [
        Example(str(row["text"]), FLAG_OF[row["label"]], row["label"], source=domain) for row in _lines(path)
    ]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def texts_of(pools: Path, tests: Sequence[str]) -> Iterator[str]:
    """Yield the texts of other sets, whatever their labels, but for those that hold tweets of the tests."""
    avoid = Shingles(tests)
    for path in sorted(pools.glob("*.jsonl.gz")):
        if not path.name.startswith("sentirueval"):
            for row in _lines(path):
                text = row["text"]
                if isinstance(text, str) and not avoid.share(text):
                    yield text


def lexicon_teacher(folder: Path, of: Rows) -> Teacher:
    """Return lists of good and bad words as heads over the words' columns, on one scale on the rows `of`."""
    sides = [_side(_values(path), sign) for path in sorted(folder.glob("*_ru.jsonl.gz")) for sign in (1, -1)]
    weights = np.column_stack([side for side in sides if side.any()] or [np.zeros(WIDTH, dtype=np.float32)])
    raw = (of.counts @ weights) * fade(sizes(of.counts))[:, None]
    scale = LESSON_SHARE / np.maximum(raw.std(axis=0), 1e-6)
    return Teacher(
        np.asarray(weights * scale, dtype=np.float32), np.asarray(raw.mean(axis=0) * scale, dtype=np.float32)
    )


def _values(path: Path) -> dict[str, float]:
    """Return what a list says of each dictionary form, above zero for good ones; empty for other lists."""
    found: dict[str, list[float]] = {}
    for row in _lines(path):
        value, word = _value(row["label"]), str(row["text"]).lower()
        if value is not None and " " not in word:
            found.setdefault(look_up(word).lemma, []).append(value)
    return {lemma: float(np.mean(values)) for lemma, values in found.items()}


def _value(label: object) -> float | None:
    """Return how good a word is by one line of a list: a number, a mean of marks, or a name of a tone."""
    if isinstance(label, int | float):
        return float(label)
    if isinstance(label, list) and all(isinstance(mark, int | float) for mark in label):
        return float(np.mean(label)) if label else None
    if isinstance(label, Mapping):
        value = label.get("value")
        return float(value) if isinstance(value, int | float) else TONES.get(str(label.get("tone")))
    return None


def _side(values: Mapping[str, float], sign: int) -> Floats:
    """Return the weights of the words on one side of a list; on long scales strong ones are damped."""
    side = np.zeros(WIDTH, dtype=np.float32)
    told = {lemma: value for lemma, value in values.items() if value * sign > 0}
    if told:
        columns = column("words", np.array([hash_of(lemma) for lemma in told], dtype=np.uint64))
        side[columns] = np.log1p(np.abs(np.array(list(told.values()))))
    return side


def helped(rows: Rows, pooled: Floats, lexicons: Teacher | None) -> Help:
    """Return what word vectors, and lists of words where there are any, tell of some rows."""
    teacher = lexicons or Teacher(np.zeros((WIDTH, 0), dtype=np.float32), np.zeros(0, dtype=np.float32))
    return Help(teacher.scores(rows.counts), teacher, pooled)


def measure(train: Rows, test: Rows, help_: Help, test_help: Help) -> Result:
    """Return how a pipeline does that is trained on the train part, its leanings chosen there too."""
    fold = folds(groups(train.counts), FOLDS, seed=2)
    own = np.zeros((len(train), len(SENTIMENTS)), dtype=np.float32)
    for each in range(FOLDS):
        seen = fold != each
        part = train.take(seen)
        made = learn(part, importance_of(part.counts), help_.take(seen))
        own[~seen] = scores(made, train.take(~seen), help_.take(~seen))
    crossed, lean = best_lean(own, answers(train))
    made = learn(train, importance_of(train.counts), help_)
    found = (scores(made, test, test_help) + lean).argmax(axis=1)
    negative, positive = (f1(answers(test) == side, found == side) for side in (0, 2))
    return Result(crossed, (negative + positive) / 2, negative, positive)


def scores(made: Made, rows: Rows, help_: Help) -> Floats:
    """Return the scores of negative, neutral and positive."""
    linear = (rows.counts @ made.weights) * fade(sizes(rows.counts))[:, None] + made.bias
    whole = linear + made.layers.scores(help_.pooled, len(HEADS))
    return np.asarray(whole[:, SENTIMENT_HEADS], dtype=np.float32)


def answers(rows: Rows) -> npt.NDArray[np.int64]:
    """Return the number of each row's sentiment."""
    return np.asarray(rows.answers[:, SENTIMENT_HEADS].argmax(axis=1), dtype=np.int64)


def macro(truth: npt.NDArray[np.int64], found: npt.NDArray[np.int64]) -> float:
    """Return the track's measure: the mean F1 of negative and positive."""
    return float(np.mean([f1(truth == side, found == side) for side in (0, 2)]))


def best_lean(own: Floats, truth: npt.NDArray[np.int64]) -> tuple[float, Floats]:
    """Return the best measure on scores of rows that were not trained on, and what to add to them for it."""
    leans = [np.array([bad, 0, good], dtype=np.float32) for bad in LEANS for good in LEANS]
    measured = [macro(truth, (own + lean).argmax(axis=1)) for lean in leans]
    best = int(np.argmax(measured))
    return measured[best], leans[best]


def page(benchmarks: Path, pools: Path | None, lexicons: Path | None) -> Iterator[str]:
    """Yield the page of the benchmark as Markdown, line by line."""
    tasks = {domain: read_task(benchmarks, domain) for domain in DOMAINS}
    yield from HEAD
    for name, results in ways(tasks, pools, lexicons):
        told = " | ".join(
            f"{each.crossed:.3f} | **{each.measured:.3f}** | {each.negative:.3f} / {each.positive:.3f}"
            for each in results
        )
        yield f"| {name} | {told} |"
    for name, banks, telecom in OTHERS:
        yield f"| *{name}* | | {banks:.3f} | | | {telecom:.3f} | |"
    yield ""


def ways(
    tasks: Mapping[str, Task], pools: Path | None, lexicons: Path | None
) -> Iterator[tuple[str, list[Result]]]:
    """Yield each way of training with its results on both domains."""
    rows = {
        (domain, part): rows_of(getattr(task, part), empty_network())
        for domain, task in tasks.items()
        for part in ("train", "test")
    }
    bare = {key: Help(pooled=np.zeros((len(some), 0), dtype=np.float32)) for key, some in rows.items()}
    yield "its train part alone", [_measured(rows, bare, domain) for domain in tasks]
    if pools is None:
        return
    tests = [example.text for task in tasks.values() for example in task.test]
    trains = [example.text for task in tasks.values() for example in task.train]
    vectors = company([*texts_of(pools, tests), *trains])
    pooled = {
        (domain, part): pooled_rows([each.text for each in getattr(tasks[domain], part)], vectors)
        for domain, part in rows
    }
    near = {key: helped(some, pooled[key], None) for key, some in rows.items()}
    yield "+ vectors from texts without labels", [_measured(rows, near, domain) for domain in tasks]
    if lexicons is None:
        return
    teachers = {domain: lexicon_teacher(lexicons, rows[domain, "train"]) for domain in tasks}
    told = {key: helped(some, pooled[key], teachers[key[0]]) for key, some in rows.items()}
    yield "+ lists of good and bad words", [_measured(rows, told, domain) for domain in tasks]


def _measured(
    rows: Mapping[tuple[str, str], Rows], help_: Mapping[tuple[str, str], Help], domain: str
) -> Result:
    train, test = (domain, "train"), (domain, "test")
    return measure(rows[train], rows[test], help_[train], help_[test])


HEAD = """# SentiRuEval-2016

Written by `python -m classifier.benchmark`. The reputation of banks and of telecom companies in Russian
tweets (Loukachevitch and Rubtsova 2016), official split: the same pipeline, trained on the train part of
each domain, its leanings towards negative and positive chosen there by cross-validation in four parts,
near-duplicates together. The measure is that of the track, the mean of the F1 of negative and of positive
tweets. The tweets of the test part are from another time than those of the train part, which is what makes
the task hard. No text of either test part, and no set that holds some of them, was learned from.

| | banks: crossed | banks: test | neg. / pos. | telecom: crossed | telecom: test | neg. / pos. |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |""".splitlines()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the page of the benchmark."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("benchmarks", type=Path, help="the folder of sentirueval2016_*.jsonl.gz")
    reader.add_argument("--pools", type=Path, help="a folder of texts without labels")
    reader.add_argument(
        "--lexicons", type=Path, help="a folder of lists of good and bad words, *_ru.jsonl.gz"
    )
    chosen = reader.parse_args(arguments)
    for line in page(chosen.benchmarks, chosen.pools, chosen.lexicons):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
