"""How a platform is read that lists threads newest first, counts the replies, and gives a thread by its name.

A turn reads the newest pages down to where the turn before began, then the replies of every thread whose
count has changed. The threads unseen for the longest time are asked for by name, which tells edits and
deletions apart from what has only left the listing. Once a day the listing is read down to `since`.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from typing import Protocol, Self

from listener.network import SourceError
from listener.sources.adapter import Memory
from models.moments import from_text, to_text
from models.records import Batch, Mention, ThreadState

log = logging.getLogger(__name__)

MANY = 2000  # threads within the window that are looked after
WHOLE_EVERY = timedelta(days=1)
REPLIES_AGAIN = timedelta(days=1)  # the replies of a thread are read again, for edits among them
OVERLAP = timedelta(hours=1)  # the listing may show a thread a little late
BUDGET = 30  # threads of one turn whose replies are read
UNREAD = -1  # stands for the count of a thread whose replies have not been read
IN_A_ROW = 3  # threads that fail one after another: the fault is not theirs


class GoneError(Exception):
    """The thread is not there any more; the next look at it by name will say so too."""


class CutError(Exception):
    """The listing of a thread ended early: what it does not show may be there all the same."""


@dataclass(frozen=True, slots=True)
class Item:
    """What opens a thread, as the platform shows it."""

    mention: Mention
    listed_at: datetime  # what listings are ordered by
    replies: int = 0  # how many the platform counts under it
    along: tuple[Mention, ...] = ()  # those of them that came along

    @property
    def name(self) -> str:
        """What the platform calls it."""
        return self.mention.external_id

    @property
    def whole(self) -> bool:
        """Whether every reply came along."""
        return len(self.along) >= self.replies


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the listing, newest first."""

    items: tuple[Item, ...]
    onward: str | None  # what asks for the next stretch; None: there is none


class Place(Protocol):
    """One page, channel or search, as its adapter asks for it."""

    @property
    def again_at_once(self) -> int:
        """How many threads `again` takes."""

    @property
    def whole_every(self) -> timedelta:
        """How often the listing is read down to `since`."""

    @property
    def replies_again(self) -> timedelta:
        """How long the replies of a thread may be left alone when their number stays the same."""

    @property
    def newest_first(self) -> bool:
        """Whether `replies` begins with the newest, at whatever level."""

    def newest(self, onward: str | None) -> Page:
        """A page of the listing; None asks for the newest."""

    def again(self, names: Sequence[str]) -> Iterable[Item]:
        """Those of the named threads that still stand."""

    def replies(self, name: str) -> Iterator[Sequence[Mention]]:
        """All replies of a thread, page by page; GoneError when it is not there, CutError after a part."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the listing has been read: the cursor of the source."""

    top: datetime | None = None  # the newest thread of the latest complete reading
    whole: datetime | None = None  # when the listing was last read down to `since`

    @classmethod
    def read(cls, cursor: str | None) -> Self:
        """The mark that a cursor holds; a blank one when there is no cursor."""
        held = json.loads(cursor) if cursor else {}
        return cls(from_text(held.get("top")), from_text(held.get("whole")))

    @property
    def text(self) -> str:
        """What `read` reads."""
        return json.dumps({"top": to_text(self.top), "whole": to_text(self.whole)})


@dataclass(frozen=True, slots=True)
class Note:
    """What is kept of one thread: its cursor."""

    count: int | None = None  # replies that the platform counted when the thread was last seen
    looked: datetime | None = None  # when it was last asked for by name
    gone: bool = False
    extra: int = 0  # how many more replies the platform counts than it shows

    @classmethod
    def read(cls, cursor: str | None) -> Self:
        """The note that a cursor holds; a blank one when there is no cursor."""
        held = json.loads(cursor) if cursor else {}
        looked = from_text(held.get("looked"))
        return cls(held.get("count"), looked, held.get("gone", False), held.get("extra", 0))

    @property
    def text(self) -> str:
        """What `read` reads."""
        held = {"count": self.count, "looked": to_text(self.looked)}
        return json.dumps(held | {"gone": self.gone, "extra": self.extra})


def read(place: Place, memory: Memory, at: datetime) -> Iterator[Batch]:
    """What is new, edited and gone, newest first."""
    seen: set[str] = set()
    yield from _read_listing(place, memory, at, seen)
    if names := _unseen_for_long(memory, at, seen, place.again_at_once):
        yield from _look_again(place, memory, at, names)
    due = [each for each in _living(memory) if Note.read(each.cursor).count != each.replies]
    if not due:
        due = _unread_for_long(memory, at, place.replies_again)
    yield from _read_replies(place, memory, at, due if memory.thorough else due[:BUDGET])


def _read_listing(place: Place, memory: Memory, at: datetime, seen: set[str]) -> Iterator[Batch]:
    mark = Mark.read(memory.cursor)
    whole = memory.thorough or mark.whole is None or at - mark.whole >= place.whole_every
    floor = memory.since if whole or mark.top is None else max(memory.since, mark.top - OVERLAP)
    top, onward = mark.top, None
    asked: set[str | None] = {None}
    while True:
        page = place.newest(onward)
        unknown = any(memory.thread(item.name) is None for item in page.items)
        yield _kept(memory, page.items, at, looked=whole)
        seen.update(item.name for item in page.items)
        top = max([item.listed_at for item in page.items], default=top) if onward is None else top
        oldest = min((item.listed_at for item in page.items), default=at)
        enough = oldest < memory.since or (oldest < floor and not unknown)
        onward = page.onward
        if enough or onward in asked:
            break
        asked.add(onward)
    yield Batch(cursor=Mark(top, at if whole else mark.whole).text)


