"""The link by which a reader asks for no more letters: no signing in, one press in a mail program."""

from flask import Blueprint, abort, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.sansio.app import App
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFProtect

from models.records import Alert
from web.alerts.readers import speech_for
from web.desk import desk, present, store
from web.people.sessions import open_to_all
from web.votes import ballot

bp = Blueprint("leave", __name__)


@bp.get("/leave/<token>")
@open_to_all
def ask(token: str) -> ResponseReturnValue:
    """Ask the reader of a letter to confirm; programs that open every link of a mail change nothing."""
    return _page(_meant(token), gone=False)


@bp.post("/leave/<token>")
@open_to_all
def go(token: str) -> ResponseReturnValue:
    """Send this reader nothing more by this way; mail programs post here by themselves (RFC 8058)."""
    alert = _meant(token)
    store().stops.put(alert.channel, alert.recipient, "left", "", present())
    return _page(alert, gone=True)


@bp.record_once
def _trust(state: BlueprintSetupState) -> None:
    """A mail program has no form token: the signature of the link stands for one."""
    _forms(state.app).exempt(bp)


def _forms(app: App) -> CSRFProtect:
    protection: CSRFProtect = app.extensions["csrf"]
    return protection


def _meant(token: str) -> Alert:
    number = ballot().leaver(token)
    alert = store().alerts.get(number) if number is not None else None
    if alert is None:
        abort(404, _("This link is cut off, or its alert is no longer kept. Open the board instead."))
    return alert


def _page(alert: Alert, gone: bool) -> ResponseReturnValue:
    with force_locale(speech_for(desk().settings, alert.channel, alert.recipient).language):
        return render_template("votes/leave.html", alert=alert, gone=gone, address=request.path)
