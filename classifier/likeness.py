"""What a comment speaks of, so that the same story told by many is found: across forms, spellings, languages.

A word counts by its meaning in the glossary, else by the sounds at the start of its dictionary form, which
Russian and Ukrainian often share; the rarer it was in training, the more it tells.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from classifier.dictionary import look_up
from classifier.features import column, hash_of, same_sound, stem
from classifier.fit import SHARES
from classifier.search import forms, plain, words_of
from models.likeness import HEAVIEST, MOST, Likeness

GLOSSARY = Path(__file__).parent / "glossary" / "meanings.txt"
ROOT = 6  # letters of a dictionary form that stand for the word
COMMON = 2.6  # rarity of words that tell nothing: не, у, мой
STEPS = 50  # of weight in one step of rarity
OWN = 5  # digits from which on a number belongs to one person

LINK = re.compile(r"(?:https?://|www\.)\S+|@\w+")  # says where to look, not what happened

Importance = npt.NDArray[np.float16]


def likenesses(texts: Sequence[str], importance: Importance) -> list[Likeness]:
    """Return what each text speaks of; `importance` is that of the features of an artefact."""
    return [_likeness(words, importance) for words in words_of([LINK.sub(" ", text) for text in texts])]


def _likeness(words: Sequence[str], importance: Importance) -> Likeness:
    numbers = {word for word in words if any(letter.isdigit() for letter in word)}
    weights: dict[int, int] = {}
    for word in words:
        if word not in numbers:
            key, place = _meaning(word)
            weight = round((float(importance[place]) / SHARES["words"] - COMMON) * STEPS)
            weights[key] = min(HEAVIEST, max(weight, weights.get(key, 0)))
    telling = sorted(((key, weight) for key, weight in weights.items() if weight > 0), key=_heaviest)
    own = {word for word in numbers if sum(letter.isdigit() for letter in word) >= OWN}
    return Likeness(dict(telling[:MOST]), _hashed(numbers), _hashed(own))


def _heaviest(pair: tuple[int, int]) -> tuple[int, int]:
    return -pair[1], pair[0]


def _hashed(words: set[str]) -> frozenset[int]:
    return frozenset(crc32(word.encode()) for word in words)


@lru_cache(maxsize=100_000)
def _meaning(word: str) -> tuple[int, int]:
    """Return the hash of what a word means, and the column by which its rarity is known."""
    lemma = look_up(word).lemma
    named = next((glossary()[form] for form in forms(word) if form in glossary()), None)
    place = column("words", np.array([hash_of("stem " + stem(lemma))], dtype=np.uint64))[0]
    return crc32((named or same_sound(lemma)[:ROOT]).encode()), int(place)


@cache
def glossary() -> dict[str, str]:
    """Return the name of the meaning of each folded word that has one."""
    named: dict[str, str] = {}
    for line in GLOSSARY.read_text("utf-8").splitlines():
        for word in line.split() if not line.startswith("#") else ():
            for form in (plain(word), *forms(word)):
                named.setdefault(form, f"meaning {line}")
    return named
