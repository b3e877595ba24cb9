"""What a brand's staff say of its words, heard whenever its comments are judged.

A word in any form is found by its dictionary forms in both languages. A neutral one is not heard
at all: the comment is judged as if it did not stand there. A bad or good one moves the log-odds of
one flag and of the mood by WEIGHT, once a comment however often it stands there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from classifier.alphabet import CYRILLIC, DIGIT, FOREIGN, LATIN, PICTURE, kinds
from classifier.dictionary import cyrillic_readings, known, lemmas
from classifier.features import Floats
from classifier.pipeline import Pipeline
from classifier.rows import HEADS
from classifier.text import words
from models.lexicon import Entry, Forms
from models.records import Evidence, Verdict

WEIGHT = 3.0  # log-odds: a chance of 5 % becomes one of 51 %
MOST_WEIGHT = 6.0  # of all words of a comment together, either way
LONGEST_WORD = 40  # past it no dictionary knows anything
LONGEST_PHRASE = 6  # words
WORDS = (CYRILLIC, LATIN, FOREIGN, DIGIT, PICTURE)

MOVES: Mapping[str, Mapping[str, float]] = {  # mark → head → part of WEIGHT; a good word excuses no fault
    "bad": {"complaint": 1.0, "praise": -1.0, "negative": 1.0, "positive": -1.0},
    "good": {"praise": 1.0, "positive": 1.0, "negative": -1.0},
    "neutral": {},
}
SPEAKS_FOR = {"bad": "complaint", "good": "praise", "neutral": "other"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a comment, where it stands, and the dictionary forms it may have."""

    start: int
    end: int
    spelling: str
    lemmas: frozenset[str]


@dataclass(frozen=True, slots=True)
class Heard:
    """An entry of the lexicon in a comment."""

    entry: Entry
    start: int
    end: int


def forms_of(phrase: str) -> Forms:
    """Return the forms by which a phrase will be found; empty where it holds no word, or too many.

    A word alone in its dictionary form means that word: банка is a jar, though банку may be a bank.
    """
    found = _words_of([phrase])[0]
    if len(found) > LONGEST_PHRASE or all(word.spelling.isdigit() for word in found):
        return ()
    if len(found) == 1 and found[0].spelling in found[0].lemmas:
        return ((found[0].spelling,),)
    return tuple((word.spelling, *sorted(word.lemmas - {word.spelling})) for word in found)


def classify(
    pipeline: Pipeline, texts: Sequence[str], entries: Sequence[Entry], evidence: bool = True
) -> list[Verdict]:
    """Return the verdicts on comments of one brand, moved by what its staff say of its words."""
    if not entries:
        return pipeline.classify(texts, evidence)
    heard = hear(entries, texts)
    quiet = [_without(text, found) for text, found in zip(texts, heard, strict=True)]
    verdicts = pipeline.classify(quiet, evidence, _moves(heard))
    return [
        replace(verdict, evidence=_proof(verdict, found)) if found else verdict
        for verdict, found in zip(verdicts, heard, strict=True)
    ]


def hear(entries: Sequence[Entry], texts: Sequence[str]) -> list[list[Heard]]:
    """Return the entries in each text, in order; where two overlap, the longer one counts."""
    first: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: -len(entry.forms)):
        for form in entry.forms[0]:
            first.setdefault(form, []).append(entry)
    return [list(_heard(first, found)) for found in _words_of(texts)]


def _heard(first: Mapping[str, Sequence[Entry]], found: Sequence[Word]) -> Iterator[Heard]:
    place = 0
    while place < len(found):
        word = found[place]
        candidates = [entry for form in (word.spelling, *word.lemmas) for entry in first.get(form, ())]
        here = [entry for entry in candidates if _stands(entry.forms, found[place:])]
        if here:
            longest = max(here, key=lambda entry: (len(entry.forms), -entry.id))
            last = place + len(longest.forms) - 1
            yield Heard(longest, word.start, found[last].end)
            place = last
        place += 1


def _stands(forms: Forms, found: Sequence[Word]) -> bool:
    """Return whether the words of a phrase stand at the beginning of these."""
    return len(found) >= len(forms) and all(
        word.spelling in each or not word.lemmas.isdisjoint(each)
        for word, each in zip(found, forms, strict=False)
    )


def _without(text: str, found: Sequence[Heard]) -> str:
    """Return the text with neutral words blanked out; every other letter stays where it was."""
    for each in found:
        if each.entry.mark == "neutral":
            text = text[: each.start] + " " * (each.end - each.start) + text[each.end :]
    return text


def _moves(heard: Sequence[Sequence[Heard]]) -> Floats:
    """Return by how much the log-odds of HEADS move for each comment."""
    total = np.zeros((len(heard), len(HEADS)), dtype=np.float32)
    for row, found in enumerate(heard):
        for mark in {each.entry.id: each.entry.mark for each in found}.values():
            for head, part in MOVES[mark].items():
                total[row, HEADS.index(head)] += part * WEIGHT
    return np.clip(total, -MOST_WEIGHT, MOST_WEIGHT)


def _proof(verdict: Verdict, found: Sequence[Heard]) -> tuple[Evidence, ...]:
    """Return the machine's evidence and the words of the brand, in the order of the text."""
    own = [
        Evidence(
            each.start,
            each.end,
            SPEAKS_FOR[each.entry.mark],
            0.0 if each.entry.mark == "neutral" else WEIGHT,
            each.entry.mark,
        )
        for each in found
    ]
    return tuple(sorted([*verdict.evidence, *own], key=lambda each: (each.start, each.end)))


def _words_of(texts: Sequence[str]) -> list[list[Word]]:
    """Return the words, numbers and pictures of each text; marks between them part no phrase."""
    split = words(texts)
    kind = kinds(np.array([ord(spelling[0]) for spelling in split.spelling], dtype=np.int64)).tolist()
    found: list[list[Word]] = [[] for _ in texts]
    places = zip(split.spelling, kind, split.text.tolist(), split.start, split.end, strict=True)
    for spelling, its_kind, number, start, end in places:
        if its_kind == DIGIT:  # told by its value here
            spelling = texts[number][start:end]
        if its_kind in WORDS:
            found[number].append(Word(int(start), int(end), spelling, _lemmas(spelling)))
    return found


@lru_cache(maxsize=100_000)
def _lemmas(word: str) -> frozenset[str]:
    """Return the dictionary forms that a clean word may have in either language."""
    if len(word) > LONGEST_WORD or not word[0].isalpha():
        return frozenset((word,))
    if not word[0].isascii():
        return frozenset(lemmas(word))
    readings = [reading for reading in cyrillic_readings(word) if known(reading)]
    return frozenset(lemma for reading in readings for lemma in lemmas(reading))
