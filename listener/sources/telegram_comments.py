"""The comments under one post: the newest hundred at each reading, older ones when something is amiss."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from listener.sources.adapter import Memory
from listener.sources.telegram_channel import Channel, lowest, missing
from listener.sources.telegram_page import CLOSED_DISCUSSION, Discussion, Page
from models.moments import from_text, to_text
from models.records import Batch, ThreadState

WHOLE_EVERY = timedelta(days=1)  # a discussion is read from end to end for edits far below


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a discussion has been read: the cursor of its thread."""

    top: int = 0  # every comment up to this number has been seen
    active: datetime | None = None  # when the newest comment was written
    whole: datetime | None = None  # when it was last read from end to end
    surplus: int = 0  # how many more were stored than counted after that: a quirk, no deletion

    @classmethod
    def read(cls, cursor: str | None) -> Self:
        """The progress that a cursor holds; none when there is no cursor."""
        if cursor is None:
            return cls()
        held = json.loads(cursor)
        return cls(held["top"], from_text(held["active"]), from_text(held["whole"]), held["surplus"])

    @property
    def cursor(self) -> str:
        """What `read` reads."""
        held = {"top": self.top, "surplus": self.surplus}
        return json.dumps(held | {"active": to_text(self.active), "whole": to_text(self.whole)})


def read_comments(channel: Channel, memory: Memory, thread: ThreadState, at: datetime) -> Iterator[Batch]:
    """What is new, edited and gone under one post, newest first. Its cursor moves when all of it is kept."""
    post = thread.thread_id
    seen = Progress.read(thread.cursor)
    found = channel.discussion(int(post))
    if found is CLOSED_DISCUSSION:
        yield Batch(threads=(replace(thread, cursor=seen.cursor, read_at=at),))
        return
    stored = memory.known(post).values()
    present = {
        each.position for each in stored if each.position and each.external_id != post and not each.deleted
    }
    page, below, listed = found.page, None, len(found.page.numbers)
    while True:
        gone = missing(present, page, below)
        present = (present - gone) | page.numbers
        batch = _batch(channel, post, page, gone)
        if not (_goes_on(page, found, seen, present, at) or _is_in_doubt(page, found, seen, present, listed)):
            break
        yield batch
        below = lowest(page)
        page = channel.older_comments(int(post), found, below)
        listed += len(page.numbers)
    after = _after(seen, found, whole=not page.older, stored=len(present), at=at)
    yield replace(batch, threads=(replace(thread, cursor=after.cursor, replies=found.count, read_at=at),))


def _goes_on(page: Page, found: Discussion, seen: Progress, present: set[int], at: datetime) -> bool:
    """Whether older comments are to be asked for: some unseen, some gone, or all to be read once more."""
    if not page.older or not page.numbers:
        return False
    unseen = lowest(page) > seen.top
    gone = found.count is not None and len(present) - found.count > seen.surplus
    return unseen or gone or seen.whole is None or at - seen.whole >= WHOLE_EVERY


def _is_in_doubt(page: Page, found: Discussion, seen: Progress, present: set[int], listed: int) -> bool:
    """Whether the page seems to be the last although there should be more: the next one will tell."""
    if page.older or not page.numbers:
        return False
    fewer = found.count is not None and listed < found.count + min(seen.surplus, 0)
    return fewer or min(present) < lowest(page)


def _after(seen: Progress, found: Discussion, whole: bool, stored: int, at: datetime) -> Progress:
    newest = max((each.published_at for each in found.page.messages), default=seen.active)
    moved = replace(seen, top=max(seen.top, *found.page.numbers, 0), active=newest)
    if not whole:
        return moved
    return replace(moved, whole=at, surplus=0 if found.count is None else stored - found.count)


def _batch(channel: Channel, post: str, page: Page, gone: set[int]) -> Batch:
    return Batch(
        mentions=tuple(channel.comment(each, post) for each in page.messages),
        vanished=tuple(f"{post}/{number}" for number in sorted(gone)),
    )
