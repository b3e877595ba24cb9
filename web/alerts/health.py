"""Sources in trouble: one that failed for good, one that fell silent, and one that came back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.moments import to_text
from models.records import Alert, SourceState
from models.settings import Settings, Source
from models.store import Store
from web.alerts.event import Event
from web.alerts.facts import Trouble, unpacked
from web.alerts.tell import tell

SILENT_INTERVALS = 3
SILENT_FLOOR = timedelta(minutes=15)  # a source asked every ten seconds may stumble for a while
CALM = timedelta(hours=6)  # one that comes and goes is told of once in this time
TROUBLES = ("source_failed", "source_silent")
REMEMBERED = timedelta(days=60)


def watch_source(
    store: Store, settings: Settings, source: Source, at: datetime, since: datetime | None
) -> list[Event]:
    """Tell when a source needs a person, is silent for too long, or works again.

    `since`: when this process began to watch; silence is not counted from before that (None: it is).
    """
    state = store.sources.state(source.name)
    troubles = [
        each
        for each in store.alerts.since(at - REMEMBERED, TROUBLES)
        if each.payload.get("source") == source.name
    ]
    if state.permanent and state.paused_at is None:
        return _tell_trouble(store, settings, source, state, "source_failed", at)
    if is_silent(source, state, at, since):
        if any(each.kind == "source_silent" and each.created_at > at - CALM for each in troubles):
            return []
        return _tell_trouble(store, settings, source, state, "source_silent", at)
    return _tell_recovery(store, settings, source, state, troubles, at)


def is_silent(source: Source, state: SourceState, at: datetime, since: datetime | None = None) -> bool:
    """No successful turn for three intervals; before the first one, three failures in a row.

    A source that a person lets rest is not silent.
    """
    if state.paused_at is not None:
        return False
    if state.succeeded_at is None:
        return state.failures >= SILENT_INTERVALS
    heard = max(state.succeeded_at, since) if since else state.succeeded_at
    return at - heard > max(SILENT_INTERVALS * source.every, SILENT_FLOOR)


def _tell_trouble(
    store: Store, settings: Settings, source: Source, state: SourceState, kind: str, at: datetime
) -> list[Event]:
    key = f"{kind}:{source.name}:{to_text(state.succeeded_at) or 'never'}"
    facts = Trouble(
        thread=key,
        source=source.name,
        title=settings.brand(source.brand).title,
        platform=source.platform,
        trouble=kind,
        error=state.error,
        since=state.succeeded_at,
        at=at,
    )
    if not tell(store, settings, key, kind, facts, at, source.brand):
        return []
    return [Event(kind, source.name, state.error or "no successful turn")]


def _tell_recovery(
    store: Store,
    settings: Settings,
    source: Source,
    state: SourceState,
    troubles: Sequence[Alert],
    at: datetime,
) -> list[Event]:
    """Answer the latest trouble, once, when a turn went well after it was told."""
    if not troubles or state.succeeded_at is None or state.succeeded_at <= troubles[-1].created_at:
        return []
    facts = unpacked(troubles[-1].kind, troubles[-1].payload)
    if not isinstance(facts, Trouble):
        return []
    key = f"source_back:{source.name}:{to_text(facts.since) or 'never'}"
    if not tell(store, settings, key, "source_back", facts, at, source.brand):
        return []
    return [Event("source_back", source.name, "collecting goes well again")]
