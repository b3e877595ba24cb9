"""What the visitor sees when something cannot be done: one sentence, and what to do."""

import logging

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from models.store import StoreError
from web.board.filters import FilterError
from web.notices import Notice

log = logging.getLogger(__name__)


def explain_faults(app: Flask) -> None:
    """Answer every fault with a page, or with a toast where htmx asked."""
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(FilterError, _unknown)
    app.register_error_handler(StoreError, _stuck)
    app.register_error_handler(HTTPException, _refused)


def fault(code: int, text: str) -> ResponseReturnValue:
    """A page, or a toast, that says what happened and what to do."""
    g.here = "/"  # the form that was sent may be what cannot be read
    if request.headers.get("HX-Request"):
        return render_template("board/_toast.html", notice=Notice(text, bad=True)), code
    return render_template("fault.html", code=code, text=text), code


def _forged(error: CSRFError) -> ResponseReturnValue:
    return fault(400, _("This form is out of date. Reload the page and send it again."))


def _unknown(error: FilterError) -> ResponseReturnValue:
    known = ", ".join(error.known)
    text = _("Unknown %(key)s “%(value)s”; choose %(known)s.", key=error.key, value=error.value, known=known)
    return fault(400, text)


def _stuck(error: StoreError) -> ResponseReturnValue:
    log.error("board: %s", error)
    g.user = None  # what stands around a page would ask the store again
    return fault(503, _("The database cannot be used now. Nothing is lost: wait a minute and try again."))


def _refused(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if isinstance(error, InternalServerError):
        return fault(500, _("Something went wrong here, and the log says what. Try again in a minute."))
    ordinary = type(error).description == error.description
    return fault(code, _ordinary(code) if ordinary or error.description is None else error.description)


def _ordinary(code: int) -> str:
    words = {
        400: _("The board did not understand this. Go back and try again."),
        403: _("This is not for your role."),
        404: _("There is nothing at this address. It may have been removed, or the link is cut off."),
        405: _("This address takes only what its own form sends. Go back and use the button."),
        413: _("This is too long. Shorten it and send it again."),
    }
    return str(words.get(code, _("This cannot be done now. Go back and try again.")))
