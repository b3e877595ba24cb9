"""Ways that are switched off: who is still told, and that the others learn of a way that refuses."""

from datetime import datetime

from models.moments import to_text
from models.settings import Settings
from models.store import Store
from models.store.stops import Stop
from web.alerts.event import Event
from web.alerts.facts import Off
from web.alerts.readers import Reader, readers
from web.alerts.tell import tell


def watch_stops(store: Store, settings: Settings, at: datetime) -> list[Event]:
    """Tell everybody who is still reached of each way that refuses for good."""
    refused = [stop for stop in store.stops.all() if stop.why == "refused"]
    return [event for stop in refused for event in _tell(store, settings, stop, at)]


def name_of(settings: Settings, stop: Stop) -> str:
    """Whose way it is, as config.toml calls them."""
    for reader in readers(settings):
        if _is_of(reader, stop):
            return reader.name
    return stop.recipient


def _is_of(reader: Reader, stop: Stop) -> bool:
    return (reader.channel, reader.recipient) == (stop.channel, stop.recipient)


def _tell(store: Store, settings: Settings, stop: Stop, at: datetime) -> list[Event]:
    key = f"channel_off:{stop.channel}:{stop.recipient}:{to_text(stop.at)}"
    facts = Off(key, name_of(settings, stop), stop.channel, stop.recipient, stop.reason, stop.at)
    if not tell(store, settings, key, "channel_off", facts, at):
        return []
    return [Event("channel_off", stop.channel, f"{facts.name} is not told any more: {stop.reason}")]
