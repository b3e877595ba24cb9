"""Put facts into the outbox, once for everybody who is to be told."""

from datetime import datetime

from models.settings import Settings
from models.store import Store
from web.alerts.channels import routes
from web.alerts.facts import Facts, packed


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
    """Queue one alert a recipient; False when all of them had been queued before."""
    payload = packed(facts)
    with store.link.writing():
        queued = [
            store.alerts.put(
                f"{key}:{channel}:{recipient}", kind, channel, recipient, payload, at, brand, incident_id
            )
            for channel, recipient in routes(settings)
        ]
    return any(queued)
