"""Comments typed with the keyboard left on Latin letters ("ghbdtn") as they were meant.

A letter stands for a letter, so every place in the comment stays what it was. Single words in
other comments are read by the dictionary; here a whole comment is judged, since only then are
б, ю, х, ж and э, which share their keys with marks, told from commas and full stops.
"""

import re
from itertools import islice

from classifier.dictionary import known

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./" + '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?' + "@#$^&"
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю." + "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ," + '"№;:?'
_UKRAINIAN = _RUSSIAN.translate(str.maketrans("ёыэъЁЫЭЪ", "'ієї'ІЄЇ"))
_LAYOUTS = tuple(str.maketrans(_LATIN, letters) for letters in (_RUSSIAN, _UKRAINIAN))

_TOKEN = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]")
_ASCII = re.compile("[A-Za-z]")
_MARKS = ",.;:'\"?!/&)("  # what may end a word as itself
_EDGE = ".,;:?!\"'()№/ "
READ = 40  # tokens by which a comment is judged
SHORTEST = 3  # letters of a token that counts
LATIN_SHARE = 0.8  # of the letters
KNOWN_SHARE = 0.5  # of the tokens that count


def retyped(text: str) -> str:
    """Return a comment as it was meant where it was typed on the wrong layout, else as it is."""
    if not _typed_in_latin(text):
        return text
    tokens = [found[0] for found in islice(_TOKEN.finditer(text), READ)]
    counted = [token for token in tokens if len(_LETTER.findall(token)) >= SHORTEST and "://" not in token]
    right = [sum(_known(_meant(token, layout)) for token in counted) for layout in _LAYOUTS]
    if not counted or max(right) < max(1, KNOWN_SHARE * len(counted)):
        return text
    layout = _LAYOUTS[right.index(max(right))]
    return _TOKEN.sub(lambda found: _meant(found[0], layout), text)


def _typed_in_latin(text: str) -> bool:
    latin = len(_ASCII.findall(text))
    return latin >= SHORTEST and latin >= LATIN_SHARE * len(_LETTER.findall(text))


def _meant(token: str, layout: dict[int, int]) -> str:
    """Return a token as the layout has it; the marks it ends in stay marks where that makes a word."""
    if "://" in token or "@" in token[1:]:
        return token
    whole = token.translate(layout)
    inner = token.rstrip(_MARKS)
    if len(inner) == len(token) or (_known(whole) and token[-1] not in "/?&"):
        return whole
    for end in range(len(inner), len(token)):
        apart = token[:end].translate(layout)
        if _known(apart):
            return apart + _marks(token[end:], layout)
    return whole


def _marks(ends: str, layout: dict[int, int]) -> str:
    """Return what ends a token: marks that the layout has elsewhere are what they became there."""
    return "".join(mark.translate(layout) if mark in "/&" else mark for mark in ends)


def _known(word: str) -> bool:
    plain = word.strip(_EDGE).lower()
    return bool(plain) and known(plain)
