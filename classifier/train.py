"""From labelled rows to an artefact: all heads at once, by logistic regression."""

from collections.abc import Callable, Sequence
from dataclasses import replace
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
from classifier.rows import UNSAID, YES, Rows, rows_of

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

    The thresholds, the calibration and the heads of which nothing new is said stay the
    base's; raises ArtefactError where the base cannot be read or the new one not written.
    """
    rows = base.rows(shelf.TRAIN_FILE)
    weight = [np.ones(len(rows), dtype=np.float32)]
    said: set[int] = set()
    for some, counts_as in ((decisions, DECISION_WEIGHT), (extra, 1.0)):
        if some:
            new = rows_of(some, Vocabulary())
            rows = rows.plus(new)
            weight.append(np.full(len(new), counts_as, dtype=np.float32))
            said.update(np.flatnonzero((new.answers != UNSAID).any(axis=0)).tolist())
    heads = relearned(base.heads, rows, np.concatenate(weight), sorted(said), progress)
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


def fit(
    rows: Rows, importance: Floats, weight: Floats, which: Sequence[int], progress: Progress = silent
) -> tuple[Floats, Floats]:
    """Return the weights (features × heads) and the biases of some heads.

    A head is one logistic regression with an L2 penalty, solved in its dual, where a pass over
    the rows costs milliseconds (liblinear: Yu, Huang and Lin 2011).
    """
    used = np.flatnonzero(np.bincount(rows.counts.indices, minlength=WIDTH))
    x = narrow(sp.csr_array(design(rows.counts, importance)[:, used]))
    learned = np.zeros((WIDTH, len(which)), dtype=np.float32)
    bias = np.zeros(len(which), dtype=np.float32)
    for place, head in enumerate(which):
        said = rows.answers[:, head] != UNSAID
        learned[used, place], bias[place] = _solve(x[said], rows.answers[said, head] == YES, weight[said])
        progress(place + 1, len(which))
    return learned * importance[:, None], bias


def relearned(
    heads: Heads, rows: Rows, weight: Floats, which: Sequence[int], progress: Progress = silent
) -> Heads:
    """Return heads of which some were learned anew from these rows; the others are as they were."""
    weights, bias = fit(rows, heads.importance.astype(np.float32), weight, which, progress)
    small, step = quantised(weights)
    all_weights, all_step, all_bias = heads.weights.copy(), heads.step.copy(), heads.bias.copy()
    all_weights[:, which], all_step[which], all_bias[which] = small, step, bias
    return replace(heads, weights=all_weights, step=all_step, bias=all_bias)


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


def quantised(weights: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return weights as whole numbers from -127 to 127, and the step of each head."""
    step = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    return np.rint(weights / step).astype(np.int8), step.astype(np.float32)
