"""What a person looks after themselves: the password, and where they are signed in."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from web.desk import person, present, store
from web.notices import Notice, tell
from web.people import throttle
from web.people.passwords import LONGEST, SHORTEST, hashed, matches
from web.people.sessions import begin

bp = Blueprint("account", __name__)


@bp.get("/account")
def show() -> ResponseReturnValue:
    """The page on which a person changes their password and ends sessions."""
    return render_template("account.html", shortest=SHORTEST)


@bp.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change the password; every other session ends, this one goes on."""
    user, form = person(), request.form
    if minutes := throttle.wait(store(), user.login, request.remote_addr, present()):
        return _refused(too_many(minutes), 429)
    if not matches(user.password_hash, form.get("current", "")):
        return _refused(_("The current password is wrong. Check the keyboard layout and Caps Lock."))
    store().attempts.succeed(user.login)
    new = form.get("new", "")
    if fault := unfit(new, form.get("again", ""), user.login):
        return _refused(fault)
    begin(session, store().users.change_password(user.login, hashed(new)))
    session.permanent = True
    tell(Notice(_("The password is changed. All other sessions have ended.")))
    return redirect(url_for("account.show"))


@bp.post("/account/sessions")
def end_sessions() -> ResponseReturnValue:
    """End every session of this person but this one."""
    begin(session, store().users.end_sessions(person().id))
    session.permanent = True
    tell(Notice(_("All other sessions have ended.")))
    return redirect(url_for("account.show"))


def too_many(minutes: int) -> str:
    """That passwords were guessed too often, and when to try again."""
    said = ngettext(
        "Too many attempts. Try again in %(num)s minute.",
        "Too many attempts. Try again in %(num)s minutes.",
        minutes,
    )
    return str(said)


def unfit(new: str, again: str, login: str) -> str:
    """Why a new password cannot be taken; "" when it can."""
    if not SHORTEST <= len(new) <= LONGEST:
        return str(
            _("Choose a password of %(least)s characters or more, such as a few words.", least=SHORTEST)
        )
    if len(set(new)) < SHORTEST // 2 or login.casefold() in new.casefold():
        return str(_("This one is easily guessed: it repeats itself or holds your login. Choose another."))
    if new != again:
        return str(_("The two passwords differ. Type the new one twice."))
    return ""


def _refused(wrong: str, code: int = 400) -> ResponseReturnValue:
    return render_template("account.html", shortest=SHORTEST, wrong=wrong), code
