"""Times: aware, in UTC, and as text that sorts."""

from datetime import UTC, datetime
from typing import overload


@overload
def to_text(at: datetime) -> str: ...
@overload
def to_text(at: None) -> None: ...
def to_text(at: datetime | None) -> str | None:
    """ISO 8601 in UTC to the millisecond, so that text order is time order; ValueError when naive."""
    if at is None:
        return None
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    here = at if at.tzinfo is UTC else at.astimezone(UTC)  # nearly all are, and asking takes time
    return here.isoformat(timespec="milliseconds")


@overload
def from_text(text: str) -> datetime: ...
@overload
def from_text(text: None) -> None: ...
def from_text(text: str | None) -> datetime | None:
    """The time that `to_text` wrote."""
    return None if text is None else datetime.fromisoformat(text)


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)
