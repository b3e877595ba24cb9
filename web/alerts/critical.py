"""Single mentions that cannot wait for a spike: told at once, each once, and never too many to be read."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.records import Alert
from models.settings import Brand, Settings
from models.store import Store
from web.alerts.event import Event
from web.alerts.facts import Critical
from web.alerts.impostors import look
from web.alerts.quoting import of_mentions
from web.alerts.tell import tell

IMPOSTOR = "impostor"  # no topic of a verdict: somebody poses as the brand
TOPICS = (IMPOSTOR, "violence", "safety", "legal", "privacy", "fraud")
KINDS = ("critical", "critical_many")
COLLECTED_WITHIN = timedelta(days=1)
PUBLISHED_WITHIN = timedelta(days=7)  # older ones surface when an old post is found again
PER_HOUR = 3  # told one by one for each brand; what is beyond comes together, once an hour
HOUR = timedelta(hours=1)
QUOTED = 10

Risk = tuple[int, tuple[str, ...]]


def watch_critical(store: Store, settings: Settings, brand: Brand, at: datetime) -> list[Event]:
    """Tell of each live mention that poses as the brand, or whose critical topic the machine is sure of."""
    look(store, brand, at)
    risks = _risks(store, brand, at)
    if not risks:
        return []
    with store.link.writing():  # what was told is read and added to in one: two processes tell once
        alerts = store.alerts.since(at - 2 * COLLECTED_WITHIN, KINDS)
        told = [each for each in alerts if each.brand == brand.name]
        known = _mentions(told)
        new = [risk for risk in risks if risk[0] not in known]
        lately = [each for each in told if each.created_at > at - HOUR]
        room = max(0, PER_HOUR - len({each.payload["thread"] for each in lately if each.kind == "critical"}))
        events = [_one(store, settings, brand, risk, at) for risk in new[:room]]
        rest = new[room:]
        if rest and not any(each.kind == "critical_many" for each in lately):
            events.append(_many(store, settings, brand, rest, at))
    return events


def _risks(store: Store, brand: Brand, at: datetime) -> list[Risk]:
    window = (brand.name, at - PUBLISHED_WITHIN, at - COLLECTED_WITHIN)
    found = {number: {*topics} for number, topics in store.figures.risks(*window)}
    for number in store.suspicions.live(*window):
        found.setdefault(number, set()).add(IMPOSTOR)
    chosen = [
        (number, tuple(topic for topic in TOPICS if topic in found[number])) for number in sorted(found)
    ]
    return [(number, topics) for number, topics in chosen if topics]


def _mentions(told: Sequence[Alert]) -> set[object]:
    lists = [alert.payload.get("mentions") for alert in told]
    return {number for each in lists if isinstance(each, list) for number in each}


def _one(store: Store, settings: Settings, brand: Brand, risk: Risk, at: datetime) -> Event:
    number, topics = risk
    key = f"critical:{number}"
    facts = Critical(key, brand.title, (number,), topics, of_mentions(store, [number]))
    tell(store, settings, key, "critical", facts, at, brand.name)
    return Event("critical", brand.name, f"mention {number}: {', '.join(topics)}")


def _many(store: Store, settings: Settings, brand: Brand, risks: Sequence[Risk], at: datetime) -> Event:
    numbers = tuple(number for number, _ in risks)
    topics = tuple(topic for topic in TOPICS if any(topic in each for _, each in risks))
    key = f"critical_many:{brand.name}:{numbers[0]}-{numbers[-1]}"
    facts = Critical(key, brand.title, numbers, topics, of_mentions(store, numbers[:QUOTED]))
    tell(store, settings, key, "critical_many", facts, at, brand.name)
    return Event("critical_many", brand.name, f"{len(numbers)} more in one: {', '.join(topics)}")
