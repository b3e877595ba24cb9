"""One turn of watching: spikes, single critical mentions, and the health of the sources."""

from datetime import datetime

from models.settings import Settings
from models.store import Store
from web.alerts.critical import watch_critical
from web.alerts.duty import call_next
from web.alerts.event import Event
from web.alerts.health import watch_source
from web.alerts.hours import Memory
from web.alerts.incidents import watch_brand
from web.alerts.silence import watch_silence
from web.alerts.stops import watch_stops

__all__ = ["Event", "Memory", "watch"]


def watch(store: Store, settings: Settings, at: datetime, memory: Memory | None = None) -> list[Event]:
    """Queue the alerts that the present state of things calls for; returns what was queued, in words.

    A process that watches again and again hands in the same `Memory(since=...)`: baselines are then learned
    once a day, and the time before `since`, when nobody watched, is no silence of a source. Competitors are
    not alarmed about, but their sources are.
    """
    kept = memory or Memory()
    events = [
        event
        for source in settings.sources
        for event in watch_source(store, settings, source, at, kept.since)
    ]
    for brand in settings.brands:
        if not brand.competitor:
            events += watch_critical(store, settings, brand, at)
            events += watch_brand(store, settings, brand, at, kept)
            events += watch_silence(store, settings, brand, at, kept)
            events += call_next(store, settings, brand, at)
    return events + watch_stops(store, settings, at)
