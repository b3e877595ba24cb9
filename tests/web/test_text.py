"""The words of a comment: exact marks, names out of VK's markup, folds and excerpts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.records import Evidence
from web.board.text import VK_NAME, Piece, excerpt, folded, pieces

MARKED = """
Де посилка?             ⇒                           ⇒ Де посилка?
Де посилка?             ⇒ 3-10 complaint 1          ⇒ Де [посилка:complaint:3]?
Де посилка?             ⇒ 0-2 risk 2; 3-10 risk 1   ⇒ [Де:risk:3] [посилка:risk:2]?
Де посилка?             ⇒ 0-2 risk 3; 3-10 risk .5  ⇒ [Де:risk:3] [посилка:risk:1]?
Де посилка?             ⇒ 0-10 praise 1; 3-5 risk 2 ⇒ [Де :praise:2][по:risk:3][силка:praise:2]?
Де посилка?             ⇒ 3-10 praise -1            ⇒ Де посилка?
Де посилка?             ⇒ 3-99 praise 1             ⇒ Де [посилка?:praise:3]
[id1|Аня], де?          ⇒ 11-13 question 1          ⇒ Аня, [де:question:3]?
[id1|Аня], де?          ⇒ 5-8 risk 1                ⇒ [Аня:risk:3], де?
[club7:bp-1_2|Зоря] де  ⇒                           ⇒ Зоря де
[id|Аня] [x1|Аня] [id1|]⇒                           ⇒ [id|Аня] [x1|Аня] [id1|]
"""


def evidence(text: str) -> list[Evidence]:
    found = []
    for each in filter(None, (part.strip() for part in text.split(";"))):
        span, flag, weight = each.split()
        start, end = span.split("-")
        found.append(Evidence(int(start), int(end), flag, float(weight)))
    return found


def drawn(shown: list[Piece]) -> str:
    return "".join(
        f"[{piece.text}:{piece.flag}:{piece.strength}]" if piece.flag else piece.text for piece in shown
    )


@pytest.mark.parametrize("line", MARKED.strip().splitlines())
def test_evidence_is_marked_where_it_stands(line: str) -> None:
    text, marks, expected = line.split("⇒")
    assert drawn(pieces(text.strip(), evidence(marks))) == expected.strip()


spans = st.builds(
    lambda start, length, flag, weight: Evidence(start, start + length, flag, weight),
    st.integers(0, 40),
    st.integers(0, 15),
    st.sampled_from(["complaint", "risk"]),
    st.floats(-2, 2, allow_nan=False),
)


@given(st.text(max_size=40), st.lists(spans, max_size=6))
def test_marking_loses_no_letter_and_marks_exactly_the_evidence(text: str, found: list[Evidence]) -> None:
    shown = pieces(text, found)
    assert "".join(piece.text for piece in shown) == VK_NAME.sub(r"\1", text)
    if VK_NAME.search(text):
        return
    place = 0
    for piece in shown:
        for letter in range(place, place + len(piece.text)):
            over = [each for each in found if each.weight > 0 and each.start <= letter < each.end]
            assert (piece.flag is not None) is bool(over)
        place += len(piece.text)


@given(st.text(max_size=200), st.lists(spans, max_size=4), st.integers(1, 50))
def test_folding_loses_no_letter(text: str, found: list[Evidence], at: int) -> None:
    shown = pieces(text, found)
    head, rest = folded(shown, at)
    assert drawn_text(head) + drawn_text(rest) == drawn_text(shown)
    assert not rest or len(drawn_text(head)) == at


def drawn_text(shown: list[Piece]) -> str:
    return "".join(piece.text for piece in shown)


def test_only_what_is_long_is_folded() -> None:
    assert folded(pieces("x" * 1500))[1] == []
    assert len(folded(pieces("x" * 1501))[1]) == 1


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("коротко", 20, "коротко"),
        ("перше\n\n друге", 20, "перше друге"),
        ("раз два три чотири", 10, "раз два…"),
        ("безпробілівдовгеслово", 10, "безпробілі…"),
        ("[id5|Аня], привіт", 20, "Аня, привіт"),
        ("", 20, ""),
    ],
)
def test_an_excerpt_is_one_line_cut_between_words(text: str, length: int, expected: str) -> None:
    assert excerpt(text, length) == expected
