"""From words to features: numbers of columns in one fixed, hashed space.

Every feature belongs to one word, to a pair of words, or to the comment as a whole, and a
comment is the sum of them. What one word gives is computed once and remembered, so that a
comment costs little more than looking its words up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from classifier import dictionary
from classifier.alphabet import Codes
from classifier.text import Words, words

VERSION = 1  # grows with any change that moves a feature to another column

Hashes = npt.NDArray[np.uint64]

# the blocks of the space, one after another: name → bits
BITS = {"words": 17, "letters": 18, "pairs": 17, "whole": 10}
SIZES = {name: 1 << bits for name, bits in BITS.items()}
OFFSETS = dict(zip(SIZES, np.cumsum([0, *SIZES.values()])[:-1].tolist(), strict=True))
WIDTH = sum(SIZES.values())

SHORTEST_RUN, LONGEST_RUN = 2, 5  # of letters
MOST_WORDS = 200_000  # remembered at once, about 150 MB with their scores
NEGATIONS = ("не", "ні", "нет", "нету", "немає", "нема", "без", "ни", "никогда", "ніколи")
REACH = 3  # words after a negation that it may concern

_EDGE = "\ue010"  # before the first and after the last word
_SKELETON = str.maketrans({"і": "и", "ы": "и", "ї": "и", "й": "и", "є": "е", "э": "е", "ё": "е", "ґ": "г", "ъ": "", "ь": "", "'": ""})


def column(block: str, hashes: Hashes) -> Codes:
    """Return the columns of hashed features within their block."""
    mixed = hashes * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(64 - BITS[block])).astype(np.int64) + OFFSETS[block]


def hash_of(text: str) -> int:
    """Return the same 64-bit number for the same text, on every machine."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


@dataclass(slots=True)
class Vocabulary:
    """The words met so far, each with its features; forgets everything when it grows too large."""

    number: dict[str, int] = field(default_factory=dict)
    lemma: Hashes = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    language: Codes = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    negation: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    columns: sp.csr_array = field(default_factory=lambda: sp.csr_array((0, WIDTH), dtype=np.float32))

    def numbers(self, spelling: Sequence[str]) -> Codes:
        """Return the number of each word, learning those not met before."""
        if len(self.number) > MOST_WORDS:
            self.__init__()
        new = [word for word in dict.fromkeys(spelling) if word not in self.number]
        if new:
            self._learn(new)
        return np.fromiter(map(self.number.__getitem__, spelling), dtype=np.int64, count=len(spelling))

    def _learn(self, new: list[str]) -> None:
        entries = [dictionary.look_up(word) for word in new]
        lemmas = np.array([hash_of(entry.lemma) for entry in entries], dtype=np.uint64)
        self.lemma = np.append(self.lemma, lemmas)
        self.language = np.append(self.language, [entry.language for entry in entries])
        self.negation = np.append(self.negation, [entry.lemma in NEGATIONS for entry in entries])
        self.columns = sp.vstack([self.columns, word_columns(entries)], format="csr")
        first = len(self.number)
        self.number.update(zip(new, range(first, first + len(new)), strict=True))


def word_columns(entries: Sequence[dictionary.Entry]) -> sp.csr_array:
    """Return one row of feature counts a word: lemma, form, stem across languages, runs of letters."""
    lemma = [hash_of(entry.lemma) for entry in entries]
    form = [hash_of("form " + entry.spelling) for entry in entries]
    stem = [hash_of("stem " + entry.spelling.translate(_SKELETON)[:5]) for entry in entries]
    whole = column("words", np.array([lemma, form, stem], dtype=np.uint64).T)
    row, runs = letter_runs([entry.spelling for entry in entries])
    rows = np.concatenate([np.repeat(np.arange(len(entries)), 3), row])
    columns = np.concatenate([whole.ravel(), column("letters", runs)])
    return counts(rows, columns, len(entries))


