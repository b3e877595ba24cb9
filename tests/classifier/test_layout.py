"""A comment typed on the wrong keyboard layout is read as it was meant; every other one stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.layout import retyped
from classifier.text import words

TYPED = """
ghbdtn, ult gjcskrf                            | привет, где посылка
Zrbq e dfc uhfasr hj,jnb&                      | Який у вас графік роботи?
k.,k. dfc                                      | люблю вас
gjxtve nfr ljkuj&! dthybnt ltymub              | почему так долго?! верните деньги
lt vjz gjcbkrf? d;t nhtnsq nb;ltym             | де моя посилка? вже третій тиждень
[jxe gjdthyenb njdfh                           | хочу повернути товар
"""

MEANT = (
    "",
    "thank you very much for your help",
    "ne rabotaet prilozhenie uzhe tretiy den",
    "bud laska, pidkazhit hrafik roboty",
    "iPhone 15 Pro Max",
    "https://example.org/ghbdtn",
    "дай ghbdtn",
    "ok",
    "...,,,///",
)


@pytest.mark.parametrize("line", TYPED.strip().splitlines())
def test_a_wrong_layout_is_put_right(line: str) -> None:
    typed, meant = (part.strip() for part in line.split("|"))
    assert retyped(typed) == meant


@pytest.mark.parametrize("text", MEANT)
def test_what_was_meant_stays(text: str) -> None:
    assert retyped(text) == text


@given(st.text(alphabet="ghbdtnult ,.;'[]&?@:/А"))
def test_a_letter_stands_for_a_letter(text: str) -> None:
    assert len(retyped(text)) == len(text)


def test_words_typed_wrong_are_spans_of_what_was_typed() -> None:
    found = words(["k.,k. dfc"])
    assert found.spelling == ["люблю", "вас"]
    assert (found.start.tolist(), found.end.tolist()) == ([0, 6], [5, 9])
