"""Which comments of one post are still shown, worked out page by page. Pure.

A page is one moment of one listing: between its oldest and its newest comment nothing is left out. So a
comment that should stand in that stretch and does not is gone, however the offsets moved between two pages.
Nothing is believed until the platform's own count of the comments agrees.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf

from listener.sources.vk_parse import UNDER_THE_POST, Comment, CommentPage, number_of
from models.records import Known, ThreadState


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page to ask for: of the comments under the post, or of the thread under one of them."""

    under: int = UNDER_THE_POST
    offset: int = 0


NEWEST = Stretch()


@dataclass(frozen=True, slots=True)
class Mark:
    """What is kept of a thread from turn to turn."""

    surplus: int = 0  # how many more comments VK counts than it shows
    rest: tuple[Stretch, ...] = ()  # what is left of reading it all again, a stretch a turn
    strays: Mapping[int, int] = field(
        default_factory=dict
    )  # replies to what is not stored → where they stand

    @property
    def text(self) -> str:
        """What `read_mark` reads."""
        rest = [[each.under, each.offset] for each in self.rest]
        return json.dumps({"surplus": self.surplus, "rest": rest, "strays": list(self.strays.items())})


def read_mark(thread: ThreadState | None) -> Mark:
    """The mark that a thread's cursor holds; a blank one when it holds none."""
    if thread is None or thread.cursor is None:
        return Mark()
    kept = json.loads(thread.cursor)
    rest = tuple(Stretch(under, offset) for under, offset in kept["rest"])
    return Mark(kept["surplus"], rest, dict(kept["strays"]))


class Tally:
    """The comments that are believed to be shown, and those that are believed to be gone."""

    def __init__(self, shown: Mapping[int, int], surplus: int = 0) -> None:
        self.surplus = surplus  # how many more the platform counts than it shows
        self.gone: set[int] = set()
        self._seen: set[int] = set()  # in this reading
        self._place: dict[int, int] = {}  # comment → the one whose thread it stands in
        self._threads: dict[int, set[int]] = {}
        for number, under in shown.items():
            self._show(number, under)

    @property
    def shown(self) -> int:
        """How many comments are believed to be shown."""
        return len(self._place)

    def take(self, stretch: Stretch, page: CommentPage) -> bool:
        """Learn from one page; False when there is no use in asking for the next."""
        fresh = any(each.number not in self._seen for each in page.comments)
        ends = not page.comments or stretch.offset + len(page.comments) >= page.level
        newest = inf if stretch.offset == 0 else max((each.number for each in page.comments), default=0)
        oldest = 0 if ends else min(each.number for each in page.comments)
        self._take_listed(stretch.under, page.comments, oldest, newest)
        for each in page.comments:
            if not each.replies and each.number not in self._threads:
                continue  # nothing is under it, and nothing ever was
            whole = each.thread <= len(each.replies)
            self._take_listed(each.number, each.replies, 0 if whole else inf, inf)
        return fresh and not ends

    def agrees(self, count: int) -> bool:
        """Whether the platform counts just what is believed to be shown."""
        return self.shown + self.surplus == count

    def holds(self, under: int, count: int) -> bool:
        """Whether so many comments are believed to be shown in one listing."""
        return len(self._threads.get(under, ())) == count

    def _take_listed(self, under: int, comments: Iterable[Comment], oldest: float, newest: float) -> None:
        listed = {each.number for each in comments}
        for number in self._stood(under) - listed:
            if oldest <= number <= newest:
                self._drop(number)
                for reply in set(self._threads.get(number, ())):
                    self._drop(reply)  # with a comment its thread leaves the listing
        for each in comments:
            self._seen.add(each.number)
            self._drop(each.number)
            if each.mention is not None:
                self._show(each.number, under)

    def _stood(self, under: int) -> set[int]:
        stood = set(self._threads.get(under, ()))
        if under == UNDER_THE_POST:  # a deleted comment stands there as long as there are replies under it
            stood |= {number for number, replies in self._threads.items() if number and replies}
        return stood

    def _show(self, number: int, under: int) -> None:
        self.gone.discard(number)
        self._place[number] = under
        self._threads.setdefault(under, set()).add(number)

    def _drop(self, number: int) -> None:
        if number in self._place:
            self._threads[self._place.pop(number)].discard(number)
            self.gone.add(number)


def tally(known: Mapping[str, Known], post: str, mark: Mark) -> Tally:
    """The tally that the store's knowledge of one thread begins with."""
    shown = {
        each.position: mark.strays.get(each.position) or _place(each, known, post)
        for name, each in known.items()
        if name != post and not each.deleted and each.position is not None
    }
    return Tally(shown, mark.surplus)


def _place(comment: Known, known: Mapping[str, Known], post: str) -> int:
    """The comment whose thread this one stands in: the chain of answers leads there."""
    if comment.parent_id == post:
        return UNDER_THE_POST
    above, steps = comment.parent_id or post, 0
    while above in known and known[above].parent_id != post and steps < len(known):
        above, steps = known[above].parent_id or post, steps + 1
    return number_of(above)
