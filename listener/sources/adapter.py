"""What every platform's module offers, and what it may look up while it reads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from listener.network import Http
from models.calls import WANTED
from models.records import Batch, Known, ThreadState
from models.settings import Source
from models.store import Store
from models.windows import ReplyWindow


@dataclass(frozen=True, slots=True)
class Memory:
    """What the store already holds of one source; adapters read it and never write."""

    store: Store
    source: Source
    since: datetime  # how far back this turn reads: the rolling window, or the back-fill's --since
    thorough: bool = False  # the back-fill: everything down to `since` is read, whatever it costs

    @property
    def cursor(self) -> str | None:
        """What the adapter kept for the source as a whole."""
        return self.store.sources.state(self.source.name).cursor

    def thread(self, thread_id: str) -> ThreadState | None:
        """How far one thread has been read."""
        return self.store.threads.get(self.source.name, thread_id)

    def threads(self, limit: int = 200) -> list[ThreadState]:
        """The threads that began within `since`, newest first."""
        return self.store.threads.recent(self.source.name, self.since, limit)

    def wanted(self, limit: int = 20) -> list[str]:
        """What the platform has only named by calling, and nobody has asked for yet."""
        return self.store.threads.marked(self.source.name, WANTED, limit)

    def known(self, thread_id: str) -> dict[str, Known]:
        """What is stored of one thread, its post included, by external id."""
        return self.store.threads.known(self.source.name, thread_id)

    def posts(self, limit: int = 500) -> dict[str, Known]:
        """The stored posts within `since`, newest first, by external id."""
        return self.store.threads.posts(self.source.name, self.since, limit)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an adapter gives, in the words of docs/platforms.md, which is written from it."""

    title: str  # the platform's own name
    reads: str
    comments: str  # "yes", "no", or what holds them back
    replies: str
    edits: str
    deletions: str
    likes: str
    brand_replies: str
    reply_window: str  # how long the brand may answer
    limits: str
    unverified: tuple[
        str, ...
    ] = ()  # what nobody has seen the platform do; each is held by a test or a setting
    window: ReplyWindow | None = None  # None: the brand may answer at any time, or never


Fetch = Callable[[Source, Http, Memory, datetime], Iterator[Batch]]
Look = Callable[[Source, Http], None]


def called(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """Nothing: the platform calls us, and a turn only shows that we stand ready."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Adapter:
    """One platform: how it is read, and what it asks for."""

    fetch: Fetch  # yields batches, newest first; each is kept before the next is asked for
    base_url: str  # the platform's own; [[sources]] base_url replaces it
    needs_token: bool = False
    per_second: float = 1.0  # requests a second that the platform bears from one token
    look: Look | None = None  # SourceError where a token is refused; else `fetch` tells
    gives: Declaration | None = None  # every key of SOURCES has one; a test holds it
