"""What one account on a platform shows, and from when to when: the truth behind a replica."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import RLock

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Account:
    """A person, or the brand itself, as the platform knows them."""

    number: int
    name: str
    username: str | None = None  # None: the person has no public name
    brand: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A post, or a comment under one, as it looks at one moment."""

    number: int  # grows with every item of the account
    post: int | None  # the post a comment stands under; None for a post
    reply_to: int | None  # the comment it answers
    author: Account
    text: str
    at: datetime
    edited_at: datetime | None = None
    likes: int = 0
    views: int | None = None
    title: str = ""
    link: str = ""
    attachments: tuple[str, ...] = ()
    rating: int | None = None  # stars of a review


@dataclass(slots=True)
class _Life:
    item: Item
    edits: list[tuple[datetime, str]]
    gone_at: datetime | None = None


class World:
    """Posts and comments of one account; each is seen from its time on, until it is deleted."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._lives: dict[int, _Life] = {}
        self._lock = RLock()

    def add(self, item: Item) -> int:
        """Keep an item that is seen from `item.at` on; returns its number."""
        with self._lock:
            self._lives[item.number] = _Life(item, [])
        return item.number

    def next_number(self) -> int:
        """The number that the next item would get."""
        with self._lock:
            return max(self._lives, default=0) + 1

    def publish(self, author: Account, text: str, at: datetime | None = None) -> int:
        """A new post, seen from `at` (now when absent); returns its number."""
        return self._write(author, text, None, None, at)

    def comment(
        self,
        post: int,
        author: Account,
        text: str,
        reply_to: int | None = None,
        at: datetime | None = None,
    ) -> int:
        """A new comment under a post; returns its number."""
        return self._write(author, text, post, reply_to, at)

    def edit(self, number: int, text: str, at: datetime | None = None) -> None:
        """From `at` on (now when absent) the item reads otherwise."""
        with self._lock:
            life = self._lives[number]
            life.edits = sorted([*life.edits, (at or self.clock(), text)])

    def delete(self, number: int, at: datetime | None = None) -> None:
        """From `at` on (now when absent) the item is gone."""
        with self._lock:
            self._lives[number].gone_at = at or self.clock()

    def posts(self) -> list[Item]:
        """The posts that are seen now, oldest first."""
        return [item for item in self._seen() if item.post is None]

    def comments(self, post: int) -> list[Item]:
        """The comments under one post that are seen now, oldest first."""
        return [item for item in self._seen() if item.post == post]

    def find(self, number: int) -> Item | None:
        """One item as it is seen now; None when it is not."""
        return next((item for item in self._seen() if item.number == number), None)

    def written(self, number: int) -> Item | None:
        """One item as it was first written, whatever became of it since; None when there never was one."""
        with self._lock:
            life = self._lives.get(number)
        return life.item if life else None

    def _write(
        self, author: Account, text: str, post: int | None, reply_to: int | None, at: datetime | None
    ) -> int:
        with self._lock:
            number = self.next_number()
            return self.add(Item(number, post, reply_to, author, text, at or self.clock()))

    def _seen(self) -> list[Item]:
        now = self.clock()
        with self._lock:
            lives = [
                life
                for life in self._lives.values()
                if life.item.at <= now and (life.gone_at is None or now < life.gone_at)
            ]
            return sorted((_as_of(life, now) for life in lives), key=lambda item: item.number)


def _as_of(life: _Life, now: datetime) -> Item:
    done = bisect_right(life.edits, now, key=lambda edit: edit[0])
    if not done:
        return life.item
    at, text = life.edits[done - 1]
    return replace(life.item, text=text, edited_at=at)
