"""Silence against expectation: the sources answer, but nobody writes where somebody all but surely would."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.records import Alert
from models.settings import Brand, Settings
from models.store import Store
from web.alerts.baseline import Baseline, expected
from web.alerts.event import Event
from web.alerts.facts import Silence, unpacked
from web.alerts.health import is_silent
from web.alerts.hours import HOUR, Memory, Watched, hour_of, hours_between, usual, watched
from web.alerts.tell import tell

HISTORY = timedelta(days=14)  # with less, nobody knows what is usual
SHORTEST = timedelta(hours=6)
IMPOSSIBLE = 0.05  # silences a month that chance may bring: one in twenty months
MONTH_HOURS = 28 * 24
REMEMBERED = timedelta(days=60)
LEAST_DISPERSION = 1e-3


@dataclass(frozen=True, slots=True)
class Hush:
    """How long nobody has written, and how unlikely that is."""

    since: datetime  # of the last comment
    missing: float  # authors that are usual in that time
    chance_per_month: float


def watch_silence(
    store: Store, settings: Settings, brand: Brand, at: datetime, memory: Memory
) -> list[Event]:
    """Tell when nobody has written to a brand for all but impossibly long, and when somebody does again."""
    span, last = watched(store, settings, brand), store.figures.last(brand.name)
    if span is None or last is None or not _listens(store, settings, brand, at):
        return []
    told = [
        each for each in store.alerts.since(at - REMEMBERED, ("brand_silent",)) if each.brand == brand.name
    ]
    if told:
        back = _tell_back(store, settings, brand, told[-1], last, at)
        if back:
            return back
    found = hush(store, settings, brand, span, last, memory)
    return _tell_hush(store, settings, brand, found, at) if found else []


def hush(
    store: Store, settings: Settings, brand: Brand, span: Watched, last: datetime, memory: Memory
) -> Hush | None:
    """The silence since the last comment, where it is all but impossible; None where it may be chance."""
    if span.seen - span.since < HISTORY or span.seen - last < SHORTEST:
        return None
    known, zone = usual(store, settings, brand, span, memory, everyone=True), settings.service.zone
    hours = hours_between(hour_of(last) + HOUR, span.hour)  # whole ones, that were looked at to their end
    missing = sum(expected(known, hour, zone) for hour in hours)
    chance = silence_chance(known, missing) * known.rate * MONTH_HOURS
    return Hush(last, missing, chance) if chance < IMPOSSIBLE else None


def silence_chance(known: Baseline, missing: float) -> float:
    """The chance that none of so many usual authors writes, all their days sharing one unknown level.

    Zero of a negative binomial. Days in truth differ, which makes a long silence rarer still: this errs
    towards saying nothing.
    """
    dispersion = max(known.dispersion, LEAST_DISPERSION)
    return float((1 + dispersion * missing) ** (-1 / dispersion))


def _listens(store: Store, settings: Settings, brand: Brand, at: datetime) -> bool:
    """Whether every source of a brand answers; one that does not is told of by itself."""
    states = [(each, store.sources.state(each.name)) for each in settings.sources if each.brand == brand.name]
    return not any(state.permanent or is_silent(source, state, at) for source, state in states)


def _tell_hush(store: Store, settings: Settings, brand: Brand, found: Hush, at: datetime) -> list[Event]:
    key = f"brand_silent:{brand.name}:{found.since.isoformat(timespec='seconds')}"
    facts = Silence(key, brand.title, found.since, at, found.missing, found.chance_per_month)
    if not tell(store, settings, key, "brand_silent", facts, at, brand.name):
        return []
    return [Event("brand_silent", brand.name, f"nobody writes, {found.missing:.0f} authors were usual")]


def _tell_back(
    store: Store, settings: Settings, brand: Brand, told: Alert, last: datetime, at: datetime
) -> list[Event]:
    facts = unpacked(told.kind, told.payload)
    if not isinstance(facts, Silence) or last <= facts.since:
        return []
    key = facts.thread.replace("brand_silent", "brand_heard", 1)
    if not tell(store, settings, key, "brand_heard", facts, at, brand.name):
        return []
    return [Event("brand_heard", brand.name, "somebody writes again")]
