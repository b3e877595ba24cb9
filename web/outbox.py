"""The outbox of alerts: what was sent, what waits and why, what was refused for good."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from models.records import Alert
from web.desk import desk, store

SHOWN = 100

bp = Blueprint("outbox", __name__)


@bp.get("/alerts")
def index() -> ResponseReturnValue:
    """The latest alerts, newest first."""
    alerts = store().alerts.latest(SHOWN, desk().brands)
    return render_template("alerts/index.html", alerts=[(each, fate(each)) for each in alerts])


def fate(alert: Alert) -> str:
    """What became of an alert: sent, refused, failing (it is tried again) or waiting."""
    if alert.sent_at is not None:
        return "sent"
    if alert.refused_at is not None:
        return "refused"
    return "failing" if alert.error is not None else "waiting"
