"""What Facebook's answers mean: posts of a feed and the comments under them. Pure."""

from datetime import datetime
from typing import Any

from listener.sources.rolling import Item
from models.records import Kind, Mention
from models.settings import Source

ATTACHMENTS = {"photo": "photo", "sticker": "sticker", "share": "link", "link": "link", "album": "photo"}


def item(source: Source, post: Any) -> Item:
    """A post of a feed; KeyError, TypeError or ValueError when it is none."""
    name, by = str(post["id"]), post.get("from") or {}
    attached = (post.get("attachments") or {}).get("data") or ()
    mention = Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=name,
        kind=Kind.POST,
        text=str(post.get("message") or post.get("story") or ""),
        published_at=_time(post["created_time"]),
        thread_id=name,
        url=post.get("permalink_url"),
        author_id=by.get("id"),
        author_name=by.get("name"),
        by_brand=by.get("id") == _page(name),
        likes=_total(post, "reactions"),
        replies=_total(post, "comments"),
        shares=(post.get("shares") or {}).get("count"),
        attachments=tuple(_kind(each.get("media_type")) for each in attached),
    )
    return Item(mention, mention.published_at, mention.replies or 0)


def comment(source: Source, post: str, given: Any) -> Mention:
    """A comment under a post, at any level; KeyError, TypeError or ValueError when it is none."""
    by, attached = given.get("from") or {}, given.get("attachment") or {}
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=str(given["id"]),
        kind=Kind.COMMENT,
        text=str(given.get("message") or ""),
        published_at=_time(given["created_time"]),
        thread_id=post,
        parent_id=str((given.get("parent") or {}).get("id") or post),
        url=given.get("permalink_url"),
        author_id=by.get("id"),
        author_name=by.get("name"),
        by_brand=by.get("id") == _page(post),
        likes=given.get("like_count"),
        replies=given.get("comment_count"),
        attachments=(_kind(attached.get("type")),) if attached else (),
    )


def _page(post: str) -> str:
    """The number of the page, which a post's own begins with."""
    return post.partition("_")[0]


def _total(post: Any, name: str) -> int | None:
    told = ((post.get(name) or {}).get("summary") or {}).get("total_count")
    return None if told is None else int(told)


def _kind(told: Any) -> str:
    kind = str(told or "")
    return "video" if "video" in kind else ATTACHMENTS.get(kind, "other")


def _time(text: Any) -> datetime:
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
