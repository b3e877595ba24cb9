"""Who is called for an incident: the people on call one after another, until somebody has seen it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from models.records import Incident
from models.settings import Brand, Settings
from models.store import Store
from web.alerts.event import Event
from web.alerts.facts import Spike, packed, unpacked
from web.alerts.readers import Reader, listening

CALL = "incident_unseen"


def call_next(store: Store, settings: Settings, brand: Brand, at: datetime) -> list[Event]:
    """Call whoever is next on call when nobody has seen the open incident of a brand in time."""
    order = on_call(store, settings, brand.name)
    incident = store.incidents.current(brand.name)
    if len(order) < 2 or incident is None or store.responses.acknowledged(incident.id):
        return []
    turns = (at - incident.opened_at) // settings.alerts.escalate_after
    called = [reader for group in order[1 : turns + 1] for reader in group]
    return [event for reader in called for event in _call(store, incident, reader, at)]


def on_call(store: Store, settings: Settings, brand: str) -> list[Sequence[Reader]]:
    """The readers who must answer for a brand, those of one place together, first place first."""
    duty = [reader for reader in listening(store, settings) if reader.on_call and reader.wants(CALL, brand)]
    return [list(group) for _, group in groupby(sorted(duty, key=_place), key=_place)]


def is_called(store: Store, settings: Settings, reader: Reader, brand: str | None, thread: str) -> bool:
    """Whether a reader is told of an incident: those on call only when it is, or has been, their turn."""
    if not reader.on_call or brand is None:
        return True
    order = on_call(store, settings, brand)
    return reader in order[0] or store.alerts.known(f"{thread}:{reader.channel}:{reader.recipient}")


def _place(reader: Reader) -> int:
    return reader.on_call or 0


def _call(store: Store, incident: Incident, reader: Reader, at: datetime) -> list[Event]:
    """Tell what was last told of the incident, as the first letter of this reader's own thread."""
    told = store.alerts.last_of(incident.id, ("incident_opened", "incident_grew"))
    facts = unpacked(told.kind, told.payload) if told else None
    if not isinstance(facts, Spike):
        return []
    key = f"{facts.thread}:{reader.channel}:{reader.recipient}"
    payload = packed(replace(facts, unseen=at - incident.opened_at))
    if not store.alerts.put(
        key, CALL, reader.channel, reader.recipient, payload, at, incident.brand, incident.id
    ):
        return []
    return [Event(CALL, incident.brand, f"{reader.name} is called")]
