"""A wall on a replica of VK, a source that reads it, and turns that can go wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from listener.collect import Turn, collect
from listener.network import Http
from listener.replica.server import Replica, Reply, Request
from listener.replica.vk import TOKEN, Vk
from listener.replica.world import Account, World
from listener.sources import SOURCES, Adapter, Memory
from models.records import Batch, StoredMention
from models.settings import Source
from models.store import Store
from tests.listener.conftest import a_source

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
BRAND = Account(700700, "Пошта Зоря", "zoria_post", brand=True)
ANNA = Account(17, "Анна К.", "anna_k")
TARAS = Account(18, "Тарас Шевченко")


class Killed(BaseException):
    """The process ended here."""


@dataclass(slots=True)
class Stage:
    """One wall, and the service that reads it."""

    world: World
    vk: Vk
    replica: Replica
    source: Source
    http: Http
    store: Store
    clock: list[datetime]
    meanwhile: list[Callable[[], object]] = field(default_factory=list)  # one happens before each answer
    ever_deleted: set[int] = field(default_factory=set)

    def delete(self, number: int) -> None:
        """Take a post or a comment from the wall."""
        self.ever_deleted.add(number)
        self.world.delete(number)

    def restore(self, number: int) -> None:
        """Put back what was deleted."""
        self.world.delete(number, self.clock[0] + timedelta(days=3650))

    def later(self, **span: float) -> None:
        """Let some time pass."""
        self.clock[0] += timedelta(**span)

    def turn(self, killed_after: int | None = None, **given: Any) -> Turn:
        """Take a turn, two minutes later; or one that is killed when it has kept so many batches."""
        self.later(minutes=2)
        adapters = SOURCES if killed_after is None else {"vk": _cut(killed_after)}
        now = lambda: self.clock[0]  # noqa: E731
        return collect(self.source, self.http, self.store, now, force=True, adapters=adapters, **given)

    def asked(self, **given: Any) -> list[str]:
        """The methods that a turn which goes well calls."""
        before = len(self.replica.requests)
        assert self.turn(**given).error is None
        return [path.removeprefix("/method/") for path in self.replica.paths()[before:]]

    def find(self, number: int, under: int | None = None) -> StoredMention:
        """What the store holds of a post, or of a comment under one."""
        where = "" if under is None else f"_{under}"
        found = self.store.mentions.find(self.source.name, f"{self.vk.owner}{where}_{number}")
        assert found, number
        return found

    def shown(self) -> dict[str, tuple[str, str | None]]:
        """What the wall shows: text and what it answers, by external id."""
        shown: dict[str, tuple[str, str | None]] = {}
        for post in self.world.posts():
            key = f"{self.vk.owner}_{post.number}"
            shown[key] = (post.text, None)
            for each in self.world.comments(post.number):
                parent = key if each.reply_to is None else f"{key}_{each.reply_to}"
                shown[f"{key}_{each.number}"] = (each.text, parent)
        return shown

    def kept(self) -> dict[str, tuple[str, str | None]]:
        """What the store holds and does not hide: the same, by external id."""
        mentions = [each.mention for each in self._stored() if each.deleted_at is None]
        return {each.external_id: (each.text, each.parent_id) for each in mentions}

    def wrongly_hidden(self) -> list[str]:
        """What the store hides though neither it nor its post has ever been deleted."""
        hidden = [each.mention.external_id for each in self._stored() if each.deleted_at]
        return [name for name in hidden if not self.ever_deleted & set(map(int, name.split("_")[1:]))]

    def _stored(self) -> Iterator[StoredMention]:
        for thread in self.store.threads.recent(self.source.name, limit=999):
            yield from self.store.mentions.thread(self.source.name, thread.thread_id, limit=9999)


def _cut(batches: int) -> Adapter:
    def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
        yield from islice(SOURCES["vk"].fetch(source, http, memory, at), batches)
        raise Killed

    return Adapter(fetch, SOURCES["vk"].base_url, needs_token=True)


@contextmanager
def a_stage(store: Store, http: Http, target: str = "zoria_post", **given: Any) -> Iterator[Stage]:
    """A wall without posts, served on loopback; `given` are fields of the replica."""
    clock = [START]
    world = World(lambda: clock[0])
    vk = Vk(world, **given)
    meanwhile: list[Callable[[], object]] = []

    def answer(request: Request) -> Reply:
        if meanwhile:
            meanwhile.pop(0)()
        return vk.answer(request)

    with Replica(answer) as replica:
        source = a_source(
            TOKEN, name="zoria-vk", platform="vk", target=target, token_env="VK_TOKEN", base_url=replica.url
        )
        yield Stage(world, vk, replica, source, http, store, clock, meanwhile)
