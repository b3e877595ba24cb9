"""Every mention with what is in force about it; a label can be put right here too."""

from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.labels import FLAGS, primary_of
from models.store.queue import Seen
from web.board.comment import comment_of
from web.board.filters import PAGE_SIZE
from web.board.hits import hits_of_address
from web.board.queue import asked_for
from web.board.saved import shelves
from web.desk import desk, person, present, store
from web.notices import Notice, tell
from web.paths import local
from web.people.sessions import acting
from web.words import LABELS, called

bp = Blueprint("mentions", __name__)


@bp.get("/mentions")
def index() -> ResponseReturnValue:
    """What people wrote, newest first, praise and chatter included."""
    asked = asked_for()
    found = store().queue.mentions(asked.filters, PAGE_SIZE + 1, asked.offset)
    return render_template(
        "mentions/index.html",
        asked=asked,
        mentions=found[:PAGE_SIZE],
        more=len(found) > PAGE_SIZE,
        shelves=shelves("mentions"),
    )


@bp.get("/mentions/<int:mention_id>")
def show(mention_id: int) -> ResponseReturnValue:
    """One mention with its thread; where it has a case, the case."""
    seen = _needed(mention_id)
    if seen.case_id is not None:
        return redirect(url_for("case.show", case_id=seen.case_id, q=request.args.get("q") or None))
    return render_template(
        "mentions/show.html",
        comment=comment_of(seen, store(), desk().settings, "whole" in request.args, find=hits_of_address),
    )


@bp.post("/mentions/<int:mention_id>/relabel")
@acting
def relabel(mention_id: int) -> ResponseReturnValue:
    """Say what a mention really is; a case opens where it now needs one."""
    _needed(mention_id)
    flags = chosen_flags()
    store().cases.relabel_mention(mention_id, person().id, present(), flags)
    said = _("Label set to “%(label)s”.", label=called(LABELS, primary_of(flags)))
    return _answer(mention_id, Notice(said, undo=way_back(mention_id)))


@bp.post("/mentions/<int:mention_id>/unlabel")
@acting
def unlabel(mention_id: int) -> ResponseReturnValue:
    """Take one's own latest word on a mention back."""
    _needed(mention_id)
    decision = store().decisions.of(mention_id)
    mine = decision is not None and decision.user_id == person().id
    if decision is None or not mine or decision.at != _time(request.values.get("decided", "")):
        return _answer(mention_id, Notice(_("This can no longer be undone."), bad=True), 409)
    store().decisions.undo(mention_id, present())
    return _answer(mention_id, Notice(_("Undone.")))


def chosen_flags() -> tuple[str, ...]:
    """The flags that were ticked, in their own order."""
    ticked = request.form.getlist("flags")
    if unknown := set(ticked) - set(FLAGS):
        known = ", ".join(FLAGS)
        abort(400, _("Unknown label “%(label)s”; choose %(known)s.", label=min(unknown), known=known))
    return tuple(flag for flag in FLAGS if flag in ticked)


def _answer(mention_id: int, notice: Notice, code: int = 200) -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return render_template("mentions/_swap.html", seen=_needed(mention_id), notice=notice), code
    tell(notice)
    return redirect(local(request.form.get("back")) or url_for("mentions.index"))


def way_back(mention_id: int) -> str | None:
    """The address that undoes the relabelling just made; None where it opened a case."""
    case = store().cases.of_mention(mention_id)
    if case is None:
        decision = store().decisions.of(mention_id)
        at = decision.at.isoformat() if decision is not None else ""
        return url_for("mentions.unlabel", mention_id=mention_id, decided=at)
    latest = next(iter(store().cases.actions(case.id)), None)
    undoable = latest is not None and latest.kind == "relabel" and latest.undoable
    return url_for("actions.undo", action_id=latest.id) if latest is not None and undoable else None


def _needed(mention_id: int) -> Seen:
    seen = store().queue.mention(mention_id)
    if seen is None or seen.mention.mention.by_brand:
        abort(404)
    return seen


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
