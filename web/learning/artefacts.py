"""Artefacts with their cards: train a new one, put one in force, go back to the former one."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from models.learning import Fallen, WorkshopError
from models.store.trainings import TrainingError
from web.desk import may_administer, may_lead, person, present, store
from web.learning.bench import workshop
from web.notices import Notice, tell
from web.words import FROZEN_PARTS, called

P = ParamSpec("P")
R = TypeVar("R")

bp = Blueprint("artefacts", __name__)


def may_train() -> bool:
    """Whether who is signed in leads at every brand: an artefact labels the comments of all of them."""
    return may_lead() and not person().rights


def for_all_brands(view: Callable[P, R]) -> Callable[P, R]:
    """Refuse a view to those who lead nobody, or at some brands only."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not may_train():
            abort(403, _("Only leads of all brands and administrators may do this. Ask one of them."))
        return view(*args, **kwargs)

    return guarded


@bp.get("/learning/artefacts")
def index() -> ResponseReturnValue:
    """What was trained, what is in force, and the latest trainings."""
    return render_template(
        "learning/artefacts.html",
        shelf=workshop().shelved(),
        trainings=store().trainings.latest(),
        may_train=may_train(),
        may_force=may_administer(),
    )


@bp.get("/learning/artefacts/trainings")
def progress() -> ResponseReturnValue:
    """The latest trainings, asked for again and again while one is under way."""
    workshop()
    return render_template("learning/_trainings.html", trainings=store().trainings.latest())


@bp.post("/learning/artefacts/train")
@for_all_brands
def train() -> ResponseReturnValue:
    """Ask for a training; it begins within seconds, and the board goes on meanwhile."""
    workshop()
    try:
        store().trainings.ask(person().id, present())
    except TrainingError:
        return _back(Notice(_("A training is under way; wait for its end."), bad=True))
    return _back(Notice(_("The training begins. You can go on working meanwhile.")))


@bp.post("/learning/artefacts/<name>/activate")
@for_all_brands
def activate(name: str) -> ResponseReturnValue:
    """Put an artefact in force; one that is worse is refused, and only an administrator may insist."""
    force = "force" in request.form
    if force and not may_administer():
        abort(403, _("Only administrators may put a worse artefact in force. Ask one of them."))
    try:
        worse = workshop().put_in_force(name, force)
    except WorkshopError as fault:
        abort(409, str(fault))
    if worse:
        parts = "; ".join(map(in_words, worse))
        said = _(
            "“%(name)s” was not put in force: it is worse on comments kept apart (%(parts)s).",
            name=name,
            parts=parts,
        )
        return _back(Notice(said, bad=True), refused=name)
    said = _("“%(name)s” is in force. The labels of the past are written anew, decisions stay.", name=name)
    return _back(Notice(said, undo=url_for("artefacts.rollback")))


@bp.post("/learning/artefacts/rollback")
@for_all_brands
def rollback() -> ResponseReturnValue:
    """Go back to the artefact that was in force before."""
    try:
        former = workshop().put_back()
    except WorkshopError as fault:
        abort(409, str(fault))
    return _back(Notice(_("“%(name)s” is in force again.", name=former)))


def in_words(fall: Fallen) -> str:
    """One part of the comments kept apart, and how far an artefact falls on it."""
    before, after = (format_decimal(round(each, 3)) for each in (fall.before, fall.after))
    return f"{called(FROZEN_PARTS, fall.part)} {before} → {after}"


def _back(notice: Notice, refused: str | None = None) -> ResponseReturnValue:
    tell(notice)
    return redirect(url_for("artefacts.index", refused=refused))
