"""Sessions: a signed cookie that names a user and the number of their sessions."""

from collections.abc import Callable, MutableMapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.records import User
from models.store import Store
from web.desk import may_act, may_administer, may_lead, store

P = ParamSpec("P")
R = TypeVar("R")
OPEN_TO_ALL = "open_to_all"


class Cookies(SecureCookieSessionInterface):
    """Session cookies that stay on https where they were given over https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the browser may send the cookie over https only."""
        return request.is_secure


def begin(state: MutableMapping[str, Any], user: User) -> None:
    """Sign a user in; what an earlier visitor left in the session is dropped."""
    state.clear()
    state["user"] = user.id
    state["number"] = user.session


def holder(state: MutableMapping[str, Any], people: Store) -> User | None:
    """Whose session it is; None when it is nobody's, was ended, or the user is kept out."""
    number = state.get("user")
    user = people.users.get(number) if isinstance(number, int) else None
    if user is None or not user.active or state.get("number") != user.session:
        return None
    return user


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that needs nobody to be signed in."""
    setattr(view, OPEN_TO_ALL, True)
    return view


def acting(view: Callable[P, R]) -> Callable[P, R]:
    """Refuse a view to those who may only look."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not may_act():
            abort(403, _("Your role lets you look, not act. Ask an administrator for the operator role."))
        return view(*args, **kwargs)

    return guarded


def leading(view: Callable[P, R]) -> Callable[P, R]:
    """Refuse a view to those who lead nobody."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not may_lead():
            abort(403, _("Only leads and administrators may do this. Ask one of them."))
        return view(*args, **kwargs)

    return guarded


def administering(view: Callable[P, R]) -> Callable[P, R]:
    """Refuse a view to everybody but administrators."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not may_administer():
            abort(403, _("Only administrators may do this. Ask one of them."))
        return view(*args, **kwargs)

    return guarded


def admit() -> ResponseReturnValue | None:
    """Before each request: know who asks, and send strangers to the login page; while there is nobody at all
    that is where the first administrator is made."""
    if request.endpoint == "static":
        return None
    g.user = holder(session, store())
    view = current_app.view_functions.get(request.endpoint or "")
    if g.user is not None or view is None or getattr(view, OPEN_TO_ALL, False):
        return None
    if request.headers.get("HX-Request"):
        abort(401, _("You are signed out. Sign in in another tab and repeat; what you typed is kept."))
    if not store().users.some():
        return redirect(url_for("first.ask"))
    came_for = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("people.login", to=came_for))
