"""Ready answers: who leads writes them, everybody puts them into their answers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.store.queue import Line
from models.store.templates import Template, TemplateError
from web.board.filling import VARIABLES, filled, spoken, unknown
from web.board.starters import STARTERS, begin_with
from web.desk import desk, person, present, store
from web.language import LANGUAGES
from web.notices import Notice, tell
from web.people.sessions import leading

T = TypeVar("T")
LONGEST_NAME = 80
LONGEST_TEXT = 5_000

bp = Blueprint("templates", __name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready answer as one case needs it: in its language, variables filled."""

    id: int
    name: str
    text: str


@bp.get("/templates")
def index() -> ResponseReturnValue:
    """The ready answers of every brand."""
    shelves = {brand.name: store().templates.of(brand.name) for brand in desk().settings.brands}
    return render_template("templates/index.html", shelves=shelves, starters=len(STARTERS))


@bp.post("/templates")
@leading
def add() -> ResponseReturnValue:
    """Write a new ready answer."""
    brand, name, texts = chosen_brand(), _name(), _texts()
    _kept(partial(store().templates.add, brand, name, texts, person().id, present()))
    return _back(_("“%(name)s” is kept.", name=name))


@bp.post("/templates/starters")
@leading
def start() -> ResponseReturnValue:
    """Take the ready answers to begin with, as far as their names are free."""
    begin_with(store(), chosen_brand(), person().id, present())
    return _back(_("The usual answers are here. Change them to your own words."))


@bp.post("/templates/<int:template_id>")
@leading
def change(template_id: int) -> ResponseReturnValue:
    """Write a ready answer anew."""
    name, texts = _name(), _texts()
    if not _kept(partial(store().templates.change, template_id, name, texts, person().id, present())):
        abort(404)
    return _back(_("“%(name)s” is kept.", name=name))


@bp.post("/templates/<int:template_id>/remove")
@leading
def remove(template_id: int) -> ResponseReturnValue:
    """Take a ready answer away."""
    gone = store().templates.get(template_id)
    if gone is None or not store().templates.remove(template_id, present()):
        abort(404)
    undo = url_for("templates.restore", template_id=template_id)
    return _back(_("“%(name)s” is removed.", name=gone.name), undo)


@bp.post("/templates/<int:template_id>/restore")
@leading
def restore(template_id: int) -> ResponseReturnValue:
    """Bring a removed one back."""
    if not _kept(partial(store().templates.restore, template_id)):
        abort(404)
    return _back(_("Undone."))


def ready_for(line: Line) -> list[Ready]:
    """The ready answers for a case, each in the language of its customer."""
    mention = line.lead.mention.mention
    titles = {brand.name: brand.title for brand in desk().settings.brands}
    values = {
        "name": mention.author_name,
        "brand": titles.get(line.case.brand, line.case.brand),
        "operator": person().name,
    }
    found: list[Template] = store().templates.of(line.case.brand)
    texts = ((each, spoken(each.texts, line.lead.language)) for each in found)
    return [Ready(each.id, each.name, filled(text, values)) for each, text in texts if text]


def _kept(keep: Callable[[], T]) -> T:
    try:
        return keep()
    except TemplateError:
        abort(409, _("Another ready answer of this brand has that name. Choose another name."))


def chosen_brand() -> str:
    """The brand of the form; refused where there is none of that name."""
    brand = request.form.get("brand", "")
    known = [each.name for each in desk().settings.brands]
    if brand not in known:
        text = _("Unknown brand “%(brand)s”; choose %(known)s.", brand=brand, known=", ".join(known))
        abort(400, text)
    return brand


def _name() -> str:
    name = " ".join(request.form.get("name", "").split())
    if not 1 <= len(name) <= LONGEST_NAME:
        abort(400, _("Give it a name of at most %(many)s letters.", many=LONGEST_NAME))
    return name


def _texts() -> dict[str, str]:
    """The texts of the form, each with variables that we know; at least one is not empty."""
    texts = {each: request.form.get(each, "").replace("\r\n", "\n").strip() for each in LANGUAGES}
    if not any(texts.values()):
        abort(400, _("Write the text in at least one language."))
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        abort(413, _("This is too long. Shorten it and send it again."))
    for text in texts.values():
        if strange := unknown(text):
            known = ", ".join(f"{{{name}}}" for name in VARIABLES)
            abort(400, _("Unknown variable {%(name)s}; choose %(known)s.", name=strange[0], known=known))
    return texts


def _back(said: str, undo: str | None = None) -> ResponseReturnValue:
    tell(Notice(said, undo=undo))
    return redirect(url_for("templates.index"))
