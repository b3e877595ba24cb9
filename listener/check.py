"""Foretell whether a source can be read: one look, nothing kept."""

from datetime import datetime, timedelta

from listener.network import Http, SourceError
from listener.sources import SOURCES, Memory
from models.settings import Source
from models.store import Store


def check_source(source: Source, http: Http, store: Store, at: datetime) -> str | None:
    """Why a source cannot be read, in words for a person; None when it can."""
    adapter = SOURCES[source.platform]
    if source.token is None and (source.token_env or adapter.needs_token):
        named = source.token_env or "no variable yet (token_env in config.toml)"
        return f"no token: set {named} and try again"
    http.pace(source, adapter.per_second)
    try:
        next(adapter.fetch(source, http, Memory(store, source, at - timedelta(days=1)), at), None)
    except SourceError as error:
        return error.reason
    return None
