"""Places, organisations and people that a comment names."""

from dataclasses import dataclass

KINDS = ("place", "organisation", "person")


@dataclass(frozen=True, slots=True)
class Entity:
    """One name in a text."""

    start: int  # offsets in characters
    end: int
    kind: str  # one of KINDS
