"""What somebody searched for, marked where it stands: in lists, and in the case that was opened from one."""

from collections.abc import Callable

from flask import request

from models.sought import Sought
from web.board import text as wording
from web.board.text import Piece
from web.desk import desk

Find = Callable[[str], list[tuple[int, int]]]


def excerpted(text: str, sought: Sought | None) -> list[Piece]:
    """The beginning of a text, or the part around what was found, marked."""
    find = _find(sought)
    return wording.excerpted(text, find) if find else [Piece(wording.excerpt(text))]


def hits_of_address(text: str) -> list[tuple[int, int]]:
    """Where a text meets the search that the address of this page carries along."""
    read = desk().read_search
    find = _find(read(request.args.get("q", "")) if read else None)
    return find(text) if find else []


def _find(sought: Sought | None) -> Find | None:
    mark = desk().mark_search
    if mark is None or sought is None:
        return None
    return lambda text: mark(sought, text)
