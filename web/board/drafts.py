"""The answer box: what is typed is kept while it is typed, and everybody sees who else is at the case."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.store.drafts import Draft, OtherDraftError
from models.store.presence import Someone
from web.board.company import LOOKING, company
from web.desk import person, present, store
from web.language import hour
from web.notices import Notice, tell
from web.people.sessions import acting

LONGEST_TEXT = 20_000

bp = Blueprint("drafts", __name__)


@bp.post("/cases/<int:case_id>/draft")
@acting
def keep(case_id: int) -> ResponseReturnValue:
    """Keep what is typed in the answer box; 409 with the other text where another window was quicker."""
    if store().cases.get(case_id) is None:
        abort(404)
    text = request.form.get("text", "").replace("\r\n", "\n")
    if len(text) > LONGEST_TEXT:
        abort(413, _("This is too long. Shorten it and send it again."))
    known = request.form.get("revision", default=0, type=int)
    version = request.form.get("version", default=0, type=int)
    try:
        draft = store().drafts.keep(case_id, person().id, text, present(), known, version)
    except OtherDraftError as other:
        if _asks_for_json():
            return {"text": other.draft.text, "revision": other.draft.revision}, 409
        abort(409, _("You have typed something else in another window. Open the case again to see it."))
    if _asks_for_json():
        return {
            "revision": draft.revision if draft else 0,
            "said": _("Kept at %(time)s", time=hour(present())),
        }
    tell(Notice(_("The draft is kept; only you see it.")))
    return redirect(url_for("case.show", case_id=case_id, _anchor="answer-text"))


@bp.get("/cases/<int:case_id>/company")
def others(case_id: int) -> ResponseReturnValue:
    """Who else is at a case; to ask is to be there."""
    case = store().cases.get(case_id)
    if case is None:
        abort(404)
    store().presence.forget(present() - LOOKING)
    people, _mine = people_at(case_id)
    seen = company(people, person().id, present())
    return render_template("case/_company.html", company=seen, case=case, alone=True)


def people_at(case_id: int) -> tuple[list[Someone], Draft | None]:
    """The team as seen from a case, and the draft of whoever asks, who is seen there for a while."""
    return store().presence.look(case_id, person().id, present(), present() - LOOKING)


def _asks_for_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
