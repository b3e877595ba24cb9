"""Foretell whether a source can be read: one look, nothing kept."""

from datetime import datetime, timedelta

from listener.collect import lack_of_secret
from listener.network import Http, SourceError
from listener.sources import SOURCES, Memory
from models.settings import Source
from models.store import Store


def check_source(source: Source, http: Http, store: Store, at: datetime) -> str | None:
    """Why a source cannot be read, in words for a person; None when it can."""
    adapter = SOURCES[source.platform]
    if lack := lack_of_secret(source, adapter):
        return lack
    if not source.asked and adapter.look is None:
        return None
    http.pace(source, adapter.per_second)
    try:
        if adapter.look:
            adapter.look(source, http)
            return None
        next(adapter.fetch(source, http, Memory(store, source, at - timedelta(days=1)), at), None)
    except SourceError as error:
        return error.reason
    return None


def last_call(source: Source, store: Store, address: str) -> str | None:
    """When the platform of a source called last, or where it has to be told to; None where none calls."""
    if not source.hooked:
        return None
    calls = store.hooks.calls(source.name)
    refused = ""
    if calls.refused_at and calls.refused_at > (calls.called_at or calls.refused_at - timedelta(days=1)):
        refused = f"; since then, {calls.refused_at:%Y-%m-%d %H:%M} UTC, refused: {calls.refusal}"
    if calls.called_at is None:
        return f"no call yet: set the address {address}/hooks/{source.name} at the platform{refused}"
    return f"the last call came {calls.called_at:%Y-%m-%d %H:%M} UTC{refused}"
