"""The address at which platforms call: no session, no form token, and nothing of the call is shown."""

from collections.abc import Callable

from flask import Blueprint, Response, request
from flask.sansio.app import App
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from models.calls import Answer, Call
from web.people.sessions import open_to_all

LONGEST = 1_000_001  # bytes that are read: one more than is taken, so that who answers can tell

Take = Callable[[str, Call], Answer]  # by the name of a source


def hook_pages(take: Take) -> Blueprint:
    """`/hooks/<source>`, which hands each call to `take` as it came and answers what that says."""
    bp = Blueprint("hooks", __name__)

    @bp.route("/hooks/<source>", methods=["GET", "POST"])
    @open_to_all
    def call(source: str) -> ResponseReturnValue:
        """One call of a platform."""
        request.max_content_length = LONGEST * 4  # what is longer is not even read
        try:
            body = request.stream.read(LONGEST)
        except (RequestEntityTooLarge, ClientDisconnected) as fault:
            return Response(
                "too long\n" if fault.code == 413 else "cut off\n", fault.code, mimetype="text/plain"
            )
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = take(source, Call(request.method, headers, body, request.args.to_dict()))
        return Response(answer.body, answer.status, dict(answer.headers))

    @bp.record_once
    def trust(state: BlueprintSetupState) -> None:
        """A platform has no form token: its signature stands for one."""
        _forms(state.app).exempt(bp)

    return bp


def _forms(app: App) -> CSRFProtect:
    protection: CSRFProtect = app.extensions["csrf"]
    return protection
