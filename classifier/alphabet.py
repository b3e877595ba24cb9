"""What is known of each letter: its kind, its plain form, what it may stand for."""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# kinds of letters
OTHER, SPACE, CYRILLIC, LATIN, DIGIT, APOSTROPHE, HYPHEN, MARK, PICTURE, FOREIGN = range(10)

_LAST = 0x1DFFF  # past it stand pictures and rare scripts, and nothing that folds
_APOSTROPHES = "’ʼ‘`´ʹ′＇‛"
_HYPHENS = "‐‑‒–—−"
_QUOTES = "«»„“”‟‹›″"
_SKIN_TONES = (0x1F3FB, 0x1F3FF)
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f"
# what a Latin letter or a digit stands for when it hides inside a Cyrillic word
_LOOKALIKES = dict(zip("aeopcyxikmthbnur", "аеорсухікмтнвпиг", strict=True))
_DIGIT_LETTERS = {"0": "о", "3": "з", "4": "ч", "6": "б", "1": "і"}


def kinds(codes: Codes) -> Codes:
    """Return the kind of each letter."""
    return _at(_tables().kind, codes, np.where((codes >= 0x1F000) & (codes < 0x1FB00), PICTURE, FOREIGN))


def folded(codes: Codes) -> Codes:
    """Return letters in one case, with one apostrophe, one hyphen and one quote."""
    return _at(_tables().fold, codes, codes)


def capital(codes: Codes) -> Flags:
    """Return which letters are capitals."""
    return _at(_tables().upper, codes, 0) > 0


def unseen(codes: Codes) -> Flags:
    """Return which code points show nothing of their own: marks on letters, joiners, skin tones."""
    tones = (codes >= _SKIN_TONES[0]) & (codes <= _SKIN_TONES[1])
    return (_at(_tables().unseen, codes, 0) > 0) | tones


def twins(codes: Codes) -> Codes:
    """Return the Cyrillic letter that each Latin letter or digit resembles, 0 for none."""
    return _at(_tables().twin, codes, 0)


def _at(table: Codes, codes: Codes, beyond: Codes | int) -> Codes:
    """Look every code point up in a table; past its end stands `beyond`."""
    found = table[np.minimum(codes, _LAST)]
    return np.where(codes <= _LAST, found, beyond)


@dataclass(frozen=True, slots=True)
class _Tables:
    """What is known of each code point up to _LAST."""

    fold: Codes
    kind: Codes
    upper: Codes
    unseen: Codes
    twin: Codes


@cache
def _tables() -> _Tables:
    codes = np.arange(_LAST + 1)
    fold, kind = codes.copy(), np.full(len(codes), FOREIGN)
    upper, unseen, twin = (np.zeros(len(codes), dtype=np.int64) for _ in range(3))
    for code in (*range(0x3100), *range(0xF900, 0x10000), *range(0x1D400, 0x1D800)):
        letter = chr(code)
        fold[code] = ord(_folded(letter))
        kind[code] = _kind(chr(fold[code]))
        upper[code] = letter.isupper()
        unseen[code] = letter in _INVISIBLE or unicodedata.category(letter) in ("Mn", "Me")
    fold[0xD800:0xE000], kind[0xD800:0xE000] = ord(" "), SPACE  # halves of letters, lost by a platform
    kind[0xE000:0xF900] = OTHER
    for letter, stands_for in (_LOOKALIKES | _DIGIT_LETTERS).items():
        twin[ord(letter)] = ord(stands_for)
    return _Tables(fold, kind, upper, unseen, twin)


def _folded(letter: str) -> str:
    plain = unicodedata.normalize("NFKC", letter).lower()
    letter = plain if len(plain) == 1 else letter
    for same, group in (("'", _APOSTROPHES), ("-", _HYPHENS), ('"', _QUOTES)):
        if letter in group:
            return same
    blank = letter.isspace() or unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Zs")
    return " " if blank else letter


def _kind(letter: str) -> int:
    if letter == " ":
        return SPACE
    if letter in "'-":
        return APOSTROPHE if letter == "'" else HYPHEN
    category = unicodedata.category(letter)
    if category.startswith("N"):
        return DIGIT if letter.isdecimal() else MARK
    if category.startswith("L"):
        return _script(letter)
    return PICTURE if category in ("So", "Sk") and ord(letter) > 0x2000 else MARK


def _script(letter: str) -> int:
    if "\u0400" <= letter <= "\u052f":
        return CYRILLIC
    return LATIN if letter < "\u0250" else FOREIGN


def word_kind(word: str) -> int:
    """Return the kind of the first letter of a word that tells one."""
    codes = np.array([ord(letter) for letter in word], dtype=np.int64)
    letters = [int(kind) for kind in kinds(codes) if kind in (CYRILLIC, LATIN, FOREIGN)]
    return letters[0] if letters else MARK
