"""Two people at one case: who else looks, who is writing, and whose it is by having begun first. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.store.presence import Someone
from models.store.queue import Writer

LOOKING = timedelta(seconds=40)  # an open page says so every 15 s
WRITING = timedelta(minutes=2)
CLAIM = timedelta(minutes=10)  # after the last word typed


@dataclass(frozen=True, slots=True)
class Claim:
    """A case that nobody has taken is softly theirs who began to write first; it only warns the others."""

    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Company:
    """The others at a case."""

    looking: tuple[str, ...] = ()  # names
    writing: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()  # an answer that rests
    claim: Claim | None = None  # of one of them


def company(people: Sequence[Someone], me: int, at: datetime) -> Company:
    """The others among the people at a case, as seen by the person `me`."""
    others = [each for each in people if each.user_id != me]
    writing = tuple(each.name for each in others if _typed(each, WRITING, at))
    begun = tuple(each.name for each in others if each.saved_at and each.name not in writing)
    looking = tuple(each.name for each in others if each.seen_at and each.name not in writing)
    return Company(looking, writing, begun, claim_of(people, me, at))


def claim_of(people: Sequence[Someone | Writer], me: int, at: datetime) -> Claim | None:
    """The claim of whoever began first, where that is somebody else and they still write."""
    live = [(each.begun_at, each) for each in people if each.begun_at and _typed(each, CLAIM, at)]
    if not live:
        return None
    _, first = min(live, key=lambda pair: (pair[0], pair[1].user_id))
    if first.user_id == me or first.saved_at is None:
        return None
    return Claim(first.name, first.saved_at + CLAIM)


def _typed(someone: Someone | Writer, within: timedelta, at: datetime) -> bool:
    return someone.saved_at is not None and someone.saved_at > at - within
