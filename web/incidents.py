"""Pages of incidents: every spike, and one with its steps and what people wrote."""

from datetime import datetime, timedelta

from flask import Blueprint, abort, g, render_template
from flask.typing import ResponseReturnValue

from models.records import Incident
from models.store.figures import Hour
from web.chart import bars
from web.desk import present, store

SHOWN = 50
QUOTED = 40
BEFORE = timedelta(hours=24)
LONGEST = timedelta(days=7)  # of a chart: older hours of a long incident are left out

bp = Blueprint("incidents", __name__)


@bp.get("/incidents")
def index() -> ResponseReturnValue:
    """Every incident, newest first."""
    return render_template("incidents/index.html", incidents=store().incidents.latest(SHOWN))


@bp.get("/incidents/<int:incident_id>")
def show(incident_id: int) -> ResponseReturnValue:
    """One incident: its steps, its hours and its weightiest comments."""
    incident = store().incidents.get(incident_id)
    if incident is None:
        abort(404)
    until = incident.over_at or present()
    return render_template(
        "incidents/show.html",
        incident=incident,
        steps=store().incidents.steps(incident.id),
        quotes=store().figures.quotes(incident.brand, incident.since, until, QUOTED),
        chart=bars(_hours(incident, until)),
    )


def ongoing() -> list[Incident]:
    """The incidents that are open now; asked for once in a request."""
    if "ongoing" not in g:
        g.ongoing = store().incidents.ongoing()
    found: list[Incident] = g.ongoing
    return found


def _hours(incident: Incident, until: datetime) -> list[Hour]:
    """The hours of an incident and of the day before it, quiet ones included."""
    start = max(incident.since - BEFORE, until - LONGEST).replace(minute=0, second=0, microsecond=0)
    counted = {hour.start: hour for hour in store().figures.hourly(incident.brand, start, until)}
    many = int((until - start) / timedelta(hours=1)) + 1
    hours = [start + timedelta(hours=step) for step in range(many)]
    return [counted.get(hour, Hour(hour, 0, 0, 0)) for hour in hours]
