"""Which language a comment is in: Russian, Ukrainian, both in one, or another."""

from collections.abc import Sequence

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


Counts = npt.NDArray[np.int64]  # comments × kinds of words
Tongues = Sequence[Sequence[float]]


def tally(language: Codes, text: Codes, height: int) -> Counts:
    """Return how many words of each language every comment holds."""
    return np.bincount(text * KINDS + language, minlength=height * KINDS).reshape(height, KINDS)


def languages(words: Counts, chances: Floats, tongues: Tongues = ()) -> Codes:
    """Return the number of the language of each comment.

    `tongues` weigh the signs for each of ru, uk and mixed, a constant last. Without them words that only
    one dictionary knows decide; where neither language has more, the learned chances do.
    """
    found = _weighed(signs(words, chances), tongues) if len(tongues) else _counted(words, chances)
    return np.where(foreign(words), OTHER, found)


def signs(words: Counts, chances: Floats) -> Floats:
    """Return what tells ru, uk and mixed apart, a row a comment."""
    russian = words[:, RUSSIAN] + words[:, LATIN_RUSSIAN]
    ukrainian = words[:, UKRAINIAN] + words[:, LATIN_UKRAINIAN]
    unknown, common = words[:, UNKNOWN], words[:, COMMON] + words[:, LATIN_COMMON]
    total = np.maximum(russian + ukrainian + unknown + common, 1)
    fewer = np.minimum(russian, ukrainian)
    even = np.clip(chances[:, (RU, UK, MIXED)], 1e-4, 1 - 1e-4)
    return np.column_stack(
        (
            np.log(even / (1 - even)),
            *(count / total for count in (russian, ukrainian, unknown, fewer)),
            *(np.minimum(count, 3) for count in (fewer, unknown)),
            fewer > 0,
            (russian + unknown == 0) & (ukrainian > 0),
            (ukrainian + unknown == 0) & (russian > 0),
            np.log(total),
        )
    ).astype(np.float32)


def _weighed(told: Floats, tongues: Tongues) -> Codes:
    """Return the likelier of ru and uk, or mixed from its chance on."""
    weights = np.asarray(tongues, dtype=np.float32)
    raised = np.exp(told @ weights[:, :-1].T + weights[:, -1])
    single = np.where(raised[:, 0] >= raised[:, 1], RU, UK)
    return np.where(raised[:, 2] >= MIXED_CHANCE * raised.sum(axis=1), MIXED, single)


def _counted(words: Counts, chances: Floats) -> Codes:
    russian = words[:, RUSSIAN] + words[:, LATIN_RUSSIAN]
    ukrainian = words[:, UKRAINIAN] + words[:, LATIN_UKRAINIAN]
    found = np.sign(ukrainian - russian)
    single = np.where(found == 0, chances[:, (RU, UK)].argmax(axis=1), np.where(found > 0, UK, RU))
    return np.where(_mixed(russian, ukrainian, chances), MIXED, single)


def _mixed(russian: Codes, ukrainian: Codes, chances: Floats) -> npt.NDArray[np.bool_]:
    fewer = np.minimum(russian, ukrainian)
    both = (fewer >= 2) & (fewer >= MIXED_SHARE * (russian + ukrainian))
    learned: npt.NDArray[np.bool_] = chances[:, MIXED] >= MIXED_CHANCE
    return both | learned


def foreign(words: Counts) -> npt.NDArray[np.bool_]:
    """Return which comments hold no word of ours, or hardly one among foreign ones."""
    cyrillic, readable = words[:, CYRILLIC].sum(axis=1), words[:, READABLE].sum(axis=1)
    latin = readable + words[:, LATIN_WORD]
    unread = readable < READABLE_SHARE * latin
    foreign = words[:, FOREIGN_WORD] + latin * unread
    nothing: npt.NDArray[np.bool_] = (cyrillic == 0) & ((latin == 0) | unread)
    flooded: npt.NDArray[np.bool_] = foreign > FOREIGN_TIMES * (cyrillic + readable * ~unread)
    return nothing | flooded
