"""A site with feeds on a replica, a source that reads one, and turns."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from listener.collect import Turn, collect
from listener.network import Http
from listener.replica.feed import Feed
from listener.replica.server import Replica
from listener.replica.world import Account, Item, World
from models.records import StoredMention
from models.settings import Source
from models.store import Store
from tests.listener.conftest import a_source

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
NOBODY = Account(0, "")
LILIA = Account(5, "Лілія Р.")


@dataclass(slots=True)
class Stage:
    """One site, and the service that reads it."""

    world: World
    feed: Feed
    replica: Replica
    source: Source
    http: Http
    store: Store
    clock: list[datetime]

    def later(self, **span: float) -> None:
        """Let some time pass."""
        self.clock[0] += timedelta(**span)

    def writes(self, text: str, title: str = "", by: Account = NOBODY, link: str = "") -> int:
        """A new entry; returns its number."""
        number = self.world.next_number()
        return self.world.add(Item(number, None, None, by, text, self.clock[0], title=title, link=link))

    def turn(self) -> Turn:
        """Take a turn, ten minutes later."""
        self.later(minutes=10)
        return collect(self.source, self.http, self.store, lambda: self.clock[0], force=True)

    def asked(self) -> list[str]:
        """The paths that a turn which goes well asks for."""
        before = len(self.replica.requests)
        assert self.turn().error is None
        return self.replica.paths()[before:]

    def kept(self) -> dict[str, StoredMention]:
        """What the store holds of the entries written so far, by external id."""
        names = (f"review-{number}" for number in range(1, self.world.next_number()))
        found = ((name, self.store.mentions.find(self.source.name, name)) for name in names)
        return {name: mention for name, mention in found if mention}


@contextmanager
def a_site(store: Store, http: Http, target: str = "reviews.rss", **given: Any) -> Iterator[Stage]:
    """A site without entries, served on loopback; `given` are fields of the replica."""
    clock = [START]
    world = World(lambda: clock[0])
    feed = Feed(world, **given)
    with Replica(feed.answer) as replica:
        source = a_source(name="zoria-feed", platform="feed", target=target, base_url=replica.url)
        yield Stage(world, feed, replica, source, http, store, clock)
