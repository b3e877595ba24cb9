"""The page of a case: the comment, what can be done, and what was done by whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.records import Action
from models.store.authors import History
from models.store.drafts import Draft
from models.store.presence import Someone
from models.store.queue import Line, Seen
from web.board import moments
from web.board.comment import Comment, comment_of
from web.board.company import Company, company
from web.board.drafts import people_at
from web.board.hits import hits_of_address
from web.board.templates import Ready, ready_for
from web.board.windows import Sending, sending_of
from web.desk import ACTING, desk, person, present, store

MEMBERS_A_PAGE = 20

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
    sending: Sending  # what can be sent to its author from here, and what was
    ready: Sequence[Ready] = ()  # answers written beforehand
    tags: tuple[str, ...] = ()
    known_tags: Sequence[str] = ()  # of the brand
    colleagues: Sequence[Someone] = ()  # to whom it may be given
    author: History | None = None  # what its author wrote besides
    members: Sequence[Seen] = ()  # who tells the same story, one page of them; empty for one alone
    member_page: int = 1
    inserted: str = ""  # ready words that were chosen, to stand after what is typed
    changed: Sequence[Action] | None = None  # what others did meanwhile; None: nobody was in the way
    typed: Mapping[str, str] = field(default_factory=dict)  # form → the words of one that was refused
    spent: Collection[str] = ()  # forms whose words have been kept, so that they are emptied

    @property
    def member_offset(self) -> int:
        """How many members stand on the pages before."""
        return (self.member_page - 1) * MEMBERS_A_PAGE

    @property
    def member_pages(self) -> int:
        """How many pages the members fill."""
        return max(1, -(-self.line.case.members // MEMBERS_A_PAGE))


@bp.get("/cases/<int:case_id>")
def show(case_id: int) -> ResponseReturnValue:
    """One case; where it was merged into another, that one."""
    line = needed(case_id)
    if line.case.merged_into is not None:
        return redirect(url_for("case.show", case_id=line.case.merged_into))
    return render_template("case/show.html", page=page_of(line))


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
    whole = "whole" in request.args
    comment = comment_of(line.lead, store(), desk().settings, whole, find=hits_of_address)
    ready, (people, draft) = ready_for(line), people_at(line.case.id)
    members = _member_page(line)
    tags, known = store().tags.known(line.case.brand, line.case.id)
    return CasePage(
        line=line,
        comment=comment,
        actions=store().cases.actions(line.case.id),
        snoozes=moments.choices(present(), desk().settings.service.zone),
        company=company(people, person().id, present()),
        draft=draft,
        sending=sending_of(line),
        ready=ready,
        tags=tags,
        known_tags=known,
        colleagues=[each for each in people if each.role in ACTING],
        author=store().authors.history(line.lead.mention.id, line.lead.mention.mention),
        members=_members(line, members),
        member_page=members,
        inserted=_ready_words(comment, ready),
        changed=changed,
        typed=typed or {},
        spent=spent,
    )


def _member_page(line: Line) -> int:
    """The page of members that the address asks for, kept within those that there are."""
    last = -(-line.case.members // MEMBERS_A_PAGE)
    return min(max(1, request.args.get("members", default=1, type=int)), last)


def _members(line: Line, page: int) -> Sequence[Seen]:
    """One page of who tells the same story; nothing for a mention that is alone."""
    if line.case.members < 2:
        return ()
    offset = (page - 1) * MEMBERS_A_PAGE
    return store().clusters.members(line.case.id, line.case.lead_id, MEMBERS_A_PAGE, offset)


def _ready_words(comment: Comment, ready: Sequence[Ready]) -> str:
    """What the address asks to put into the answer box, for browsers without scripts."""
    wanted = request.args.get("insert", "")
    texts = {str(each.id): each.text for each in ready} | {"plea": comment.plea}
    return texts.get(wanted, "")
