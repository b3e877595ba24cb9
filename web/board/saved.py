"""Lists saved under a name, for oneself or for all, with how many cases each holds now."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.store.views import View
from web.board.filters import FilterError, Wanted, wanted
from web.desk import desk, may_lead, person, present, store
from web.notices import Notice, tell
from web.people.sessions import acting

ROOMS = {"queue": "board.queue", "mentions": "mentions.index"}
LONGEST_NAME = 60

bp = Blueprint("saved", __name__)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One saved list as the page shows it."""

    view: View
    many: int | None  # cases in it; None where nobody counts
    removable: bool


@bp.post("/views")
@acting
def save() -> ResponseReturnValue:
    """Keep a list under a name; FilterError where its address makes no sense."""
    room, name = request.form.get("room", ""), " ".join(request.form.get("name", "").split())
    if room not in ROOMS or not name or len(name) > LONGEST_NAME:
        abort(400, _("Give the list a name of up to %(many)s characters.", many=LONGEST_NAME))
    asked = _asked(dict(parse_qsl(request.form.get("query", ""))))
    query = asked.query(page=None)
    store().views.save(person().id, room, name, query, "shared" in request.form, present())
    tell(Notice(_("Saved as “%(name)s”.", name=name)))
    return redirect(f"{url_for(ROOMS[room])}?{urlencode(query)}")


@bp.post("/views/<int:view_id>/remove")
@acting
def remove(view_id: int) -> ResponseReturnValue:
    """Forget a saved list; who leads may forget what others share."""
    if not store().views.remove(view_id, person().id, may_lead()):
        abort(404)
    tell(Notice(_("The saved list is gone.")))
    room = request.form.get("room", "")
    return redirect(url_for(ROOMS.get(room, ROOMS["queue"])))


def shelves(room: str) -> list[Shelf]:
    """The lists that the person sees beside a room; those of the queue are counted, all in one question."""
    views = store().views.visible(person().id, room)
    counted: dict[int, int] = {}
    if room == "queue":
        known = {view.id: asked.filters for view in views if (asked := _understood(view)) is not None}
        counted = dict(zip(known, store().queue.counts(list(known.values())), strict=True))
    keeper = may_lead()
    return [Shelf(view, counted.get(view.id), view.user_id == person().id or keeper) for view in views]


def _asked(query: dict[str, str]) -> Wanted:
    return wanted(query, desk().settings, person().id, desk().read_search, desk().brands)


def _understood(view: View) -> Wanted | None:
    """What a saved list asks for; None when it names a source or brand that is no longer there."""
    try:
        return _asked(dict(view.query))
    except FilterError:
        return None
