"""What a person should label next: comments that the machine is unsure of, and that are unlike each other.

Greedy k-centre (Sener and Savarese 2018), each comment weighed by the machine's doubt: the next one
is always the one whose doubt, times its distance to all that was decided on or chosen before, is
greatest. So a story told by many is asked about once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
import scipy.sparse as sp

from classifier.features import OFFSETS, Floats, Vocabulary, design, matrix, sheet
from classifier.groups import groups
from classifier.learned import Card, Heads
from classifier.pipeline import Pipeline, decide, distances
from classifier.rows import BATCH, HEADS
from models.labels import FLAGS
from models.learning import Candidate, Chosen
from models.store import Store
from models.store.learning import a_week_before

LOOK_BACK = timedelta(days=30)
MOST_LOOKED_AT = 3000  # comments, the latest ones
MOST_WEIGHED = 1000  # of these, the most doubtful ones
MOST_DECIDED = 500  # decisions that need no repeating
MANY = 40  # comments that wait for a label at once
RENEWED = timedelta(minutes=10)  # after which they are chosen anew
FEWEST = 10  # with fewer left, at once
DRAWN = 20  # of the random share beside them
LEAST_GAIN = 0.02  # below it nothing is left but repetition


def plan(store: Store, pipeline: Pipeline, at: datetime) -> int:
    """Put what to label next before the staff, and draw the random share; returns how many wait."""
    card = pipeline.card
    if store.learning.fresh(at - RENEWED) < FEWEST:
        candidates = store.learning.candidates(at - LOOK_BACK, MOST_LOOKED_AT)
        chosen = choose(candidates, store.learning.decided(MOST_DECIDED), card, pipeline.heads)
        store.learning.choose(chosen, at)
    since = a_week_before(at, datetime.fromisoformat(card.made_at))
    store.learning.draw(card.name, since, DRAWN, at)
    return store.learning.waiting(card.name)


def choose(
    candidates: Sequence[Candidate], decided: Sequence[str], card: Card, heads: Heads, many: int = MANY
) -> list[Chosen]:
    """Return the comments whose labels would teach most, the most useful first."""
    doubts = doubt(candidates, card.thresholds)
    order = np.argsort(-doubts)[:MOST_WEIGHED]
    few, doubts = [candidates[place] for place in order], doubts[order]
    if not few:
        return []
    counts = _counts([*(each.text for each in few), *decided])
    rows = _even(counts, heads.importance.astype(np.float32))
    own, known = rows[: len(few)], rows[len(few) :]
    near = _nearest(own, known)
    near[np.diff(own.indptr) == 0] = 1.0  # nothing is to be learned from a comment without words
    group = groups(counts[: len(few)])
    sizes = np.bincount(group, minlength=len(few))
    return [
        Chosen(few[place].mention_id, int(sizes[group[place]]) - 1)
        for place in _greedy(own, doubts, near, many)
    ]


def doubt(candidates: Sequence[Candidate], thresholds: Mapping[str, float]) -> Floats:
    """Return how near each comment stands to a threshold that decides its primary label: 1 on it."""
    chances = np.full((len(candidates), len(HEADS)), 0.5, dtype=np.float32)
    for flag in FLAGS:
        told = [each.scores[flag] for each in candidates]
        chances[:, HEADS.index(flag)] = np.clip(told, 1e-6, 1 - 1e-6)
    odds = np.log(chances / (1 - chances))
    return np.asarray(np.exp(-distances(odds, decide(chances, thresholds), thresholds)), dtype=np.float32)


def _greedy(rows: sp.csr_array, doubts: Floats, near: Floats, many: int) -> list[int]:
    chosen: list[int] = []
    for _ in range(min(many, len(doubts))):
        gain = doubts * (1 - near)
        best = int(gain.argmax())
        if gain[best] < LEAST_GAIN:
            break
        chosen.append(best)
        near = np.maximum(near, _nearest(rows, rows[[best]]))
    return chosen


def _nearest(rows: sp.csr_array, centres: sp.csr_array) -> Floats:
    """Return the cosine of each row to the nearest of the centres; 0 where there are none."""
    if not centres.shape[0]:
        return np.zeros(rows.shape[0], dtype=np.float32)
    cosines = sp.csr_array(rows @ centres.T).max(axis=1)
    return np.clip(np.asarray(cosines.todense(), dtype=np.float32).ravel(), 0, 1)


def _counts(texts: Sequence[str]) -> sp.csr_array:
    vocabulary = Vocabulary()  # its own: the pipeline's belongs to whoever judges meanwhile
    parts = [
        matrix(sheet(texts[start : start + BATCH], vocabulary), vocabulary)
        for start in range(0, len(texts), BATCH)
    ]
    return sp.csr_array(sp.vstack(parts, format="csr"))


def _even(counts: sp.csr_array, importance: Floats) -> sp.csr_array:
    """Return the rows as training weighs them, each of length one, without what describes the whole."""
    rows = sp.csr_array(design(counts, importance)[:, : OFFSETS["whole"]])
    length = np.sqrt(np.asarray((rows * rows).sum(axis=1)).ravel())
    return sp.csr_array(sp.diags_array(1 / np.maximum(length, 1e-9)) @ rows)
