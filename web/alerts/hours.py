"""The series that alarms are made of: who was upset, by hour, and since when anybody looked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from models.settings import Brand, Settings
from models.store import Store
from models.store.figures import Written
from web.alerts.baseline import HISTORY
from web.alerts.spikes import LEARNING_DAYS, LOOK_BACK, Baseline, authors_by_hour, learn
from web.alerts.strands import A_DAY, Strand, of, strands

Parts = Mapping[Strand, Baseline]
HOUR = timedelta(hours=1)
UNJUDGED = 0.05  # a larger share of mentions without a verdict makes every count a guess


@dataclass(frozen=True, slots=True)
class Watched:
    """Since when a brand is listened to, and when it was last heard."""

    since: datetime  # start of the first hour that all its sources cover, back-fill included
    live: datetime  # when the first of its sources had caught up with the present
    seen: datetime  # end of its latest successful turn: what is later than this, nobody knows

    @property
    def hour(self) -> datetime:
        """Start of the latest hour that was looked at."""
        return hour_of(self.seen)

    @property
    def share_gone(self) -> float:
        """The part of the latest hour that was looked at, 0 to 1."""
        return max(0.0, (self.seen - max(self.hour, self.live)) / HOUR)


@dataclass(slots=True)
class Memory:
    """What a process need not find out at each turn anew."""

    since: datetime | None = None  # since when this process watches; silence before that was its own
    usual: dict[str, tuple[datetime, datetime, Baseline]] = field(default_factory=dict)
    parts: dict[str, tuple[datetime, datetime, Parts]] = field(default_factory=dict)


def hour_of(at: datetime) -> datetime:
    """Start of the hour in UTC."""
    return at.replace(minute=0, second=0, microsecond=0)


def watched(store: Store, settings: Settings, brand: Brand) -> Watched | None:
    """Since when a brand is listened to; None before a source has caught up, or without any mention."""
    sources = [source for source in settings.sources if source.brand == brand.name]
    known = [(source, store.sources.state(source.name)) for source in sources]
    caught_up = [(state.backfilled_at, source.window) for source, state in known if state.backfilled_at]
    heard = [state.succeeded_at for _, state in known if state.succeeded_at]
    first = store.figures.first(brand.name)
    if not caught_up or not heard or first is None:
        return None
    since = max(first, *(at - window for at, window in caught_up))
    return Watched(hour_of(since) + HOUR, min(at for at, _ in caught_up), max(heard))


def is_judged(store: Store, brand: Brand, span: Watched) -> bool:
    """Whether nearly everything that was written has its verdict."""
    since = max(span.since, span.seen - HISTORY)
    return store.figures.waiting(brand.name, since, span.hour + HOUR) <= UNJUDGED


def usual(
    store: Store,
    settings: Settings,
    brand: Brand,
    span: Watched,
    memory: Memory,
    everyone: bool = False,
) -> Baseline:
    """What is usual up to last midnight, of upset people or of everyone; learned anew once a day."""
    name = f"everyone {brand.name}" if everyone else brand.name
    zone, until = settings.service.zone, _midnight(settings, span)
    known = memory.usual.get(name)
    if known is not None and known[:2] == (span.since, until):
        return known[2]
    hours = hours_between(max(span.since, until - HISTORY), until)
    written = store.figures.written(brand.name, hours[0], until) if hours else []
    counts = everybody(written, hours) if everyone else upset_people(written, hours)
    baseline = learn(hours, counts, zone, until, _bad_times(store, brand, hours, until))
    memory.usual[name] = (span.since, until, baseline)
    return baseline


def parts(store: Store, settings: Settings, brand: Brand, span: Watched, memory: Memory) -> Parts:
    """What is usual in each part of a brand that is large and known enough to be watched by itself."""
    zone, until = settings.service.zone, _midnight(settings, span)
    known = memory.parts.get(brand.name)
    if known is not None and known[:2] == (span.since, until):
        return known[2]
    hours = hours_between(max(span.since, until - HISTORY), until)
    written = store.figures.written(brand.name, hours[0], until) if hours else []
    bad = _bad_times(store, brand, hours, until)
    learned = {
        strand: learn(hours, upset_people(of(strand, written), hours), zone, until, bad)
        for strand in strands(written)
    }
    found = {
        strand: base
        for strand, base in learned.items()
        if base.rate * 24 >= A_DAY and base.days_of_history >= LEARNING_DAYS
    }
    memory.parts[brand.name] = (span.since, until, found)
    return found


def _midnight(settings: Settings, span: Watched) -> datetime:
    zone = settings.service.zone
    today = span.seen.astimezone(zone).date()
    return datetime.combine(today, time(), zone).astimezone(span.seen.tzinfo)


def _bad_times(
    store: Store, brand: Brand, hours: Sequence[datetime], until: datetime
) -> list[tuple[datetime, datetime]]:
    past = store.incidents.past(brand.name, hours[0] if hours else until)
    return [(each.since, each.over_at or until) for each in past]


@dataclass(frozen=True, slots=True)
class Present:
    """The latest hours of a brand."""

    hours: list[datetime]
    written: list[Written]  # live
    missing: tuple[datetime, ...]  # nobody listened

    @property
    def counts(self) -> list[int | None]:
        """Upset authors by hour."""
        return upset_people(self.written, self.hours, self.missing)


def present(store: Store, brand: Brand, span: Watched) -> Present:
    """The latest hours, and what was written live; hours before anybody listened are missing."""
    hours = hours_between(span.hour - (LOOK_BACK - 1) * HOUR, span.hour + HOUR)
    written = store.figures.written(brand.name, hours[0], span.hour + HOUR, live_only=True)
    return Present(hours, written, tuple(hour for hour in hours if hour + HOUR <= span.live))


def upset_people(
    written: Iterable[Written], hours: Sequence[datetime], missing: Iterable[datetime] = ()
) -> list[int | None]:
    """Distinct upset authors by hour, one author once a day; None where nobody looked."""
    return authors_by_hour(((each.author, each.at) for each in written if each.upset), hours, missing)


def everybody(written: Iterable[Written], hours: Sequence[datetime]) -> list[int | None]:
    """Distinct authors by hour, whatever they wrote."""
    return authors_by_hour(((each.author, each.at) for each in written), hours)


def hours_between(start: datetime, end: datetime) -> list[datetime]:
    """The starts of the hours from the one of `start` to the last before `end`."""
    first = hour_of(start)
    return [first + step * HOUR for step in range(max(0, -((first - end) // HOUR)))]
