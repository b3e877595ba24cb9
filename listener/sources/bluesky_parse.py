"""What Bluesky's answers mean: posts that a search found, and threads. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from listener.sources.rolling import Item, Page
from models.records import Kind, Mention
from models.settings import Source

SITE = "https://bsky.app"
LOST = "app.bsky.feed.defs#notFoundPost"
HONEST = timedelta(days=1)  # how far what a client says of the time may lie before the time of indexing
ATTACHMENTS = {
    "images": "photo",
    "video": "video",
    "external": "link",
    "record": "forward",
    "recordWithMedia": "forward",
}


def found(source: Source, login: str, body: Any) -> Page:
    """The answer of searchPosts or getPosts; KeyError, TypeError or ValueError when it is none."""
    items = tuple(_item(source, login, post) for post in body["posts"])
    return Page(items, body.get("cursor"))


def lost(body: Any) -> bool:
    """Whether getPostThread says that the post is not there."""
    return bool(body["thread"].get("notFound")) or body["thread"].get("$type") == LOST


def replies(source: Source, login: str, thread: str, body: Any) -> tuple[Mention, ...]:
    """All replies of getPostThread, at whatever level; KeyError or ValueError when it is none."""
    return tuple(_mention(source, login, post, thread) for post in _under(body["thread"]))


def cut(view: Any) -> bool:
    """Whether a thread view shows fewer replies, at any level, than are counted there."""
    replies = view.get("replies") or ()
    if len(replies) < int(view["post"].get("replyCount") or 0):
        return True
    return any(cut(reply) for reply in replies if "post" in reply)


def _under(view: Any) -> Iterator[Any]:
    for reply in view.get("replies") or ():
        if "post" in reply:  # neither deleted nor by somebody who has blocked us
            yield reply["post"]
            yield from _under(reply)


def _item(source: Source, login: str, post: Any) -> Item:
    mention = _mention(source, login, post, str(post["uri"]))
    return Item(mention, _time(post["indexedAt"]), int(post.get("replyCount", 0)))


def _mention(source: Source, login: str, post: Any, thread: str) -> Mention:
    name, author, record = str(post["uri"]), post["author"], post["record"]
    handle = str(author["handle"])
    answered = ((record.get("reply") or {}).get("parent") or {}).get("uri")
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=name,
        kind=Kind.COMMENT if answered else Kind.POST,
        text=str(record.get("text", "")),
        published_at=_published(record.get("createdAt"), _time(post["indexedAt"])),
        thread_id=thread,
        parent_id=answered,
        url=f"{SITE}/profile/{author['did']}/post/{name.rpartition('/')[2]}",
        author_id=str(author["did"]),
        author_name=author.get("displayName") or handle,
        by_brand=login in (handle, author["did"]),
        likes=post.get("likeCount"),
        replies=post.get("replyCount"),
        shares=post.get("repostCount"),
        attachments=_attachments(record.get("embed")),
    )


def _published(told: Any, indexed: datetime) -> datetime:
    """When a post was written: what its client says, unless that cannot be."""
    try:
        written = _time(str(told))
    except ValueError:
        return indexed
    return written if indexed - HONEST <= written <= indexed else indexed


def _attachments(embed: Any) -> tuple[str, ...]:
    kind = str((embed or {}).get("$type", "")).rpartition(".")[2]
    return (ATTACHMENTS.get(kind, "other"),) if kind else ()


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
