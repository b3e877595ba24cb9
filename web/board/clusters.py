"""Deeds on who is in a case: taking a mention out, and putting two cases together."""

from functools import partial

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.records import Case
from web.board.actions import done, version_seen
from web.board.case import needed
from web.desk import person, present, store
from web.people.sessions import acting

bp = Blueprint("clusters", __name__)


@bp.post("/cases/<int:case_id>/split")
@acting
def split(case_id: int) -> ResponseReturnValue:
    """Give one mention of a case a case of its own."""
    mention = request.form.get("mention", default=0, type=int)
    held = store().cases.of_mention(mention)
    if held is None or held.id != case_id or held.members < 2:
        abort(400, _("This comment is not in the case, or alone in it. Reload the page."))
    do = partial(store().clusters.split, case_id, person().id, version_seen(), present(), mention)
    return done(case_id, do, _("The comment has a case of its own now."))


@bp.post("/cases/<int:case_id>/merge")
@acting
def merge(case_id: int) -> ResponseReturnValue:
    """Take all mentions of another case over."""
    other = other_case(needed(case_id).case)
    do = partial(store().clusters.merge, case_id, person().id, version_seen(), present(), other.id)
    return done(case_id, do, _("Case %(number)s is part of this one now.", number=other.id))


def other_case(case: Case) -> Case:
    """The case that the form names, where it can be merged into this one."""
    typed = request.form.get("other", "").strip().lstrip("№# ")
    other = store().cases.get(int(typed)) if typed.isascii() and typed.isdecimal() else None
    if other is None or other.brand != case.brand:
        abort(400, _("This brand has no case of that number."))
    if other.id == case.id or other.merged_into is not None:
        abort(400, _("Choose another case, which is not merged yet."))
    return other
