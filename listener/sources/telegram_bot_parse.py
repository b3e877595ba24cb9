"""What a bot's updates mean: messages of groups, of discussions, of people who write to it. Pure."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from models.calls import Change, Event, stamped
from models.options import TelegramBotOptions
from models.records import Kind, Mention
from models.settings import Source

WRITTEN = ("message", "channel_post")
EDITED = ("edited_message", "edited_channel_post")
WANTED = (*WRITTEN, *EDITED)  # of all kinds of updates
ATTACHMENTS = {
    "photo": "photo",
    "video": "video",
    "animation": "video",
    "video_note": "video",
    "audio": "audio",
    "voice": "voice",
    "document": "document",
    "sticker": "sticker",
    "poll": "poll",
    "location": "location",
    "venue": "location",
    "contact": "contact",
}
SUPERGROUP = "-100"  # what the numbers of supergroups and channels begin with


def event(source: Source, update: Any) -> Event:
    """What one update tells; KeyError, TypeError or ValueError when it is none."""
    number = int(update["update_id"])
    kind = next((each for each in WANTED if each in update), None)
    message = update[kind] if kind else None
    if message is None or not _is_wanted(source, message["chat"]):
        return Event(str(number))
    said = _mention(source, message)
    if not said.text and not said.attachments:  # somebody joined, a title changed, a message was pinned
        return Event(str(number))
    stamp = stamped(said.edited_at or said.published_at, number)
    return Event(str(number), (Change(said.external_id, stamp, said, original=kind in WRITTEN),))


def chats(source: Source) -> set[str]:
    """The groups and channels that target names, by number or by public name."""
    parts = (each.strip().lower() for each in source.target.split(","))
    return {each.removeprefix("https://t.me/").removeprefix("@") for each in parts if each}


def _is_wanted(source: Source, chat: Any) -> bool:
    if chat.get("type") == "private":
        return source.opted(TelegramBotOptions).private
    return not chats(source).isdisjoint(_names(chat))


def _mention(source: Source, message: Any) -> Mention:
    chat, number = message["chat"], int(message["message_id"])
    where = int(chat["id"])
    thread, parent = _thread(message), _answered(message)
    by = message.get("sender_chat") or message.get("from") or {}
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=f"{where}/{number}",
        kind=Kind.POST if thread == f"{where}/{number}" else Kind.COMMENT,
        text=_text(message),
        published_at=_time(message["date"]),
        thread_id=thread,
        parent_id=f"{where}/{parent}" if parent else None,
        position=number,
        url=_address(message),
        author_id=str(by["id"]) if "id" in by else None,
        author_name=_name(by),
        by_brand=_is_ours(message, source.opted(TelegramBotOptions).staff),
        edited_at=_time(message["edit_date"]) if message.get("edit_date") else None,
        attachments=tuple(_attachments(message)),
    )


def _thread(message: Any) -> str:
    """What the message stands under: the chat itself with a person, else where the thread began."""
    chat = message["chat"]
    if chat.get("type") == "private":
        return str(chat["id"])
    return f"{chat['id']}/{message.get('message_thread_id') or _answered(message) or message['message_id']}"


def _answered(message: Any) -> int | None:
    """The number of the message that this one answers, else of what opened its thread."""
    answered = (message.get("reply_to_message") or {}).get("message_id")
    number = answered or message.get("message_thread_id")
    return int(number) if number and number != message["message_id"] else None


def _is_ours(message: Any, staff: Collection[str]) -> bool:
    """Whether the brand wrote it: the channel, the group itself (a nameless administrator), or its staff."""
    if message.get("is_automatic_forward") or message["chat"].get("type") == "channel":
        return True
    as_chat, above = message.get("sender_chat") or {}, message.get("reply_to_message") or {}
    if as_chat and (as_chat["id"] == message["chat"]["id"] or _is_the_channel(as_chat, above)):
        return True
    known = {each.removeprefix("@").lower() for each in staff}
    return not known.isdisjoint(_names(as_chat or message.get("from") or {}))


def _is_the_channel(chat: Any, above: Any) -> bool:
    """Whether a chat is the channel whose post was forwarded into its discussion."""
    return (
        bool(above.get("is_automatic_forward")) and (above.get("sender_chat") or {}).get("id") == chat["id"]
    )


def _names(who: Any) -> set[str]:
    return {str(who[key]).lower() for key in ("id", "username") if who.get(key)}


def _name(who: Any) -> str | None:
    whole = " ".join(str(who[key]) for key in ("first_name", "last_name") if who.get(key))
    return str(who.get("title") or whole) or None


def _text(message: Any) -> str:
    asked = (message.get("poll") or {}).get("question")
    return str(message.get("text") or message.get("caption") or asked or "")


def _attachments(message: Any) -> Iterator[str]:
    found = {kind for key, kind in ATTACHMENTS.items() if key in message}
    if "forward_origin" in message and not message.get("is_automatic_forward"):
        found.add("forward")
    yield from sorted(found)


def _address(message: Any) -> str | None:
    """Where a person reads it; None where only its members can."""
    chat, number = message["chat"], message["message_id"]
    above = message.get("reply_to_message") or {}
    origin, channel = above.get("forward_origin") or {}, (above.get("sender_chat") or {}).get("username")
    if above.get("is_automatic_forward") and channel and "message_id" in origin:
        return f"https://t.me/{channel}/{origin['message_id']}?comment={number}"
    if chat.get("username"):
        return f"https://t.me/{chat['username']}/{number}"
    where = str(chat["id"])
    return (
        f"https://t.me/c/{where.removeprefix(SUPERGROUP)}/{number}" if where.startswith(SUPERGROUP) else None
    )


def _time(seconds: Any) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
