"""What can be done to a case: each deed is a form, and answers for the line or the page it came from."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.labels import primary_of
from models.records import CLOSE_REASONS
from models.store.cases import CaseError, StaleCaseError
from web.board.case import needed, page_of
from web.board.mentions import chosen_flags
from web.board.moments import until
from web.desk import desk, person, present, store
from web.language import clock_time
from web.notices import Notice, tell
from web.paths import local
from web.people.sessions import acting
from web.words import LABELS, STANDINGS, called

LONGEST_TEXT = 20_000
CHANGED = "case-changed"  # the numbers beside the queue listen for it

bp = Blueprint("actions", __name__)


@bp.post("/cases/<int:case_id>/take")
@acting
def take(case_id: int) -> ResponseReturnValue:
    """Make a case mine; a settled one is opened again."""
    do = partial(store().cases.take, case_id, person().id, version_seen(), present())
    return done(case_id, do, _("The case is yours."))


@bp.post("/cases/<int:case_id>/release")
@acting
def release(case_id: int) -> ResponseReturnValue:
    """Give a case back to the queue."""
    do = partial(store().cases.release, case_id, person().id, version_seen(), present())
    return done(case_id, do, _("The case is back in the queue."))


@bp.post("/cases/<int:case_id>/answer")
@acting
def answer(case_id: int) -> ResponseReturnValue:
    """Note that a case was answered, and with which words."""
    do = partial(store().cases.answer, case_id, person().id, version_seen(), present(), _text())
    return done(case_id, do, _("Marked as answered."), spent="answer")


@bp.post("/cases/<int:case_id>/close")
@acting
def close(case_id: int) -> ResponseReturnValue:
    """Take a case off the board and keep the reason."""
    reason = request.form.get("reason", "")
    if reason not in CLOSE_REASONS:
        known = ", ".join(CLOSE_REASONS)
        abort(400, _("Unknown reason “%(reason)s”; choose %(known)s.", reason=reason, known=known))
    do = partial(store().cases.close, case_id, person().id, version_seen(), present(), reason)
    return done(case_id, do, _("The case is closed."))


@bp.post("/cases/<int:case_id>/snooze")
@acting
def snooze(case_id: int) -> ResponseReturnValue:
    """Put a case aside until a time that is still to come."""
    zone = desk().settings.service.zone
    back_at = until(request.form.get("until", ""), request.form.get("day", ""), present(), zone)
    if back_at is None:
        abort(400, _("Choose a time in the future for the case to come back."))
    do = partial(store().cases.snooze, case_id, person().id, version_seen(), present(), back_at)
    return done(case_id, do, _("Put aside until %(time)s.", time=clock_time(back_at)))


@bp.post("/cases/<int:case_id>/relabel")
@acting
def relabel(case_id: int) -> ResponseReturnValue:
    """Say what the comment of a case really is."""
    flags = chosen_flags()
    do = partial(store().cases.relabel, case_id, person().id, version_seen(), present(), flags)
    return done(case_id, do, _("Label set to “%(label)s”.", label=called(LABELS, primary_of(flags))))


@bp.post("/cases/<int:case_id>/note")
@acting
def note(case_id: int) -> ResponseReturnValue:
    """Leave a note for colleagues."""
    text = _text()
    if not text:
        abort(400, _("The note is empty. Write something first."))
    do = partial(store().cases.note, case_id, person().id, present(), text)
    return done(case_id, do, _("Note kept."), spent="note")


@bp.post("/actions/<int:action_id>/undo")
@acting
def undo(action_id: int) -> ResponseReturnValue:
    """Put things back as they were before an action."""
    try:
        case = store().cases.undo(action_id, person().id, present())
    except CaseError:
        abort(409, _("This can no longer be undone: something was done after it."))
    return _settled(case.id, Notice(_("Undone.")))


def done(case_id: int, do: Callable[[], int | None], said: str, spent: str = "") -> ResponseReturnValue:
    """Do it and answer with the new state; where somebody was quicker, with what they did."""
    needed(case_id)
    try:
        action = do()
    except StaleCaseError:
        return _stale(case_id)
    except CaseError:
        status = called(STANDINGS, needed(case_id).case.status)
        abort(409, _("The case is “%(status)s” now, which does not allow this.", status=status))
    way_back = url_for("actions.undo", action_id=action) if action is not None else None
    return _settled(case_id, Notice(said, undo=way_back), spent)


def _settled(case_id: int, notice: Notice, spent: str = "") -> ResponseReturnValue:
    if not request.headers.get("HX-Request"):
        tell(notice)
        return redirect(local(request.form.get("back")) or url_for("case.show", case_id=case_id))
    line, view = needed(case_id), request.form.get("view")
    if view == "mention":
        return render_template("mentions/_swap.html", seen=line.lead, notice=notice)
    if view == "line":
        return render_template("board/_swap.html", line=line, notice=notice), {"HX-Trigger": CHANGED}
    return render_template("case/_swap.html", page=page_of(line, spent=(spent,)), notice=notice)


def _stale(case_id: int) -> ResponseReturnValue:
    """What others did meanwhile, beside the words that were typed."""
    line = needed(case_id)
    notice = Notice(_("Somebody changed this case meanwhile. Look at it and decide again."), bad=True)
    if request.headers.get("HX-Request") and request.form.get("view") == "line":
        return render_template("board/_swap.html", line=line, notice=notice), 409
    changed = store().cases.since(case_id, version_seen())
    typed = {request.form.get("form", ""): request.form.get("text", "")}
    page = page_of(line, changed, typed)
    if request.headers.get("HX-Request"):
        return render_template("case/_swap.html", page=page, notice=notice), 409
    return render_template("case/show.html", page=page, notice=notice), 409


def version_seen() -> int:
    """The version of the case that the person saw."""
    version = request.form.get("version", type=int)
    if version is None:
        abort(400, _("This form is out of date. Reload the page and send it again."))
    return version


def _text() -> str:
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        abort(413, _("This is too long. Shorten it and send it again."))
    return text
