"""What Yandex Market says of reviews of a shop's goods, and of the comments under them. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.records import Kind, Mention
from models.settings import Source

PARTS = (("advantages", "Достоинства: "), ("disadvantages", "Недостатки: "), ("comment", ""))
OURS = "BUSINESS"


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the reviews."""

    reviews: tuple[Mention, ...]
    onward: str | None


def page(source: Source, body: Any) -> Page:
    """The answer of goods-feedback; KeyError, TypeError or ValueError when it is none."""
    result = body["result"]
    reviews = tuple(_review(source, each) for each in result["feedbacks"])
    return Page(reviews, (result.get("paging") or {}).get("nextPageToken") or None)


def comments(source: Source, review: str, body: Any, at: datetime) -> list[Mention]:
    """The answer of goods-feedback/comments; `at` stands for the time of a comment that tells none."""
    return [_comment(source, review, each, at) for each in body["result"]["comments"]]


def _review(source: Source, item: Any) -> Mention:
    name, said, counts = str(item["feedbackId"]), item.get("description") or {}, item["statistics"]
    media, who = item.get("media") or {}, item.get("author")
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=name,
        kind=Kind.POST,
        text="\n".join(f"{label}{said[part].strip()}" for part, label in PARTS if said.get(part)),
        published_at=_time(item["createdAt"]),
        thread_id=name,
        author_name=str(who.get("name") if isinstance(who, dict) else who or "") or None,
        rating=float(counts["rating"]),
        replies=int(counts.get("commentsCount") or 0),
        attachments=("photo",) * len(media.get("photos") or ()) + ("video",) * len(media.get("videos") or ()),
    )


def _comment(source: Source, review: str, item: Any, at: datetime) -> Mention:
    who, above = item.get("author") or {}, item.get("parentId")
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=f"{review}/{item['id']}",
        kind=Kind.COMMENT,
        text=str(item["text"]),
        published_at=_time(item["createdAt"]) if item.get("createdAt") else at,
        thread_id=review,
        parent_id=f"{review}/{above}" if above else review,
        author_name=who.get("name") or None,
        by_brand=who.get("type") == OURS,
    )


def _time(text: Any) -> datetime:
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
