"""What a fault that a platform tells in its own words means for the source."""

from dataclasses import dataclass
from datetime import timedelta

from listener.network import SourceError
from models.settings import Source

LONGEST_WORDS = 160  # characters of what the platform says


@dataclass(frozen=True, slots=True)
class Reaction:
    """What happened, what to do, and whether only a person can."""

    happened: str
    remedy: str
    permanent: bool = False
    pause: timedelta | None = None

    def fault(self, source: Source, said: str = "") -> SourceError:
        """The error to raise; the platform's own words are cut short and never hold the token."""
        words = f" ({quoted(source, said)})" if said else ""
        return SourceError(source.name, f"{self.happened}{words}; {self.remedy}", self.permanent, self.pause)


def quoted(source: Source, said: str) -> str:
    """What a platform says, on one short line, without the token."""
    token = source.token.get_secret_value() if source.token else ""
    clean = said.replace(token, "…") if token else said
    return " ".join(clean.split())[:LONGEST_WORDS]
