"""What somebody looks for among the mentions, and the form of each mention in which it is looked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is sought: a mention has it when it has any of what stands here."""

    forms: tuple[str, ...] = ()  # dictionary forms
    beginnings: tuple[str, ...] = ()  # of words, as written
    phrases: tuple[tuple[str, ...], ...] = ()  # words in a row, as written
    without: bool = False  # the mention must not have it


@dataclass(frozen=True, slots=True)
class Sought:
    """A search: a mention is found when it has every term, and none that it must be without."""

    text: str  # as it was typed
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The folded words of one mention; spaces part them."""

    mention_id: int
    revision: int  # of the text that it was made of
    words: str  # as written, in their order
    forms: str  # every dictionary form that the words may have
    author: str  # the author's name in both ways
