"""What words mean by the company they keep, and a small network over it.

Each word has a vector, learned from which words stand near which in texts without labels. A
comment is the weighed sum and the maximum of the vectors of its words; one hidden layer over
these two adds to the scores of the linear heads what single words and pairs cannot tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from classifier.alphabet import Codes
from classifier.features import Floats, hash_of, stem

Small = npt.NDArray[np.int8]
Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Company:
    """Vectors of words, and of stems for words never met."""

    words: Keys  # hashes of spellings, in order
    vectors: Small  # words × dimensions, in whole numbers of `step`
    rarity: Floats  # how much each word counts in the sum; a word never met counts 1
    stems: Keys
    stem_vectors: Small
    step: Floats  # of each dimension

    def vectors_of(self, spelling: Sequence[str]) -> tuple[Floats, Floats]:
        """Return the vector of each word and how much it counts; what nothing is known of is all zeros."""
        found = np.zeros((len(spelling), len(self.step)), dtype=np.float32)
        counts = np.ones(len(spelling), dtype=np.float32)
        place, known = _find(self.words, [hash_of(word) for word in spelling])
        found[known] = self.vectors[place[known]] * self.step
        counts[known] = self.rarity[place[known]]
        place, akin = _find(self.stems, [hash_of(stem(word)) for word in spelling])
        akin &= ~known
        found[akin] = self.stem_vectors[place[akin]] * self.step
        return found, counts


@dataclass(frozen=True, slots=True)
class Layers:
    """The weights that make scores of sums and maxima."""

    middle: Floats  # of sum and maximum, as one row
    spread: Floats
    inner: npt.NDArray[np.float16]  # (2 × dimensions) × hidden
    inner_bias: Floats
    outer: npt.NDArray[np.float16]  # hidden × heads
    outer_bias: Floats
    line: npt.NDArray[np.float16]  # dimensions × heads: what the sum says without a hidden layer

    @property
    def size(self) -> int:
        """The dimensions of a vector."""
        return int(self.line.shape[0])

    def scores(self, pooled: Floats, heads: int) -> Floats:
        """Return what the network adds to the score of each head, for comments as sum and maximum."""
        if not self.size:
            return np.zeros((len(pooled), heads), dtype=np.float32)
        hidden = np.maximum(self._even(pooled) @ self.inner.astype(np.float32) + self.inner_bias, 0)
        total = pooled[:, : self.size] @ self.line.astype(np.float32)
        return np.asarray(total + hidden @ self.outer.astype(np.float32) + self.outer_bias, dtype=np.float32)

    def slopes(self, pooled: Floats, heads: Sequence[int]) -> Floats:
        """Return how fast each of these heads grows along the sum: comments × heads × dimensions."""
        size = self.size
        open_ = self._even(pooled) @ self.inner.astype(np.float32) + self.inner_bias > 0
        inner = self.inner[:size].astype(np.float32) / self.spread[:size, None]
        outer = self.outer[:, heads].astype(np.float32)
        through = (open_[:, None, :] * outer.T[None]) @ inner.T
        return np.asarray(through + self.line[:, heads].T.astype(np.float32), dtype=np.float32)

    def _even(self, pooled: Floats) -> Floats:
        return np.asarray((pooled - self.middle) / self.spread, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Network:
    """Vectors of words and the layers over them."""

    company: Company
    layers: Layers


def empty_network() -> Network:
    """Return a network that knows no word and adds nothing."""
    keys, small, none = np.zeros(0, np.uint64), np.zeros((0, 0), np.int8), np.zeros(0, np.float32)
    half = np.zeros((0, 0), np.float16)
    heads = np.zeros(0, np.float32)
    company = Company(keys, small, none, keys, small, none)
    return Network(company, Layers(none, none, half, none, half, heads, half))


def pool(vectors: Floats, counts: Floats, text: Codes, height: int) -> Floats:
    """Return the weighed sum, faded by length, and the maximum of the vectors of each comment."""
    size = vectors.shape[1]
    pooled = np.zeros((height, 2 * size), dtype=np.float32)
    if not len(text):
        return pooled
    gather = sp.csr_array((counts, (text, np.arange(len(text)))), shape=(height, len(text)))
    words = np.bincount(text, minlength=height)
    pooled[:, :size] = (gather @ vectors) / np.sqrt(words + 1)[:, None]
    pooled[:, size:] = _largest(vectors, words)
    return pooled


def _largest(vectors: Floats, words: Codes) -> Floats:
    """Return the maximum over each comment's words: first words first, then all second ones, and so on."""
    starts = np.cumsum(words) - words
    rows = np.flatnonzero(words)
    largest = np.zeros((len(words), vectors.shape[1]), dtype=np.float32)
    largest[rows] = vectors[starts[rows]]
    for place in range(1, int(words.max())):
        rows = rows[words[rows] > place]
        largest[rows] = np.maximum(largest[rows], vectors[starts[rows] + place])
    return largest


def _find(keys: Keys, wanted: Sequence[int]) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """Return where each wanted key stands among sorted ones, and whether it is there."""
    sought = np.array(wanted, dtype=np.uint64)
    place = np.minimum(np.searchsorted(keys, sought), max(len(keys) - 1, 0)).astype(np.int64)
    return place, (keys[place] == sought) if len(keys) else np.zeros(len(sought), dtype=np.bool_)
