"""What an alert knows: plain facts, kept in the outbox as JSON and put into words when it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, masked and shortened."""

    text: str
    label: str
    platform: str
    at: datetime
    likes: int | None
    case: int | None
    url: str | None
    mention: int | None = None  # its number, which leads to its case once that is open


@dataclass(frozen=True, slots=True)
class Post:
    """A post under which upset people wrote."""

    text: str | None
    platform: str
    url: str | None
    authors: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is written in which most of a burst is."""

    kind: str  # platform, topic
    name: str
    authors: int
    of: int  # authors of the whole burst


@dataclass(frozen=True, slots=True)
class Opening:
    """What opened an incident; the subject of all its mails."""

    observed: int
    window_hours: int
    expected: float


@dataclass(frozen=True, slots=True)
class Spike:
    """An incident opens or grows."""

    thread: str  # key of the alert that began the thread, without channel and recipient
    title: str  # of the brand
    incident: int
    opening: Opening
    since: datetime
    until: datetime
    window_hours: int
    observed: int  # distinct authors
    expected: float
    chance_per_month: float
    learning: bool
    mood: str | None  # volume, mood
    quotes: tuple[Quote, ...]
    posts: tuple[Post, ...]
    was: int | None = None  # how many were last told
    labels: tuple[str, ...] = ("complaint", "risk")  # what two people or more of it wrote
    where: tuple[Part, ...] = ()  # the parts in which nearly all of it is
    unseen: timedelta | None = None  # for how long nobody has said that they have seen it


@dataclass(frozen=True, slots=True)
class Calm:
    """An incident is over."""

    thread: str
    title: str
    incident: int
    opening: Opening
    since: datetime
    until: datetime
    peak: int
    authors: int  # distinct, from beginning to end


@dataclass(frozen=True, slots=True)
class Critical:
    """Mentions that cannot wait for a spike."""

    thread: str
    title: str
    mentions: tuple[int, ...]
    topics: tuple[str, ...]
    quotes: tuple[Quote, ...]
    rule: str | None = None  # the name of the rule that asked to tell


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source is in trouble, or out of it."""

    thread: str
    source: str
    title: str
    platform: str
    trouble: str  # the kind of alert that began the thread: source_failed, source_silent
    error: str | None
    since: datetime | None  # last success before the trouble; None: there never was one
    at: datetime  # when the trouble was told


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody writes to a brand, or somebody does again."""

    thread: str
    title: str
    since: datetime  # of the last comment
    at: datetime  # when the silence was told
    missing: float  # authors that are usual in that time
    chance_per_month: float


@dataclass(frozen=True, slots=True)
class Off:
    """A way to reach somebody refuses for good, and is switched off."""

    thread: str
    name: str  # of the person or the system
    channel: str
    recipient: str
    reason: str  # what the channel said
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One alert inside a summary."""

    kind: str
    at: datetime
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """Many alerts that come late, in one."""

    thread: str
    alerts: tuple[Told, ...]
    more: int  # alerts beyond those
    held: bool = False  # they waited for quiet hours to end, or for their turn; else for the channel


@dataclass(frozen=True, slots=True)
class Ill:
    """A source of which nothing comes."""

    source: str
    platform: str
    trouble: str  # source_failed, source_silent, source_waiting
    since: datetime | None  # last success; None: there never was one


@dataclass(frozen=True, slots=True)
class Happened:
    """An incident that lay in the time of a digest."""

    incident: int
    opening: Opening
    since: datetime
    over_at: datetime | None
    peak: int


@dataclass(frozen=True, slots=True)
class Answers:
    """How soon people were answered, in working time."""

    many: int
    in_time: int
    median: timedelta | None  # None: nobody was answered
    target: timedelta


@dataclass(frozen=True, slots=True)
class Digest:
    """What a day or a week brought a brand."""

    thread: str
    title: str
    brand: str
    period: str  # daily, weekly
    since: datetime
    until: datetime
    came: tuple[tuple[str, int], ...]  # label, comments
    waits: int
    waits_since: datetime | None
    late: int  # of those that wait: longer than the target, in working time
    oldest: tuple[Quote, ...]
    thanks: tuple[Quote, ...]
    incidents: tuple[Happened, ...]
    answers: Answers
    sources: int
    last_turn: timedelta | None  # how long before the digest the latest good turn ended
    ill: tuple[Ill, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody is asked to join the board."""

    thread: str
    number: int
    name: str
    asked_by: str
    language: str
    expires_at: datetime


Facts = Spike | Calm | Critical | Trouble | Silence | Off | Summary | Digest  # what happened

KINDS: Mapping[str, type[Facts | Invitation]] = {
    "incident_opened": Spike,
    "incident_grew": Spike,
    "incident_unseen": Spike,
    "incident_over": Calm,
    "critical": Critical,
    "critical_many": Critical,
    "rule_matched": Critical,
    "source_failed": Trouble,
    "source_silent": Trouble,
    "source_back": Trouble,
    "brand_silent": Silence,
    "brand_heard": Silence,
    "channel_off": Off,
    "summary": Summary,
    "digest": Digest,
    "invitation": Invitation,
}


READERS: Mapping[type[object], TypeAdapter[Any]] = {
    kind: TypeAdapter(kind)
    for kind in (Opening, Spike, Calm, Critical, Trouble, Silence, Off, Summary, Digest, Invitation)
}


def opening_of(numbers: Mapping[str, object]) -> Opening:
    """What opened an incident, out of the numbers of its first step."""
    opening: Opening = READERS[Opening].validate_python({name: numbers[name] for name in Opening.__slots__})
    return opening


def packed(facts: Facts | Invitation) -> dict[str, object]:
    """Facts as the outbox keeps them."""
    values: dict[str, object] = READERS[type(facts)].dump_python(facts, mode="json")
    return values


def unpacked(kind: str, payload: Mapping[str, object]) -> Facts | Invitation:
    """The facts of an alert; ValueError when they are not what this kind needs."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}")
    facts: Facts | Invitation = READERS[KINDS[kind]].validate_python(dict(payload))
    return facts
