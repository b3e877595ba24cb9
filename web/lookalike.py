"""Names that look alike: letters of other alphabets, digits and marks in place of the real ones. Pure."""

import re
import unicodedata
from collections.abc import Sequence

# what a reader's eye takes for a Cyrillic letter; the direction does not matter, both names go through it
_LOOKS = dict(
    zip(
        "ABCEHIJKMOPSTXYaceijkmoprstxyІЇіїЙйЁёҐґ013468|lΑΒΕΗΙΚΜΝΟΡΤΥΧαεικνορτυχ",
        "АВСЕНІЈКМОРЅТХУасеіјкморгѕтхуІІііИиЕеГгоізчбвііАВЕНІКМNОРТУХаеікvортух",
        strict=True,
    )
)
_TABLE = str.maketrans(_LOOKS)
_UNSEEN = re.compile(
    "[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)  # marks and what has no width
_BETWEEN = re.compile(r"[\W_]+")


def skeleton(text: str) -> tuple[str, ...]:
    """The words of a text as an eye takes them in: two that look the same are the same."""
    plain = unicodedata.normalize("NFKC", text).translate(_TABLE)
    bare = _UNSEEN.sub("", unicodedata.normalize("NFD", plain)).translate(_TABLE)
    return tuple(word for word in _BETWEEN.split(bare.casefold()) if word)


def disguised(name: str) -> bool:
    """Whether a word of the name mixes Latin and Cyrillic letters, as no honest one does."""
    return any({"LATIN", "CYRILLIC"} <= _alphabets(word) for word in _BETWEEN.split(name))


def inside(name: Sequence[str], words: Sequence[str]) -> bool:
    """Whether these words stand in a name, one after the other or written together."""
    size = len(words)
    runs = (tuple(name[start : start + size]) for start in range(len(name) - size + 1))
    return tuple(words) in runs or "".join(words) in name


def nearly_inside(name: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a name holds these words but for a letter or two, as many as their length allows."""
    wanted = "".join(words)
    slips = 0 if len(wanted) < 7 else 1 if len(wanted) < 12 else 2
    size = len(words)
    runs = ("".join(name[start : start + size]) for start in range(max(1, len(name) - size + 1)))
    return slips > 0 and any(distance(run, wanted, slips) <= slips for run in runs)


def distance(one: str, two: str, limit: int) -> int:
    """How many letters to change, add or leave out (Levenshtein); above the limit it is only that."""
    if abs(len(one) - len(two)) > limit:
        return limit + 1
    row = list(range(len(two) + 1))
    for place, sign in enumerate(one, 1):
        before, row[0] = row[0], place
        for column, other in enumerate(two, 1):
            before, row[column] = (
                row[column],
                min(before + (sign != other), row[column] + 1, row[column - 1] + 1),
            )
    return row[-1]


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(sign, "").split(" ")[0] for sign in word if sign.isalpha()}
