"""Which language a comment is in: Russian, Ukrainian, both in one, or another."""

import numpy as np
import numpy.typing as npt

from classifier.alphabet import Codes
from classifier.dictionary import (
    COMMON,
    FOREIGN_WORD,
    LATIN_COMMON,
    LATIN_RUSSIAN,
    LATIN_UKRAINIAN,
    LATIN_WORD,
    RUSSIAN,
    UKRAINIAN,
    UNKNOWN,
)
from classifier.features import Floats
from models.labels import LANGUAGES

RU, UK, MIXED, OTHER = (LANGUAGES.index(name) for name in ("ru", "uk", "mixed", "other"))
CYRILLIC = (RUSSIAN, UKRAINIAN, COMMON, UNKNOWN)
READABLE = (LATIN_RUSSIAN, LATIN_UKRAINIAN, LATIN_COMMON)  # words in Latin letters that a dictionary knows
KINDS = LATIN_COMMON + 1

MIXED_CHANCE = 0.35  # learned chance from which a comment is mixed
MIXED_SHARE = 0.15  # of the rarer language among the words that tell one, two words at least
READABLE_SHARE = 0.6  # of the words in Latin letters; by chance fewer words of English read as ours
FOREIGN_TIMES = 3  # more foreign words than ours


def tally(language: Codes, text: Codes, height: int) -> npt.NDArray[np.int64]:
    """Return how many words of each language every comment holds."""
    return np.bincount(text * KINDS + language, minlength=height * KINDS).reshape(height, KINDS)


def languages(words: npt.NDArray[np.int64], chances: Floats) -> Codes:
    """Return the number of the language of each comment.

    Words that only one dictionary knows are counted; where neither language has more, and for
    mixtures whose words are in no dictionary, the learned chances decide.
    """
    russian = words[:, RUSSIAN] + words[:, LATIN_RUSSIAN]
    ukrainian = words[:, UKRAINIAN] + words[:, LATIN_UKRAINIAN]
    found = np.sign(ukrainian - russian)
    single = np.where(found == 0, chances[:, (RU, UK)].argmax(axis=1), np.where(found > 0, UK, RU))
    return np.where(_foreign(words), OTHER, np.where(_mixed(russian, ukrainian, chances), MIXED, single))


def _mixed(russian: Codes, ukrainian: Codes, chances: Floats) -> npt.NDArray[np.bool_]:
    fewer = np.minimum(russian, ukrainian)
    both = (fewer >= 2) & (fewer >= MIXED_SHARE * (russian + ukrainian))
    learned: npt.NDArray[np.bool_] = chances[:, MIXED] >= MIXED_CHANCE
    return both | learned


def _foreign(words: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which comments hold no word of ours, or hardly one among foreign ones."""
    cyrillic, readable = words[:, CYRILLIC].sum(axis=1), words[:, READABLE].sum(axis=1)
    latin = readable + words[:, LATIN_WORD]
    unread = readable < READABLE_SHARE * latin
    foreign = words[:, FOREIGN_WORD] + latin * unread
    nothing: npt.NDArray[np.bool_] = (cyrillic == 0) & ((latin == 0) | unread)
    flooded: npt.NDArray[np.bool_] = foreign > FOREIGN_TIMES * (cyrillic + readable * ~unread)
    return nothing | flooded
