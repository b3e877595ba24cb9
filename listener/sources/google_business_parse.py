"""What Google says of the reviews of a place. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from listener.sources.reviews import Review, answer
from models.records import Kind, Mention
from models.settings import Source

STARS = {"ONE": 1.0, "TWO": 2.0, "THREE": 3.0, "FOUR": 4.0, "FIVE": 5.0}
BEFORE = re.compile(r"^\(Translated by Google\).*?\(Original\)\s*", re.DOTALL)
AFTER = re.compile(r"\s*\(Translated by Google\).*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the reviews, the latest change first."""

    reviews: tuple[Review, ...]
    changed: tuple[datetime, ...]  # when each was changed
    onward: str | None


def page(source: Source, place: str, body: Any) -> Page:
    """The answer of reviews.list for one place; KeyError, TypeError or ValueError when it is none."""
    items = body.get("reviews") or ()
    reviews = tuple(_review(source, place, each) for each in items)
    return Page(reviews, tuple(_time(each["updateTime"]) for each in items), body.get("nextPageToken"))


def original(text: str) -> str:
    """A text as it was written, without the translation that Google puts before or after it."""
    return AFTER.sub("", BEFORE.sub("", text)).strip()


def _review(source: Source, place: str, item: Any) -> Review:
    name, who = f"{place}/{item['reviewId']}", item.get("reviewer") or {}
    written, changed = _time(item["createTime"]), _time(item["updateTime"])
    mention = Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=name,
        kind=Kind.POST,
        text=original(str(item.get("comment") or "")),
        published_at=written,
        thread_id=name,
        author_name=None if who.get("isAnonymous") else who.get("displayName") or None,
        edited_at=changed if changed > written else None,
        rating=STARS.get(item["starRating"]),
        attachments=("photo",) * len(item.get("reviewMediaItems") or ()),
    )
    said = item.get("reviewReply")
    told = answer(mention, original(str(said["comment"])), _time(said["updateTime"])) if said else None
    return Review(mention, told)


def _time(text: Any) -> datetime:
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
