"""One turn of one source: claimed, read batch by batch, and settled in words for a person."""

import logging
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.network import Http, SourceError
from listener.sources import SOURCES, Adapter, Memory
from models import moments
from models.records import Batch, Kept, SourceState
from models.settings import Source
from models.store import Store

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=6)  # a crash costs no more than this
RENEW_AFTER = timedelta(minutes=1)
BACKOFF = timedelta(minutes=1)  # after the first failure; doubles with each that follows
BACKOFF_MAX = timedelta(hours=1)
LOOK_AGAIN = timedelta(days=1)  # a permanent fault may have been mended at the platform
NOTHING, EMPTY = Kept(), Batch()
SURPRISES = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one turn."""

    source: str
    kept: Kept = NOTHING
    error: str | None = None  # why it broke off, in words; None: it went well
    skipped: str | None = None  # why it was not taken, or given up to another process


def collect(
    source: Source,
    http: Http,
    store: Store,
    clock: Callable[[], datetime] = moments.now,
    since: datetime | None = None,
    force: bool = False,
    adapters: Mapping[str, Adapter] = SOURCES,
) -> Turn:
    """Take one turn: what is new, edited or gone since the last one is in the store afterwards.

    `since`: read everything back to there; `force`: whatever the last fault was. Raises StoreError only.
    """
    at = clock()
    state = store.sources.state(source.name)
    if not force and (reason := _held_back(state, at)):
        return Turn(source.name, skipped=reason)
    if not store.sources.begin(source.name, at, LEASE):
        return Turn(source.name, skipped="another turn is under way")
    try:
        return _take(source, adapters[source.platform], http, store, clock, since, at)
    finally:
        store.sources.renew(source.name, at, None)  # where the turn could not be settled: nobody need wait


def _take(
    source: Source,
    adapter: Adapter,
    http: Http,
    store: Store,
    clock: Callable[[], datetime],
    since: datetime | None,
    at: datetime,
) -> Turn:
    state = store.sources.state(source.name)
    first = state.backfilled_at is None
    memory = Memory(store, source, since or at - source.window, thorough=first or since is not None)
    kept, renewed_at = NOTHING, at
    try:
        for batch in _batches(source, adapter, http, memory, at):
            now = clock()
            if batch != EMPTY:
                kept += store.mentions.keep(source.name, batch, now, backfilled=first)
            if now - renewed_at < RENEW_AFTER:
                continue
            renewed_at = now
            if not store.sources.renew(source.name, at, now + LEASE):
                return Turn(source.name, kept, skipped="it took so long that another turn began")
    except SourceError as error:
        retry_at = _retry_at(error, state.failures, clock())
        store.sources.fail(source.name, kept, error.reason, error.permanent, retry_at, clock())
        return Turn(source.name, kept, error.reason)
    store.sources.succeed(source.name, kept, clock())
    return Turn(source.name, kept)


def _batches(source: Source, adapter: Adapter, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    if lack := lack_of_secret(source, adapter):
        raise SourceError(source.name, lack, permanent=True)
    if not source.asked:  # its platform calls, and we stand ready
        return
    http.pace(source, adapter.per_second)
    try:
        yield from adapter.fetch(source, http, memory, at)
    except SURPRISES as surprise:  # a payload of a shape that its platform never promised
        log.debug("%s: a payload could not be understood", source.name, exc_info=True)
        kind = type(surprise).__name__
        reason = f"the answer is not what the platform promises ({kind}); trying again later"
        raise SourceError(source.name, reason) from surprise


def _held_back(state: SourceState, at: datetime) -> str | None:
    """Why a turn must wait; None when it need not."""
    if state.paused_at is not None:
        return f"rests since {state.paused_at:%Y-%m-%d %H:%M} UTC: {state.paused_by} paused it"
    if state.retry_at is None or state.retry_at <= at:
        return None
    if state.permanent:
        return f"waits for a person: {state.error}"
    return f"rests until {state.retry_at:%H:%M} UTC: {state.error}"


def lack_of_secret(source: Source, adapter: Adapter) -> str | None:
    """What is wrong with a source's token or secrets before anything is asked; None when nothing is."""
    if source.unset:
        return f"the environment variable {source.unset[0]} is not set; put the token there and restart"
    if adapter.needs_token and source.token is None and source.asked and not source.stands_alone:
        return "the platform wants a token; name its variable by token_env in config.toml"
    return None


def _retry_at(error: SourceError, failures: int, at: datetime) -> datetime:
    """When to try again after one more failure: later each time, never all at once, as late as was asked."""
    if error.permanent:
        return at + LOOK_AGAIN
    rest: timedelta = min(BACKOFF_MAX, BACKOFF * 2 ** min(failures, 10)) * random.uniform(0.75, 1.25)
    return at + max(rest, error.retry_after or timedelta())
