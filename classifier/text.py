"""From raw comments to clean letters and words that still know where they came from.

A batch of comments is handled as one long array of code points: each rule below is a few
array operations, whatever the number of comments. `origin` follows every letter through all
rules, so that a word found at the end is an exact span of the text at the beginning.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from classifier import alphabet
from classifier.alphabet import (
    APOSTROPHE,
    CYRILLIC,
    DIGIT,
    FOREIGN,
    HYPHEN,
    LATIN,
    MARK,
    OTHER,
    PICTURE,
    SPACE,
    Codes,
    Flags,
    kinds,
)
from classifier.layout import retyped

LONGEST = 5_000  # letters of one comment that are read; what makes a verdict stands well before
LINK, NAME, MAIL = "\ue000", "\ue001", "\ue002"  # stand-ins, from the private use area

_URL = re.compile(
    r"https?://[^\s<>]+|www\.[^\s<>]+|\b(?:t\.me|vk\.com|bit\.ly|wa\.me)/[^\s<>]+", re.IGNORECASE
)
_AT = re.compile(r"@(\w{2,64})(?:[\w-]{0,64}\.[\w.-]{2,64})?")
_BEFORE_AT = re.compile(r"[\w.+-]{1,64}$")

_COMPOSED = {("и", "\u0306"): "й", ("і", "\u0308"): "ї", ("е", "\u0308"): "ё"}


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a batch of comments after the rules, each with its place in the original."""

    codes: Codes  # code points
    origin: Codes  # where in its own comment each letter stood
    text: Codes  # number of the comment it belongs to
    upper: Flags  # whether it was a capital

    def keep(self, which: Flags) -> "Letters":
        """Return only these letters."""
        return Letters(self.codes[which], self.origin[which], self.text[which], self.upper[which])

    def spelled(self, codes: Codes) -> "Letters":
        """Return the same letters with other code points."""
        return Letters(codes, self.origin, self.text, self.upper)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a batch in order: words, numbers, runs of one mark, pictures, stand-ins."""

    spelling: list[str]  # clean, lower case, digits as 0
    text: Codes  # number of the comment each belongs to
    start: Codes  # span in the original comment
    end: Codes
    shouted: Flags  # written in capitals
    long: Codes  # letters in each comment of the batch, as written
    capitals: Codes  # how many of them are capitals


def words(texts: Sequence[str]) -> Words:
    """Return the words of these comments, clean and with their spans in the originals."""
    letters = clean(texts)
    kind = inner_kinds(letters)
    opens = _opens(letters, kind)
    starts = np.flatnonzero(opens)
    ends = np.append(starts[1:], len(letters.codes))  # one past the last letter
    solid = kind[starts] != SPACE
    first, past = starts[solid], ends[solid]
    until = np.append(letters.origin, 0)[past]  # a space follows the last word of every comment
    return Words(
        _spell(letters.codes, starts),
        letters.text[first],
        letters.origin[first],
        until,
        _shouted(letters, kind, first, past),
        np.array([len(text) for text in texts], dtype=np.int64),
        np.bincount(letters.text, weights=letters.upper, minlength=len(texts)).astype(np.int64),
    )


def clean(texts: Sequence[str]) -> Letters:
    """Return the letters of these comments after every rule of RULES; a space ends each comment."""
    letters = read(texts)
    for rule in RULES:
        letters = rule(letters)
    return letters


def read(texts: Sequence[str]) -> Letters:
    """Return the letters as written, links and names replaced by one stand-in each."""
    cut = [retyped(text[:LONGEST]) for text in texts]
    joined = "\n".join([*cut, ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    lengths = np.array([len(text) + 1 for text in cut], dtype=np.int64)
    text = np.repeat(np.arange(len(cut)), lengths)
    origin = np.arange(len(codes)) - (np.cumsum(lengths) - lengths)[text]
    kept = _replace_links(joined, codes)
    return Letters(codes, origin, text, alphabet.capital(codes)).keep(kept)


def _replace_links(joined: str, codes: Codes) -> Flags:
    """Write a stand-in over the first letter of each link; return which letters stay."""
    kept = np.ones(len(codes), dtype=np.bool_)
    private = (codes >= ord(LINK)) & (codes <= ord(MAIL))
    codes[private] = ord(" ")  # a stranger's own private letters are no links
    for start, end, stand_in in _links(joined):
        codes[start] = ord(stand_in)
        kept[start + 1 : end] = False
    return kept


def _links(joined: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each link, address and name stands; an address is found from its @ outwards."""
    if "/" in joined or "www." in joined.lower():
        yield from ((found.start(), found.end(), LINK) for found in _URL.finditer(joined))
    for found in _AT.finditer(joined) if "@" in joined else ():
        before = _BEFORE_AT.search(joined[max(0, found.start() - 64) : found.start()])
        if before is None:
            yield found.start(), found.end(1), NAME
        elif found.end() > found.end(1):
            yield found.start() - len(before[0]), found.end(), MAIL


