"""What noise costs, whether evidence is what made the verdict, and how well the language is told.

Measured on comments that training never saw; each noise is what hurried people do to a text.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

import numpy as np

from classifier.calibrate import macro_f1
from classifier.examples import Example
from classifier.pipeline import Pipeline
from classifier.text import words
from models.labels import PRIMARIES, primary_of
from models.records import Verdict

STRONGEST, DRAWS = 3, 4  # spans that are removed; random ones tried for each flag
FEWEST_WORDS = 8  # of a comment from which words are removed
LONG = 40  # letters from which a comment is long enough to tell its language well
TYPO_EVERY = 15  # letters

_CYRILLIC = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"
_RUSSIAN_KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
_UKRAINIAN_KEYS = _RUSSIAN_KEYS | str.maketrans("іїє'", "s]'`")
_READ_AS = "a b v h g d e yo ye zh z y i yi y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya"
_LATIN = dict(zip(_CYRILLIC, _READ_AS.split(" "), strict=True))
_RUSSIAN_LATIN = _LATIN | {"г": "g", "и": "i", "щ": "sch"}
_VOWEL = re.compile("[аеиоуіяю]", re.IGNORECASE)
_TWINS = str.maketrans("аеорсухі", "aeopcyxi")

Noise = Callable[[str, str | None, Random], str]


def _typos(text: str, language: str | None, chance: Random) -> str:
    """Drop, double, replace or swap one letter in TYPO_EVERY."""
    letters = list(text)
    for place in range(len(letters) - 1):
        if letters[place].isalpha() and chance.random() < 1 / TYPO_EVERY:
            here, after = letters[place], letters[place + 1]
            letters[place : place + 2] = chance.choice(
                (["", after], [here * 2, after], [chance.choice(_CYRILLIC), after], [after, here])
            )
    return "".join(letters)


def _stretched(text: str, language: str | None, chance: Random) -> str:
    return _VOWEL.sub(lambda found: found[0] * 4 if chance.random() < 0.1 else found[0], text)


def _twins(text: str, language: str | None, chance: Random) -> str:
    return "".join(letter.translate(_TWINS) if chance.random() < 0.5 else letter for letter in text)


def _typed(text: str, language: str | None, chance: Random) -> str:
    return text.lower().translate(_UKRAINIAN_KEYS if language == "uk" else _RUSSIAN_KEYS)


def _latin(text: str, language: str | None, chance: Random) -> str:
    letters = _LATIN if language == "uk" else _RUSSIAN_LATIN
    return "".join(letters.get(letter, letter) for letter in text.lower())


NOISES: Mapping[str, Noise] = {
    "capitals": lambda text, language, chance: text.upper(),
    "no punctuation": lambda text, language, chance: re.sub(r"[^\w\s]", "", text),
    "е for ё": lambda text, language, chance: text.replace("ё", "е").replace("Ё", "Е"),
    "other apostrophes": lambda text, language, chance: re.sub("['’ʼ]", chance.choice("`ʼ′"), text),
    "stretched letters": _stretched,
    "a typo in fifteen letters": _typos,
    "look-alike Latin letters": _twins,
    "wrong keyboard layout": _typed,
    "transliteration": _latin,
}


def noise(pipeline: Pipeline, examples: Sequence[Example]) -> dict[str, float]:
    """Return the primary macro-F1 of clean comments and of the same ones under each noise."""
    chance = Random(0)
    found = {"clean": _f1(pipeline, examples, [example.text for example in examples])}
    for name, spoil in NOISES.items():
        texts = [spoil(example.text, example.language, chance) for example in examples]
        found[name] = _f1(pipeline, examples, texts)
    return found


def _f1(pipeline: Pipeline, examples: Sequence[Example], texts: Sequence[str]) -> float:
    truth = [PRIMARIES.index(primary_of(example.flags)) for example in examples]
    given = [PRIMARIES.index(verdict.primary) for verdict in pipeline.classify(texts, evidence=False)]
    return macro_f1(np.array(truth), np.array(given))


def deletion(pipeline: Pipeline, texts: Sequence[str]) -> dict[str, float]:
    """Return how often a flag falls without its strongest spans, and without random ones as long."""
    chance = Random(0)
    flags: list[str] = []
    cut: list[str] = []
    for text, verdict in zip(texts, pipeline.classify(texts), strict=True):
        for flag in verdict.flags:
            tried = list(_removed(text, verdict, flag, chance))
            cut += tried
            flags += [flag] * len(tried)
    fell = [
        flag not in verdict.flags
        for flag, verdict in zip(flags, pipeline.classify(cut, evidence=False), strict=True)
    ]
    table = np.array(fell, dtype=np.float64).reshape(-1, 1 + DRAWS)
    if not len(table):
        return {"flags": 0, "strongest": 0.0, "random": 0.0}
    return {
        "flags": len(table),
        "strongest": float(table[:, 0].mean()),
        "random": float(table[:, 1:].mean()),
    }


def _removed(text: str, verdict: Verdict, flag: str, chance: Random) -> Iterable[str]:
    """Yield the text without the strongest spans of a flag, then DRAWS times without random ones."""
    own = sorted((span for span in verdict.evidence if span.flag == flag), key=lambda span: -span.weight)
    strongest = [(span.start, span.end) for span in own[:STRONGEST]]
    found = words([text])
    places = list(zip(found.start.tolist(), found.end.tolist(), strict=True))
    sizes = [sum(start <= begin < end for begin, _ in places) for start, end in strongest]
    if not strongest or len(places) < FEWEST_WORDS or sum(sizes) > len(places) // 2:
        return
    yield _without(text, strongest)
    for _ in range(DRAWS):
        begins = [chance.randrange(len(places) - size + 1) for size in sizes]
        spans = [
            (places[begin][0], places[begin + size - 1][1])
            for begin, size in zip(begins, sizes, strict=True)
            if size
        ]
        yield _without(text, spans)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def spoken(pipeline: Pipeline, examples: Sequence[Example]) -> dict[str, float]:
    """Return the share of right languages of long, of short and of mixed comments."""
    known = [example for example in examples if example.language is not None]
    found = pipeline.languages([example.text for example in known])
    right = np.array([each == example.language for each, example in zip(found, known, strict=True)])
    long = np.array([sum(map(str.isalpha, example.text)) >= LONG for example in known], dtype=np.bool_)
    mixed = np.array([example.language == "mixed" for example in known], dtype=np.bool_)
    parts = {"long": right[long], "short": right[~long], "mixed": right[mixed]}
    return {name: float(part.mean()) if len(part) else 0.0 for name, part in parts.items()} | {
        "long comments": int(long.sum()),
        "short comments": int((~long).sum()),
        "mixed comments": int(mixed.sum()),
    }


def trials(pipeline: Pipeline, examples: Sequence[Example]) -> dict[str, dict[str, float]]:
    """Return all of it, for a card."""
    return {
        "noise": noise(pipeline, examples),
        "evidence": deletion(pipeline, [example.text for example in examples]),
        "language": spoken(pipeline, examples),
    }
