"""Foretell whether a source can be read: one look, nothing kept."""

from datetime import datetime, timedelta

from listener.collect import lack_of_token
from listener.network import Http, SourceError
from listener.sources import SOURCES, Memory
from models.settings import Source
from models.store import Store


def check_source(source: Source, http: Http, store: Store, at: datetime) -> str | None:
    """Why a source cannot be read, in words for a person; None when it can."""
    adapter = SOURCES[source.platform]
    if lack := lack_of_token(source, adapter):
        return lack
    http.pace(source, adapter.per_second)
    try:
        next(adapter.fetch(source, http, Memory(store, source, at - timedelta(days=1)), at), None)
    except SourceError as error:
        return error.reason
    return None
