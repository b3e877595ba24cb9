"""What every view has at hand: the settings, the store, the clock and who is asking."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from flask import current_app, g

from models.records import Role, User
from models.settings import Settings
from models.sought import Sought
from models.store import Store
from models.windows import ReplyPlace
from web.learning.workshop import Workshop

ACTING = (Role.OPERATOR, Role.LEAD, Role.ADMIN)
LEADING = (Role.LEAD, Role.ADMIN)


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
    workshop: Workshop | None = None  # None: this board does not learn
    places: Mapping[str, ReplyPlace] = field(default_factory=dict)  # source → what can be answered there
    mark_search: Callable[[Sought, str], list[tuple[int, int]]] | None = None  # where a search is met
    brands: tuple[str, ...] | None = None  # those that whoever asks may see; None: all of them

    def confined(self, user: User) -> "Desk":
        """The desk of somebody who works at some brands only: nothing of the others lies on it."""
        if not user.rights:
            return self
        seen = tuple(each for each in self.settings.brands if each.name in user.rights)
        heard = tuple(each for each in self.settings.sources if each.brand in user.rights)
        settings = self.settings.model_copy(update={"brands": seen, "sources": heard})
        return replace(self, settings=settings, brands=tuple(each.name for each in seen))


def whole_desk() -> Desk:
    """The desk of the running board."""
    return cast(Desk, current_app.extensions["vidhuk"])


def desk() -> Desk:
    """The desk of the running board, as whoever asks may see it."""
    user = visitor()
    if user is None or not user.rights:
        return whole_desk()
    if "desk" not in g:
        g.desk = whole_desk().confined(user)
    return cast(Desk, g.desk)


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


def role() -> Role | None:
    """What who is signed in may do with what this request is about; None when nobody is signed in."""
    user = visitor()
    return cast(Role, g.get("role", user.role)) if user is not None else None


def may_act() -> bool:
    """Whether who is signed in may change what this request is about."""
    return role() in ACTING


def may_lead() -> bool:
    """Whether who is signed in sets things up for the others."""
    return role() in LEADING


def may_administer() -> bool:
    """Whether who is signed in decides who else works here."""
    return role() is Role.ADMIN
