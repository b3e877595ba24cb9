"""Words that a brand's staff know better than the machine does."""

from dataclasses import dataclass
from datetime import datetime

MARKS = ("bad", "neutral", "good")

Forms = tuple[tuple[str, ...], ...]  # for each word of a phrase, the dictionary forms it may stand in


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase, and what it means to one brand."""

    id: int
    brand: str
    phrase: str  # as it was typed
    forms: Forms
    mark: str  # one of MARKS
    added_at: datetime
    added_by: str  # name of the person
