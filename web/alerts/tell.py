"""Put facts into the outbox, once for everybody who is to be told."""

from datetime import datetime

from models.settings import Settings
from models.store import Store
from web.alerts.duty import is_called
from web.alerts.facts import Calm, Critical, Facts, Spike, packed
from web.alerts.quiet import held_until
from web.alerts.readers import Reader, listening


def tell(
    store: Store,
    settings: Settings,
    key: str,
    kind: str,
    facts: Facts,
    at: datetime,
    brand: str | None = None,
    incident_id: int | None = None,
) -> bool:
    """Queue one alert for everyone who wants it; False when nobody does, or all had been queued before."""
    payload = packed(facts)

    def put(reader: Reader) -> bool:
        own = f"{key}:{reader.channel}:{reader.recipient}"
        later = held_until(store, reader, kind, at)
        return store.alerts.put(
            own, kind, reader.channel, reader.recipient, payload, at, brand, incident_id, later
        )

    with store.link.writing():
        told = [reader for reader in listening(store, settings) if reader.wants(kind, brand)]
        told = [reader for reader in told if reader.on_call or _asked_for(store, reader, facts)]
        if incident_id is not None:
            told = [each for each in told if is_called(store, settings, each, brand, facts.thread)]
        queued = [put(reader) for reader in told]
    return any(queued)


def _asked_for(store: Store, reader: Reader, facts: Facts) -> bool:
    """Whether people wrote what a reader wants to be told of; what was begun is told to its end."""
    match facts:
        case Spike():
            written: tuple[str, ...] = facts.labels
        case Critical():
            written = ("risk",)
        case Calm():
            written = ()
        case _:
            return True
    if not reader.labels or any(label in written for label in reader.labels):
        return True
    return store.alerts.known(f"{facts.thread}:{reader.channel}:{reader.recipient}")
