"""What was searched for is marked in any form it has."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.highlight import found_in
from classifier.search import sought


def marked(typed: str, text: str) -> list[str]:
    search = sought(typed)
    assert search is not None
    return [text[start:end] for start, end in found_in(search, text)]


@pytest.mark.parametrize(
    ("typed", "text", "hits"),
    [
        ("посилка ", "Загубили дві посилки, третю ПОСИЛКУ шукаємо", ["посилки", "ПОСИЛКУ"]),
        ("посил", "посилання на посилку", ["посилання", "посилку"]),
        ("posylka ", "де моя посилка", ["посилка"]),
        ("елка ", "ёлка, ЁЛКИ и елкой", ["ёлка", "ЁЛКИ", "елкой"]),
        ('"моя посилка"', "моя посилка, посилка моя", ["моя посилка"]),
        ("посилка -дякую", "дякую, посилка тут", ["посилка"]),
        ("п'ять ", "пʼять разів і пять", ["пʼять", "пять"]),
        ("очередь ", "о-о-очень оооочередь", ["оооочередь"]),
        ("🔥 ", "жесть 🔥🔥", ["🔥🔥"]),
        ("нічого ", "тут такого немає", []),
    ],
)
def test_an_inflected_word_is_marked_where_it_stands(typed: str, text: str, hits: list[str]) -> None:
    found = marked(typed, text)
    assert found[: len(hits)] == hits
    assert bool(found) is bool(hits)


@given(st.text(max_size=80), st.text(max_size=30))
def test_marks_never_overlap_or_leave_the_text(text: str, typed: str) -> None:
    search = sought(typed)
    spans = found_in(search, text) if search else []
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
