"""The words of a comment, ready to be shown: what spoke for a flag is marked, VK's markup reads as names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.records import Evidence

VK_NAME = re.compile(r"\[(?:id|club|public|event)\d+(?::bp-?\d+_\d+)?\|([^\[\]|]{1,100})\]")
STEPS = 3
FOLD_AT = 1200
FOLD_SLACK = 300  # a rest shorter than this is not worth a click
EXCERPT = 280


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `flag` and `strength` (1 to 3) where it spoke for a verdict."""

    text: str
    flag: str | None = None
    strength: int = 0


def pieces(text: str, evidence: Sequence[Evidence] = ()) -> list[Piece]:
    """The text in order; where stretches of evidence overlap, the strongest is shown."""
    spoken = [each for each in evidence if each.weight > 0 and each.start < each.end]
    top = max((each.weight for each in spoken), default=1.0)
    names = {found.start(): found for found in VK_NAME.finditer(text)}
    shown = []
    for start, end in _stretches(text, spoken):
        over = [each for each in spoken if each.start < end and each.end > start]
        words = names[start][1] if start in names else text[start:end]
        if over:
            best = max(over, key=lambda each: each.weight)
            shown.append(Piece(words, best.flag, _strength(best.weight / top)))
        else:
            shown.append(Piece(words))
    return shown


def folded(shown: Sequence[Piece], at: int = FOLD_AT) -> tuple[list[Piece], list[Piece]]:
    """What is shown at once, and the rest of a very long text (empty for any other)."""
    if sum(len(piece.text) for piece in shown) <= at + FOLD_SLACK:
        return list(shown), []
    head: list[Piece] = []
    room = at
    for place, piece in enumerate(shown):
        if len(piece.text) >= room:
            first = Piece(piece.text[:room], piece.flag, piece.strength)
            rest = Piece(piece.text[room:], piece.flag, piece.strength)
            return [*head, first], [each for each in (rest, *shown[place + 1 :]) if each.text]
        head.append(piece)
        room -= len(piece.text)
    return head, []


def foldable(text: str) -> tuple[list[Piece], list[Piece]]:
    """A text without evidence: what is shown at once, and the rest."""
    return folded(pieces(text))


def excerpt(text: str, length: int = EXCERPT) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join(VK_NAME.sub(r"\1", text[: length * 4]).split())
    if len(line) <= length:
        return line
    cut = line[:length].rsplit(" ", 1)[0]
    return cut + "…"


def _stretches(text: str, evidence: Sequence[Evidence]) -> Iterator[tuple[int, int]]:
    """The text cut wherever something begins or ends; a VK name is never cut."""
    names = [found.span() for found in VK_NAME.finditer(text)]
    edges = {0, len(text)} | {edge for span in names for edge in span}
    for each in evidence:
        edges |= {edge for edge in (each.start, each.end) if 0 < edge < len(text)}
    edges -= {edge for edge in edges if any(start < edge < end for start, end in names)}
    return pairwise(sorted(edges))


def _strength(share: float) -> int:
    return min(STEPS, 1 + int(share * STEPS))
