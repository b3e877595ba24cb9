"""The generic webhook: whatever tool can sign a call may deliver mentions."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from listener.hooks.hook import Hook, RefusedError, digest, secret_of, signed
from models.calls import Call, Change, Event, stamped
from models.options import PushOptions
from models.records import Kind, Mention
from models.settings import Source

TIMESTAMP = "x-vidhuk-timestamp"
SIGNATURE = "x-vidhuk-signature"
SCHEME = "sha256="
TOLERANCE = timedelta(minutes=5)  # how far the clock of the caller may be off, and how long a call may travel
MANY = 500  # mentions of one call
LONGEST_TEXT = 50_000  # characters

Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Named = Annotated[str, StringConstraints(max_length=300)]
Count = Annotated[int, Field(ge=0, le=10**12)]


def _within_reach(at: datetime) -> datetime:
    """Times of the years that a calendar of any zone can hold."""
    if not 1990 <= at.year <= 2100:
        raise ValueError("a time out of reach")
    return at.astimezone(UTC)


Time = Annotated[AwareDatetime, AfterValidator(_within_reach)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Author(_Part):
    """Who wrote it, as far as that is known."""

    id: Id | None = None
    name: Named | None = None


class Said(_Part):
    """One mention as the caller tells it."""

    id: Id
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
    published_at: Time
    edited_at: Time | None = None
    author: Author = Author()
    by_brand: bool = False
    url: Annotated[str, StringConstraints(max_length=2000, pattern="^https?://")] | None = None
    thread: Id | None = None  # the id of the post it stands under
    parent: Id | None = None  # the id of what it answers
    rating: Annotated[float, Field(ge=1, le=5)] | None = None
    likes: Count | None = None
    replies: Count | None = None
    shares: Count | None = None
    views: Count | None = None
    attachments: Annotated[
        tuple[Annotated[str, StringConstraints(max_length=30)], ...], Field(max_length=20)
    ] = ()


class Deleted(_Part):
    """A mention that is gone."""

    id: Id
    deleted_at: Time


class Delivery(_Part):
    """The body of a call."""

    version: Literal[1] = 1
    id: Id | None = None  # of the delivery: a second one of the same id changes nothing
    history: bool = False  # of the past: it alerts nobody
    mentions: Annotated[tuple[Said, ...], Field(max_length=MANY)] = ()
    deleted: Annotated[tuple[Deleted, ...], Field(max_length=MANY)] = ()


def verify(source: Source, call: Call, at: datetime) -> None:
    """RefusedError when the call is not signed with the source's secret, or not of this moment."""
    sent, given = call.header(TIMESTAMP), call.header(SIGNATURE)
    secret = secret_of(source)
    if not signed(given, secret, sent.encode(), b".", call.body, scheme=SCHEME):
        raise RefusedError(401, "the signature is wrong or missing; compare the secret on both sides")
    # the moment is under the signature: looked at only when that is right
    if not (sent.isascii() and sent.isdecimal() and len(sent) <= 12):
        raise RefusedError(401, "the timestamp is no number of seconds")
    if abs(at.timestamp() - int(sent)) > TOLERANCE.total_seconds():
        raise RefusedError(401, "the call is not of this moment: an old one sent again, or a clock is wrong")


def read(source: Source, body: Any, at: datetime) -> Sequence[Event]:
    """The one event that a delivery is; ValueError when it does not follow the schema."""
    told = Delivery.model_validate(body)
    own = source.opted(PushOptions).own_authors
    said = tuple(_change(_mention(source, each, own)) for each in told.mentions)
    gone = tuple(Change(each.id, stamped(each.deleted_at)) for each in told.deleted)
    return (Event(told.id or digest(body), (*said, *gone), told.history),)


def _change(mention: Mention) -> Change:
    return Change(mention.external_id, stamped(mention.edited_at or mention.published_at), mention)


def _mention(source: Source, said: Said, own: Sequence[str]) -> Mention:
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=said.id,
        kind=Kind.COMMENT if said.parent or said.thread not in (None, said.id) else Kind.POST,
        text=said.text,
        published_at=said.published_at,
        thread_id=said.thread or said.parent or said.id,
        parent_id=said.parent or (said.thread if said.thread != said.id else None),
        url=said.url,
        author_id=said.author.id,
        author_name=said.author.name,
        by_brand=said.by_brand or said.author.id in own,
        edited_at=said.edited_at,
        rating=said.rating,
        likes=said.likes,
        replies=said.replies,
        shares=said.shares,
        views=said.views,
        attachments=said.attachments,
    )


HOOK = Hook(verify, read)
