"""The first start: who makes the board theirs by the code in the terminal, and what they see happen then."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.records import Role, User
from models.values import is_mail_address
from web.desk import desk, present, store
from web.language import spoken
from web.people import throttle
from web.people.account import too_many, unfit
from web.people.joining import unusable
from web.people.opening import opens
from web.people.passwords import SHORTEST, hashed
from web.people.sessions import begin, open_to_all
from web.people.staff import LONGEST_NAME
from web.sources import watched

ATTEMPTS = "(the first start)"  # counts like a login, and is none
FIELDS = ("code", "name", "login", "mail")  # shown again where something was wrong with another

bp = Blueprint("first", __name__)


@bp.get("/first")
@open_to_all
def ask() -> ResponseReturnValue:
    """The form for the first administrator; where there is somebody already, what there is to see."""
    if store().users.some():
        return redirect(url_for("first.steps"))
    return _page()


@bp.post("/first")
@open_to_all
def become() -> ResponseReturnValue:
    """Make the first administrator, signed in: once, and only with the code of the terminal."""
    if store().users.some():
        abort(404, _("This board has its administrator. Sign in, or ask for an invitation."))
    if minutes := throttle.wait(store(), ATTEMPTS, request.remote_addr, present()):
        return _page(too_many(minutes)), 429
    if not opens(_secret(), request.form.get("code", "")):
        return _page(_("This is not the code that stands in the terminal. Copy it from there.")), 403
    store().attempts.succeed(ATTEMPTS)
    if wrong := _wrong():
        return _page(wrong), 400
    g.user = _made(hashed(request.form["new"]))
    begin(session, g.user)
    session.permanent = True
    return redirect(url_for("first.steps"))


@bp.get("/first/steps")
def steps() -> ResponseReturnValue:
    """What is done and what comes next, from the first administrator to the first comment in the queue."""
    if request.headers.get("HX-Request") and not watched():
        return "", 204  # what is being copied from the page stays as it is
    names = [each.name for each in desk().settings.sources]
    return render_template("first/steps.html", watched=watched(), arrived=store().arrivals.by_source(names))


def _made(password_hash: str) -> User:
    login, name, mail = _typed("login").lower(), _typed("name"), _typed("mail") or None
    with store().link.writing():
        if store().users.some():
            abort(404, _("This board has its administrator. Sign in, or ask for an invitation."))
        return store().users.add(login, name, Role.ADMIN, spoken(), password_hash, present(), mail)


def _wrong() -> str:
    """Why nobody can be made of what the form says; "" when somebody can."""
    login, mail = _typed("login").lower(), _typed("mail")
    if not 1 <= len(_typed("name")) <= LONGEST_NAME:
        return str(_("Give it a name of at most %(many)s letters.", many=LONGEST_NAME))
    if mail and not is_mail_address(mail):
        return str(_("Give a mail address, such as olena@example.org."))
    return unusable(login) or unfit(request.form.get("new", ""), request.form.get("again", ""), login)


def _typed(field: str) -> str:
    return " ".join(request.form.get(field, "").split())


def _secret() -> bytes:
    secret = current_app.secret_key
    return secret if isinstance(secret, bytes) else str(secret).encode()


def _page(wrong: str = "") -> str:
    typed = {field: _typed(field) for field in FIELDS}
    return render_template("first/ask.html", typed=typed, wrong=wrong, shortest=SHORTEST)
