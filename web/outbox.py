"""The outbox of alerts: what was sent, what waits and why, what was refused for good."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.records import Alert
from web.alerts.stops import name_of
from web.desk import desk, store, whole_desk
from web.notices import Notice, tell
from web.people.sessions import leading

SHOWN = 100

bp = Blueprint("outbox", __name__)


@bp.get("/alerts")
def index() -> ResponseReturnValue:
    """The latest alerts, newest first."""
    alerts = store().alerts.latest(SHOWN, desk().brands)
    settings = whole_desk().settings
    return render_template(
        "alerts/index.html",
        alerts=[(each, fate(each)) for each in alerts],
        stops=[(each, name_of(settings, each)) for each in store().stops.all()],
    )


@bp.post("/alerts/resume")
@leading
def resume() -> ResponseReturnValue:
    """Tell somebody again by a way that was switched off."""
    channel, recipient = request.form.get("channel", ""), request.form.get("recipient", "")
    if store().stops.remove(channel, recipient):
        tell(Notice(_("%(whom)s is told again.", whom=recipient)))
    return redirect(url_for("outbox.index"))


def fate(alert: Alert) -> str:
    """What became of an alert: sent, refused, failing (it is tried again) or waiting."""
    if alert.sent_at is not None:
        return "sent"
    if alert.refused_at is not None:
        return "refused"
    return "failing" if alert.error is not None else "waiting"
