"""Where in a text stands what somebody searched for, whatever form it has there."""

from collections.abc import Iterator, Sequence

from classifier.search import forms, plain, words_at
from models.sought import Sought, Term

LONGEST = 20_000  # letters of a text that are looked through

Word = tuple[str, int, int]


def found_in(sought: Sought, text: str) -> list[tuple[int, int]]:
    """Return the stretches of a text that a search found, in order and apart."""
    words = words_at(text[:LONGEST])
    wanted = [term for term in sought.terms if not term.without]
    return _apart(sorted(span for term in wanted for span in _of_term(term, words)))


def _of_term(term: Term, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    spelled = [plain(word) for word, _, _ in words]
    for (word, start, end), bare in zip(words, spelled, strict=True):
        begun = term.beginnings and bare.startswith(term.beginnings)
        if begun or (term.forms and {bare, *forms(word)} & {*term.forms}):
            yield start, end
    for phrase in filter(None, term.phrases):
        for place in range(len(spelled) - len(phrase) + 1):
            if tuple(spelled[place : place + len(phrase)]) == phrase:
                yield words[place][1], words[place + len(phrase) - 1][2]


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
