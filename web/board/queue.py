"""The queue: what needs a person, most urgent first."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from models.store.queue import Line
from web.board.filters import PAGE_SIZE, Wanted, wanted
from web.board.moments import choices
from web.board.saved import shelves
from web.desk import desk, person, present, store

OPEN = ("new", "taken")

bp = Blueprint("board", __name__)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the queue with the numbers around it."""

    lines: list[Line]
    labels: dict[str, int]  # label → cases, whatever label is chosen
    statuses: dict[str, int]  # status → cases, whatever status is chosen
    many: int  # in the whole list
    pages: int
    newest: int  # number of the case that was opened last


@bp.get("/")
def queue() -> ResponseReturnValue:
    """The cases that the address asks for."""
    asked = asked_for()
    snoozes = choices(present(), desk().settings.service.zone)
    return render_template(
        "board/queue.html", asked=asked, listed=listed(asked), snoozes=snoozes, shelves=shelves("queue")
    )


@bp.get("/counts")
def counts() -> ResponseReturnValue:
    """The numbers beside statuses and labels, asked for anew after a deed."""
    asked = asked_for()
    return render_template("board/_counts.html", asked=asked, listed=listed(asked, with_lines=False))


@bp.get("/news")
def news() -> ResponseReturnValue:
    """How many cases came after the list was shown; it stays as it is, unless it is empty."""
    asked = asked_for()
    above = request.args.get("above", default=0, type=int)
    many = store().queue.count(asked.filters, above)
    page = render_template("board/_news.html", asked=asked, above=above, many=many)
    return (page, {"HX-Refresh": "true"}) if many and "empty" in request.args else page


def asked_for() -> Wanted:
    """The list that the address of this request asks for."""
    return wanted(request.args, desk().settings, person().id, desk().read_search, desk().brands)


def listed(asked: Wanted, with_lines: bool = True) -> Listed:
    """One page of the queue; without its lines where only the numbers matter."""
    shelf = store().queue
    newest = shelf.newest()  # before the lines: a case that opens meanwhile counts as news
    statuses, labels = shelf.numbers(asked.filters)
    statuses |= {"open": sum(statuses.get(each, 0) for each in OPEN), "all": sum(statuses.values())}
    many = statuses.get(asked.filters.status, 0)
    return Listed(
        lines=shelf.cases(asked.filters, PAGE_SIZE, asked.offset, present()) if with_lines else [],
        labels=labels,
        statuses=statuses,
        many=many,
        pages=max(1, -(-many // PAGE_SIZE)),
        newest=newest,
    )
