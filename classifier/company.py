"""Vectors of words by the company they keep: which words stand near which, in texts without labels.

Counts of neighbours become positive pointwise mutual information, and its strongest 100
directions are kept (Levy, Goldberg and Dagan 2015).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.utils.extmath import randomized_svd

from classifier.alphabet import Codes
from classifier.dictionary import look_up
from classifier.features import STEM, Floats, hash_of, stem
from classifier.network import Company, Keys, Small
from classifier.text import words

DIMENSIONS = 100
MOST_WORDS = 60_000
FEWEST = 5  # times a word must be met
NEAR = 5  # words
COMMON = 1e-4  # share of the text from which a word is passed over at random
SMOOTH = 0.75  # makes rare neighbours less surprising
PLAIN = 1e-3  # share of the text at which a word counts half in the sum
Shares = npt.NDArray[np.float64]

LONGEST = 3_000  # letters of one text


def company(texts: Iterable[str]) -> Company:
    """Return vectors for the words of these texts."""
    lines = [line for batch in _batches(texts) for line in _lines(batch)]
    met = Counter(word for line in lines for word in line)
    known = [word for word, count in met.most_common(MOST_WORDS) if count >= FEWEST]
    often = np.array([met[word] for word in known], dtype=np.float64)
    number = {word: place for place, word in enumerate(known)}
    near = neighbours([[number[word] for word in line if word in number] for line in lines], often)
    return _company(known, often / often.sum(), directions(near))


def neighbours(lines: Sequence[Sequence[int]], often: Shares) -> sp.csr_array:
    """Return how often each word stands near each other one, near ones counted more."""
    size = len(often)
    word = np.fromiter((word for line in lines for word in line), dtype=np.int64)
    line = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    kept = np.random.default_rng(0).random(len(word)) < np.sqrt(COMMON * often.sum() / often)[word]
    word, line = word[kept], line[kept]
    total = sp.csr_array((size, size), dtype=np.float32)
    for distance in range(1, NEAR + 1):
        same = line[:-distance] == line[distance:]
        weight = np.full(int(same.sum()), distance**-0.5, dtype=np.float32)
        places = word[:-distance][same], word[distance:][same]
        total = sp.csr_array(total + sp.csr_array((weight, places), shape=(size, size)))
    return sp.csr_array(total + total.T)


def directions(near: sp.csr_array) -> Floats:
    """Return vectors of length one whose products come near the surprise of standing together."""
    row = np.asarray(near.sum(axis=1)).ravel() + 1
    smooth = row**SMOOTH / (row**SMOOTH).sum()
    entries = near.tocoo()
    surprise = np.log(entries.data / (row[entries.row] * smooth[entries.col]))
    more = surprise > 0
    kept = sp.csr_array((surprise[more], (entries.row[more], entries.col[more])), shape=near.shape)
    left, strength, _ = randomized_svd(kept, min(DIMENSIONS, near.shape[0] - 1), n_iter=4, random_state=0)
    vectors = left * np.sqrt(strength)
    return np.asarray(
        vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32
    )


def _company(known: Sequence[str], share: Shares, vectors: Floats) -> Company:
    step = (np.quantile(np.abs(vectors), 0.9995, axis=0) / 127).astype(np.float32)
    keys = np.array([hash_of(word) for word in known], dtype=np.uint64)
    order = np.argsort(keys)
    stems, stem_vectors = _stems(known, vectors)
    return Company(
        keys[order],
        _small(vectors[order], step),
        (PLAIN / (PLAIN + share))[order].astype(np.float32),
        stems,
        _small(stem_vectors, step),
        step,
    )


def _stems(known: Sequence[str], vectors: Floats) -> tuple[Keys, Floats]:
    """Return the mean vector of the words of each stem, in the order of their hashes."""
    long = [place for place, word in enumerate(known) if len(stem(word)) >= STEM - 1 and word.isalpha()]
    keys = np.array([hash_of(stem(known[place])) for place in long], dtype=np.uint64)
    stems, place = np.unique(keys, return_inverse=True)
    total = np.zeros((len(stems), vectors.shape[1]), dtype=np.float32)
    np.add.at(total, place, vectors[long])
    return stems, np.asarray(total / np.bincount(place)[:, None], dtype=np.float32)


def _small(vectors: Floats, step: Floats) -> Small:
    whole: Floats = np.clip(np.rint(vectors / step), -127, 127)
    return whole.astype(np.int8)


def _batches(texts: Iterable[str]) -> Iterable[list[str]]:
    batch: list[str] = []
    for text in dict.fromkeys(texts):
        batch.append(text[:LONGEST])
        if len(batch) == 1000:
            yield batch
            batch = []
    yield batch


def _lines(batch: Sequence[str]) -> list[list[str]]:
    found = words(batch)
    edges: Codes = np.searchsorted(found.text, np.arange(len(batch) + 1))
    spelled = [_spelled(word) for word in found.spelling]
    return [spelled[start:end] for start, end in pairwise(edges.tolist())]


@cache
def _spelled(word: str) -> str:
    """Only words in Latin letters are looked up; all others are spelled as they are."""
    return look_up(word).spelling if word[:1].isascii() and word[:1].isalpha() else word
