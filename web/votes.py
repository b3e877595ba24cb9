"""What a letter was worth, said by a link in it: without signing in, and never by opening it alone."""

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from models.records import Alert, Incident
from web.alerts.ballot import ANSWERS, USEFUL, Ballot
from web.alerts.readers import speech_for
from web.desk import desk, present, store
from web.people.sessions import open_to_all

bp = Blueprint("votes", __name__)


@bp.get("/vote/<token>/<answer>")
@open_to_all
def ask(token: str, answer: str) -> ResponseReturnValue:
    """Ask the reader of a letter to confirm; programs that open every link of a mail change nothing."""
    alert, incident = _meant(token, answer)
    return _page(alert, incident, answer, said=False)


@bp.post("/vote/<token>/<answer>")
@open_to_all
def cast(token: str, answer: str) -> ResponseReturnValue:
    """Keep what the reader says; it replaces what they said before."""
    alert, incident = _meant(token, answer)
    store().responses.vote(incident.id, alert.recipient, answer == USEFUL, present())
    return _page(alert, incident, answer, said=True)


def ballot() -> Ballot:
    """What signs and reads the links of this board."""
    secret = current_app.secret_key
    return Ballot(secret if isinstance(secret, bytes) else str(secret).encode())


def _meant(token: str, answer: str) -> tuple[Alert, Incident]:
    number = ballot().read(token)
    alert = store().alerts.get(number) if number is not None else None
    incident = store().incidents.get(alert.incident_id) if alert and alert.incident_id else None
    if answer not in ANSWERS or alert is None or incident is None:
        abort(404, _("This link is cut off, or its alert is no longer kept. Open the board instead."))
    return alert, incident


def _page(alert: Alert, incident: Incident, answer: str, said: bool) -> ResponseReturnValue:
    language = speech_for(desk().settings, alert.channel, alert.recipient).language
    with force_locale(language):
        return render_template(
            "votes/ask.html", incident=incident, answer=answer, said=said, address=request.path
        )
