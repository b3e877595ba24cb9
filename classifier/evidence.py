"""The words of a comment that made its verdict, as exact spans of the original text."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classifier.features import Floats, Sheet, fade
from classifier.learned import Heads
from classifier.network import Layers
from classifier.rows import FLAG_HEADS
from models.labels import FLAGS
from models.records import Evidence

MOST = 5  # spans a flag
FAINT = 0.3  # a word that adds less than this share of the strongest one is left out


@dataclass(frozen=True, slots=True)
class Said:
    """What each word of a batch says, before it is summed up."""

    scores: Floats  # words × heads: of its own columns
    vectors: Floats  # words × dimensions, weighed
    pooled: Floats  # comments: sum and maximum of the vectors


def spans(
    heads: Heads, layers: Layers, batch: Sheet, said: Said, given: npt.NDArray[np.bool_]
) -> list[tuple[Evidence, ...]]:
    """Return for each comment the spans that spoke for each of its flags, in the order of the text."""
    weight = contributions(heads, layers, batch, said)
    edges = np.searchsorted(batch.words.text, np.arange(batch.height + 1))
    found = []
    for row in range(batch.height):
        own = slice(edges[row], edges[row + 1])
        flags = np.flatnonzero(given[row])
        each = [span for flag in flags for span in _strongest(batch, weight[own, flag], own, FLAGS[flag])]
        found.append(tuple(sorted(each, key=lambda span: (span.start, span.end))))
    return found


def contributions(heads: Heads, layers: Layers, batch: Sheet, said: Said) -> Floats:
    """Return the log-odds that each word adds to each flag.

    A pair gives half to either of its words. A vector gives what the score would grow by it as
    the layers stand for this comment; the maximum belongs to no single word and is left out.
    """
    total = said.scores[:, FLAG_HEADS].copy()
    pairs = heads.weights[batch.pairs.columns][:, FLAG_HEADS] * heads.step[FLAG_HEADS]
    alone = (batch.pairs.left < 0) | (batch.pairs.right < 0)
    pairs[~alone] /= 2
    for side in (batch.pairs.left, batch.pairs.right):
        np.add.at(total, side[side >= 0], pairs[side >= 0])
    size = np.bincount(batch.words.text, minlength=batch.height)
    total *= fade(size)[batch.words.text, None]
    if layers.size:
        slopes = layers.slopes(said.pooled, range(len(FLAGS))) / np.sqrt(size + 1)[:, None, None]
        total += np.einsum("wd,wfd->wf", said.vectors, slopes[batch.words.text])
    return np.asarray(total * heads.slope[FLAG_HEADS], dtype=np.float32)


def _strongest(batch: Sheet, weight: Floats, own: slice, flag: str) -> Iterator[Evidence]:
    """Yield the strongest spans of one comment; neighbours that both speak for the flag are one span."""
    if not len(weight) or weight.max() <= 0:
        return
    speaks = np.flatnonzero(weight >= FAINT * weight.max())
    chosen = np.sort(speaks[np.argsort(weight[speaks])[::-1][:MOST]])
    for group in np.split(chosen, np.flatnonzero(np.diff(chosen) > 1) + 1):
        start, end = batch.words.start[own][group[0]], batch.words.end[own][group[-1]]
        yield Evidence(int(start), int(end), flag, round(float(weight[group].sum()), 3))
