"""What an alert quotes: mentions and posts, masked and shortened before they leave the store."""

from collections.abc import Iterable
from datetime import datetime

from models.labels import OTHER
from models.records import StoredMention
from models.store import Store
from models.store.queue import Seen
from web.alerts.facts import Post, Quote
from web.alerts.masks import tamed

QUOTES = 3
CANDIDATES = 12  # of which those that repeat another word for word are left out
POSTS = 3


def quotes(store: Store, brand: str, since: datetime, until: datetime) -> tuple[Quote, ...]:
    """Three of the weightiest complaints of a window, each by another author and in other words."""
    different = {
        _words(seen.mention): seen
        for seen in reversed(store.figures.quotes(brand, since, until, CANDIDATES))
        if seen.mention.mention.text.strip()
    }
    return tuple(quote(seen) for seen in list(reversed(different.values()))[:QUOTES])


def quote(seen: Seen) -> Quote:
    """One mention as an alert quotes it."""
    mention = seen.mention.mention
    return Quote(
        text=tamed(mention.text),
        label=seen.label or OTHER,
        platform=mention.platform,
        at=mention.published_at,
        likes=mention.likes,
        case=seen.case_id,
        url=mention.url,
        mention=seen.mention.id,
    )


def posts(store: Store, brand: str, since: datetime, until: datetime) -> tuple[Post, ...]:
    """The posts under which most upset people wrote in a window."""
    return tuple(
        Post(tamed(thread.text) if thread.text else None, thread.platform, thread.url, thread.authors)
        for thread in store.figures.hot_threads(brand, since, until, POSTS)
    )


def of_mentions(store: Store, numbers: Iterable[int]) -> tuple[Quote, ...]:
    """The mentions of those numbers, as far as they are still there."""
    found = (store.queue.mention(number) for number in numbers)
    return tuple(quote(seen) for seen in found if seen is not None)


def _words(mention: StoredMention) -> str:
    return " ".join(mention.mention.text.casefold().split())
