"""Viber: what people write to a bot of the brand, signed with the bot's own token."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from listener.hooks.hook import Hook, RefusedError, secret_of, signed
from models.calls import Call, Change, Event, stamped
from models.records import Kind, Mention
from models.settings import Source

SIGNATURE = "x-viber-content-signature"
ATTACHMENTS = {
    "picture": "photo",
    "video": "video",
    "file": "document",
    "sticker": "sticker",
    "location": "location",
    "contact": "contact",
    "url": "link",
}


def verify(source: Source, call: Call, at: datetime) -> None:
    """RefusedError when the call is not signed with the token of the bot."""
    if not signed(call.header(SIGNATURE), secret_of(source), call.body):
        raise RefusedError(401, "the signature is wrong or missing; secret_env must hold the bot's token")


def read(source: Source, body: Any, at: datetime) -> Sequence[Event]:
    """The event of a message; the call that makes sure of the address, and receipts, tell nothing."""
    if not isinstance(body["event"], str):
        raise TypeError("an event has a name")
    if body["event"] != "message":
        return ()
    said = _mention(source, body)
    return (Event(said.external_id, (Change(said.external_id, stamped(said.published_at), said, True),)),)


def _mention(source: Source, body: Any) -> Mention:
    sender, message = body["sender"], body["message"]
    kind = str(message["type"])
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=str(int(body["message_token"])),
        kind=Kind.COMMENT,
        text=str(message.get("text") or ""),
        published_at=datetime.fromtimestamp(int(body["timestamp"]) / 1000, UTC),
        thread_id=str(sender["id"]),
        author_id=str(sender["id"]),
        author_name=sender.get("name"),
        attachments=() if kind == "text" else (ATTACHMENTS.get(kind, "other"),),
    )


HOOK = Hook(verify, read)
