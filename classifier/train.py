"""From the base and what the staff say to a new artefact: weights move as little as the evidence allows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.optimize import minimize

from classifier import artefact as shelf
from classifier.artefact import Artefact
from classifier.examples import Example
from classifier.features import Floats, design
from classifier.learned import Card, Heads, card_values, quantised
from classifier.pipeline import raw_scores
from classifier.rows import HEADS, TOPIC_HEADS, UNSAID, YES, Answers, Rows, rows_of

STRENGTH = 4.0  # of new evidence against the wish to move little
DECISION_WEIGHT = 8.0  # a decision of the staff counts as so many rows of the base

Progress = Callable[[int, int], None]


def silent(done: int, of: int) -> None:
    """Say nothing of the progress."""


Doubles = npt.NDArray[np.float64]


def train(
    base: Artefact,
    decisions: Sequence[Example],
    extra: Sequence[Example],
    folder: Path,
    at: datetime,
    progress: Progress = silent,
) -> Artefact:
    """Return a new artefact in `folder`: the base's rows, the staff's decisions, and further examples.

    The thresholds and the calibration stay the base's. Raises ArtefactError where the base
    cannot be read or the new artefact not written.
    """
    rows = base.rows(shelf.TRAIN_FILE)
    weight = [np.ones(len(rows), dtype=np.float32)]
    for some, counts_as in ((decisions, DECISION_WEIGHT), (extra, 1.0)):
        if some:
            rows = rows.plus(rows_of(some, base.network))
            weight.append(np.full(len(some), counts_as, dtype=np.float32))
    heads = relearned(base.heads, rows, np.concatenate(weight), len(weight[0]), progress)
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
    return shelf.write(folder, card, heads, base.network, {})


def _sets(extra: Sequence[Example]) -> list[dict[str, object]]:
    names = sorted({example.source for example in extra})
    return [{"set": name, "rows": sum(example.source == name for example in extra)} for name in names]


def relearned(heads: Heads, rows: Rows, weight: Floats, old: int, progress: Progress = silent) -> Heads:
    """Return heads that learned from the rows past the first `old` ones, and were held back by those.

    Only weights of features that the new rows have are moved, each as little as its evidence
    allows; a head of which the new rows say nothing stays as it is.
    """
    used = np.unique(rows.counts[old:].indices)
    importance = heads.importance.astype(np.float32)
    x = _columns(design(rows.counts, importance), used)
    weights, step = heads.weights.copy(), heads.step.copy()
    spoken = _spoken_of(rows.answers[old:])
    scores = raw_scores(rows, heads)
    for place, head in enumerate(spoken):
        said = rows.answers[:, head] != UNSAID
        moved = _move(
            x[said], rows.answers[said, head] == YES, weight[said], scores[said, head], int(said[:old].sum())
        )
        whole = weights[:, head] * step[head]
        whole[used] += moved * importance[used]
        weights[:, [head]], step[[head]] = quantised(whole[:, None])
        progress(place + 1, len(spoken))
    return replace(heads, weights=weights, step=step)


def _spoken_of(answers: Answers) -> list[int]:
    """Return the heads that new answers teach; a topic is taught only by comments that have it."""
    named, said = (answers == YES).any(axis=0), (answers != UNSAID).any(axis=0)
    topics = range(len(HEADS))[TOPIC_HEADS]
    return [head for head in np.flatnonzero(said).tolist() if head not in topics or named[head]]


def _columns(x: sp.csr_array, used: npt.NDArray[np.int32]) -> sp.csr_array:
    """Return some columns of a large matrix, quicker than its own way of choosing them."""
    place = np.full(x.shape[1], -1, dtype=np.int32)
    place[used] = np.arange(len(used))
    kept = place[x.indices] >= 0
    starts = np.append(0, np.cumsum(kept))[x.indptr]
    return sp.csr_array((x.data[kept], place[x.indices[kept]], starts), shape=(x.shape[0], len(used)))


def _move(x: sp.csr_array, yes: npt.NDArray[np.bool_], weight: Floats, scores: Floats, old: int) -> Floats:
    """Return the smallest change of weights that explains the answers on top of the scores there are.

    The first `old` rows are what the scores were learned from: their own wish to move, where
    nothing new is said, is taken away, so that they only hold back.
    """
    sign = np.where(yes, 1.0, -1.0)
    turned = sp.csr_array(x.T)

    def pull(change: Doubles) -> tuple[Doubles, Doubles]:
        margin: Doubles = (x @ change + scores).astype(np.float64) * sign
        pulled: Doubles = -sign * weight / (1 + np.exp(np.clip(margin, -30, 30)))
        return margin, pulled

    begin = np.zeros(x.shape[1])
    wish = turned[:, :old] @ pull(begin)[1][:old]

    def loss(change: Doubles) -> tuple[float, Doubles]:
        margin, pulled = pull(change)
        value = float((np.logaddexp(0, -margin) * weight).sum() + (change**2).sum() / (2 * STRENGTH))
        return value - float(wish @ change), turned @ pulled + change / STRENGTH - wish

    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 100, "ftol": 1e-6})
    return np.asarray(found.x, dtype=np.float32)
