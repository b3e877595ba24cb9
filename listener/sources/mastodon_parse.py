"""What Mastodon's answers mean: posts, mentions, and what stands under a post. Pure."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from listener.sources.feed_parse import plain
from listener.sources.rolling import Item
from models.records import Kind, Mention
from models.settings import Source

PUBLIC = frozenset({"public", "unlisted"})
NEXT = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?')
ATTACHMENTS = {"image": "photo", "gifv": "video", "video": "video", "audio": "audio"}


def older(link: str) -> str | None:
    """The max_id of the page that a Link header calls the next; None when there is none."""
    found = NEXT.search(link)
    return next(iter(parse_qs(urlsplit(found[1]).query).get("max_id", [])), None) if found else None


def listed(source: Source, brand: str | None, body: Any) -> tuple[Item, ...]:
    """The public posts of a timeline or of notifications; KeyError or ValueError when it is none."""
    posts = _public(each.get("status", each) for each in body)
    return tuple(_item(source, brand, post) for post in posts)


def replies(source: Source, brand: str | None, thread: str, body: Any) -> tuple[Mention, ...]:
    """The public posts under a post; KeyError, TypeError or ValueError when it is no context."""
    return tuple(_mention(source, brand, post, thread) for post in _public(body["descendants"]))


def _public(posts: Iterable[Any]) -> Iterator[Any]:
    return (post for post in posts if post["visibility"] in PUBLIC and not post.get("reblog"))


def _item(source: Source, brand: str | None, post: Any) -> Item:
    mention = _mention(source, brand, post, str(post["id"]))
    return Item(mention, mention.published_at, int(post["replies_count"]))


def _mention(source: Source, brand: str | None, post: Any, thread: str) -> Mention:
    account, answered = post["account"], post.get("in_reply_to_id")
    text = "\n".join(filter(None, (str(post.get("spoiler_text") or ""), plain(str(post["content"])))))
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=str(post["id"]),
        kind=Kind.COMMENT if answered else Kind.POST,
        text=text,
        published_at=_time(post["created_at"]),
        thread_id=thread,
        parent_id=str(answered) if answered else None,
        url=_address(post),
        author_id=str(account["acct"]),
        author_name=account.get("display_name") or str(account["acct"]),
        by_brand=brand is not None and _whole_name(source, account) == brand.lower(),
        edited_at=_time(post["edited_at"]) if post.get("edited_at") else None,
        likes=post.get("favourites_count"),
        replies=post.get("replies_count"),
        shares=post.get("reblogs_count"),
        attachments=tuple(
            ATTACHMENTS.get(each["type"], "other") for each in post.get("media_attachments") or ()
        ),
    )


def _whole_name(source: Source, account: Any) -> str:
    """name@host; an account of the instance itself is called by its name alone."""
    name = str(account["acct"])
    own = urlsplit(str(account.get("url") or source.base_url)).hostname
    return (name if "@" in name else f"{name}@{own}").lower()


def _address(post: Any) -> str | None:
    address = str(post.get("url") or post.get("uri") or "")
    return address if address.startswith(("https://", "http://")) else None


def _time(text: Any) -> datetime:
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
