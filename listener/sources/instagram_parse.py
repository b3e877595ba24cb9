"""What Instagram's answers mean: posts, comments and replies. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from listener.sources.rolling import Item
from models.records import Kind, Mention
from models.settings import Source

ATTACHMENTS = {"IMAGE": "photo", "CAROUSEL_ALBUM": "photo", "VIDEO": "video"}


@dataclass(frozen=True, slots=True)
class Media:
    """What of a post its comments need."""

    name: str
    permalink: str | None = None
    owner: str | None = None  # the public name of the account


def item(source: Source, post: Any) -> tuple[Item, Media]:
    """A post of the account; KeyError, TypeError or ValueError when it is none."""
    name, link, owner = str(post["id"]), post.get("permalink"), post.get("username")
    count = int(post.get("comments_count") or 0)
    mention = Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=name,
        kind=Kind.POST,
        text=str(post.get("caption") or ""),
        published_at=_time(post["timestamp"]),
        thread_id=name,
        url=link,
        author_id=source.target,
        author_name=owner,
        by_brand=True,
        likes=post.get("like_count"),
        replies=count,
        attachments=(ATTACHMENTS.get(str(post.get("media_type")), "other"),),
    )
    return Item(mention, mention.published_at, count), Media(name, link, owner)


def comment(source: Source, account: str, media: Media, given: Any, above: str | None = None) -> Mention:
    """A comment, or a reply to the one `above`; KeyError, TypeError or ValueError when it is none."""
    by = given.get("from") or {}
    name, author = str(given["id"]), given.get("username") or by.get("username")
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=name,
        kind=Kind.COMMENT,
        text=str(given.get("text") or ""),
        published_at=_time(given["timestamp"]),
        thread_id=media.name,
        parent_id=above or media.name,
        url=f"{media.permalink.rstrip('/')}/c/{name}/" if media.permalink else None,
        author_id=by.get("id") or author,
        author_name=author,
        by_brand=by.get("id") == account or (author is not None and author == media.owner),
        likes=given.get("like_count"),
    )


def wanted(value: Any) -> str:
    """What a mention is called until it is asked for: a call tells its numbers alone."""
    return f"mention/{int(value['media_id'])}/{value.get('comment_id') or ''}"


def mentioned_post(source: Source, name: str, given: Any) -> Mention:
    """A post of somebody else that names the account; KeyError, TypeError or ValueError when it is none."""
    found, _ = item(source, {**given, "id": name})
    author = given.get("username")
    return replace(found.mention, author_id=author, author_name=author, by_brand=False)


def _time(text: Any) -> datetime:
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
