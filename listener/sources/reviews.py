"""Reviews with the brand's answers under them, as several platforms list them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from listener.sources.adapter import Memory
from models.records import Batch, Kind, Mention

MANY = 10_000  # reviews within the window whose deletion is noticed


@dataclass(frozen=True, slots=True)
class Review:
    """A review, and what the brand answered."""

    mention: Mention
    answer: Mention | None


def answer(review: Mention, text: str, at: datetime) -> Mention:
    """The brand's answer to a review."""
    return Mention(
        brand=review.brand,
        source=review.source,
        platform=review.platform,
        external_id=f"{review.external_id}/reply",
        kind=Kind.COMMENT,
        text=text,
        published_at=at,
        thread_id=review.external_id,
        parent_id=review.external_id,
        url=review.url,
        by_brand=True,
    )


def kept(memory: Memory, reviews: Iterable[Review]) -> tuple[Batch, bool]:
    """The batch of a page of reviews, and whether it holds anything that was not known."""
    mentions, gone, news = [], [], False
    for review in reviews:
        known = memory.known(review.mention.external_id)
        shown = [review.mention, *([review.answer] if review.answer else [])]
        for each in shown:
            was = known.get(each.external_id)
            news = news or was is None or was.text != each.text
            changed = was is not None and was.text != each.text
            mentions.append(replace(each, edited_at=each.edited_at or each.published_at) if changed else each)
        here = {each.external_id for each in shown}
        gone += [name for name, was in known.items() if name not in here and not was.deleted]
    return Batch(tuple(mentions), tuple(gone)), news


def vanished(memory: Memory, begins: str, since: datetime, shown: Collection[str]) -> Batch:
    """The stored reviews written since then, and all under them, that complete listings do not show."""
    posts = memory.posts(MANY).items()
    lost = [
        name
        for name, known in posts
        if name.startswith(begins) and name not in shown and not known.deleted and known.published_at >= since
    ]
    under = (name for post in lost for name, known in memory.known(post).items() if not known.deleted)
    return Batch(vanished=tuple(dict.fromkeys((*lost, *under))))
