"""Sending an answer from the board: asked for by a person, stoppable for a moment, told of when it fails."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.store.ledger import StaleCaseError
from web.board.actions import done, version_seen
from web.board.case import needed
from web.board.windows import Sending, sending_of
from web.desk import person, present, store
from web.people.sessions import acting

bp = Blueprint("sending", __name__)


@bp.post("/cases/<int:case_id>/send")
@acting
def send(case_id: int) -> ResponseReturnValue:
    """Send the answer to the platform, in the brand's name."""
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    line = needed(case_id)
    _admit(sending_of(line), text)

    def ask() -> None:
        if line.case.version != version_seen():
            raise StaleCaseError("somebody changed this case meanwhile; look at it again")
        store().replies.ask(case_id, person().id, text, present())

    return done(case_id, ask, _("The answer goes out in a few seconds."), spent="answer")


@bp.post("/replies/<int:reply_id>/stop")
@acting
def stop(reply_id: int) -> ResponseReturnValue:
    """Keep an answer back while it has not been tried."""
    reply = store().replies.get(reply_id)
    if reply is None:
        abort(404)
    if not store().replies.stop(reply, present()):
        abort(409, _("It is on its way already, or has gone out."))
    return done(reply.case_id, lambda: None, _("Kept back; what you wrote is the draft again."))


@bp.get("/cases/<int:case_id>/sending")
def state(case_id: int) -> ResponseReturnValue:
    """What became of an answer that was on its way; the page is loaded anew once that is known."""
    sending = sending_of(needed(case_id))
    page = render_template("case/_sending.html", sending=sending, case=needed(case_id).case)
    return page if sending.under_way else (page, {"HX-Refresh": "true"})


def _admit(sending: Sending, text: str) -> None:
    """Refuse what the platform would refuse, before anything is sent."""
    longest = sending.place.longest
    if longest is None:
        abort(409, _("Answers cannot be sent to this source from here. Answer on the platform itself."))
    if sending.closed:
        abort(409, _("The time in which the platform takes answers is over."))
    if not text:
        abort(400, _("Write the answer first."))
    if len(text) > longest:
        many = len(text)
        said = _(
            "The platform takes %(most)s characters at most; this has %(many)s.", most=longest, many=many
        )
        abort(413, said)
