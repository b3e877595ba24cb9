"""Digests: what a day or a week brought each brand, for everyone who asked for them, once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from statistics import median

from models.office import ONE_DAY, wall_clock, working_since, working_time
from models.people import Language, Period
from models.records import SourceState
from models.settings import Brand, Settings, Source
from models.store import Store
from models.store.queue import Filters
from web.alerts.digest_letter import digest_letter
from web.alerts.event import Event
from web.alerts.facts import Answers, Digest, Happened, Ill, opening_of, packed
from web.alerts.health import is_silent
from web.alerts.letter import board_url
from web.alerts.quoting import quote
from web.alerts.readers import Reader, listening, readers
from web.alerts.sheet import Letter
from web.alerts.speech import Speech

OLDEST = 5  # cases that wait, named one by one
THANKS = 3
FRESH = timedelta(hours=12)  # a digest that could not be made for longer than this is left out
MONDAY, SATURDAY = 0, 5

Window = tuple[datetime, datetime]


def digest(store: Store, settings: Settings, at: datetime) -> list[Event]:
    """Queue the digests that are due; returns what was queued, in words."""
    known: Callable[[Brand, Period, Window], Digest] = cache(
        lambda brand, period, window: gather(store, settings, brand, period, window, at)
    )
    return [
        event
        for reader in listening(store, settings)
        for period in reader.digests
        if (window := due(reader, period, at)) is not None
        for brand in settings.brands
        if not brand.competitor and reader.cares_for(brand.name) and _heard(store, settings, brand, window)
        for event in _queue(store, reader, brand, known, period, window, at)
    ]


def preview(
    store: Store, settings: Settings, period: Period, at: datetime, language: Language | None = None
) -> list[tuple[str, Letter]]:
    """The letter of every brand whose digest would end now; in the first reader's language unless named."""
    first = readers(settings)[0]
    speech = Speech(language or first.language, first.zone)
    window = (at - (ONE_DAY if period == "daily" else 7 * ONE_DAY), at)
    return [
        (
            each.name,
            digest_letter(gather(store, settings, each, period, window, at), speech, board_url(settings)),
        )
        for each in settings.brands
        if not each.competitor
    ]


def due(reader: Reader, period: Period, at: datetime) -> Window | None:
    """The time that the latest digest covers; None when its hour has long passed."""
    today = at.astimezone(reader.zone).date()
    past = (today - days * ONE_DAY for days in range(15))
    minutes = reader.digest_at.hour * 60 + reader.digest_at.minute
    moments = [
        wall_clock(day, minutes, reader.zone) for day in past if _has_digest(reader, period, day.weekday())
    ]
    until, since = [moment for moment in moments if moment <= at][:2]
    return (since, until) if at - until <= FRESH else None


def _has_digest(reader: Reader, period: Period, weekday: int) -> bool:
    if period == "weekly":
        return weekday == MONDAY
    return reader.weekends or weekday < SATURDAY


def _queue(
    store: Store,
    reader: Reader,
    brand: Brand,
    known: Callable[[Brand, Period, Window], Digest],
    period: Period,
    window: Window,
    at: datetime,
) -> list[Event]:
    key = f"{_thread(brand, period, window)}:{reader.channel}:{reader.recipient}"
    if store.alerts.known(key):
        return []
    facts = known(brand, period, window)
    came = sum(many for _, many in facts.came)
    if came < reader.digest_from:
        return []
    store.alerts.put(key, "digest", reader.channel, reader.recipient, packed(facts), at, brand.name)
    return [Event("digest", brand.name, f"{period} for {reader.name}: {came} comments")]


def _heard(store: Store, settings: Settings, brand: Brand, window: Window) -> bool:
    """Whether anybody listened to a brand before a digest's time was over."""
    states = (store.sources.state(each.name) for each in settings.sources if each.brand == brand.name)
    return any(state.backfilled_at is not None and state.backfilled_at < window[1] for state in states)


def gather(
    store: Store, settings: Settings, brand: Brand, period: Period, window: Window, at: datetime
) -> Digest:
    """What a digest of that brand and time says at a moment."""
    office, zone = settings.office, settings.service.zone
    waiting = store.digests.waiting(brand.name, working_since(office, zone, at, office.answer_within))
    oldest = store.queue.cases(Filters(order="oldest", brand=brand.name), OLDEST)
    listened = [
        (source, store.sources.state(source.name))
        for source in settings.sources
        if source.brand == brand.name
    ]
    heard = [state.succeeded_at for _, state in listened if state.succeeded_at]
    return Digest(
        thread=_thread(brand, period, window),
        title=brand.title,
        brand=brand.name,
        period=period,
        since=window[0],
        until=window[1],
        came=tuple(store.digests.came(brand.name, *window).items()),
        waits=waiting.many,
        waits_since=waiting.since,
        late=waiting.late,
        oldest=tuple(quote(line.lead) for line in oldest),
        thanks=tuple(quote(seen) for seen in store.digests.thanks(brand.name, *window, THANKS)),
        incidents=_incidents(store, brand, window),
        answers=_answers(store, settings, brand, window),
        sources=len(listened),
        last_turn=at - max(heard) if heard else None,
        ill=tuple(ill for source, state in listened for ill in _ill(source, state, at)),
    )


def _thread(brand: Brand, period: Period, window: Window) -> str:
    return f"digest:{period}:{brand.name}:{window[1].isoformat(timespec='minutes')}"


def _incidents(store: Store, brand: Brand, window: Window) -> tuple[Happened, ...]:
    return tuple(
        Happened(
            each.id, opening_of(store.incidents.steps(each.id)[0][2]), each.since, each.over_at, each.peak
        )
        for each in store.incidents.past(brand.name, window[0])
        if each.opened_at < window[1]
    )


def _answers(store: Store, settings: Settings, brand: Brand, window: Window) -> Answers:
    office, zone = settings.office, settings.service.zone
    times = [working_time(office, zone, *pair) for pair in store.digests.answers(brand.name, *window)]
    in_time = sum(time <= office.answer_within for time in times)
    half = timedelta(seconds=median(time.total_seconds() for time in times)) if times else None
    return Answers(len(times), in_time, half, office.answer_within)


def _ill(source: Source, state: SourceState, at: datetime) -> list[Ill]:
    trouble = (
        "source_failed" if state.permanent else "source_silent" if is_silent(source, state, at) else None
    )
    if trouble is None and state.succeeded_at is None:
        trouble = "source_waiting"
    return [Ill(source.name, source.platform, trouble, state.succeeded_at)] if trouble else []
