"""From words to features: numbers of columns in one fixed, hashed space.

Every feature belongs to one word, to a pair of words, or to the comment as a whole, and a
comment is their sum. So whatever is linear in the features can be summed up once for each
word and remembered: a comment then costs little more than looking its words up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from classifier import dictionary
from classifier.alphabet import Codes, Flags
from classifier.text import Words, words

VERSION = 1  # grows with any change that moves a feature to another column

Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]

# the blocks of the space, one after another, and the bits of each
BITS = {"words": 17, "letters": 18, "pairs": 17, "whole": 10}
SIZES = {block: 1 << bits for block, bits in BITS.items()}
OFFSETS = dict(zip(SIZES, np.cumsum([0, *SIZES.values()])[:-1].tolist(), strict=True))
WIDTH = sum(SIZES.values())

PER_WORD = 3  # columns of the block "words" that each word has: lemma, form, stem
SHORTEST_RUN, LONGEST_RUN = 2, 5  # of letters within a word, its ends included
NEGATIONS = frozenset(("не", "ні", "нет", "немає", "нема", "нету", "без", "ни", "никогда", "ніколи"))
REACH = 3  # how far a negation concerns the words after it
STEM = 5  # letters of a word that Russian and Ukrainian spelling often share

_SAME_SOUND = str.maketrans(
    {
        "і": "и",
        "ы": "и",
        "ї": "и",
        "й": "и",
        "є": "е",
        "э": "е",
        "ё": "е",
        "ґ": "г",
        "ъ": "",
        "ь": "",
        "'": "",
    }
)


def hash_of(text: str) -> int:
    """Return 64 bits that are the same for the same text on every machine."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def same_sound(word: str) -> str:
    """Return a word as Russian and Ukrainian would spell it alike."""
    return word.translate(_SAME_SOUND)


def stem(word: str) -> str:
    """Return the first letters of a word, as Russian and Ukrainian would spell them alike."""
    return same_sound(word)[:STEM]


EDGE = np.uint64(hash_of("edge of a comment"))


def column(block: str, hashes: Hashes) -> Codes:
    """Return the columns of hashed features within their block."""
    mixed = hashes * np.uint64(0x9E3779B97F4A7C15)
    place: Codes = (mixed >> np.uint64(64 - BITS[block])).astype(np.int64)
    place += OFFSETS[block]
    return place


FADING = 0.4  # a comment of n words weighs each of its features by n ** -FADING
MOST_WORDS = 150_000  # remembered at once; more, and all are forgotten


@dataclass(slots=True)
class Vocabulary:
    """The words met so far and what the dictionaries say of them."""

    number: dict[str, int] = field(default_factory=dict)
    entries: list[dictionary.Entry] = field(default_factory=list)
    lemma: Hashes = field(default_factory=lambda: np.zeros(MOST_WORDS, dtype=np.uint64))
    language: Codes = field(default_factory=lambda: np.zeros(MOST_WORDS, dtype=np.int64))
    negates: Flags = field(default_factory=lambda: np.zeros(MOST_WORDS, dtype=np.bool_))
    forgotten: int = 0  # how often all words were forgotten
    most: int = MOST_WORDS

    def __len__(self) -> int:
        return len(self.entries)

    def numbers(self, spelling: Sequence[str]) -> Codes:
        """Return the number of each word, learning those not met before."""
        new = [word for word in dict.fromkeys(spelling) if word not in self.number]
        if len(self) + len(new) > self.most:
            self._forget()
            new = list(dict.fromkeys(spelling))
        for word in new:
            self._learn(word)
        return np.fromiter(map(self.number.__getitem__, spelling), dtype=np.int64, count=len(spelling))

    def _learn(self, word: str) -> None:
        entry, number = dictionary.look_up(word), len(self)
        self.lemma[number] = hash_of(entry.lemma)
        self.language[number] = entry.language
        self.negates[number] = entry.lemma in NEGATIONS
        self.entries.append(entry)
        self.number[word] = number

    def _forget(self) -> None:
        self.number.clear()
        self.entries.clear()
        self.forgotten += 1


