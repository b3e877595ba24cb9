"""The words of a comment, ready to be shown: what spoke for a flag is marked, VK's markup reads as names."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from models.records import Evidence

VK_NAME = re.compile(r"\[(?:id|club|public|event)\d+(?::bp-?\d+_\d+)?\|([^\[\]|]{1,100})\]")
STEPS = 3
FOLD_AT = 1200
FOLD_SLACK = 300  # a rest shorter than this is not worth a click
EXCERPT = 280
AHEAD = 60  # letters before what was found
LONGEST = 20_000  # letters that are looked through

Find = Callable[[str], list[tuple[int, int]]]  # the stretches of a text that a search finds


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `flag` and `strength` (1 to 3) where it spoke for a verdict."""

    text: str
    flag: str | None = None
    strength: int = 0
    found: bool = False  # by a search


def pieces(
    text: str, evidence: Sequence[Evidence] = (), found: Sequence[tuple[int, int]] = ()
) -> list[Piece]:
    """The text in order; where stretches of evidence overlap, the strongest is shown.

    `found` are the stretches that a search found.
    """
    spoken = [each for each in evidence if each.weight > 0 and each.start < each.end]
    top = max((each.weight for each in spoken), default=1.0)
    names = {found.start(): found for found in VK_NAME.finditer(text)}
    shown = []
    for start, end in _stretches(text, [*((each.start, each.end) for each in spoken), *found]):
        hit = any(first < end and last > start for first, last in found)
        over = [each for each in spoken if each.start < end and each.end > start]
        words = names[start][1] if start in names else text[start:end]
        if over:
            best = max(over, key=lambda each: each.weight)
            shown.append(Piece(words, best.flag, _strength(best.weight / top), hit))
        else:
            shown.append(Piece(words, found=hit))
    return shown


def folded(shown: Sequence[Piece], at: int = FOLD_AT) -> tuple[list[Piece], list[Piece]]:
    """What is shown at once, and the rest of a very long text (empty for any other)."""
    if sum(len(piece.text) for piece in shown) <= at + FOLD_SLACK:
        return list(shown), []
    head: list[Piece] = []
    room = at
    for place, piece in enumerate(shown):
        if len(piece.text) >= room:
            first = replace(piece, text=piece.text[:room])
            rest = replace(piece, text=piece.text[room:])
            return [*head, first], [each for each in (rest, *shown[place + 1 :]) if each.text]
        head.append(piece)
        room -= len(piece.text)
    return head, []


def foldable(text: str) -> tuple[list[Piece], list[Piece]]:
    """A text without evidence: what is shown at once, and the rest."""
    return folded(pieces(text))


def excerpted(text: str, find: Find, length: int = EXCERPT) -> list[Piece]:
    """The part of a text around what a search found first, on one line, all that was found marked."""
    line = " ".join(VK_NAME.sub(r"\1", text[:LONGEST]).split())
    first = next((start for start, _ in find(line)), 0)
    begin = line.rfind(" ", 0, first - AHEAD) + 1 if first > length - AHEAD else 0
    shown = excerpt(line[begin:], length)
    whole = f"…{shown}" if begin else shown
    return pieces(whole, found=find(whole))


def excerpt(text: str, length: int = EXCERPT) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join(VK_NAME.sub(r"\1", text[: length * 4]).split())
    if len(line) <= length:
        return line
    cut = line[:length].rsplit(" ", 1)[0]
    return cut + "…"


def _stretches(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The text cut wherever something begins or ends; a VK name is never cut."""
    names = [found.span() for found in VK_NAME.finditer(text)]
    edges = {0, len(text)} | {edge for span in names for edge in span}
    edges |= {edge for span in spans for edge in span if 0 < edge < len(text)}
    edges -= {edge for edge in edges if any(start < edge < end for start, end in names)}
    return pairwise(sorted(edges))


def _strength(share: float) -> int:
    return min(STEPS, 1 + int(share * STEPS))
