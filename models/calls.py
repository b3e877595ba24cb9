"""Calls of platforms at our door: what came, what we answer, and what each taught us."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.records import Kept, Mention

WANTED = "wanted"  # the cursor of what a platform only named, and the next turn asks for
SERIALS = 1 << 20  # of one millisecond


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came: nothing in it is believed before its signature is found right."""

    method: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""
    query: Mapping[str, str] | None = None

    def header(self, name: str) -> str:
        """The value of a header; empty when it did not come."""
        return self.headers.get(name, "")

    def asked(self, name: str) -> str:
        """The value of a field of the query; empty when it did not come."""
        return (self.query or {}).get(name, "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller gets."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """One version of a mention, or its end."""

    external_id: str
    stamp: int  # of `stamped`: when it came about; what is older than the stored version changes nothing
    mention: Mention | None = None  # None: it is gone
    original: bool = False  # as it was first written: takes the place of no version that is stored already
    revives: bool = True  # brings back what is gone; an edit that comes late does not
    thread: bool = False  # of what is gone: all that stands under it is gone with it
    answers: bool = False  # the brand's words in a conversation: they answer the latest of the other side


@dataclass(frozen=True, slots=True)
class Event:
    """What a platform tells under one name; the same name again changes nothing."""

    name: str
    changes: tuple[Change, ...] = ()
    history: bool = False  # of the past: it alerts nobody
    wanted: tuple[str, ...] = ()  # what the platform only names: the next turn asks for it


@dataclass(frozen=True, slots=True)
class Quota:
    """How much one source may bring in an hour, so that no flood fills the disk."""

    events: int = 30_000
    octets: int = 64_000_000


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a call that was taken."""

    kept: Kept
    repeated: int = 0  # events that were known already


@dataclass(frozen=True, slots=True)
class Calls:
    """When a platform called last."""

    source: str
    called_at: datetime | None = None  # the latest call that was taken
    refused_at: datetime | None = None
    refusal: str | None = None  # why, in words for a person


def stamped(at: datetime, serial: int = 0) -> int:
    """A moment as a number that grows; `serial` tells apart what came about in one millisecond."""
    since = at - datetime.fromtimestamp(0, at.tzinfo)
    return since // timedelta(milliseconds=1) * SERIALS + serial % SERIALS
