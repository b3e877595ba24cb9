"""What to label next, one comment at a time, and how right the machine has been so far."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.labels import OTHER
from models.learning import Asked
from models.store.queue import Seen
from web.board.comment import Comment, comment_of
from web.board.mentions import chosen_flags, way_back
from web.desk import desk, person, present, store
from web.learning.bench import workshop
from web.learning.estimate import estimates, whole
from web.notices import Notice, tell
from web.people.sessions import acting
from web.words import LABELS, called

NONE = "none"  # the button that says: none of the flags

bp = Blueprint("learning", __name__)


@bp.get("/learning")
def index() -> ResponseReturnValue:
    """The next comment to label, and the figures so far."""
    artefact, brands = workshop().in_force(), desk().brands
    asked = store().learning.next(artefact, brands)
    share = store().learning.share(artefact, brands)
    return render_template(
        "learning/index.html",
        asked=asked,
        comment=_comment(asked),
        waiting=store().learning.waiting(artefact, brands),
        artefact=artefact,
        share=share,
        whole=whole(share),
        estimates=list(estimates(share)),
    )


@bp.post("/learning/<int:mention_id>")
@acting
def label(mention_id: int) -> ResponseReturnValue:
    """Say what a comment is, and go on to the next."""
    seen = _needed(mention_id)
    flags = () if request.form.get("do") == NONE else chosen_flags()
    store().cases.relabel_mention(mention_id, person().id, present(), flags)
    told = _("You: %(you)s. Vidhuk: %(machine)s.", you=_named(flags), machine=_named(seen.flags))
    tell(Notice(told, undo=way_back(mention_id)))
    return redirect(url_for("learning.index"))


@bp.post("/learning/<int:mention_id>/skip")
@acting
def skip(mention_id: int) -> ResponseReturnValue:
    """Leave a comment out of which nobody can tell what it is."""
    _needed(mention_id)
    store().learning.skip(mention_id, person().id, present())
    undo = url_for("learning.ask_again", mention_id=mention_id)
    tell(Notice(_("Left out; it will not be asked again."), undo=undo))
    return redirect(url_for("learning.index"))


@bp.post("/learning/<int:mention_id>/ask-again")
@acting
def ask_again(mention_id: int) -> ResponseReturnValue:
    """Let a comment that was left out wait for a label again."""
    if not store().learning.ask_again(mention_id):
        abort(404)
    tell(Notice(_("Undone.")))
    return redirect(url_for("learning.index"))


def _comment(asked: Asked | None) -> Comment | None:
    """The comment that is asked about, with the thread around it; without what the machine says of it."""
    seen = store().queue.mention(asked.mention_id) if asked is not None else None
    return comment_of(seen, store(), desk().settings, blind=True) if seen is not None else None


def _needed(mention_id: int) -> Seen:
    seen = store().queue.mention(mention_id)
    if seen is None or seen.mention.mention.by_brand:
        abort(404)
    return seen


def _named(flags: tuple[str, ...]) -> str:
    name = partial(called, LABELS)
    return ", ".join(name(flag).lower() for flag in flags or (OTHER,))
