"""Spikes of one brand: an incident opens, grows and is over, each step told in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.records import Incident
from models.settings import Brand, Settings
from models.store import Store
from models.store.figures import Written
from web.alerts import spikes, strands
from web.alerts.baseline import HISTORY
from web.alerts.event import Event
from web.alerts.facts import Calm, Part, Post, Quote, Spike, opening_of
from web.alerts.hours import (
    HOUR,
    Memory,
    Watched,
    everybody,
    hours_between,
    is_judged,
    parts,
    present,
    upset_people,
    usual,
    watched,
)
from web.alerts.mood import mood
from web.alerts.quoting import posts, quotes
from web.alerts.spikes import Finding, examine
from web.alerts.tell import tell

SEVERAL = 2  # people who wrote a label, and whoever asked for it is told
PAUSE = timedelta(minutes=10)  # a spike that doubles every minute still writes once in this time


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one brand."""

    store: Store
    settings: Settings
    brand: Brand
    span: Watched
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """What speaks for a finding."""

    since: datetime
    mood: str | None
    labels: tuple[str, ...]
    where: tuple[Part, ...]
    quotes: tuple[Quote, ...]
    posts: tuple[Post, ...]


def watch_brand(store: Store, settings: Settings, brand: Brand, at: datetime, memory: Memory) -> list[Event]:
    """Look at the latest hours of one brand, and carry out and tell what follows."""
    span = watched(store, settings, brand)
    if span is None or not is_judged(store, brand, span):
        return []
    look = Look(store, settings, brand, span, at)
    last = store.incidents.last(brand.name)
    finding = _find(look, memory)
    step = spikes.step(_remembered(last) if last else None, finding, span.seen)
    if step.action == "open" and finding:
        return _open(look, finding)
    if step.action == "grow" and finding and last and (last.over_at or at - last.last_step_at >= PAUSE):
        return _grow(look, finding, last)
    if step.action == "over" and last:
        return _end(look, last)
    if finding and last and last.over_at is None:
        store.incidents.see(last, finding.observed, at)
    return []


def _find(look: Look, memory: Memory) -> Finding | None:
    """What is unusual about the brand as a whole or else, in a part of the budget, about one of its parts."""
    own = (look.store, look.settings, look.brand, look.span, memory)
    now, gone = present(look.store, look.brand, look.span), look.span.share_gone
    zone = look.settings.service.zone
    counts = now.counts
    if not counts[-1]:
        return None
    brand, known = usual(*own), parts(*own)
    whole, each = strands.budgets(tuple(known), look.settings.alerts.needless_per_month)
    found = examine(brand, now.hours, counts, zone, whole, share_gone=gone)
    if found is not None:
        return found
    part = strands.look(known, now.written, now.hours, now.missing, zone, each, gone)
    return strands.widened(part, brand, now.hours, counts, zone) if part else None


def _remembered(incident: Incident) -> spikes.Incident:
    return spikes.Incident(
        opened_at=incident.opened_at,
        told_at=incident.last_step_at,
        told_observed=incident.observed,
        seen_at=incident.seen_at,
        over=incident.over_at is not None,
    )


def _open(look: Look, finding: Finding) -> list[Event]:
    shown = _shown(look, finding)
    with look.store.link.writing():
        incident = look.store.incidents.open(
            look.brand.name,
            shown.since,
            finding.window_hours,
            finding.observed,
            finding.expected,
            finding.chance_per_month,
            look.at,
        )
        if incident is None:  # another process was faster
            return []
        return _tell(look, incident, 1, "incident_opened", _spike(look, finding, shown, incident))


def _grow(look: Look, finding: Finding, last: Incident) -> list[Event]:
    shown = _shown(look, finding)
    with look.store.link.writing():
        grown = look.store.incidents.grow(
            last,
            finding.window_hours,
            finding.observed,
            finding.expected,
            finding.chance_per_month,
            look.at,
        )
        if not grown:
            return []
        facts = _spike(look, finding, shown, last, was=last.observed)
        return _tell(look, last, last.steps + 1, "incident_grew", facts)


def _end(look: Look, last: Incident) -> list[Event]:
    with look.store.link.writing():
        if not look.store.incidents.end(last, look.at):
            return []
        written = look.store.figures.written(look.brand.name, last.since, last.seen_at, live_only=True)
        upset = [each for each in written if each.upset]
        facts = Calm(
            thread=_key(last, 1),
            title=look.brand.title,
            incident=last.id,
            opening=opening_of(look.store.incidents.steps(last.id)[0][2]),
            since=last.since,
            until=max((each.at for each in upset), default=last.seen_at),
            peak=last.peak,
            authors=max(len({each.author for each in upset}), last.peak),
        )
        return _tell(look, last, last.steps + 1, "incident_over", facts)


def _tell(look: Look, incident: Incident, step: int, kind: str, facts: Spike | Calm) -> list[Event]:
    key = _key(incident, step)
    tell(look.store, look.settings, key, kind, facts, look.at, look.brand.name, incident.id)
    return [Event(kind, look.brand.name, _words(facts))]


def _spike(look: Look, finding: Finding, shown: Shown, incident: Incident, was: int | None = None) -> Spike:
    return Spike(
        thread=_key(incident, 1),
        title=look.brand.title,
        incident=incident.id,
        opening=opening_of(look.store.incidents.steps(incident.id)[0][2]),
        since=shown.since,
        until=look.span.seen,
        window_hours=finding.window_hours,
        observed=finding.observed,
        expected=finding.expected,
        chance_per_month=finding.chance_per_month,
        learning=finding.learning,
        mood=shown.mood,
        labels=shown.labels,
        where=shown.where,
        quotes=shown.quotes,
        posts=shown.posts,
        was=was,
    )


def _shown(look: Look, finding: Finding) -> Shown:
    start = look.span.hour - (finding.window_hours - 1) * HOUR
    end = look.span.hour + HOUR
    window = (look.store, look.brand.name, start, end)
    past = hours_between(max(look.span.since, end - HISTORY), start)
    before = look.store.figures.written(look.brand.name, past[0], start) if past else []
    live = look.store.figures.written(look.brand.name, start, end, live_only=True)
    return Shown(
        max(start, look.span.live),
        _mood(before, past, live, hours_between(start, end)),
        _labels(live),
        strands.where(before, live),
        quotes(*window),
        posts(*window),
    )


def _labels(live: Sequence[Written]) -> tuple[str, ...]:
    """What two people or more wrote; all that anybody did where no two wrote the like."""
    upset = [each for each in live if each.upset]
    risky, plain = ({each.author for each in upset if each.risk is risk} for risk in (True, False))
    many = {"complaint": len(plain), "risk": len(risky)}
    return tuple(name for name, people in many.items() if people >= min(SEVERAL, max(many.values())))


def _mood(
    before: Sequence[Written], past: Sequence[datetime], live: Sequence[Written], now: Sequence[datetime]
) -> str | None:
    """Whether everything grew or people got angrier, against all the history there is."""
    angry = [*upset_people(before, past), *upset_people(live, now)]
    return mood(angry, [*everybody(before, past), *everybody(live, now)], len(now))


def _key(incident: Incident, step: int) -> str:
    return f"incident:{incident.id}:step:{step}"


def _words(facts: Spike | Calm) -> str:
    if isinstance(facts, Calm):
        return f"{facts.authors} authors in all, {facts.peak} at its height"
    return f"{facts.observed} authors in {facts.window_hours} h, usual {facts.expected:.1f}"