def fold(letters: Letters) -> Letters:
    """One case, one apostrophe, one hyphen, one quote; fancy alphabets as plain ones."""
    return letters.spelled(alphabet.folded(letters.codes))


def compose(letters: Letters) -> Letters:
    """A base letter and its mark become one letter (й, ї, ё); other marks and unseen letters go."""
    unseen = alphabet.unseen(letters.codes)
    if not unseen.any():
        return letters
    codes = letters.codes.copy()
    for (base, mark), whole in _COMPOSED.items():
        pair = np.flatnonzero((codes[:-1] == ord(base)) & (codes[1:] == ord(mark)))
        codes[pair] = ord(whole)
    return letters.spelled(codes).keep(~unseen)


def unmix(letters: Letters) -> Letters:
    """Latin letters and digits that hide inside a Cyrillic word become Cyrillic."""
    kind = kinds(letters.codes)
    latin, digit = kind == LATIN, kind == DIGIT
    word = np.cumsum(~(latin | digit | (kind == CYRILLIC)))
    cyrillic = np.bincount(word, weights=kind == CYRILLIC)[word]
    if not ((latin | digit) & (cyrillic > 0)).any():
        return letters
    twin = alphabet.twins(letters.codes)
    foreign = np.bincount(word, weights=latin & (twin == 0))[word]  # no Cyrillic letter looks so
    share = np.bincount(word, weights=latin)[word]
    hidden = latin & (cyrillic > 0) & (foreign == 0) & (share <= 2 * cyrillic)
    hidden |= digit & (twin > 0) & _between(kind == CYRILLIC)
    return letters.spelled(np.where(hidden, twin, letters.codes))


def numbers(letters: Letters) -> Letters:
    """Every digit becomes 0: the shape of a number matters, its value is personal."""
    return letters.spelled(np.where(kinds(letters.codes) == DIGIT, ord("0"), letters.codes))


def squeeze(letters: Letters) -> Letters:
    """A letter three times or more in a row becomes one; a mark or picture stands at most three times."""
    place, length = _runs(letters)
    kind = kinds(letters.codes)
    stretched = np.isin(kind, (CYRILLIC, LATIN)) & (length >= 3) & (place >= 1)
    crowded = np.isin(kind, (MARK, PICTURE, OTHER)) & (place >= 3)
    return letters.keep(~(stretched | crowded))


RULES: tuple[Callable[[Letters], Letters], ...] = (fold, compose, unmix, numbers, squeeze)


def inner_kinds(letters: Letters) -> Codes:
    """Return the kinds, where an apostrophe or hyphen inside a word is a letter of it, else a mark."""
    kind = kinds(letters.codes)
    letter = np.isin(kind, (CYRILLIC, LATIN, FOREIGN))
    joint = np.isin(kind, (APOSTROPHE, HYPHEN))
    kind[joint] = MARK
    kind[joint & _between(letter)] = CYRILLIC
    return kind


def _between(which: Flags) -> Flags:
    """Return which letters have such a neighbour on both sides."""
    inside = np.zeros(len(which), dtype=np.bool_)
    inside[1:-1] = which[:-2] & which[2:]
    return inside


def _runs(letters: Letters) -> tuple[Codes, Codes]:
    """Return for each letter its place in its run of equal letters, and the length of that run."""
    codes = letters.codes
    new = np.ones(len(codes), dtype=np.bool_)
    new[1:] = (codes[1:] != codes[:-1]) | (letters.text[1:] != letters.text[:-1])
    run = np.cumsum(new) - 1
    return np.arange(len(codes)) - np.flatnonzero(new)[run], np.bincount(run)[run]


def _opens(letters: Letters, kind: Codes) -> Flags:
    """Return which letters open a new word, mark, picture or space."""
    group = np.where(np.isin(kind, (CYRILLIC, LATIN, FOREIGN)), CYRILLIC, kind)
    alone = np.isin(kind, (MARK, PICTURE, OTHER))
    opens = np.ones(len(kind), dtype=np.bool_)
    opens[1:] = (group[1:] != group[:-1]) | (letters.text[1:] != letters.text[:-1])
    opens[1:] |= alone[1:] & (letters.codes[1:] != letters.codes[:-1])
    return opens


def _spell(codes: Codes, starts: Codes) -> list[str]:
    """Return the words that open at these places as strings."""
    spaced = np.insert(codes, starts, ord(" ")).astype("<u4")
    return spaced.tobytes().decode("utf-32-le").split()


def _shouted(letters: Letters, kind: Codes, first: Codes, past: Codes) -> Flags:
    """Return which words are written in capitals, three letters or more."""
    capitals = np.append(0, np.cumsum(letters.upper))
    all_capitals: Flags = capitals[past] - capitals[first] == past - first
    return all_capitals & (past - first >= 3)