def _kept(memory: Memory, items: Iterable[Item], at: datetime, looked: bool) -> Batch:
    """The items, the replies that came along, and what these show to be gone."""
    mentions: list[Mention] = []
    gone: list[str] = []
    threads: list[ThreadState] = []
    for item in items:
        state = memory.thread(item.name)
        mentions += [item.mention, *item.along]
        # what a call told of may have gone since, and the count is nought as it was
        if item.whole and (item.replies or memory.source.hooked or (state and state.replies != 0)):
            gone += _missing(memory, item.name, item.along)
        if found := _state(item, state, at, looked):
            threads.append(found)
    return Batch(tuple(mentions), tuple(gone), tuple(threads))


def _state(item: Item, state: ThreadState | None, at: datetime, looked: bool) -> ThreadState | None:
    """What is now known of a thread; None when that is nothing new."""
    note = Note.read(state.cursor if state else None)
    new = replace(note, count=item.replies, looked=at if looked else note.looked, gone=False)
    read_long_ago = state is None or state.read_at is None or at - state.read_at >= REPLIES_AGAIN / 2
    if state and new == note and not (item.whole and (state.replies != item.replies or read_long_ago)):
        return None
    replies, read_at = (item.replies, at) if item.whole else (None, None)
    return ThreadState(item.name, new.text, replies, item.listed_at, read_at)


def _missing(memory: Memory, thread: str, listed: Iterable[Mention]) -> list[str]:
    """The stored replies of a thread that a full listing does not show."""
    here = {thread, *(mention.external_id for mention in listed)}
    return [name for name, known in memory.known(thread).items() if name not in here and not known.deleted]


def _living(memory: Memory) -> list[ThreadState]:
    return [each for each in memory.threads(MANY) if not Note.read(each.cursor).gone]


def _unread_for_long(memory: Memory, at: datetime, patience: timedelta) -> list[ThreadState]:
    """The thread whose replies have not been read for the longest time, when that is too long."""
    old = [
        each
        for each in _living(memory)
        if each.replies and (each.read_at is None or at - each.read_at >= patience)
    ]
    return sorted(old, key=lambda each: -_staleness(each, each.read_at, at))[:1]


def _unseen_for_long(memory: Memory, at: datetime, seen: set[str], many: int) -> list[str]:
    """The threads to ask for by name: unseen for the longest part of their life."""
    unseen = [each for each in _living(memory) if each.thread_id not in seen]
    unseen.sort(key=lambda each: -_staleness(each, Note.read(each.cursor).looked, at))
    return [each.thread_id for each in unseen[:many]]


def _staleness(thread: ThreadState, since: datetime | None, at: datetime) -> float:
    if since is None:
        return inf
    return (at - since) / (at - (thread.published_at or at) + timedelta(hours=1))


def _look_again(place: Place, memory: Memory, at: datetime, names: Sequence[str]) -> Iterator[Batch]:
    standing = list(place.again(names))
    yield _kept(memory, standing, at, looked=True)
    lost = set(names) - {item.name for item in standing}
    gone = {name for each in lost for name, known in memory.known(each).items() if not known.deleted} | lost
    # should a thread come back, its replies are read afresh
    threads = tuple(ThreadState(each, Note(looked=at, gone=True).text, UNREAD) for each in sorted(lost))
    yield Batch(vanished=tuple(gone), threads=threads)


def _read_replies(place: Place, memory: Memory, at: datetime, due: Iterable[ThreadState]) -> Iterator[Batch]:
    failed: list[SourceError] = []
    in_a_row = 0
    for thread in due:
        try:
            yield from _read_thread(place, memory, at, thread)
            in_a_row = 0
        except SourceError as error:
            failed.append(error)
            in_a_row += 1
            if error.permanent or error.retry_after or in_a_row == IN_A_ROW:
                raise
            log.warning("%s", error)
    if failed:
        raise failed[-1]


def _read_thread(place: Place, memory: Memory, at: datetime, thread: ThreadState) -> Iterator[Batch]:
    """All replies of a thread; where they come newest first, the new ones alone if the counts agree."""
    name, note = thread.thread_id, Note.read(thread.cursor)
    count = note.count or 0
    only_news = place.newest_first and thread.read_at is not None and count != thread.replies
    known = set(_missing(memory, name, ())) if only_news else set()
    listed: dict[str, Mention] = {}
    for _ in range(2):  # pages shift while they are turned: what two listings miss is gone
        pages = 0
        try:
            for page in place.replies(name):
                yield Batch(tuple(page))
                listed |= {mention.external_id: mention for mention in page}
                pages += 1
                reached = known & {mention.external_id for mention in page}  # all above it is news
                if reached and len(known | listed.keys()) + note.extra == count:
                    yield Batch(threads=(ThreadState(name, replies=count),))
                    return
        except (GoneError, CutError):
            yield Batch(threads=(ThreadState(name, replies=count, read_at=at),))
            return
        if pages < 2 or len(listed) + note.extra == count:
            break
    gone = tuple(_missing(memory, name, listed.values()))
    note = replace(note, extra=count - len(listed))
    yield Batch(vanished=gone, threads=(ThreadState(name, note.text, count, read_at=at),))
