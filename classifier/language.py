"""Which language a comment is in: Russian, Ukrainian, both in one, or another."""

import numpy as np
import numpy.typing as npt

from classifier.alphabet import Codes
from classifier.dictionary import COMMON, FOREIGN_WORD, LATIN_WORD, RUSSIAN, UKRAINIAN, UNKNOWN
from classifier.features import Floats
from models.labels import LANGUAGES

RU, UK, MIXED, OTHER = (LANGUAGES.index(name) for name in ("ru", "uk", "mixed", "other"))
SLAVIC = (RUSSIAN, UKRAINIAN, COMMON, UNKNOWN)
KINDS = max(*SLAVIC, FOREIGN_WORD, LATIN_WORD) + 1


def tally(language: Codes, text: Codes, height: int) -> npt.NDArray[np.int64]:
    """Return how many words of each language every comment holds."""
    return np.bincount(text * KINDS + language, minlength=height * KINDS).reshape(height, KINDS)


def languages(words: npt.NDArray[np.int64], chances: Floats) -> Codes:
    """Return the number of the language of each comment, by its words and by the learned chances.

    Words that only one dictionary knows decide where they stand alone; where both kinds
    stand, or none does, the learned chances decide; without a word of either it is another.
    """
    russian, ukrainian = words[:, RUSSIAN], words[:, UKRAINIAN]
    foreign = words[:, LATIN_WORD] + words[:, FOREIGN_WORD]
    slavic = words[:, SLAVIC].sum(axis=1)
    found = chances[:, :OTHER].argmax(axis=1)
    found = np.where((russian >= 2) & (ukrainian == 0), RU, found)
    found = np.where((ukrainian >= 2) & (russian == 0), UK, found)
    return np.where((slavic == 0) | (foreign > 3 * slavic), OTHER, found)
