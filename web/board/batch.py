"""What can be done to many cases at once, and taken back at once."""

from collections.abc import Callable

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from models.records import CLOSE_REASONS
from models.store.batches import Deed, Outcome
from models.store.cases import CaseError
from web.board.marks import chosen_mark
from web.board.mentions import chosen_flags
from web.board.moments import until
from web.board.resting import muting
from web.desk import desk, person, present, store
from web.notices import Notice, tell
from web.paths import local
from web.people.sessions import acting

MOST = 200  # cases in one batch

bp = Blueprint("batch", __name__)


@bp.post("/batch/<any(take, release, close, snooze, relabel, merge, mute, mark):name>")
@acting
def carry_out(name: str) -> ResponseReturnValue:
    """Do one thing to every chosen case; what others changed meanwhile is left as it is."""
    deed, chosen = DEEDS[name](), _chosen()
    if name == "merge":
        chosen.pop(next(iter(chosen), 0), None)  # the first one takes the others over
    if not chosen:
        return _back(Notice(_("Nothing is chosen. Tick some cases first."), bad=True))
    outcome = store().batches.carry_out(name, chosen, deed, person().id, present())
    way_back = url_for("batch.undo", batch_id=outcome.id) if outcome.done else None
    return _back(Notice(_told(outcome), undo=way_back, bad=not outcome.done))


@bp.post("/batches/<int:batch_id>/undo")
@acting
def undo(batch_id: int) -> ResponseReturnValue:
    """Put all cases of a batch back, but for those on which somebody has built since."""
    try:
        outcome = store().batches.undo(batch_id, person().id, present())
    except CaseError:
        abort(409, _("This can no longer be undone: something was done after it."))
    return _back(Notice(_told(outcome, _("Undone."))))


def _take() -> Deed:
    return lambda case, version: store().cases.take(case, person().id, version, present())


def _release() -> Deed:
    return lambda case, version: store().cases.release(case, person().id, version, present())


def _close() -> Deed:
    reason = request.form.get("reason", "")
    if reason not in CLOSE_REASONS:
        known = ", ".join(CLOSE_REASONS)
        abort(400, _("Unknown reason “%(reason)s”; choose %(known)s.", reason=reason, known=known))
    return lambda case, version: store().cases.close(case, person().id, version, present(), reason)


def _snooze() -> Deed:
    zone = desk().settings.service.zone
    back_at = until(request.form.get("until", ""), request.form.get("day", ""), present(), zone)
    if back_at is None:
        abort(400, _("Choose a time in the future for the case to come back."))
    return lambda case, version: store().cases.snooze(case, person().id, version, present(), back_at)


def _relabel() -> Deed:
    flags = chosen_flags()
    return lambda case, version: store().cases.relabel(case, person().id, version, present(), flags)


def _merge() -> Deed:
    first = next(iter(_chosen()), 0)
    return lambda case, version: store().clusters.merge(
        first, person().id, None, present(), case, other_version=version
    )


def _mute() -> Deed:
    until, reason = muting()
    return lambda case, version: store().mutes.mute(case, person().id, version, present(), until, reason)


def _mark() -> Deed:
    mark = chosen_mark()
    return lambda case, _version: store().cases.mark(case, person().id, present(), mark)


DEEDS: dict[str, Callable[[], Deed]] = {
    "take": _take,
    "release": _release,
    "close": _close,
    "snooze": _snooze,
    "relabel": _relabel,
    "merge": _merge,
    "mute": _mute,
    "mark": _mark,
}


def _chosen() -> dict[int, int]:
    """Number of each chosen case → the version that was seen; a field says both, as 17:3."""
    chosen = {}
    for value in request.form.getlist("case")[:MOST]:
        case, _colon, version = value.partition(":")
        if not (case.isascii() and case.isdecimal() and version.isascii() and version.isdecimal()):
            abort(400, _("This form is out of date. Reload the page and send it again."))
        chosen[int(case)] = int(version)
    return chosen


def _told(outcome: Outcome, opening: str = "") -> str:
    done, left = len(outcome.done), len(outcome.left)
    said = [opening, ngettext("%(num)s case changed.", "%(num)s cases changed.", done)]
    if left:
        said.append(
            ngettext(
                "%(num)s case was left as it is: changed meanwhile, or in no state for this.",
                "%(num)s cases were left as they are: changed meanwhile, or in no state for this.",
                left,
            )
        )
    return " ".join(filter(None, said))


def _back(notice: Notice) -> ResponseReturnValue:
    tell(notice)
    return redirect(local(request.form.get("back")) or url_for("board.queue"))
