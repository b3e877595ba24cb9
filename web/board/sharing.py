"""Deeds that share the work: giving a case to a colleague, and tags."""

from functools import partial

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.board.actions import done, version_seen
from web.board.case import needed
from web.board.tags import tags_of
from web.desk import ACTING, person, present, store
from web.people.sessions import acting

bp = Blueprint("sharing", __name__)


@bp.post("/cases/<int:case_id>/assign")
@acting
def assign(case_id: int) -> ResponseReturnValue:
    """Give a case to somebody who may act on it."""
    to = store().users.get(request.form.get("to", default=0, type=int))
    if to is None or not to.active or to.role_at(needed(case_id).case.brand) not in ACTING:
        abort(400, _("Choose a colleague who may act on cases."))
    do = partial(store().cases.assign, case_id, person().id, version_seen(), present(), to.id)
    return done(case_id, do, _("The case is given to %(name)s.", name=to.name))


@bp.post("/cases/<int:case_id>/tag")
@acting
def tag(case_id: int) -> ResponseReturnValue:
    """Set the tags of a case; what a colleague changed meanwhile stays changed."""
    needed(case_id)
    was, wanted = {*tags_of(request.form.get("was", ""))}, {*tags_of(request.form.get("tags", ""))}
    do = partial(store().cases.tag, case_id, person().id, present(), wanted - was, was - wanted)
    return done(case_id, do, _("Tags kept."))
