"""The folded words by which mentions are found, and the reading of what somebody types to find them.

A mention and a search are folded by the same rules: one case, one spelling of ё/е, ї/і, ґ/г, no
apostrophes, every dictionary form that a word may have. Whatever form was written, whatever form is sought,
they share the dictionary form.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from classifier.dictionary import cyrillic_readings, known, lemmas, transliterated
from classifier.text import Letters, compose, fold, squeeze, unmix
from models.sought import SearchForm, Sought, Term
from models.store import Store
from models.store.search import Unwritten

FOLDING = 1  # grows when the rules below change: then all is written anew
BATCH = 500
LONGEST_WORD = 40  # past it no dictionary knows anything
LONGEST_SEARCH, MOST_TERMS = 300, 20  # letters and words that are read of a search
SHORTEST_BEGINNING = 3  # letters; fewer begin too many words

_RULES = (fold, compose, unmix, squeeze)  # no rule of numbers: an order is sought by its number
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[\u2600-\u27bf\U0001f000-\U0001faff]")
_CYRILLIC, _LATIN = re.compile("[а-яёіїєґ']+"), re.compile("[a-z']+")
_PLAIN = str.maketrans({"ё": "е", "ї": "і", "ґ": "г", "'": None})
_PART = re.compile(r"""(?P<without>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<open>[^\s"]+))""")
_LEFT_OUT = re.compile("(?<=[бпвмфркн])(?=[яюєї])")  # where hurried Ukrainian drops its apostrophe
_DOTLESS = re.compile("(?<![^аеєиіоуюя])і")


def write_search_forms(store: Store, limit: int | None = None) -> int:
    """Let the search know what it does not know yet; return how many mentions that was."""
    done = 0
    while size := BATCH if limit is None else min(BATCH, limit - done):
        waiting = store.search.unwritten(FOLDING, size)
        store.search.keep(search_forms(waiting), FOLDING)
        done += len(waiting)
        if len(waiting) < size:
            break
    return done


def search_forms(mentions: Sequence[Unwritten]) -> list[SearchForm]:
    """Return the folded words of these mentions and of their authors' names."""
    texts = words_of([each.text for each in mentions])
    names = words_of([each.author_name or "" for each in mentions])
    return [
        SearchForm(
            each.mention_id,
            each.revision,
            " ".join(map(plain, text)),
            " ".join(_forms_of_all(text)),
            " ".join([*map(plain, name), *_forms_of_all(name)]),
        )
        for each, text, name in zip(mentions, texts, names, strict=True)
    ]


def sought(typed: str) -> Sought | None:
    """Read a search: words in any form, "a phrase", -without, begin*; None where nothing was typed."""
    if not typed.strip():
        return None
    (cleaned,) = _cleaned([typed[:LONGEST_SEARCH]])
    terms = [term for part in _PART.finditer(cleaned) for term in _terms(part, len(cleaned))]
    return Sought(typed, tuple(terms[:MOST_TERMS]))


def _terms(part: re.Match[str], end: int) -> list[Term]:
    without = part["without"] is not None
    if part["phrase"] is not None:
        phrase = _WORD.findall(part["phrase"])
        return [Term(phrases=_readings(phrase), without=without)] if phrase else []
    words = _WORD.findall(part["open"])
    terms = [Term(forms=forms(word), without=without) for word in words]
    unfinished = part["open"].endswith("*") or (part.end() == end and not without)
    if words and unfinished and len(words[-1]) >= SHORTEST_BEGINNING:
        starts = tuple(start for (start,) in _readings(words[-1:]))
        terms[-1] = Term(forms(words[-1]), starts, without=without)
    return terms


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each text in order: one case, no letters of another alphabet hidden in them."""
    return [_WORD.findall(text) for text in _cleaned(texts)]


def plain(word: str) -> str:
    """Return a word without what people leave out or mix up in typing."""
    return word.translate(_PLAIN)


@lru_cache(maxsize=100_000)
def forms(word: str) -> tuple[str, ...]:
    """Return the folded dictionary forms that a word may have, and the word itself."""
    if len(word) > LONGEST_WORD:
        return (plain(word),)
    found = {plain(lemma) for spelling in _spellings(word) for lemma in lemmas(spelling)}
    return (plain(word), *sorted(found - {plain(word)}))


def _spellings(word: str) -> list[str]:
    """What the dictionaries may know a word by: with its apostrophe, with its dots, in Cyrillic."""
    if _LATIN.fullmatch(word):
        return [reading for reading in cyrillic_readings(word) if known(reading)] if len(word) > 1 else []
    if not _CYRILLIC.fullmatch(word):
        return []
    if known(word):
        return [word]
    better = (_LEFT_OUT.sub("'", word), _DOTLESS.sub("ї", word))
    return [spelling for spelling in better if spelling != word and known(spelling)] or [word]


def _readings(words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return words in a row as written and, where that was in Latin letters, as Russian and Ukrainian."""
    ways = [words, *([transliterated(word, way) for word in words] for way in ("ru", "uk"))]
    return tuple(dict.fromkeys(tuple(map(plain, way)) for way in ways))


def _forms_of_all(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(form for word in words for form in forms(word)))


def words_at(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text as `words_of` does, each with where it begins and ends as written."""
    letters = _letters([text])
    clean, origin = _spelled(letters)[:-1], letters.origin.tolist()
    return [(found[0], origin[found.start()], origin[found.end() - 1] + 1) for found in _WORD.finditer(clean)]


def _cleaned(texts: Sequence[str]) -> list[str]:
    letters = _letters(texts)
    clean = _spelled(letters)
    ends = np.cumsum(np.bincount(letters.text, minlength=len(texts))).tolist()
    return [clean[start : end - 1] for start, end in zip([0, *ends], ends, strict=False)]


def _letters(texts: Sequence[str]) -> Letters:
    """Return texts after _RULES, all of them as one long array (see classifier.text); a line ends each."""
    ended = [f"{text}\n" for text in texts]
    joined = "".join(ended)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    sizes = np.array([len(text) for text in ended], dtype=np.int64)
    number = np.repeat(np.arange(len(texts)), sizes)
    origin = np.arange(len(codes)) - (np.cumsum(sizes) - sizes)[number]
    letters = Letters(codes, origin, number, np.zeros(len(codes), dtype=np.bool_))
    for rule in _RULES:
        letters = rule(letters)
    return letters


def _spelled(letters: Letters) -> str:
    return letters.codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
