"""How collecting goes: one word for each source, and one line for the header of every page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from models import settings
from models.calls import Calls
from models.records import SourceState
from models.store.gaps import Gap
from web.alerts.letter import board_url
from web.desk import desk, present, store

LATE_AFTER = 3  # turns that should have gone well meanwhile
LATE_AT_LEAST = timedelta(minutes=5)
REMEMBERED = timedelta(days=14)  # gaps
GAPS_SHOWN = 8  # of each source

bp = Blueprint("sources", __name__)


class Health(StrEnum):
    """How a source is doing, worst first."""

    BROKEN = "broken"  # only a person can mend it
    FAILING = "failing"  # it is being tried again
    LATE = "late"  # no turn has gone well for longer than it should take
    PAUSED = "paused"  # a person lets it rest
    WAITING = "waiting"  # its first turn has not begun
    UNCALLED = "uncalled"  # everything comes by calls of its platform, and none has come yet
    LEARNING = "learning"  # its first turn goes on, and alerts nobody
    OK = "ok"


TROUBLE = (Health.BROKEN, Health.FAILING, Health.LATE)


@dataclass(frozen=True, slots=True)
class Watched:
    """A source of the settings with its state."""

    source: settings.Source
    state: SourceState
    health: Health
    calls: Calls  # of its platform; blank where that does not call


@dataclass(frozen=True, slots=True)
class Pulse:
    """All sources in one glance."""

    many: int
    trouble: tuple[Watched, ...]
    last: datetime | None  # when any turn went well last


def health(every: timedelta, state: SourceState, at: datetime) -> Health:
    """How a source with that pace and state is doing at `at`."""
    if state.paused_at is not None:
        return Health.PAUSED
    if state.error is not None:
        return Health.BROKEN if state.permanent else Health.FAILING
    if state.started_at is None:
        return Health.WAITING
    allowed = max(LATE_AFTER * every, LATE_AT_LEAST)
    if state.backfilled_at is None:
        return Health.LEARNING
    if state.succeeded_at is None or at - state.succeeded_at > allowed:
        return Health.LATE
    return Health.OK


def watched() -> list[Watched]:
    """Every source of the settings, those in trouble first; asked for once in a request."""
    if "watched" not in g:
        states = store().sources.states()
        blank = store().sources.blank
        found = [(each, states.get(each.name) or blank(each.name)) for each in desk().settings.sources]
        calls = store().hooks.every_call() if any(each.hooked for each, _ in found) else {}
        all_of_them = [
            _watched(each, state, calls.get(each.name) or Calls(each.name)) for each, state in found
        ]
        g.watched = sorted(all_of_them, key=lambda each: list(Health).index(each.health))
    known: list[Watched] = g.watched
    return known


def _watched(source: settings.Source, state: SourceState, calls: Calls) -> Watched:
    how = health(source.every, state, present())
    if how is Health.OK and not source.asked and calls.called_at is None:
        how = Health.UNCALLED
    return Watched(source, state, how, calls)


def gaps() -> dict[str, list[Gap]]:
    """The latest stretches in which each source was not heard, newest first."""
    paces = {each.name: max(LATE_AFTER * each.every, LATE_AT_LEAST) for each in desk().settings.sources}
    found: dict[str, list[Gap]] = {name: [] for name in paces}
    for gap in store().gaps.longer_than(LATE_AT_LEAST, present() - REMEMBERED):
        its = found.get(gap.source)
        if its is not None and len(its) < GAPS_SHOWN and gap.until - gap.since > paces[gap.source]:
            its.append(gap)
    return found


def pulse() -> Pulse:
    """All sources in one glance."""
    known = watched()
    times = [each.state.succeeded_at for each in known if each.state.succeeded_at is not None]
    return Pulse(
        many=len(known),
        trouble=tuple(each for each in known if each.health in TROUBLE),
        last=max(times, default=None),
    )


@bp.get("/sources")
def index() -> ResponseReturnValue:
    """Each source: last success, next turn, last fault in plain words, when it was not heard."""
    return render_template(
        "sources/index.html",
        watched=watched(),
        board=board_url(desk().settings),
        errands=store().errands.latest(),
        gaps=gaps(),
    )


@bp.get("/pulse")
def beat() -> ResponseReturnValue:
    """The line of the header and the banner of an incident, asked for again and again by open pages."""
    return render_template("_pulse.html")
