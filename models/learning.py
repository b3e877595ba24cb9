"""What learning from the staff is made of: what to label next, trainings, artefacts and their cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that nobody has decided on, with what the machine says of it."""

    mention_id: int
    brand: str
    text: str
    scores: Mapping[str, float]  # flag → probability


@dataclass(frozen=True, slots=True)
class Chosen:
    """A mention that teaches much, and how many others say nearly the same."""

    mention_id: int
    alike: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A mention that waits for a label."""

    mention_id: int
    random: bool  # of the random share that the figures are made of
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """A mention of the random share: what the machine said when it was drawn, and what a person says."""

    said: tuple[str, ...]  # flags
    decided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """The answered beginning of the random share of one artefact."""

    answered: tuple[Answered, ...]
    passed: int  # of which nobody can tell what they are; they stand in no figure
    waiting: int  # drawn, and not yet reached


@dataclass(frozen=True, slots=True)
class Fallen:
    """A part of the frozen set on which an artefact is worse than the one in force."""

    part: str  # "all", or a language
    before: float  # macro-F1 of the primary label
    after: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a training led to."""

    decisions: int  # it learned from
    before: float  # macro-F1 of the primary label on the frozen set, of the artefact in force
    after: float  # of the new one
    falls: tuple[Fallen, ...]  # where it is worse, beyond chance


@dataclass(frozen=True, slots=True)
class Training:
    """A training that somebody asked for at the board."""

    id: int
    asked_by: str  # name of the person
    asked_at: datetime
    claimed: bool  # it has begun
    percent: int
    artefact: str | None  # what came of it
    outcome: Outcome | None
    error: str | None  # why nothing came of it, in words
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shelved:
    """An artefact on the shelf, as its card tells."""

    name: str
    active: bool
    shipped: bool  # it came with the program
    fault: str | None = None  # why it cannot be used; then nothing below is known
    made_at: datetime | None = None
    base: str = ""
    comments: int = 0  # it was trained on, beside decisions
    decisions: int = 0
    sets: tuple[Mapping[str, Any], ...] = ()  # set, rows, licence
    thresholds: Mapping[str, float] | None = None
    primary_f1: float | None = None  # macro, in cross-validation; None: not measured so


class WorkshopError(Exception):
    """What the classifier could not do for the board; the text says why and what to do."""
