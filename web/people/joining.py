"""Taking an invitation: its link leads to a page on which login and password are chosen."""

import re

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from models.store import StoreError
from models.store.invitations import Invitation
from web.desk import present, store
from web.people.account import unfit
from web.people.passwords import SHORTEST, hashed
from web.people.sessions import begin, open_to_all
from web.votes import ballot

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")

bp = Blueprint("joining", __name__)


@bp.get("/invitation/<token>")
@open_to_all
def ask(token: str) -> ResponseReturnValue:
    """Who asks, and a form for login and password; opening it takes nothing."""
    invitation = _meant(token)
    return _page(invitation, login=invitation.mail.partition("@")[0].lower())


@bp.post("/invitation/<token>")
@open_to_all
def join(token: str) -> ResponseReturnValue:
    """Become a colleague, signed in."""
    invitation = _meant(token)
    login, password = request.form.get("login", "").strip().lower(), request.form.get("new", "")
    with force_locale(invitation.language):
        wrong = unusable(login) or unfit(password, request.form.get("again", ""), login)
    if wrong:
        return _page(invitation, login, wrong), 400
    try:
        _become(invitation, login, hashed(password))
    except StoreError:
        with force_locale(invitation.language):
            return _page(invitation, login, _("This login is taken. Choose another.")), 409
    return redirect(url_for("board.queue"))


def _become(invitation: Invitation, login: str, password_hash: str) -> None:
    with store().link.writing():
        if not store().invitations.use(invitation.id, present()):
            abort(404)
        store().users.add(
            login,
            invitation.name,
            invitation.role,
            invitation.language,
            password_hash,
            present(),
            invitation.mail,
        )
        user = store().users.allow(login, invitation.role, invitation.rights)
        store().audit.note(user.login, "joined", present(), user.id, f"invitation {invitation.id}")
    begin(session, user)
    session.permanent = True


def _meant(token: str) -> Invitation:
    number = ballot().seal.read(token)
    invitation = store().invitations.open(number, present()) if number is not None else None
    if invitation is None:
        abort(404, _("This invitation was used or withdrawn, or its time is over. Ask for a new one."))
    return invitation


def unusable(login: str) -> str:
    """Why a login cannot be taken; "" when it can."""
    if LOGIN.fullmatch(login):
        return ""
    return str(_("A login has 2 to 40 letters a–z, digits, dots and dashes, such as olena.k."))


def _page(invitation: Invitation, login: str, wrong: str = "") -> str:
    with force_locale(invitation.language):
        return render_template(
            "people/join.html",
            invitation=invitation,
            login=login,
            wrong=wrong,
            shortest=SHORTEST,
            address=request.path,
        )
