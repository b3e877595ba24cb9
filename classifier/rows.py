"""Labelled comments as numbers: what training and measuring need, without the texts."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from classifier.alphabet import Codes, Flags
from classifier.examples import Example
from classifier.features import Floats, Sheet, Vocabulary, matrix, sheet
from classifier.network import Company, Network, pool
from models.labels import FLAGS, LANGUAGES, RISK_TOPICS, SENTIMENTS

HEADS = (*FLAGS, *SENTIMENTS, *RISK_TOPICS, *LANGUAGES)  # one yes-or-no question each
_SIZES = np.cumsum([0, len(FLAGS), len(SENTIMENTS), len(RISK_TOPICS), len(LANGUAGES)]).tolist()
FLAG_HEADS, SENTIMENT_HEADS, TOPIC_HEADS, LANGUAGE_HEADS = (
    slice(start, end) for start, end in itertools.pairwise(_SIZES)
)
YES, NO, UNSAID = 1, 0, -1

Answers = npt.NDArray[np.int8]
BATCH = 1000  # comments that become numbers at once


@dataclass(frozen=True, slots=True)
class Rows:
    """Feature counts, answers to the questions of HEADS, and the source of each comment."""

    counts: sp.csr_array
    deep: Floats  # what the network adds to the score of each head
    answers: Answers  # comments × HEADS: YES, NO or UNSAID
    source: Codes  # number in `sources`
    sources: tuple[str, ...]

    def __len__(self) -> int:
        return int(self.answers.shape[0])

    def take(self, which: Flags | Codes) -> Self:
        """Return some of the rows."""
        return type(self)(
            self.counts[which], self.deep[which], self.answers[which], self.source[which], self.sources
        )

    def plus(self, other: Self) -> Self:
        """Return both sets of rows as one."""
        sources = tuple(dict.fromkeys((*self.sources, *other.sources)))
        moved = np.array([sources.index(name) for name in other.sources], dtype=np.int64)
        counts = sp.vstack([self.counts, other.counts], format="csr")
        deep = np.vstack([self.deep, other.deep])
        answers = np.vstack([self.answers, other.answers])
        return type(self)(counts, deep, answers, np.append(self.source, moved[other.source]), sources)

    @property
    def language(self) -> list[str]:
        """The language of each comment, empty where nobody said it."""
        said = self.answers[:, LANGUAGE_HEADS]
        return [LANGUAGES[int(row.argmax())] if row.max() == YES else "" for row in said]


def rows_of(examples: Sequence[Example], network: Network) -> Rows:
    """Return examples as numbers."""
    vocabulary = Vocabulary()
    parts, deep = [], []
    for start in range(0, len(examples), BATCH):
        batch = sheet([example.text for example in examples[start : start + BATCH]], vocabulary)
        parts.append(matrix(batch, vocabulary))
        deep.append(network.layers.scores(pooled(batch, vocabulary, network.company), len(HEADS)))
    sources = tuple(dict.fromkeys(example.source for example in examples))
    return Rows(
        sp.vstack(parts, format="csr"),
        np.concatenate(deep),
        np.array([answers(example) for example in examples], dtype=np.int8),
        np.array([sources.index(example.source) for example in examples], dtype=np.int64),
        sources,
    )


def pooled(batch: Sheet, vocabulary: Vocabulary, company: Company) -> Floats:
    """Return the sum and the maximum of the vectors of each comment of a batch."""
    known, place = np.unique(batch.number, return_inverse=True)
    vectors, counts = company.vectors_of([vocabulary.entries[number].spelling for number in known])
    return pool(vectors[place], counts[place], batch.words.text, batch.height)


def answers(example: Example) -> list[int]:
    """Return what an example says to each question of HEADS."""
    return [
        *_answers(FLAGS, example.flags),
        *_answers(SENTIMENTS, None if example.sentiment is None else (example.sentiment,)),
        *_answers(RISK_TOPICS, example.risk_topics if "risk" in example.flags else ()),
        *_answers(LANGUAGES, None if example.language is None else (example.language,)),
    ]


def _answers(names: Sequence[str], said: Sequence[str] | None) -> list[int]:
    return [UNSAID if said is None else int(name in said) for name in names]
