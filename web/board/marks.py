"""Marks on authors: set from a case or from a mention, shown wherever the author is."""

from functools import partial

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.store.ledger import CaseError
from models.store.marks import MARKS
from web.board.actions import done
from web.board.case import needed
from web.desk import person, present, store
from web.notices import Notice, tell
from web.paths import local
from web.people.sessions import acting
from web.words import AUTHORS, called

bp = Blueprint("marks", __name__)


@bp.post("/cases/<int:case_id>/mark")
@acting
def of_case(case_id: int) -> ResponseReturnValue:
    """Mark whoever wrote the comment of a case."""
    if needed(case_id).lead.mention.mention.author_id is None:
        abort(400, _("The platform does not tell who wrote this, so nobody can be marked."))
    mark = chosen_mark()
    do = partial(store().cases.mark, case_id, person().id, present(), mark)
    return done(case_id, do, _said(mark))


@bp.post("/mentions/<int:mention_id>/mark")
@acting
def of_mention(mention_id: int) -> ResponseReturnValue:
    """Mark whoever wrote a mention."""
    mark = chosen_mark()
    try:
        put = store().marks.put(mention_id, mark, person().id, present())
    except CaseError:
        abort(400, _("The platform does not tell who wrote this, so nobody can be marked."))
    tell(Notice(_said(mark), undo=url_for("marks.undo", mark_id=put.id) if put else None))
    return redirect(local(request.form.get("back")) or url_for("mentions.show", mention_id=mention_id))


@bp.post("/marks/<int:mark_id>/undo")
@acting
def undo(mark_id: int) -> ResponseReturnValue:
    """Take a mark back."""
    try:
        store().marks.undo(mark_id, present())
    except CaseError:
        abort(409, _("This can no longer be undone: something was done after it."))
    tell(Notice(_("Undone.")))
    return redirect(local(request.form.get("back")) or url_for("mentions.index"))


def chosen_mark() -> str | None:
    """The mark that the form asks for; None where it takes one off."""
    mark = request.form.get("mark", "")
    if mark and mark not in MARKS:
        abort(400, _("Unknown mark “%(mark)s”; choose %(known)s.", mark=mark, known=", ".join(MARKS)))
    return mark or None


def _said(mark: str | None) -> str:
    if mark is None:
        return str(_("The author has no mark now."))
    return str(_("The author is marked: %(mark)s.", mark=called(AUTHORS, mark)))
