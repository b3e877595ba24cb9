"""The posts of a channel: all that is new, the newest page for edits, and older pages in rotation."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from listener.sources.adapter import Memory
from listener.sources.telegram_channel import Channel, lowest, missing, reaches
from listener.sources.telegram_page import Page
from models.moments import from_text, to_text
from models.records import Batch, ThreadState

LOOK_BACK_EVERY = timedelta(hours=1)  # one older page of the window is read again
MANY = 2000  # posts of one window that are looked at


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the channel has been read: the cursor of its source."""

    top: int = 0  # every post of the window up to this number has been seen
    back: int | None = None  # below this number the rotation goes on; None: from the newest page
    back_at: datetime | None = None  # when the rotation last read a page

    @classmethod
    def read(cls, cursor: str | None) -> Self:
        """The walk that a cursor holds; a new one when there is none."""
        if cursor is None:
            return cls()
        held = json.loads(cursor)
        return cls(held["top"], held["back"], from_text(held["back_at"]))

    @property
    def cursor(self) -> str:
        """What `read` reads."""
        return json.dumps({"top": self.top, "back": self.back, "back_at": to_text(self.back_at)})


def read_posts(channel: Channel, memory: Memory, at: datetime) -> Iterator[Batch]:
    """Every post that is new, newest first; edits and deletions on the pages that are read for it."""
    stored = memory.posts(MANY)
    known = {each.position for each in stored.values() if each.position and not each.deleted}
    walk = Walk.read(memory.cursor)
    page, below = channel.page(), None
    top = max(page.numbers, default=0)
    while True:
        yield _batch(channel, memory, page, known, below)
        seen_before = lowest(page) <= walk.top and not memory.thorough
        if not _is_in_doubt(page, known) and (seen_before or _is_last(page, memory.since)):
            break
        below = lowest(page)
        page = channel.page(below)
    done = replace(walk, top=max(walk.top, top))
    if memory.thorough:
        done = replace(done, back=None, back_at=at)
    elif not _is_last(page, memory.since) and at - (walk.back_at or at) >= LOOK_BACK_EVERY:
        below = walk.back or lowest(page)
        page = channel.page(below)
        yield _batch(channel, memory, page, known, below)
        ended = _is_last(page, memory.since) and not _is_in_doubt(page, known)
        done = replace(done, back=None if ended else lowest(page), back_at=at)
    if done != walk:
        yield Batch(cursor=done.cursor)


def _is_last(page: Page, since: datetime) -> bool:
    return not page.older or reaches(page.messages, since)


def _is_in_doubt(page: Page, known: set[int]) -> bool:
    """Whether the page seems to be the last although lower posts are known: the next one will tell."""
    return bool(page.numbers) and not page.older and any(number < lowest(page) for number in known)


def _batch(channel: Channel, memory: Memory, page: Page, known: set[int], below: int | None) -> Batch:
    posts = [channel.post(each) for each in page.messages if each.published_at >= memory.since]
    return Batch(
        mentions=tuple(posts),
        vanished=tuple(str(number) for number in sorted(missing(known, page, below))),
        threads=tuple(
            ThreadState(post.external_id, published_at=post.published_at)
            for post in posts
            if post.position not in known
        ),
    )
