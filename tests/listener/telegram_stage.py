"""A channel on a replica of t.me, a source that reads it, and turns that can go wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from listener.collect import Turn, collect
from listener.network import Http
from listener.replica.server import Replica, Reply, Request
from listener.replica.telegram import Telegram
from listener.replica.world import Account, World
from listener.sources import SOURCES, Adapter, Memory
from models.records import Batch, StoredMention
from models.settings import Source
from models.store import Store
from tests.listener.conftest import a_source

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
BRAND = Account(1, "Пошта Зоря", "zoria_post", brand=True)
OKSANA = Account(2, "Оксана К.", "oksana_k")
TARAS = Account(3, "Тарас")
GONE = Account(4, "")  # a deleted account


class Killed(BaseException):
    """The process ended here."""


@dataclass(slots=True)
class Stage:
    """One channel, and the service that reads it."""

    world: World
    telegram: Telegram
    replica: Replica
    source: Source
    http: Http
    store: Store
    clock: list[datetime]
    meanwhile: list[Callable[[], object]] = field(default_factory=list)  # one happens before each answer

    def later(self, **span: float) -> None:
        """Let some time pass."""
        self.clock[0] += timedelta(**span)

    def turn(self, killed_after: int | None = None, **given: Any) -> Turn:
        """Take a turn; or one that is killed when it has kept so many batches."""
        adapters = SOURCES if killed_after is None else {"telegram": self._cut(killed_after)}
        now = lambda: self.clock[0]  # noqa: E731
        return collect(self.source, self.http, self.store, now, force=True, adapters=adapters, **given)

    def asked(self, **given: Any) -> int:
        """How many requests a turn costs."""
        before = len(self.replica.requests)
        assert self.turn(**given).error is None
        return len(self.replica.requests) - before

    def find(self, key: str) -> StoredMention:
        """What the store holds under an external id."""
        found = self.store.mentions.find(self.source.name, key)
        assert found, key
        return found

    def shown(self) -> dict[str, tuple[str, str | None]]:
        """What the channel shows: text and what it answers, by external id."""
        shown: dict[str, tuple[str, str | None]] = {}
        for post in self.world.posts():
            key = str(post.number)
            shown[key] = (post.text, None)
            for each in self.world.comments(post.number):
                parent = key if each.reply_to is None else f"{key}/{each.reply_to}"
                shown[f"{key}/{each.number}"] = (each.text, parent)
        return shown

    def kept(self) -> dict[str, tuple[str, str | None]]:
        """What the store holds of the posts that are not gone, and does not hide."""
        kept: dict[str, tuple[str, str | None]] = {}
        for thread in self.store.threads.recent(self.source.name, limit=999):
            found = self.store.mentions.thread(self.source.name, thread.thread_id, limit=9999)
            mentions = [each.mention for each in found if each.deleted_at is None]
            if any(each.external_id == thread.thread_id for each in mentions):
                kept |= {each.external_id: (each.text, each.parent_id) for each in mentions}
        return kept

    def _cut(self, batches: int) -> Adapter:
        def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
            yield from islice(SOURCES["telegram"].fetch(source, http, memory, at), batches)
            raise Killed

        return Adapter(fetch, "https://t.me")


def a_talk(stage: Stage, comments: int = 2) -> tuple[int, list[int]]:
    """A post with comments, all of an hour ago."""
    at = stage.clock[0] - timedelta(hours=1)
    post = stage.world.publish(BRAND, "Працюємо без вихідних", at)
    return post, [stage.world.comment(post, OKSANA, f"Питання {number}", at=at) for number in range(comments)]


@contextmanager
def a_stage(store: Store, http: Http, **given: Any) -> Iterator[Stage]:
    """A channel without posts, served on loopback; `given` are fields of the replica."""
    clock = [START]
    world = World(lambda: clock[0])
    telegram = Telegram(world, **given)
    meanwhile: list[Callable[[], object]] = []

    def answer(request: Request) -> Reply:
        if meanwhile:
            meanwhile.pop(0)()
        return telegram.answer(request)

    with Replica(answer) as replica:
        source = a_source(base_url=replica.url)
        yield Stage(world, telegram, replica, source, http, store, clock, meanwhile)
