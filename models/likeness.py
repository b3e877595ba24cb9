"""What a text speaks of, in a few bytes, and how much two texts are the same story. Pure.

A likeness keeps the most telling words of a text as hashes with weights, and its numbers. Two texts are alike
by the cosine of these weights, less where few words are shared or their numbers differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from struct import iter_unpack, pack

MOST = 24  # words that are kept of a text
KEYS = 8  # the most telling of them, by which texts that may be alike are found
SAME = 0.45  # from here on two texts tell the same story (docs/decisions/clusters.md)
KIN = 0.2  # what a text must have in common with the first of a cluster, however near it is to another
FEWEST = 4  # words of a text; one that says less (where is my parcel?) may be anybody's own
ENOUGH = 4  # shared words; fewer weigh less
OTHER_NUMBERS = 0.6  # a route, a branch, an hour: what is left of the likeness where they differ

_ENTRY = "<IB"
_NUMBER, _OWN_NUMBER = 0, 255  # in place of a weight
HEAVIEST = 250


@dataclass(frozen=True, slots=True)
class Likeness:
    """What one text speaks of."""

    words: Mapping[int, int]  # hash of a word → its weight, 1 to HEAVIEST
    numbers: frozenset[int] = frozenset()  # hashes of the numbers in it
    own: frozenset[int] = frozenset()  # of those that belong to one person: an order, a parcel, a phone

    @property
    def keys(self) -> tuple[int, ...]:
        """The words that tell most; the same ones for the same text."""
        return tuple(sorted(self.words, key=lambda word: (-self.words[word], word))[:KEYS])


def alike(one: Likeness, other: Likeness) -> float:
    """How much two texts are the same story, from 0 to 1."""
    shared = one.words.keys() & other.words.keys()
    strangers = one.own and other.own and not one.own & other.own
    if strangers or not shared or min(len(one.words), len(other.words)) < FEWEST:
        return 0.0
    product = sum(one.words[word] * other.words[word] for word in shared)
    cosine = product / sqrt(_square(one) * _square(other))
    differ = one.numbers and other.numbers and not one.numbers & other.numbers
    return cosine * min(1.0, (len(shared) + 1) / (ENOUGH + 1)) * (OTHER_NUMBERS if differ else 1.0)


def packed(likeness: Likeness) -> bytes:
    """A likeness as the store keeps it."""
    entries = [*likeness.words.items()]
    entries += [(number, _NUMBER) for number in sorted(likeness.numbers - likeness.own)]
    entries += [(number, _OWN_NUMBER) for number in sorted(likeness.own)]
    return b"".join(pack(_ENTRY, *entry) for entry in entries)


def unpacked(kept: bytes) -> Likeness:
    """The likeness that the store kept."""
    entries = list(iter_unpack(_ENTRY, kept))
    own = frozenset(key for key, weight in entries if weight == _OWN_NUMBER)
    numbers = frozenset(key for key, weight in entries if weight == _NUMBER)
    words = {key: weight for key, weight in entries if weight not in (_NUMBER, _OWN_NUMBER)}
    return Likeness(words, numbers | own, own)


def _square(likeness: Likeness) -> int:
    return sum(weight * weight for weight in likeness.words.values())
