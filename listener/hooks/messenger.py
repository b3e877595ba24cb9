"""Messenger, and direct messages of Instagram: what people write to a page or an account, and its answers."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from listener.hooks import meta
from listener.hooks.hook import Hook
from models.calls import Change, Event, stamped
from models.records import Kind, Mention
from models.settings import Source

ATTACHMENTS = {
    "image": "photo",
    "video": "video",
    "audio": "audio",
    "file": "document",
    "location": "location",
}
OBJECTS = ("page", "instagram")
FOR_GOOD = stamped(datetime(2100, 1, 1, tzinfo=UTC))  # what is taken back never comes again


def read(source: Source, body: Any, at: datetime) -> Sequence[Event]:
    """An event for each message; receipts tell nothing. MISSHAPEN when it is no such call."""
    return tuple(
        each
        for kind in OBJECTS
        for entry in meta.entries(body, kind, source.target)
        for told in entry.get("messaging") or ()
        for each in _message(source, told)
    )


def _message(source: Source, told: Any) -> Iterator[Event]:
    message = told.get("message")
    if message is None:  # delivered, read, reacted, a button was pressed
        return
    name, written = str(message["mid"]), datetime.fromtimestamp(int(told["timestamp"]) / 1000, UTC)
    if message.get("is_deleted"):
        yield Event(f"{name} is gone", (Change(name, FOR_GOOD),))
        return
    ours = bool(message.get("is_echo"))
    said = _mention(source, told, message, written, ours)
    if said.text or said.attachments:
        yield Event(name, (Change(name, stamped(written), said, original=True, answers=ours),))


def _mention(source: Source, told: Any, message: Any, written: datetime, ours: bool) -> Mention:
    by, to = str(told["sender"]["id"]), str(told["recipient"]["id"])
    answered = (message.get("reply_to") or {}).get("mid")
    attached = (str(each.get("type")) for each in message.get("attachments") or ())
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=str(message["mid"]),
        kind=Kind.COMMENT,
        text=str(message.get("text") or ""),
        published_at=written,
        thread_id=to if ours else by,
        parent_id=str(answered) if answered else None,
        author_id=by,
        by_brand=ours,
        attachments=tuple(ATTACHMENTS.get(each, "other") for each in attached),
    )


HOOK = Hook(meta.verify, read, meta.greet, family=meta.FAMILY)
