"""From labelled rows to an artefact: all heads at once, by logistic regression."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from classifier import artefact as shelf
from classifier.artefact import Artefact
from classifier.examples import Example
from classifier.features import OFFSETS, SIZES, WIDTH, Floats, Vocabulary, fade, sizes
from classifier.learned import Card, Heads, card_values
from classifier.rows import HEADS, UNSAID, YES, Rows, rows_of

SHARES = {"words": 0.15, "letters": 0.09, "pairs": 0.2, "whole": 0.3}  # weight of each block of features
STRENGTH = 2.0  # of the evidence against the wish for small weights
DECISION_WEIGHT = 8.0  # a decision of the staff counts as so many rows of the base
RARE = 2  # a feature in fewer rows of the base teaches nothing there

Progress = Callable[[int, int], None]


def silent(done: int, of: int) -> None:
    """Say nothing of the progress."""


def train(
    base: Artefact,
    decisions: Sequence[Example],
    extra: Sequence[Example],
    folder: Path,
    at: datetime,
    progress: Progress = silent,
) -> Artefact:
    """Return a new artefact in `folder`: the base's rows, the staff's decisions, and further examples.

    The thresholds and the calibration stay the base's; raises ArtefactError where the base
    cannot be read or the new one not written.
    """
    rows = base.rows(shelf.TRAIN_FILE)
    weight = np.ones(len(rows), dtype=np.float32)
    for some, counts_as in ((decisions, DECISION_WEIGHT), (extra, 1.0)):
        if some:
            rows = rows.plus(rows_of(some, Vocabulary()))
            weight = np.append(weight, np.full(len(some), counts_as, dtype=np.float32))
    importance = base.heads.importance.astype(np.float32)
    learned, bias = fit(rows, importance, weight, progress)
    heads = quantised(learned * importance[:, None], bias, base.heads.slope, base.heads.shift, importance)
    card = Card(
        **card_values(base.card)
        | {
            "name": folder.name,
            "made_at": at.isoformat(timespec="seconds"),
            "base": base.card.name,
            "sets": (*base.card.sets, *_sets(extra)),
            "decisions": len(decisions),
            "metrics": {},
            "sha256": {},
        }
    )
    return shelf.write(folder, card, heads, {})


def _sets(extra: Sequence[Example]) -> list[dict[str, object]]:
    names = sorted({example.source for example in extra})
    return [{"set": name, "rows": sum(example.source == name for example in extra)} for name in names]


def importance_of(counts: sp.csr_array) -> Floats:
    """Return how much each feature tells: the rarer the more, times the share of its block."""
    seen = np.bincount(counts.indices, minlength=WIDTH)
    rarity = np.log((counts.shape[0] + 1) / (np.maximum(seen, 1) + 1)) + 1
    for block, share in SHARES.items():
        where = slice(OFFSETS[block], OFFSETS[block] + SIZES[block])
        rarity[where] = rarity[where] * share if block != "whole" else share
    return rarity.astype(np.float32)


def design(counts: sp.csr_array, importance: Floats) -> sp.csr_array:
    """Return the rows as the solver wants them: weighed features, faded by length."""
    scaled = sp.diags_array(fade(sizes(counts))) @ counts @ sp.diags_array(importance)
    return sp.csr_array(scaled, dtype=np.float32)


def fit(rows: Rows, importance: Floats, weight: Floats, progress: Progress = silent) -> tuple[Floats, Floats]:
    """Return the weights of all heads (features × heads) and their biases.

    A head is one logistic regression with an L2 penalty, solved in its dual, where a pass over
    the rows costs milliseconds (liblinear: Yu, Huang and Lin 2011).
    """
    used = np.flatnonzero(np.bincount(rows.counts.indices, minlength=WIDTH))
    x = narrow(sp.csr_array(design(rows.counts, importance)[:, used]))
    heads = rows.answers.shape[1]
    learned, bias = np.zeros((WIDTH, heads), dtype=np.float32), np.zeros(heads, dtype=np.float32)
    for head in range(heads):
        said = rows.answers[:, head] != UNSAID
        learned[used, head], bias[head] = _solve(x[said], rows.answers[said, head] == YES, weight[said])
        progress(head + 1, heads)
    return learned, bias


def narrow(x: sp.csr_array) -> sp.csr_array:
    """Return the same matrix with indices as liblinear wants them."""
    return sp.csr_array((x.data, x.indices.astype(np.int32), x.indptr.astype(np.int32)), shape=x.shape)


def _solve(x: sp.csr_array, yes: npt.NDArray[np.bool_], weight: Floats) -> tuple[Floats, float]:
    """Return the weights and the bias of one head; a head without both answers says no."""
    if yes.all() or not yes.any():
        return np.zeros(x.shape[1], dtype=np.float32), -5.0
    head = LogisticRegression(
        solver="liblinear", dual=True, C=STRENGTH, tol=0.03, max_iter=200, random_state=0
    )
    head.fit(x, yes, sample_weight=weight)
    return head.coef_[0].astype(np.float32), float(head.intercept_[0])


def quantised(weights: Floats, bias: Floats, slope: Floats, shift: Floats, importance: Floats) -> Heads:
    """Return heads whose weights are whole numbers from -127 to 127 of one step a head."""
    largest = np.maximum(np.abs(weights).max(axis=0), 1e-9)
    step = (largest / 127).astype(np.float32)
    small = np.rint(weights / step).astype(np.int8)
    return Heads(small, step, bias, slope, shift, importance.astype(np.float16))


__all__ = ["HEADS", "fit", "train"]
