"""Pages of incidents: every spike, and one with its steps and what people wrote."""

from datetime import datetime, timedelta

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.records import Incident
from models.store.figures import Hour
from web.alerts.ballot import ANSWERS, USEFUL
from web.alerts.facts import Part, Spike, unpacked
from web.chart import bars
from web.desk import desk, person, present, store
from web.notices import Notice, tell
from web.people.sessions import acting

SHOWN = 50
QUOTED = 40
BEFORE = timedelta(hours=24)
LONGEST = timedelta(days=7)  # of a chart: older hours of a long incident are left out

bp = Blueprint("incidents", __name__)


@bp.get("/incidents")
def index() -> ResponseReturnValue:
    """Every incident, newest first."""
    return render_template(
        "incidents/index.html",
        incidents=store().incidents.latest(SHOWN, desk().brands),
        months=store().responses.precision(brands=desk().brands),
    )


@bp.get("/incidents/<int:incident_id>")
def show(incident_id: int) -> ResponseReturnValue:
    """One incident: its steps, its hours and its weightiest comments."""
    incident = _needed(incident_id)
    until = incident.over_at or present()
    return render_template(
        "incidents/show.html",
        incident=incident,
        steps=store().incidents.steps(incident.id),
        quotes=store().figures.quotes(incident.brand, incident.since, until, QUOTED),
        chart=bars(_hours(incident, until)),
        seen_by=store().responses.acknowledged(incident.id),
        votes=store().responses.votes(incident.id),
        asked=person().login,
        where=_where(incident),
    )


@bp.post("/incidents/<int:incident_id>/seen")
@acting
def acknowledge(incident_id: int) -> ResponseReturnValue:
    """Note that somebody deals with an incident, so that nobody else is called."""
    _needed(incident_id)
    store().responses.acknowledge(incident_id, person().login, present())
    tell(Notice(_("Noted: you have seen it. Nobody else will be called.")))
    return redirect(url_for("incidents.show", incident_id=incident_id))


@bp.post("/incidents/<int:incident_id>/vote")
@acting
def vote(incident_id: int) -> ResponseReturnValue:
    """Keep what somebody at the board says an incident was worth."""
    _needed(incident_id)
    answer = request.form.get("answer", "")
    if answer not in ANSWERS:
        abort(400, _("The board did not understand this. Go back and try again."))
    store().responses.vote(incident_id, person().login, answer == USEFUL, present())
    tell(Notice(_("Kept. Thank you.")))
    return redirect(url_for("incidents.show", incident_id=incident_id))


def ongoing() -> list[Incident]:
    """The incidents that are open now; asked for once in a request."""
    if "ongoing" not in g:
        g.ongoing = store().incidents.ongoing(desk().brands)
    found: list[Incident] = g.ongoing
    return found


def _where(incident: Incident) -> tuple[Part, ...]:
    """The parts that the latest letter of an incident named; none where its facts cannot be read."""
    told = store().alerts.last_of(incident.id, ("incident_opened", "incident_grew"))
    if told is None:
        return ()
    try:
        facts = unpacked(told.kind, told.payload)
    except ValueError:  # of another version, or its quotes were purged
        return ()
    return facts.where if isinstance(facts, Spike) else ()


def _needed(incident_id: int) -> Incident:
    incident = store().incidents.get(incident_id)
    if incident is None:
        abort(404)
    return incident


def _hours(incident: Incident, until: datetime) -> list[Hour]:
    """The hours of an incident and of the day before it, quiet ones included."""
    start = max(incident.since - BEFORE, until - LONGEST).replace(minute=0, second=0, microsecond=0)
    counted = {hour.start: hour for hour in store().figures.hourly(incident.brand, start, until)}
    many = int((until - start) / timedelta(hours=1)) + 1
    hours = [start + timedelta(hours=step) for step in range(many)]
    return [counted.get(hour, Hour(hour, 0, 0, 0)) for hour in hours]
