"""What X's answers mean: posts, with the names of their authors where these were asked for. Pure.

X is renaming tweets to posts, and which spelling an answer has is not settled: both are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from models.records import Kind, Mention
from models.settings import Source

SITE = "https://x.com"
BEGAN = datetime(
    2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC
)  # from when the numbers of posts count milliseconds


@dataclass(frozen=True, slots=True)
class Post:
    """A post, and the number of its latest version."""

    mention: Mention  # named by the number of its first version: an edit makes a new one
    version: str
    latest: str  # of the versions that X tells; another than `version` where it was edited since


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of posts, newest first."""

    posts: tuple[Post, ...]
    users: int  # profiles that came along, each with a price
    goes_on: bool


def found(source: Source, brand: str | None, body: Any) -> Found:
    """The answer to a search, a list of mentions or a look-up; KeyError or ValueError when it is none."""
    if not any(body.get(name) for name in ("data", "meta", "errors")):
        raise ValueError("neither posts nor a word about them")
    people = (body.get("includes") or {}).get("users") or ()
    names = {str(each["id"]): each for each in people}
    posts = tuple(_post(source, brand, each, names) for each in body.get("data") or ())
    return Found(posts, len(people), bool((body.get("meta") or {}).get("next_token")))


def number(body: Any) -> str | None:
    """The number of the account that was asked for by its name; None where there is none."""
    return str(body["data"]["id"]) if body.get("data") else None


def written_at(name: str) -> datetime:
    """When a post of this number was written."""
    return BEGAN + timedelta(milliseconds=int(name) >> 22)


def _post(source: Source, brand: str | None, item: Any, names: Mapping[str, Any]) -> Post:
    version = str(item["id"])
    versions = [str(each) for each in _either(item, "edit_history_{}_ids") or (version,)]
    counts, author = item.get("public_metrics") or {}, str(item["author_id"])
    who = names.get(author) or {}
    answered = _answered(item)
    long = _either(item, "note_{}") or {}
    written = _time(item["created_at"])
    mention = Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=versions[0],
        kind=Kind.COMMENT if answered else Kind.POST,
        text=unescape(str(long.get("text") or item["text"])),
        published_at=written_at(versions[0]) if versions[0] != version else written,
        thread_id=str(item.get("conversation_id") or answered or versions[0]),
        parent_id=answered,
        url=f"{SITE}/{who.get('username') or 'i'}/status/{version}",
        author_id=author,
        author_name=who.get("name") or None,
        by_brand=author == brand,
        edited_at=written if versions[0] != version else None,
        likes=counts.get("like_count"),
        replies=counts.get("reply_count"),
        shares=counts.get("retweet_count", counts.get("repost_count")),
        views=counts.get("impression_count"),
        attachments=("other",) * len((item.get("attachments") or {}).get("media_keys") or ()),
    )
    return Post(mention, version, versions[-1])


def _answered(item: Any) -> str | None:
    """The post that this one answers."""
    above = _either(item, "referenced_{}s") or ()
    return next((str(each["id"]) for each in above if each["type"] == "replied_to"), None)


def _either(item: Any, name: str) -> Any:
    return item.get(name.format("tweet"), item.get(name.format("post")))


def _time(text: Any) -> datetime:
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
