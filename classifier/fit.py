"""How heads are learned from nothing: logistic regression over weighed features, with the help of lessons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from classifier.features import OFFSETS, SIZES, WIDTH, Floats, design, fade, sizes
from classifier.rows import UNSAID, YES, Rows

SHARES = {"words": 0.2, "letters": 0.09, "pairs": 0.2, "whole": 0.3}  # weight of each block of features
STRENGTH = 4.0  # of the evidence against the wish for small weights
LESSON_SHARE = 0.15  # spread of what lessons say, next to the features themselves

Progress = Callable[[int, int], None]


def silent(done: int, of: int) -> None:
    """Say nothing of the progress."""


def importance_of(counts: sp.csr_array) -> Floats:
    """Return how much each feature tells: the rarer the more, times the share of its block."""
    seen = np.bincount(counts.indices, minlength=WIDTH)
    rarity = np.log((counts.shape[0] + 1) / (np.maximum(seen, 1) + 1)) + 1
    for block, share in SHARES.items():
        where = slice(OFFSETS[block], OFFSETS[block] + SIZES[block])
        rarity[where] = rarity[where] * share if block != "whole" else share
    return rarity.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Teacher:
    """Heads for the questions of lessons, their scores brought to one scale."""

    weights: Floats  # features × questions
    middle: Floats  # of the scores, taken away from them

    def scores(self, counts: sp.csr_array) -> Floats:
        """Return what the lessons say of each row."""
        return np.asarray(
            (counts @ self.weights) * fade(sizes(counts))[:, None] - self.middle, dtype=np.float32
        )


def fit(
    rows: Rows,
    importance: Floats,
    which: Sequence[int],
    lessons: Teacher | None = None,
    progress: Progress = silent,
) -> tuple[Floats, Floats]:
    """Return the weights (features × heads) and the biases of some heads.

    A head is one logistic regression with an L2 penalty, solved in its dual, where a pass over
    the rows costs milliseconds (liblinear: Yu, Huang and Lin 2011). What the lessons say of a
    row are further features; being sums of weights themselves, they end in the same weights.
    """
    used = np.flatnonzero(np.bincount(rows.counts.indices, minlength=WIDTH))
    x = design(rows.counts, importance)[:, used]
    if lessons is not None:
        x = sp.hstack([x, sp.csr_array(lessons.scores(rows.counts))])
    x = narrow(sp.csr_array(x))
    weights = np.zeros((WIDTH, len(which)), dtype=np.float32)
    bias = np.zeros(len(which), dtype=np.float32)
    for place, head in enumerate(which):
        said = rows.answers[:, head] != UNSAID
        found, bias[place] = _solve(x[said], rows.answers[said, head] == YES)
        weights[used, place] = found[: len(used)] * importance[used]
        if lessons is not None:
            weights[:, place] += lessons.weights @ found[len(used) :]
            bias[place] -= lessons.middle @ found[len(used) :]
        progress(place + 1, len(which))
    return weights, bias


def teacher(lessons: Rows, of: sp.csr_array, progress: Progress = silent) -> Teacher:
    """Return heads for lessons, with scores of spread LESSON_SHARE around zero on the rows `of`."""
    weights, _ = fit(lessons, importance_of(lessons.counts), range(lessons.answers.shape[1]), None, progress)
    raw = (of @ weights) * fade(sizes(of))[:, None]
    scale = LESSON_SHARE / np.maximum(raw.std(axis=0), 1e-6)
    return Teacher((weights * scale).astype(np.float32), (raw.mean(axis=0) * scale).astype(np.float32))


def narrow(x: sp.csr_array) -> sp.csr_array:
    """Return the same matrix with indices as liblinear wants them."""
    return sp.csr_array((x.data, x.indices.astype(np.int32), x.indptr.astype(np.int32)), shape=x.shape)


def _solve(x: sp.csr_array, yes: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    """Return the weights and the bias of one head; a head without both answers says no."""
    if yes.all() or not yes.any():
        return np.zeros(x.shape[1], dtype=np.float32), -5.0
    head = LogisticRegression(
        solver="liblinear", dual=True, C=STRENGTH, tol=0.03, max_iter=200, random_state=0
    )
    head.fit(x, yes)
    return head.coef_[0].astype(np.float32), float(head.intercept_[0])
