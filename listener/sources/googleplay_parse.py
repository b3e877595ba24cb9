"""What Google Play's answers mean: reviews, and the brand's answers to them. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from listener.sources.reviews import Review, answer
from models.records import Kind, Mention
from models.settings import Source

SITE = "https://play.google.com/store/apps/details"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the reviews."""

    reviews: tuple[Review, ...]
    onward: str | None


def page(source: Source, package: str, body: Any) -> Page:
    """The answer of reviews.list; KeyError, TypeError or ValueError when it is none."""
    found = (_review(source, package, each) for each in body.get("reviews") or ())
    onward = (body.get("tokenPagination") or {}).get("nextPageToken")
    return Page(tuple(each for each in found if each), onward)


def _review(source: Source, package: str, item: Any) -> Review | None:
    name, comments = str(item["reviewId"]), item["comments"]
    said = next((each["userComment"] for each in comments if "userComment" in each), None)
    if said is None:
        return None
    mention = Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=name,
        kind=Kind.POST,
        text=_text(said.get("originalText") or said["text"]),
        published_at=_time(said["lastModified"]),
        thread_id=name,
        url=f"{SITE}?id={package}&reviewId={name}",
        author_name=item.get("authorName") or None,
        rating=float(said["starRating"]),
        likes=said.get("thumbsUpCount"),
    )
    answers = [each["developerComment"] for each in comments if "developerComment" in each]
    last = answers[-1] if answers else None
    told = answer(mention, _text(last["text"]), _time(last["lastModified"])) if last else None
    return Review(mention, told)


def _text(told: Any) -> str:
    """Title and text on lines of their own: Google parts them by a tab."""
    return "\n".join(filter(None, (part.strip() for part in str(told).split("\t"))))


def _time(told: Any) -> datetime:
    """Seconds, which Google writes as text, and the part of one."""
    return EPOCH + timedelta(seconds=int(told["seconds"]), microseconds=int(told.get("nanos", 0)) // 1000)
