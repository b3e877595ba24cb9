"""Muting: a case rests until it gets worse, and says when that is."""

from datetime import datetime, timedelta
from functools import partial

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.board.actions import done, version_seen
from web.desk import person, present, store
from web.language import clock_time
from web.people.sessions import acting

LONGEST_REASON = 500
LASTS = {"day": timedelta(days=1), "days": timedelta(days=3), "week": timedelta(days=7)}

bp = Blueprint("resting", __name__)


@bp.post("/cases/<int:case_id>/mute")
@acting
def mute(case_id: int) -> ResponseReturnValue:
    """Let a case rest until it gets worse, or until the time that was chosen."""
    until, reason = muting()
    do = partial(store().mutes.mute, case_id, person().id, version_seen(), present(), until, reason)
    return done(
        case_id, do, _("Muted until it gets worse, at the latest until %(time)s.", time=clock_time(until))
    )


def muting() -> tuple[datetime, str]:
    """When it ends and why, as the form says it."""
    lasts, reason = LASTS.get(request.form.get("lasts", "")), request.form.get("why", "").strip()
    if lasts is None or not reason or len(reason) > LONGEST_REASON:
        abort(400, _("Say why, and for how long at most."))
    return present() + lasts, reason
