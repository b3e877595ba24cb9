"""From a word to its dictionary form and its language, by pymorphy3's Russian and Ukrainian dictionaries."""

import re
from dataclasses import dataclass
from functools import cache

import pymorphy3

from classifier.alphabet import CYRILLIC, FOREIGN, LATIN, word_kind

# the languages of a word
NONE, RUSSIAN, UKRAINIAN, COMMON, UNKNOWN, LATIN_WORD, FOREIGN_WORD = range(7)
LATIN_RUSSIAN, LATIN_UKRAINIAN, LATIN_COMMON = range(7, 10)  # known once they are read as Cyrillic

_LONGEST_WORD = 40  # past it no dictionary knows anything
_RUSSIAN_LETTERS, _UKRAINIAN_LETTERS = re.compile("[ыэёъ]"), re.compile("[іїєґ']")

_SOFT = re.compile("[дзлнрстц](?=[бвгджзкмнпстфхцчшщ]|$)")
_VOWEL = "(?<=[aeiouy])"
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxz'", "абцдефгхийклмнопкрстуввхзь", strict=True))
_COMMON_READING = (
    _LETTERS
    | {"shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "tz": "ц", "ch": "ч", "sh": "ш"}
    | {"yu": "ю", "ju": "ю", "iu": "ю", "ya": "я", "ja": "я", "ia": "я"}
)
_READINGS = (  # how Russian and how Ukrainian is written in Latin letters
    _COMMON_READING | {"y": "ы", "yo": "ё", "jo": "ё", "ye": "е", "je": "е"},
    _COMMON_READING
    | {"y": "и", "i": "і", "h": "г", "zgh": "зг", "yo": "йо", "jo": "йо", "yi": "ї", "ji": "ї"}
    | {"ye": "є", "je": "є", "ie": "є"},
)
_KEYS = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю")
_UKRAINIAN_KEYS = str.maketrans("ыэъ", "ієї")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the dictionaries say of one word."""

    lemma: str  # dictionary form; the word itself where none is known
    spelling: str  # the word in Cyrillic where it was written in Latin letters or on a wrong layout
    language: int


def look_up(word: str) -> Entry:
    """Return the dictionary form and the language of one clean word (see text.words)."""
    kind = word_kind(word)
    if kind == CYRILLIC:
        return _cyrillic(word)
    if kind == LATIN:
        return _latin(word)
    return Entry(word, word, FOREIGN_WORD if kind == FOREIGN else NONE)


def _known(word: str) -> Entry | None:
    """The reading of one language for every text, so that a word always gives the same feature."""
    russian, ukrainian = _lemma("ru", word), _lemma("uk", word)
    if russian and ukrainian:
        return Entry(russian, word, COMMON)
    if russian or ukrainian:
        return Entry(russian or ukrainian, word, RUSSIAN if russian else UKRAINIAN)
    return None


def _cyrillic(word: str) -> Entry:
    """What the dictionaries know; else a guess at the language by letters that the other one lacks."""
    if len(word) <= _LONGEST_WORD and (entry := _known(word)):
        return entry
    if bool(_RUSSIAN_LETTERS.search(word)) != bool(_UKRAINIAN_LETTERS.search(word)):
        return Entry(word, word, RUSSIAN if _RUSSIAN_LETTERS.search(word) else UKRAINIAN)
    return Entry(word, word, UNKNOWN)


def _latin(word: str) -> Entry:
    """The first Cyrillic reading that a dictionary knows; the word as it is where none does."""
    if 2 <= len(word) <= _LONGEST_WORD:
        for reading in cyrillic_readings(word):
            if entry := _known(reading):
                return Entry(entry.lemma, reading, LATIN_RUSSIAN + entry.language - RUSSIAN)
    return Entry(word, word, LATIN_WORD)


def cyrillic_readings(word: str) -> list[str]:
    """Return what a word in Latin letters may mean: transliterated, or typed on the wrong layout."""
    plain = [_reading(word, number) for number in range(len(_READINGS))]
    typed = word.translate(_KEYS) if len(word) >= 4 else word
    soft = [found for reading in plain if len(word) >= 4 for found in _softened(reading)]
    return list(dict.fromkeys((*plain, typed, typed.translate(_UKRAINIAN_KEYS), *soft)))


def transliterated(word: str, language: str) -> str:
    """Return a word of Latin letters as Russian ("ru") or Ukrainian ("uk") spells it in Cyrillic."""
    return _reading(word, ("ru", "uk").index(language))


def _softened(word: str) -> list[str]:
    """Return the word with each soft sign that Latin letters may have left out."""
    return [f"{word[: found.end()]}ь{word[found.end() :]}" for found in _SOFT.finditer(word)]


def _reading(word: str, number: int) -> str:
    short = re.sub(_VOWEL + "y(?![aeiou])", "й", word)
    return _pattern(number).sub(lambda found: _READINGS[number][found[0]], short)


@cache
def _pattern(number: int) -> re.Pattern[str]:
    return re.compile("|".join(sorted(_READINGS[number], key=len, reverse=True)))


def known(word: str) -> bool:
    """Return whether the dictionary of either language has this form."""
    return any(_morph(language).word_is_known(word) for language in ("ru", "uk"))


def lemmas(word: str) -> set[str]:
    """Return every dictionary form that a word may have in either language; guesses where neither has it."""
    both = [_morph(language) for language in ("ru", "uk")]
    having = [words for words in both if words.word_is_known(word)]
    return {str(reading.normal_form) for words in having or both for reading in words.parse(word)}


def readings(word: str) -> list[tuple[str, str]]:
    """Return each dictionary form with its grammatical tag, of the dictionaries that have this word."""
    both = [_morph(language) for language in ("ru", "uk")]
    having = [words for words in both if words.word_is_known(word)]
    return [(str(reading.normal_form), str(reading.tag)) for words in having for reading in words.parse(word)]


def _lemma(language: str, word: str) -> str:
    """Return the likeliest dictionary form, or nothing where the dictionary lacks the word."""
    words = _morph(language)
    return str(words.parse(word)[0].normal_form) if words.word_is_known(word) else ""


@cache
def _morph(language: str) -> pymorphy3.MorphAnalyzer:
    """The dictionaries open at the first word, not at the start of the program."""
    return pymorphy3.MorphAnalyzer(lang=language)