def letter_runs(spelling: Sequence[str]) -> tuple[Codes, Hashes]:
    """Return the number of the word and the hash of every run of letters, word ends included."""
    joined = " " + "  ".join(spelling) + " "
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    lengths = np.array([len(word) + 2 for word in spelling], dtype=np.int64)
    word = np.repeat(np.arange(len(spelling)), lengths)
    rows, hashes = [], []
    run = np.zeros(len(codes), dtype=np.uint64)
    for size in range(1, LONGEST_RUN + 1):
        ends = len(codes) - size + 1
        run = run[:ends] * np.uint64(0x100000001B3) + codes[size - 1 :] + np.uint64(size)
        inside = word[:ends] == word[size - 1 :]
        if size >= SHORTEST_RUN:
            rows.append(word[:ends][inside])
            hashes.append(run[inside] ^ (run[inside] >> np.uint64(29)))
    return np.concatenate(rows), np.concatenate(hashes)


def counts(rows: Codes, columns: Codes, height: int) -> sp.csr_array:
    """Return how often each feature stands in each row."""
    ones = np.ones(len(rows), dtype=np.float32)
    return sp.csr_array((ones, (rows, columns)), shape=(height, WIDTH), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A batch of comments as numbers: its words, and the features that no single word has."""

    words: Words
    number: Codes  # of each word in the vocabulary
    rows: Codes  # comment of each further feature
    columns: Codes
    height: int


def sheet(texts: Sequence[str], vocabulary: Vocabulary) -> Sheet:
    """Return a batch of comments as numbers."""
    found = words(texts)
    number = vocabulary.numbers(found.spelling)
    pairs = _pairs(found, vocabulary.lemma[number], vocabulary.negation[number], len(texts))
    whole = _whole(found, len(texts))
    rows = np.concatenate([pairs[0], whole[0]])
    return Sheet(found, number, rows, np.concatenate([pairs[1], whole[1]]), len(texts))


def matrix(batch: Sheet, vocabulary: Vocabulary) -> sp.csr_array:
    """Return one row of feature counts a comment."""
    ones = np.ones(len(batch.number), dtype=np.float32)
    uses = sp.csr_array((ones, (batch.words.text, batch.number)), shape=(batch.height, len(vocabulary.lemma)))
    total = uses @ vocabulary.columns + counts(batch.rows, batch.columns, batch.height)
    total.sort_indices()
    return total


def _pairs(found: Words, lemma: Hashes, negation: npt.NDArray[np.bool_], height: int) -> tuple[Codes, Codes]:
    """Neighbouring lemmas, the edges included, and every word that a negation may concern."""
    edges = np.searchsorted(found.text, np.arange(height + 1))
    text = np.insert(found.text, edges, np.append(np.arange(height), height))
    padded = np.insert(lemma, edges, np.uint64(hash_of(_EDGE)))
    denied = np.insert(negation, edges, False)
    # one edge between two comments serves as the end of the first and the start of the second
    owner = np.append(text[:-1], height)
    rows, hashes = [], []
    own = np.minimum(text[:-1], text[1:])
    last = (text[:-1] != text[1:])
    own = np.where(last, text[:-1], own)
    rows.append(own)
    hashes.append(padded[:-1] * np.uint64(31) + padded[1:])
    for distance in range(2, REACH + 1):
        near = (text[:-distance] == text[distance:]) & denied[:-distance]
        rows.append(text[:-distance][near])
        hashes.append(padded[:-distance][near] * np.uint64(31) + padded[distance:][near])
    del owner
    row, pair = np.concatenate(rows), np.concatenate(hashes)
    inside = row < height
    return row[inside], column("pairs", pair[inside])


def _whole(found: Words, height: int) -> tuple[Codes, Codes]:
    """Length, capitals and shouting of each comment, in steps."""
    size = np.bincount(found.text, minlength=height)
    shouted = np.bincount(found.text, weights=found.shouted, minlength=height)
    capitals = found.capitals / np.maximum(found.long, 1)
    steps = [
        np.minimum(np.log2(size + 1) * 2, 31).astype(np.int64),
        32 + np.minimum(shouted, 3).astype(np.int64),
        40 + np.digitize(capitals, (0.001, 0.05, 0.15, 0.4)),
        48 + np.minimum(np.log2(found.long + 1), 15).astype(np.int64),
    ]
    rows = np.tile(np.arange(height), len(steps))
    return rows, np.concatenate(steps) + OFFSETS["whole"]
