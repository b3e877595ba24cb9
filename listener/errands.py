"""What people asked of sources at the board, carried out one after another."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from listener.collect import NOTHING, collect
from listener.network import Http
from listener.sources import SOURCES, Adapter
from models import moments
from models.settings import Source
from models.store import Store

LEASE = timedelta(hours=1)  # reading back months takes its time; a crash costs no more than this
AGAIN = timedelta(seconds=15)
GONE = "config.toml no longer names this source"


def run_errands(
    sources: Sequence[Source],
    http: Http,
    store: Store,
    clock: Callable[[], datetime] = moments.now,
    adapters: Mapping[str, Adapter] = SOURCES,
) -> int:
    """Carry out all errands that wait; returns how many. A fault of a source settles its errand in words."""
    known, done = {each.name: each for each in sources}, 0
    while errand := store.errands.claim(clock(), LEASE):
        source = known.get(errand.source)
        if source is None:
            store.errands.settle(errand, NOTHING, GONE, clock())
            continue
        turn = collect(source, http, store, clock, errand.since, force=True, adapters=adapters)
        if turn.skipped:  # another turn is under way, which does not do what was asked
            store.errands.put_back(errand, clock() + AGAIN)
            continue
        store.errands.settle(errand, turn.kept, turn.error, clock())
        done += 1
    return done
