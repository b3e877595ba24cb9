"""Words that mean something else to a brand: marked by who leads, read by everybody."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.lexicon import MARKS
from models.store.lexicon import LexiconError
from web.board.templates import chosen_brand
from web.desk import desk, person, present, store
from web.learning.bench import workshop
from web.notices import Notice, tell
from web.people.sessions import leading

LONGEST = 80

bp = Blueprint("words", __name__)


@bp.get("/learning/words")
def index() -> ResponseReturnValue:
    """The words of every brand."""
    workshop()
    kept = store().lexicon.all()
    return render_template(
        "learning/words.html",
        shelves={brand.name: kept.get(brand.name, []) for brand in desk().settings.brands},
    )


@bp.post("/learning/words")
@leading
def mark() -> ResponseReturnValue:
    """Say what a word means to a brand."""
    brand, phrase, said = chosen_brand(), _phrase(), _mark()
    forms = workshop().forms(phrase)
    if not forms:
        abort(
            400,
            _("“%(word)s” holds no word that could be found, or too many. Write one to six.", word=phrase),
        )
    try:
        number = store().lexicon.mark(brand, phrase, forms, said, person().id, present())
    except LexiconError:
        abort(409, _("“%(word)s” is marked so already.", word=phrase))
    undo = url_for("words.remove", entry_id=number)
    return _back(_("“%(word)s” counts from now on.", word=phrase), undo)


@bp.post("/learning/words/<int:entry_id>/remove")
@leading
def remove(entry_id: int) -> ResponseReturnValue:
    """Take a word away."""
    gone = store().lexicon.get(entry_id)
    if gone is None or not store().lexicon.remove(entry_id, person().id, present()):
        abort(404)
    undo = url_for("words.restore", entry_id=entry_id)
    return _back(_("“%(word)s” no longer counts.", word=gone.phrase), undo)


@bp.post("/learning/words/<int:entry_id>/restore")
@leading
def restore(entry_id: int) -> ResponseReturnValue:
    """Bring a removed word back."""
    try:
        if not store().lexicon.restore(entry_id):
            abort(404)
    except LexiconError:
        abort(409, _("The word was marked anew meanwhile. Change that mark instead."))
    return _back(_("Undone."))


def _phrase() -> str:
    phrase = " ".join(request.form.get("phrase", "").split())
    if not 1 <= len(phrase) <= LONGEST:
        abort(400, _("Write a word or a phrase of at most %(many)s letters.", many=LONGEST))
    return phrase


def _mark() -> str:
    said = request.form.get("mark", "")
    if said not in MARKS:
        abort(400, _("Unknown mark “%(mark)s”; choose %(known)s.", mark=said, known=", ".join(MARKS)))
    return said


def _back(said: str, undo: str | None = None) -> ResponseReturnValue:
    tell(Notice(said, undo=undo))
    return redirect(url_for("words.index"))
