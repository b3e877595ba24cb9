"""The page of a case: the comment, what can be done, and what was done by whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from models.records import Action
from models.store.authors import History
from models.store.drafts import Draft
from models.store.presence import Someone
from models.store.queue import Line
from web.board import moments
from web.board.comment import Comment, comment_of
from web.board.company import Company, company
from web.board.drafts import people_at
from web.board.templates import Ready, ready_for
from web.desk import ACTING, desk, person, present, store

bp = Blueprint("case", __name__)


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that the page of a case shows."""

    line: Line
    comment: Comment
    actions: list[Action]
    snoozes: Mapping[str, datetime]  # name → the time that is offered
    company: Company  # who else is here
    draft: Draft | None  # what whoever looks has typed
    ready: Sequence[Ready] = ()  # answers written beforehand
    tags: tuple[str, ...] = ()
    known_tags: Sequence[str] = ()  # of the brand
    colleagues: Sequence[Someone] = ()  # to whom it may be given
    author: History | None = None  # what its author wrote besides
    inserted: str = ""  # ready words that were chosen, to stand after what is typed
    changed: Sequence[Action] | None = None  # what others did meanwhile; None: nobody was in the way
    typed: Mapping[str, str] = field(default_factory=dict)  # form → the words of one that was refused
    spent: Collection[str] = ()  # forms whose words have been kept, so that they are emptied


@bp.get("/cases/<int:case_id>")
def show(case_id: int) -> ResponseReturnValue:
    """One case."""
    return render_template("case/show.html", page=page_of(needed(case_id)))


def needed(case_id: int) -> Line:
    """The case of that number, or 404."""
    line = store().queue.line(case_id)
    if line is None:
        abort(404)
    return line


def page_of(
    line: Line,
    changed: Sequence[Action] | None = None,
    typed: Mapping[str, str] | None = None,
    spent: Collection[str] = (),
) -> CasePage:
    """The page of one case."""
    comment = comment_of(line.lead, store(), desk().settings, whole="whole" in request.args)
    ready, people = ready_for(line), people_at(line.case.id)
    tags, known = store().tags.known(line.case.brand, line.case.id)
    return CasePage(
        line=line,
        comment=comment,
        actions=store().cases.actions(line.case.id),
        snoozes=moments.choices(present(), desk().settings.service.zone),
        company=company(people, person().id, present()),
        draft=_draft(line.case.id, people),
        ready=ready,
        tags=tags,
        known_tags=known,
        colleagues=[each for each in people if each.role in ACTING],
        author=store().authors.history(line.lead.mention.id, line.lead.mention.mention),
        inserted=_ready_words(comment, ready),
        changed=changed,
        typed=typed or {},
        spent=spent,
    )


def _draft(case_id: int, people: Sequence[Someone]) -> Draft | None:
    """What whoever looks has typed; asked for only where there is something."""
    typed = any(each.user_id == person().id and each.saved_at for each in people)
    return store().drafts.of(case_id, person().id) if typed else None


def _ready_words(comment: Comment, ready: Sequence[Ready]) -> str:
    """What the address asks to put into the answer box, for browsers without scripts."""
    wanted = request.args.get("insert", "")
    texts = {str(each.id): each.text for each in ready} | {"plea": comment.plea}
    return texts.get(wanted, "")
