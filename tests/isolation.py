"""Whether sources that hang, fail or are slow keep the others waiting."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from listener.collect import collect
from listener.network import Http
from listener.replica.server import Fault, Replica, Reply, Request, status
from models.settings import Source
from models.store import Store
from service import Job, clock

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>z</title>
<item><guid>1</guid><title>Where is it?</title><pubDate>Wed, 25 Nov 2026 10:00:00 GMT</pubDate></item>
</channel></rss>"""
HANG, FAIL, SLOW = Fault(wait=3_600.0), status(503), Fault(drip=0.02)
MANY = 10_000  # faults in a row: more than any run asks for
GOOD, BAD = 20, 10  # sources that answer, and of each kind that does not
EVERY = timedelta(seconds=1)
SECONDS = 20.0
PER_SECOND = 1e9  # the pace of a platform is not what is measured

Turn = tuple[float, float]  # seconds of the monotonic clock at its beginning and its end


@dataclass(slots=True)
class Log:
    """The turns of each source, as they end."""

    turns: dict[str, list[Turn]] = field(default_factory=lambda: defaultdict(list))
    ended: threading.Condition = field(default_factory=threading.Condition)

    def taking(self, name: str, turn: Callable[[], object]) -> object:
        """Take a turn and note it."""
        began = time.monotonic()
        outcome = turn()
        with self.ended:
            self.turns[name].append((began, time.monotonic()))
            self.ended.notify_all()
        return outcome

    def wait(self, names: Sequence[str], turns: int, seconds: float) -> bool:
        """Until each of those sources has taken so many turns; False when that took too long."""
        with self.ended:
            return self.ended.wait_for(lambda: all(len(self.turns[name]) >= turns for name in names), seconds)


def answer(request: Request) -> Reply:
    """A feed with one entry."""
    return Reply(FEED, headers={"Content-Type": "application/rss+xml"})


@contextmanager
def running(good: int, bad: int, every: timedelta, folder: Path) -> Iterator[tuple[Log, list[str]]]:
    """Sources on the clock of the service, each with a server of its own; the good ones by name."""
    log, stopping = Log(), threading.Event()
    faults = [None] * good + [HANG] * bad + [FAIL] * bad + [SLOW] * bad
    store = Store(folder / "vidhuk.db")
    http = Http(per_second=PER_SECOND, sleep=lambda seconds: _rest(stopping, seconds))
    with ExitStack() as replicas:
        jobs, names = [], []
        for number, fault in enumerate(faults):
            replica = replicas.enter_context(Replica(answer))
            replica.faults.extend([fault] * MANY if fault else [])
            source = Source(
                name=f"source-{number}", brand="zoria", platform="feed", target=f"{replica.url}/feed.rss"
            )
            turn = partial(collect, source, http, store)
            jobs.append(Job(source.name, every, partial(log.taking, source.name, turn)))
            names += [source.name] if fault is None else []
        scheduler = clock(jobs, store)
        scheduler.start()
        try:
            yield log, names
        finally:
            stopping.set()
            scheduler.pause()
    scheduler.shutdown(wait=True)  # the servers are gone, and with them what hung
    http.close()
    store.close_all()


def isolation_ratio(seconds: float = SECONDS, good: int = GOOD, bad: int = BAD) -> float:
    """How long a new comment on a good source waits to be stored, against a run without the bad ones."""
    return _delay(good, bad, seconds) / _delay(good, 0, seconds)


def _delay(good: int, bad: int, seconds: float) -> float:
    logging.disable(logging.ERROR)  # of those that fail on purpose
    with TemporaryDirectory() as folder, running(good, bad, EVERY, Path(folder)) as (log, names):
        time.sleep(seconds)
        turns = {name: list(log.turns[name]) for name in names}
    logging.disable(logging.NOTSET)
    return mean(waited(each) for each in turns.values())


def waited(turns: Sequence[Turn]) -> float:
    """Seconds from when a comment appears to the end of the next turn that begins after it, on average.

    Comments appear evenly between the beginning of the first turn and that of the last.
    """
    whole = turns[-1][0] - turns[0][0]
    return (
        sum((now[0] - then[0]) * (now[1] - (now[0] + then[0]) / 2) for then, now in pairwise(turns)) / whole
    )


def _rest(stopping: threading.Event, seconds: float) -> None:
    stopping.wait(seconds)
