"""The demonstration's mail: a list, and each letter as its reader would see it."""

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from web.mailbox.server import Letter, Mailbox

# a letter is a stranger's page: it may style itself and show what it carries, and nothing else
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


def mailbox_pages(mailbox: Mailbox) -> Blueprint:
    """The pages over one mailbox."""
    bp = Blueprint("mailbox", __name__, url_prefix="/mailbox")

    def wanted(number: int) -> Letter:
        return mailbox.letter(number) or abort(404)

    @bp.get("/")
    def index() -> ResponseReturnValue:
        """What was received, newest first."""
        return render_template("mailbox/index.html", letters=mailbox.letters())

    @bp.get("/<int:number>")
    def letter(number: int) -> ResponseReturnValue:
        """One letter with its headers, as HTML and as plain text."""
        return render_template("mailbox/letter.html", letter=wanted(number))

    @bp.get("/<int:number>/page")
    def page(number: int) -> ResponseReturnValue:
        """The HTML part alone, for the frame; its links open the board itself."""
        body = wanted(number).part("html") or abort(404)
        response = Response(body.replace("<head>", '<head><base target="_top">', 1), mimetype="text/html")
        response.headers["Content-Security-Policy"] = LETTER_POLICY
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    return bp
