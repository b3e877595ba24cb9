"""What the service knows, as frozen records. Times are aware and in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a mention is on its platform."""

    POST = "post"  # opens a thread: a post on a wall, in a channel, in a feed
    COMMENT = "comment"  # stands under a post, or under another comment


@dataclass(frozen=True, slots=True)
class Mention:
    """One public message, as its platform published it. None: the platform did not say."""

    brand: str  # the short name of a [[brands]] entry
    source: str  # the name of a [[sources]] entry
    platform: str
    external_id: str  # the platform's own id, unique within the source
    kind: Kind
    text: str
    published_at: datetime
    thread_id: str  # external id of the post it stands under; its own for a post
    parent_id: str | None = None  # external id of what it answers
    position: int | None = None  # the platform's running number within its listing
    url: str | None = None
    author_id: str | None = None
    author_name: str | None = None
    by_brand: bool = False  # the brand itself wrote it
    edited_at: datetime | None = None
    rating: float | None = None  # stars, 1 to 5
    likes: int | None = None
    replies: int | None = None
    shares: int | None = None
    views: int | None = None
    reactions: Mapping[str, int] | None = None
    attachments: tuple[str, ...] = ()  # kinds: photo, video, sticker …


@dataclass(frozen=True, slots=True)
class StoredMention:
    """A mention as the store keeps it."""

    id: int
    mention: Mention
    collected_at: datetime
    deleted_at: datetime | None
    revision: int  # grows when the text changes
    backfilled: bool  # came with the first turn of its source, so it alerts nobody
    purged_at: datetime | None = None  # its words and its author were removed; only counts are left


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that an edit replaced."""

    revision: int
    text: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class ThreadState:
    """How far one thread of a source has been read."""

    thread_id: str
    cursor: str | None = None  # what the platform's adapter needs to go on
    replies: int | None = None  # the platform's own count when it was last read
    published_at: datetime | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the store already holds of one mention, for telling edits and deletions."""

    external_id: str
    parent_id: str | None
    position: int | None
    text: str
    published_at: datetime
    deleted: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """What one answer of a platform taught us; it is kept whole or not at all."""

    mentions: tuple[Mention, ...] = ()
    vanished: tuple[str, ...] = ()  # external ids that a complete listing no longer shows
    threads: tuple[ThreadState, ...] = ()
    cursor: str | None = None  # of the source as a whole; None: as it was

    def __add__(self, other: "Batch") -> "Batch":
        """Both together, the other one after this."""
        return Batch(
            self.mentions + other.mentions,
            self.vanished + other.vanished,
            self.threads + other.threads,
            other.cursor if other.cursor is not None else self.cursor,
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """What a batch changed in the store."""

    new: int = 0
    edited: int = 0
    deleted: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.new + other.new, self.edited + other.edited, self.deleted + other.deleted)


@dataclass(frozen=True, slots=True)
class SourceState:
    """How one source is doing."""

    source: str
    cursor: str | None  # what the adapter keeps for the source as a whole (ETag, last id)
    backfilled_at: datetime | None  # end of the first complete turn; None: alerts stay silent
    started_at: datetime | None  # start of the latest turn
    succeeded_at: datetime | None  # end of the latest turn that went well
    failed_at: datetime | None
    error: str | None  # of the latest turn, in words for a person; None: it went well
    permanent: bool  # only a person can mend it
    failures: int  # turns in a row that failed
    retry_at: datetime | None  # not before this time
    new: int  # mentions of the latest turn
    next_at: datetime | None  # when the clock will start the next turn
    paused_at: datetime | None = None  # since when a person lets it rest; None: it does not
    paused_by: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of the original text that spoke for (or, below zero, against) a flag."""

    start: int  # offsets in characters
    end: int
    flag: str
    weight: float
    mark: str | None = None  # of the brand's lexicon, where its staff said so; None: the machine's own


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the machine says of one text."""

    scores: Mapping[str, float]  # flag → probability
    flags: tuple[str, ...]
    primary: str
    sentiment: str
    sentiment_score: float
    language: str
    risk_topics: tuple[str, ...]
    confident: bool
    evidence: tuple[Evidence, ...]
    artefact: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says of one mention; it always wins over a verdict."""

    mention_id: int
    flags: tuple[str, ...]
    user_id: int
    at: datetime


class Status(StrEnum):
    """Where a case stands."""

    NEW = "new"
    TAKEN = "taken"
    ANSWERED = "answered"
    SNOOZED = "snoozed"
    CLOSED = "closed"


CLOSE_REASONS = ("answered_elsewhere", "no_answer_needed", "not_ours", "spam", "duplicate")


@dataclass(frozen=True, slots=True)
class Case:
    """What a person has to deal with."""

    id: int
    brand: str
    status: Status
    label: str  # primary label in force: the decision's, else the verdict's
    opened_at: datetime
    assignee_id: int | None
    reason: str | None  # why it was closed
    snoozed_until: datetime | None
    version: int  # grows with every action; a stale one is refused
    lead_id: int  # the mention that the case is shown by
    members: int = 1  # mentions that it holds
    people: int = 1  # who wrote them
    merged_into: int | None = None  # the case that took its mentions over
    muted_at: datetime | None = None  # since when it rests until it gets worse
    muted_voices: int | None = None  # people who told its story in the hour before


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that was done to a case, and by whom."""

    id: int
    case_id: int
    kind: str  # a key of DEEDS in web/words.py
    user_id: int | None  # None: the service itself
    user_name: str | None
    at: datetime
    details: Mapping[str, object]
    undone_at: datetime | None
    undoable: bool  # nothing was built on it


class Role(StrEnum):
    """What a person may do, the least first."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    LEAD = "lead"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class User:
    """A person who works at the board."""

    id: int
    login: str
    name: str
    role: Role  # everywhere, or the strongest of `rights`
    language: str  # of the interface: uk, ru, en
    password_hash: str
    session: int  # grows when all sessions are ended
    active: bool
    mail: str | None = None
    rights: Mapping[str, Role] = field(default_factory=dict)  # brand → role; empty: `role` at every brand

    def role_at(self, brand: str) -> Role | None:
        """What they may do at a brand; None where they may not even look."""
        return self.rights.get(brand) if self.rights else self.role


@dataclass(frozen=True, slots=True)
class Incident:
    """A spike of complaints and risks, from its opening to its end."""

    id: int
    brand: str
    opened_at: datetime
    since: datetime  # start of the window that gave it away
    window_hours: int
    observed: int  # distinct authors in the window
    expected: float
    chance_per_month: float  # how often chance alone would do this, times a month
    peak: int
    steps: int
    last_step_at: datetime
    seen_at: datetime  # when the spike was last there
    over_at: datetime | None


@dataclass(frozen=True, slots=True)
class Alert:
    """One message that waits to be sent, or was."""

    id: int
    key: str  # the same thing is told once
    kind: str  # incident_opened, incident_grew, incident_over, critical, source_failed, source_silent …
    brand: str | None
    incident_id: int | None
    channel: str
    recipient: str
    payload: Mapping[str, object]
    created_at: datetime
    attempts: int
    next_at: datetime
    sent_at: datetime | None
    error: str | None
    refused_at: datetime | None  # the channel refused for good
    held_until: datetime | None = None  # it waits for the end of quiet hours, or for its turn