@dataclass(frozen=True, slots=True)
class Pairs:
    """Features of two words of one comment; -1 stands for the edge of the comment."""

    left: Codes  # numbers of words within the sheet
    right: Codes
    text: Codes
    columns: Codes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A batch of comments as numbers."""

    height: int  # comments
    words: Words
    number: Codes  # of each word in the vocabulary
    pairs: Pairs
    whole: Codes  # columns that describe each comment as a whole, one row a comment


def sheet(texts: Sequence[str], vocabulary: Vocabulary) -> Sheet:
    """Return a batch of comments as numbers."""
    found = words(texts)
    number = vocabulary.numbers(found.spelling)
    pairs = _pairs(found.text, vocabulary.lemma[number], vocabulary.negates[number])
    return Sheet(len(texts), found, number, pairs, _whole(found, len(texts)))


def matrix(batch: Sheet, vocabulary: Vocabulary) -> sp.csr_array:
    """Return one row of feature counts a comment."""
    known, place = np.unique(batch.number, return_inverse=True)
    of_words = word_columns([vocabulary.entries[number] for number in known])
    uses = _count(batch.words.text, place, (batch.height, len(known)))
    rows = np.concatenate([batch.pairs.text, np.repeat(np.arange(batch.height), batch.whole.shape[1])])
    others = _count(rows, np.concatenate([batch.pairs.columns, batch.whole.ravel()]), (batch.height, WIDTH))
    total = sp.csr_array(uses @ of_words + others)
    total.sort_indices()
    return total


def word_columns(entries: Sequence[dictionary.Entry]) -> sp.csr_array:
    """Return one row of feature counts a word: lemma, form, stem, runs of letters."""
    named = [(entry.lemma, "form " + entry.spelling, "stem " + stem(entry.spelling)) for entry in entries]
    hashes = np.array([[hash_of(name) for name in names] for names in named], dtype=np.uint64)
    row, runs = letter_runs([entry.spelling for entry in entries])
    rows = np.concatenate([np.repeat(np.arange(len(entries)), PER_WORD), row])
    columns = np.concatenate([column("words", hashes.ravel()), column("letters", runs)])
    return _count(rows, columns, (len(entries), WIDTH))


def letter_runs(spelling: Sequence[str]) -> tuple[Codes, Hashes]:
    """Return the number of the word and the hash of every run of letters, word ends included."""
    joined = "".join(f" {word} " for word in spelling)
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    word = np.repeat(np.arange(len(spelling)), [len(word) + 2 for word in spelling])
    rows, hashes = [], []
    run = codes
    for size in range(2, LONGEST_RUN + 1):
        ends = max(len(codes) - size + 1, 0)
        run = run[:ends] * np.uint64(0x100000001B3) + codes[size - 1 :] + np.uint64(size)
        inside = word[:ends] == word[size - 1 :]
        rows.append(word[:ends][inside])
        hashes.append(run[inside] ^ (run[inside] >> np.uint64(29)))
    return np.concatenate(rows), np.concatenate(hashes)


def _count(rows: Codes, columns: Codes, shape: tuple[int, int]) -> sp.csr_array:
    return sp.csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


def _pairs(text: Codes, lemma: Hashes, negates: Flags) -> Pairs:
    """Neighbouring words, the edges included, and each word that a negation may concern."""
    place = np.arange(len(text))
    opens = np.ones(len(text), dtype=np.bool_)
    opens[1:] = text[1:] != text[:-1]
    closes = np.append(opens[1:], True)[: len(text)]
    nowhere = np.full(len(text), -1)
    left = [nowhere[opens], place[closes], place[:-1][~opens[1:]]]
    right = [place[opens], nowhere[closes], place[1:][~opens[1:]]]
    for distance in range(2, REACH + 1):
        concerned = (text[:-distance] == text[distance:]) & negates[:-distance]
        left.append(place[:-distance][concerned])
        right.append(place[distance:][concerned])
    lefts, rights = np.concatenate(left), np.concatenate(right)
    edged = np.append(lemma, EDGE)  # -1 finds the edge
    hashes = edged[lefts] * np.uint64(31) + edged[rights]
    return Pairs(lefts, rights, text[np.maximum(lefts, rights)], column("pairs", hashes))


def _whole(found: Words, height: int) -> Codes:
    """Return columns for length, words in capitals and share of capitals of each comment, in steps."""
    size = np.bincount(found.text, minlength=height)
    shouted = np.bincount(found.text, weights=found.shouted, minlength=height)
    steps = (
        np.minimum(np.log2(size + 1) * 2, 31),
        32 + np.minimum(shouted, 3),
        40 + np.digitize(found.capitals / np.maximum(found.long, 1), (0.001, 0.05, 0.15, 0.4)),
        48 + np.minimum(np.log2(found.long + 1), 15),
    )
    columns: Codes = np.array(steps).astype(np.int64).T
    columns += OFFSETS["whole"]
    return columns


def fade(size: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> Floats:
    """Return the factor by which comments of so many words are weighed."""
    return np.asarray((1.0 + size) ** -FADING, dtype=np.float32)


def sizes(counts: sp.csr_array) -> npt.NDArray[np.float64]:
    """Return the number of words of comments that are feature counts."""
    block = counts[:, OFFSETS["words"] : OFFSETS["words"] + SIZES["words"]]
    return np.asarray(block.sum(axis=1)).ravel() / PER_WORD


def design(counts: sp.csr_array, importance: Floats) -> sp.csr_array:
    """Return the rows as the solver wants them: weighed features, faded by length."""
    scaled = sp.diags_array(fade(sizes(counts))) @ counts @ sp.diags_array(importance)
    return sp.csr_array(scaled, dtype=np.float32)
