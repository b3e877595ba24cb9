"""What VK tells by itself, called or listened to, under the same names as when it is read. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from listener.sources import vk_parse, vk_things
from listener.sources.vk_api import named
from listener.sources.vk_parse import attachments_of, external_id, time_of
from listener.sources.vk_things import Sort, Thing
from models.calls import Change, Event, stamped
from models.records import Kind, Mention
from models.settings import Source

PUBLIC = ("post", "copy", "post_ads")  # not what is suggested or put off
THINGS: dict[str, tuple[Sort, str, str]] = {  # kind of event → what it is about, and where that is named
    "board_post": ("topic", "topic_owner_id", "topic_id"),
    "photo_comment": ("photo", "photo_owner_id", "photo_id"),
    "video_comment": ("video", "video_owner_id", "video_id"),
    "market_comment": ("product", "market_owner_id", "item_id"),
}
MESSAGES = ("message_new", "message_reply", "message_edit")


def event(source: Source, told: Any, at: datetime) -> Event:
    """What one event tells; KeyError, TypeError or ValueError when it is none.

    VK tells no time of an edit or a deletion: that of its arrival stands for it.
    """
    kind, about = str(told["type"]), told["object"]
    name = str(told.get("event_id") or f"{kind} at {stamped(at)}")
    if kind == "wall_post_new":
        return Event(name, tuple(_posted(source, about)))
    if kind in MESSAGES:
        return Event(name, tuple(_messaged(source, kind, about, int(told["group_id"]), at)))
    what, _, deed = kind.rpartition("_")
    if what == "wall_reply" or what in THINGS:
        return Event(name, tuple(_commented(source, what, deed, about, at)))
    return Event(name)


def is_of(source: Source, group: Any) -> bool:
    """Whether a community is the one that target names; a short name cannot be told from another."""
    target = named(source)
    return not target.removeprefix("-").isdecimal() or target == f"-{group}"


def _posted(source: Source, post: Any) -> Iterator[Change]:
    if post.get("post_type", "post") in PUBLIC:
        said = vk_parse.found(source, post, {})
        yield Change(said.external_id, stamped(said.published_at), said, original=True)


def _commented(source: Source, what: str, deed: str, about: Any, at: datetime) -> Iterator[Change]:
    if deed == "delete":
        yield Change(_name(what, about), stamped(at))
        return
    said = _comment(source, what, about)
    if deed == "new":
        yield Change(said.external_id, stamped(said.published_at), said, original=True)
    elif deed in ("edit", "restore"):
        yield Change(said.external_id, stamped(at), said, revives=deed == "restore")


def _name(what: str, about: Any) -> str:
    if what == "wall_reply":
        return external_id(*_post(about), int(about["id"]))
    return f"{_thing(what, about).name}_{int(about['id'])}"


def _comment(source: Source, what: str, about: Any) -> Mention:
    under = next((int(each) for each in about.get("parents_stack") or ()), 0)
    if what == "wall_reply":
        return vk_parse.said_under(source, about, *_post(about), under)
    return vk_things.comment(source, about, _thing(what, about), {}, under)


def _post(about: Any) -> tuple[int, int]:
    return int(about.get("post_owner_id") or about["owner_id"]), int(about["post_id"])


def _thing(what: str, about: Any) -> Thing:
    sort, owner, number = THINGS[what]
    return Thing(sort, int(about.get(owner) or about["owner_id"]), int(about[number]))


def _messaged(source: Source, kind: str, about: Any, group: int, at: datetime) -> Iterator[Change]:
    """A message to the community, or its answer; VK tells edits of the community's own alone."""
    message = about.get("message", about)
    said = _message(source, message, group)
    if not said.text and not said.attachments:  # somebody joined a chat, a title changed
        return
    edit = kind == "message_edit"
    stamp = stamped(at) if edit else stamped(said.published_at)
    yield Change(said.external_id, stamp, said, original=not edit, revives=not edit, answers=said.by_brand)


def _message(source: Source, message: Any, group: int) -> Mention:
    author, peer = int(message["from_id"]), int(message["peer_id"])
    where = f"message{external_id(-group, peer)}"
    number, answered = _number(message), message.get("reply_message")
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=f"{where}_{number}",
        kind=Kind.COMMENT,
        text=str(message["text"]),
        published_at=time_of(message["date"]),
        thread_id=where,
        parent_id=f"{where}_{_number(answered)}" if answered else None,
        position=number,
        author_id=str(author),
        by_brand=author == -group or message.get("out") == 1,
        attachments=attachments_of(message),
    )


def _number(message: Any) -> int:
    """Within its conversation."""
    return int(message.get("conversation_message_id") or message["id"])
