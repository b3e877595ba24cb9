"""A page on a replica of any platform that is read thread by thread, and turns that can go wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from listener.collect import Turn, collect
from listener.network import Http
from listener.replica.server import Replica, Reply, Request
from listener.replica.world import Account, Item, World
from listener.sources import SOURCES, Adapter, Memory
from models.records import Batch, StoredMention
from models.settings import Source
from models.store import Store
from tests.listener.conftest import a_source

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
BRAND = Account(700700, "Пошта Зоря", "zoria_post", brand=True)
ANNA = Account(17, "Анна К.", "anna_k")
TARAS = Account(18, "Тарас Шевчук", "taras_sh")


class Killed(BaseException):
    """The process ended here."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What is particular to one platform."""

    platform: str
    make: Callable[..., Any]  # a replica of a world
    post_name: Callable[[Item], str]
    comment_name: Callable[[Item, Item], str]  # of a comment under a post
    parent_name: Callable[[World, Item, Item], str]  # of what that comment answers
    target: str
    token: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    small: dict[str, Any] = field(default_factory=dict)  # of the replica, so that little is seen at once
    by_author: Account | None = None  # who alone can open a thread; None: anybody
    shows: Callable[[World, int], list[Item]] = World.comments  # what is seen under a post

    def adapter(self) -> Adapter:
        """The adapter at work."""
        return SOURCES[self.platform]


@dataclass(slots=True)
class Stage:
    """One page, and the service that reads it."""

    kit: Kit
    world: World
    place: Any  # the replica
    replica: Replica
    source: Source
    http: Http
    store: Store
    clock: list[datetime]
    meanwhile: list[Callable[[], object]] = field(default_factory=list)  # one happens before each answer

    def later(self, **span: float) -> None:
        """Let some time pass."""
        self.clock[0] += timedelta(**span)

    def writes(self, text: str, by: Account = ANNA) -> int:
        """A new thread; returns its number."""
        return self.world.publish(self.kit.by_author or by, text)

    def turn(self, killed_after: int | None = None, **given: Any) -> Turn:
        """Take a turn, two minutes later; or one that is killed when it has kept so many batches."""
        self.later(minutes=2)
        adapter = self.kit.adapter()
        if killed_after is not None:
            adapter = replace(adapter, fetch=_cut(adapter, killed_after))
        adapters = {self.kit.platform: adapter}
        now = lambda: self.clock[0]  # noqa: E731
        return collect(self.source, self.http, self.store, now, force=True, adapters=adapters, **given)

    def asked(self, **given: Any) -> int:
        """How many requests a turn which goes well takes."""
        before = len(self.replica.requests)
        assert self.turn(**given).error is None
        return len(self.replica.requests) - before

    def find(self, number: int) -> StoredMention:
        """What the store holds of one thing in the world."""
        item = self.world.written(number)
        assert item
        found = self.store.mentions.find(self.source.name, self._name(item))
        assert found, number
        return found

    def shown(self) -> dict[str, tuple[str, str | None]]:
        """What the page shows: text and what it answers, by external id."""
        kit = self.kit
        shown: dict[str, tuple[str, str | None]] = {}
        for post in self.world.posts():
            shown[kit.post_name(post)] = (post.text, None)
            for each in kit.shows(self.world, post.number):
                shown[kit.comment_name(post, each)] = (each.text, kit.parent_name(self.world, post, each))
        return shown

    def kept(self) -> dict[str, tuple[str, str | None]]:
        """What the store holds and does not hide: the same, by external id."""
        mentions = [each.mention for each in self.stored() if each.deleted_at is None]
        return {each.external_id: (each.text, each.parent_id) for each in mentions}

    def stored(self) -> Iterator[StoredMention]:
        """All that the store holds of the page."""
        written = filter(None, map(self.world.written, range(1, self.world.next_number())))
        for post in (each for each in written if each.post is None):
            yield from self.store.mentions.thread(self.source.name, self.kit.post_name(post), limit=9999)

    def settle(self, turns: int = 60) -> None:
        """Let quiet turns pass, an hour apart, until the store holds what the page shows."""
        for _ in range(turns):
            if self.kept() == self.shown():
                return
            self.later(hours=1)
            assert self.turn().error is None

    def _name(self, item: Item) -> str:
        if item.post is None:
            return self.kit.post_name(item)
        post = self.world.written(item.post)
        assert post
        return self.kit.comment_name(post, item)


def _cut(adapter: Adapter, batches: int) -> Callable[..., Iterator[Batch]]:
    def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
        yield from islice(adapter.fetch(source, http, memory, at), batches)
        raise Killed

    return fetch


@contextmanager
def a_stage(kit: Kit, store: Store, http: Http, target: str | None = None, **given: Any) -> Iterator[Stage]:
    """A page without threads, served on loopback; `given` are fields of the replica."""
    clock = [START]
    world = World(lambda: clock[0])
    place = kit.make(world, **given)
    meanwhile: list[Callable[[], object]] = []

    def answer(request: Request) -> Reply:
        if meanwhile:
            meanwhile.pop(0)()
        return place.answer(request)  # type: ignore[no-any-return]

    with Replica(answer) as replica:
        named = {"token_env": "THE_TOKEN"} if kit.token else {}
        source = a_source(
            kit.token,
            name=f"zoria-{kit.platform}",
            platform=kit.platform,
            target=target or kit.target,
            base_url=replica.url,
            options=kit.options,
            **named,
        )
        yield Stage(kit, world, place, replica, source, http, store, clock, meanwhile)
