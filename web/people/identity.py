"""Signing in by a provider of identities: only who works here already comes in, known by a verified mail."""

import logging
from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.login import Login
from models.records import User
from web.alerts.letter import board_url
from web.desk import desk, present, store
from web.paths import local
from web.people.idtoken import keys_of, verified_mail
from web.people.provider import (
    Departure,
    LoginError,
    Refusal,
    address,
    client,
    depart,
    discover,
    redeem,
    same,
)
from web.people.sessions import begin, open_to_all
from web.people.views import door

LASTS = 600.0  # seconds in which somebody has to come back
KEPT = "departure"  # in the session

log = logging.getLogger(__name__)
bp = Blueprint("identity", __name__)


@bp.get("/login/away")
@open_to_all
def away() -> ResponseReturnValue:
    """Send somebody to the provider."""
    own, gone = _own(), depart(local(request.args.get("to")) or "/", present().timestamp())
    try:
        with client() as http:
            provider = discover(own, http)
    except LoginError as fault:
        return _refused(own, fault)
    session[KEPT] = asdict(gone)
    return redirect(address(provider, own, gone, _back()))


@bp.get("/login/back")
@open_to_all
def back() -> ResponseReturnValue:
    """Begin a session of who came back, where they work here."""
    own = _own()
    try:
        gone = _gone(session.pop(KEPT, None))
        mail = _mail(own, gone)
    except LoginError as fault:
        return _refused(own, fault)
    user = store().users.by_mail(mail)
    if user is None or not user.active:
        return _unknown(user, mail)
    g.user = user
    begin(session, user)
    session.permanent = True
    return redirect(local(gone.to) or url_for("board.queue"))


def _gone(kept: dict[str, Any] | None) -> Departure:
    """The departure that this return belongs to; it is spent now."""
    gone = Departure(**kept) if kept else None
    if gone is None or not same(gone, request.args.get("state", "")):
        raise LoginError(Refusal.STALE, "somebody came back who was not sent from this browser")
    if present().timestamp() - gone.at > LASTS:
        raise LoginError(Refusal.STALE, "somebody came back too late")
    return gone


def _mail(own: Login, gone: Departure) -> str:
    code = request.args.get("code", "")
    if not code or "error" in request.args:
        raise LoginError(Refusal.DENIED, "the provider let somebody go without a code")
    with client() as http:
        provider = discover(own, http)
        token = redeem(provider, own, gone, code, _back(), http)
        return verified_mail(token, keys_of(provider, http), own, gone, present().timestamp())


def _own() -> Login:
    own = desk().settings.login
    if own is None:
        abort(404)
    return own


def _back() -> str:
    return board_url(desk().settings) + url_for("identity.back")


def _unknown(user: User | None, mail: str) -> ResponseReturnValue:
    if user is not None:
        store().audit.note(user.login, "refused", present(), user.id)
    said = _("Nobody with the mail %(mail)s works here. Ask an administrator to invite you.", mail=mail)
    return door(said), 403


def _refused(own: Login, fault: LoginError) -> ResponseReturnValue:
    log.warning("%s", fault)
    return door(_said(fault.refusal, own.host)), 502 if fault.refusal is Refusal.SILENT else 401


def _said(refusal: Refusal, host: str) -> str:
    words = {
        Refusal.SILENT: _(
            "%(provider)s does not answer. Try again later, or use your password.", provider=host
        ),
        Refusal.UNFIT: _(
            "%(provider)s and this board do not fit together. For administrators: `vidhuk check` says why.",
            provider=host,
        ),
        Refusal.STALE: _("This sign-in was begun in another browser, or took too long. Begin again."),
        Refusal.DENIED: _(
            "%(provider)s did not let you in. Begin again, or use your password.", provider=host
        ),
        Refusal.UNTRUSTED: _(
            "What %(provider)s says of you cannot be believed. Begin again, or use your password.",
            provider=host,
        ),
        Refusal.UNVERIFIED: _(
            "%(provider)s has verified no mail of yours. Do so there first.", provider=host
        ),
    }
    return str(words[refusal])
