"""What one turn of watching brought about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was told."""

    kind: str  # as of the alert
    who: str  # a brand or a source
    what: str  # in words, for the log and the command line

    def __str__(self) -> str:
        return f"{self.kind} {self.who}: {self.what}"
