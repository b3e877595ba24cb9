"""How an answer goes out on one platform."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from listener.network import Http, SourceError
from models.records import Mention
from models.settings import Source


@dataclass(frozen=True, slots=True)
class Letter:
    """One answer on its way: to which mention, with which words, under which key."""

    mention: Mention
    text: str
    key: str  # the same whenever the same answer is tried again
    at: datetime


@dataclass(frozen=True, slots=True)
class Way:
    """Sends one answer, and returns what the platform calls it ("" where it does not say).

    SourceError: `permanent` or with a `retry_after` it has surely not gone out; else nobody knows, unless the
    platform drops what comes twice under one key.
    """

    send: Callable[[Source, Http, Letter], str]
    longest: int  # characters
    drops_doubles: bool = False


def unfit(source: Source, reason: str) -> SourceError:
    """The fault of an answer that this platform cannot take here."""
    return SourceError(source.name, reason, permanent=True)
