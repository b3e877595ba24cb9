"""Pages for signing in and out, and for choosing language and colours."""

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from models.records import User
from web.desk import desk, present, store, visitor
from web.language import COOKIE as LANGUAGE_COOKIE
from web.language import LANGUAGES
from web.paths import local
from web.people import throttle
from web.people.account import too_many
from web.people.passwords import hashed, matches, outdated
from web.people.sessions import begin, open_to_all

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
YEAR = 365 * 24 * 3600

bp = Blueprint("people", __name__)


@bp.get("/login")
@open_to_all
def login() -> ResponseReturnValue:
    """The login page; whoever is signed in already goes on."""
    if visitor() is not None:
        return redirect(_wanted())
    if not store().users.some():
        return redirect(url_for("first.ask"))
    return door()


@bp.post("/login")
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Begin a session where login and password are right."""
    name, password = request.form.get("login", "").strip(), request.form.get("password", "")
    if minutes := throttle.wait(store(), name, request.remote_addr, present()):
        return door(too_many(minutes), name), 429
    user = store().users.by_login(name)
    admitted = _admitted(user, password)  # asked for unknown logins too, so that they take as long
    if user is None or not admitted:
        return door(_("Login or password is wrong. Check the keyboard layout and Caps Lock."), name), 401
    store().attempts.succeed(name)
    g.user = user
    begin(session, user)
    session.permanent = True
    return redirect(_wanted())


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    """End this session."""
    session.clear()
    return redirect(url_for("people.login"))


@bp.post("/language")
@open_to_all
def speak() -> ResponseReturnValue:
    """See the board in another language; kept for the user, and in a cookie for the login page."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        return _("Unknown language; choose %(known)s.", known=", ".join(LANGUAGES)), 400
    user = visitor()
    if user is not None:
        store().users.speak(user.id, language)
    return _remember(LANGUAGE_COOKIE, language)


@bp.post("/theme")
@open_to_all
def theme() -> ResponseReturnValue:
    """See the board in light or dark colours, or as the device says."""
    colours = request.form.get("theme", "")
    if colours not in THEMES:
        return _("Unknown colours; choose %(known)s.", known=", ".join(THEMES)), 400
    return _remember(THEME_COOKIE, colours)


def chosen_theme() -> str:
    """The colours that this browser asked for."""
    colours = request.cookies.get(THEME_COOKIE, "auto")
    return colours if colours in THEMES else "auto"


def _admitted(user: User | None, password: str) -> bool:
    known = user if user is not None and user.active else None
    if not matches(known.password_hash if known else None, password):
        return False
    if known is not None and outdated(known.password_hash):
        store().users.rehash(known.id, hashed(password))
    return known is not None


def door(wrong: str = "", name: str = "") -> str:
    """The login page; with the reason where nobody was let in."""
    own = desk().settings.login
    return render_template(
        "login.html",
        to=_wanted(),
        login=name,
        wrong=wrong,
        demo=desk().demo,
        provider=own.host if own else None,
    )


def _wanted() -> str:
    return local(request.values.get("to")) or url_for("board.queue")


def _remember(cookie: str, value: str) -> BaseResponse:
    response = redirect(local(request.form.get("back")) or url_for("board.queue"))
    response.set_cookie(cookie, value, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return response
