"""What every view has at hand: the settings, the store, the clock and who is asking."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app, g

from models.records import Role, User
from models.settings import Settings
from models.sought import Sought
from models.store import Store

ACTING = (Role.OPERATOR, Role.LEAD, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Demo:
    """What the board of a demonstration tells its visitor."""

    login: str
    password: str
    mailbox: str | None = None  # the path of the page that shows the mail that was sent


@dataclass(frozen=True, slots=True)
class Desk:
    """What the board works with."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime]
    demo: Demo | None = None
    read_search: Callable[[str], Sought | None] | None = None  # None: this board does not search


def desk() -> Desk:
    """The desk of the running board."""
    return cast(Desk, current_app.extensions["vidhuk"])


def store() -> Store:
    """The store of the running board."""
    return desk().store


def present() -> datetime:
    """The time of this request, in UTC; the same one however often it is asked."""
    if "present" not in g:
        g.present = desk().clock()
    return cast(datetime, g.present)


def visitor() -> User | None:
    """Who is signed in; None when nobody is."""
    return cast("User | None", g.get("user"))


def person() -> User:
    """Who is signed in, in a view that nobody else can reach."""
    user = visitor()
    if user is None:
        raise LookupError("this view is open to everybody, so nobody may be signed in")
    return user


def may_act() -> bool:
    """Whether who is signed in may change anything."""
    user = visitor()
    return user is not None and user.role in ACTING
