"""The audit log: every deed at the board writes a line by itself, so that none can be forgotten."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from web.deeds import DEEDS
from web.desk import present, store, visitor
from web.people.sessions import administering

SHOWN = 100
QUIET = {  # what a person does for themselves again and again, and what changes nothing
    "drafts.keep",
    "people.speak",
    "people.theme",
}
TAKES_DATA_OUT = {"download.export"}
ENTERS = {"identity.back"}  # without a form of ours
PLAIN_FIELDS = (
    *("reason", "until", "role", "brand", "to", "status", "label", "active", "language", "day"),
    *("mark", "force"),
)
LONGEST = 80

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@administering
def index() -> ResponseReturnValue:
    """The log, newest first; narrowed to one login or to what came before a line by the address."""
    who, below = request.args.get("who") or None, request.args.get("below", type=int)
    found = store().audit.latest(SHOWN + 1, below, who)
    return render_template(
        "audit/index.html", entries=found[:SHOWN], more=len(found) > SHOWN, who=who, deeds=DEEDS
    )


def record(response: Response) -> Response:
    """After each request: note what was done, by whom and to what; never what was typed."""
    deed = request.endpoint or ""
    done = response.status_code < 400
    user = visitor()
    if deed == "people.sign_in" and not done:
        _refused_at_the_door()
    elif done and user is not None and _worth_noting(deed):
        store().audit.note(user.login, deed, present(), user.id, _subject(), _details())
    return response


def _worth_noting(deed: str) -> bool:
    return deed in TAKES_DATA_OUT | ENTERS or (request.method != "GET" and deed not in QUIET)


def _refused_at_the_door() -> None:
    """A login that is known; what else was typed there may be a password."""
    known = store().users.by_login(request.form.get("login", "").strip())
    if known is not None:
        store().audit.note(known.login, "refused", present(), known.id)


def _subject() -> str | None:
    args = request.view_args or {}
    return next((f"{name.removesuffix('_id')} {value}" for name, value in args.items()), None)


def _details() -> dict[str, str]:
    given = request.args if request.method == "GET" else request.form
    return {name: given[name][:LONGEST] for name in PLAIN_FIELDS if given.get(name)}
