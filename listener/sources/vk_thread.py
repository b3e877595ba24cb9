"""VK: the comments under one post, read until the counts agree."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from listener.sources import vk_parse
from listener.sources.adapter import Memory
from listener.sources.vk_api import Api
from listener.sources.vk_parse import UNDER_THE_POST, Comment, CommentPage, Post, external_id
from listener.sources.vk_tally import NEWEST, Stretch, read_mark, tally
from models.records import Batch, ThreadState

PAGE = 100  # the most that VK gives at once
REPLIES_ALONG = 10  # the most of a thread that comes along with its comment


class Reading:
    """The comments of one post, in the middle of being read.

    Each page is kept as it comes. That the thread has been read, and what has gone from it, is kept
    only when VK's count agrees with what was found: a turn that breaks off before is made up for.
    """

    def __init__(self, api: Api, memory: Memory, post: Post, at: datetime) -> None:
        name = post.mention.external_id
        thread = memory.thread(name)
        self._api, self._post, self._at = api, post, at
        self._mark = read_mark(thread)
        self._whole = thread is None or thread.read_at is None  # what is read now counts as all of it
        known = memory.known(name)
        self._stored = set(known)
        self._tally = tally(known, name, self._mark)
        self._count = post.comments  # by the latest page
        self._urgent: deque[Stretch] = deque()  # threads that hold more, or less, than is known
        self._later: deque[Stretch] = deque([NEWEST])
        self._asked: set[Stretch] = set()
        self._hollow = False  # VK counted comments and showed none: nothing can be learnt from that

    def news(self) -> Iterator[Batch]:
        """Read the newest first until the counts agree; at the worst to the end of every thread."""
        while self._urgent or self._later:
            last = Batch()
            for batch in self._read((self._urgent or self._later).popleft()):
                last = batch  # one at the most: what settles the thread is kept with it, or neither
            if self._hollow:
                return
            if self._agrees():
                yield last + self._settled()
                return
            yield last
        self._asked.discard(NEWEST)
        yield from self._read(NEWEST)  # some may have come while the rest was read
        self._whole, self._mark = True, replace(self._mark, rest=())
        yield self._settled()

    def again(self) -> Iterator[Batch]:
        """Read one more stretch of what was read before, for edits and deletions; on when it shows news."""
        stretch, *rest = self._mark.rest or (NEWEST,)
        self._whole = True
        self._later.clear()
        yield from self._read(stretch)
        self._mark = replace(self._mark, rest=(*self._later, *rest))
        if self._hollow:
            yield Batch(threads=(ThreadState(self._post.mention.external_id, read_at=self._at),))
            return
        if self._agrees() and (stretch == NEWEST or not self._tally.gone):
            yield self._settled()
            return
        if stretch != NEWEST:
            self._later = deque([NEWEST])
        yield from self.news()

    def _agrees(self) -> bool:
        return not self._urgent and self._tally.agrees(self._count)

    def _read(self, stretch: Stretch) -> Iterator[Batch]:
        if stretch in self._asked:
            return
        self._asked.add(stretch)
        page = self._ask(stretch)
        if page is not None and page.level and not page.comments and stretch.offset == 0:
            self._hollow = True
        elif page is not None:
            goes_on = self._tally.take(stretch, page)
            batch = self._as_batch(page)
            self._plan(stretch, page, goes_on)
            yield batch
        elif stretch == NEWEST:  # the comments are closed: there is nothing to disagree with
            self._count = self._tally.shown + self._mark.surplus

    def _ask(self, stretch: Stretch) -> CommentPage | None:
        fields: dict[str, str | int] = {
            "owner_id": self._post.owner,
            "post_id": self._post.number,
            "sort": "desc",
            "offset": stretch.offset,
            "count": PAGE,
            "preview_length": 0,
            "need_likes": 1,
            "extended": 1,
        }
        if stretch.under:
            fields["comment_id"] = stretch.under
        else:
            fields["thread_items_count"] = REPLIES_ALONG
        parse = partial(vk_parse.comments, self._api.source, post=self._post, under=stretch.under)
        return self._api.ask_if_open("wall.getComments", parse, **fields)

    def _as_batch(self, page: CommentPage) -> Batch:
        listed = list(_flat(page.comments))
        mentions = [each.mention for each in listed if each.mention is not None]
        deleted = tuple(self._name(each.number) for each in listed if each.mention is None)
        self._stored.update(mention.external_id for mention in mentions)
        strays = {
            each.number: each.under
            for each in listed
            if each.mention and each.mention.parent_id not in (self._name(each.under), None)
            if each.mention.parent_id not in self._stored
        }
        if not strays:
            return Batch(tuple(mentions), deleted)
        self._mark = replace(self._mark, strays={**self._mark.strays, **strays})
        thread = ThreadState(self._post.mention.external_id, self._mark.text)
        return Batch(tuple(mentions), deleted, (thread,))

    def _plan(self, stretch: Stretch, page: CommentPage, goes_on: bool) -> None:
        """What to read next: first the threads that changed, then older comments, then the rest."""
        if stretch.under == UNDER_THE_POST:
            self._count = page.count
        for each in page.comments:
            if each.thread > len(each.replies) and Stretch(each.number) not in self._asked:
                settled = self._tally.holds(each.number, each.thread)
                (self._later if settled else self._urgent).append(Stretch(each.number))
        if not goes_on:
            return
        onward = Stretch(stretch.under, stretch.offset + max(1, len(page.comments) - 1))
        if stretch.under == UNDER_THE_POST:
            self._later.appendleft(onward)
        elif self._tally.holds(stretch.under, page.level):
            self._later.append(onward)
        else:
            self._urgent.append(onward)

    def _settled(self) -> Batch:
        name, read_at = self._post.mention.external_id, self._at if self._whole else None
        if self._agrees():
            gone = tuple(self._name(number) for number in self._tally.gone)
            thread = ThreadState(name, self._mark.text, self._post.comments, read_at=read_at)
            return Batch(vanished=gone, threads=(thread,))
        # believed when the next reading finds the same; until then the thread counts as not read
        mark = replace(self._mark, surplus=self._count - self._tally.shown)
        return Batch(threads=(ThreadState(name, mark.text, read_at=read_at),))

    def _name(self, number: int) -> str:
        return external_id(self._post.owner, self._post.number, number)


def _flat(comments: Iterable[Comment]) -> Iterator[Comment]:
    for each in comments:
        yield each
        yield from _flat(each.replies)
