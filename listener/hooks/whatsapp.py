"""WhatsApp: what people write to a number of the brand."""

from collections.abc import Iterator, Mapping, Sequence
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
    "document": "document",
    "sticker": "sticker",
    "location": "location",
    "contacts": "contact",
}
SILENT = ("reaction", "system")  # no words of a person


def read(source: Source, body: Any, at: datetime) -> Sequence[Event]:
    """An event for each message to the number; receipts tell nothing. MISSHAPEN when it is no such call."""
    return tuple(
        each
        for entry in meta.entries(body, "whatsapp_business_account")
        for field, value in meta.changes(entry)
        if field == "messages" and str(value["metadata"]["phone_number_id"]) == source.target
        for each in _messages(source, value)
    )


def _messages(source: Source, value: Any) -> Iterator[Event]:
    names = {
        str(each["wa_id"]): str(each["profile"]["name"])
        for each in value.get("contacts") or ()
        if (each.get("profile") or {}).get("name")
    }
    for message in value.get("messages") or ():
        if message.get("type") not in SILENT:
            said = _mention(source, message, names)
            change = Change(said.external_id, stamped(said.published_at), said, original=True)
            yield Event(said.external_id, (change,))


def _mention(source: Source, message: Any, names: Mapping[str, str]) -> Mention:
    person, kind = str(message["from"]), str(message.get("type"))
    answered = (message.get("context") or {}).get("id")
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=str(message["id"]),
        kind=Kind.COMMENT,
        text=_text(message, kind),
        published_at=datetime.fromtimestamp(int(message["timestamp"]), UTC),
        thread_id=person,
        parent_id=str(answered) if answered else None,
        author_id=person,
        author_name=names.get(person),
        attachments=() if kind in ("text", "button", "interactive") else (ATTACHMENTS.get(kind, "other"),),
    )


def _text(message: Any, kind: str) -> str:
    part = message.get(kind) or {}
    if kind == "interactive":
        part = part.get(part.get("type")) or {}
    if kind == "contacts" or not isinstance(part, dict):
        return ""
    return str(part.get("body") or part.get("text") or part.get("caption") or part.get("title") or "")


HOOK = Hook(meta.verify, read, meta.greet, family=meta.FAMILY)
