"""What YouTube's answers mean: comment threads and the replies in them. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from listener.sources.rolling import Item, Page
from models.records import Kind, Mention
from models.settings import Source

SITE = "https://www.youtube.com"


@dataclass(frozen=True, slots=True)
class Replies:
    """A stretch of the replies in one thread."""

    mentions: tuple[Mention, ...]
    onward: str | None


def threads(source: Source, brand: str | None, body: Any) -> Page:
    """The answer of commentThreads.list; KeyError, TypeError or ValueError when it is none."""
    items = tuple(_thread(source, brand, item) for item in body["items"])
    return Page(items, body.get("nextPageToken"))


def replies(source: Source, brand: str | None, thread: str, body: Any) -> Replies:
    """The answer of comments.list; KeyError, TypeError or ValueError when it is none."""
    found = tuple(_comment(source, brand, item, thread, None) for item in body["items"])
    return Replies(found, body.get("nextPageToken"))


def _thread(source: Source, brand: str | None, item: Any) -> Item:
    name, said = str(item["id"]), item["snippet"]
    count = int(said["totalReplyCount"])
    top = _comment(source, brand, said["topLevelComment"], name, count)
    given = (item.get("replies") or {}).get("comments") or ()
    along = tuple(_comment(source, brand, each, name, None) for each in given)
    return Item(top, top.published_at, count, along)


def _comment(source: Source, brand: str | None, item: Any, thread: str, count: int | None) -> Mention:
    name, said = str(item["id"]), item["snippet"]
    author = (said.get("authorChannelId") or {}).get("value")
    published, updated = _time(said["publishedAt"]), _time(said["updatedAt"])
    video = said.get("videoId")
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=name,
        kind=Kind.COMMENT,
        text=str(said["textDisplay"]),
        published_at=published,
        thread_id=thread,
        parent_id=None if name == thread else thread,
        url=f"{SITE}/watch?v={video}&lc={name}" if video else None,
        author_id=author,
        author_name=said.get("authorDisplayName") or None,
        by_brand=author is not None and author == brand,
        edited_at=updated if updated > published else None,
        likes=int(said["likeCount"]) if "likeCount" in said else None,
        replies=count,
    )


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
