"""Words are clean, and each is an exact span of the text as it was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.text import LONGEST, clean, words

CASES = """
Запах м’яти, мʼяти, м`яти      | запах м'яти , м'яти , м'яти
НЕ ПРАЦЮЄ                      | не працює
супеееер, ууужас               | супер , ужас
дружба, ванна                  | дружба , ванна
кpeдит у бaнкy                 | кредит у банку
кре4ит и бл0к                  | кречит и блок
iPhone и Monobank              | iphone и monobank
500грн, 14:30                  | 000 грн , 00 : 00
чому?! ну чому???????          | чому ? ! ну чому ???
хто-небудь - так               | хто-небудь - так
«Зоря» – пошта                 | " зоря " - пошта
😡😡😡😡 👍🏽                     | 😡😡😡 👍
𝐤𝐫𝐞𝐝𝐢𝐭 ｋａｓａ                  | kredit kasa
'лапки' і п'ять                | ' лапки ' і п'ять
"""

ANY = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("аеіїєґыэъ'’- \n.!?aeopc01😡\u0301\u200b")))


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_words_are_clean(line: str) -> None:
    text, expected = line.split("|")
    assert words([text]).spelling == expected.split()


@pytest.mark.parametrize(
    ("text", "stand_in"),
    [
        ("https://t.me/abc?x=1", "\ue000"),
        ("www.приклад.ua/шлях", "\ue000"),
        ("@zoria_post", "\ue001"),
        ("me@example.org", "\ue002"),
    ],
)
def test_a_link_or_a_name_is_one_word(text: str, stand_in: str) -> None:
    found = words([f"дивіться {text} тут"])
    assert found.spelling == ["дивіться", stand_in, "тут"]
    assert (found.start[1], found.end[1]) == (9, 9 + len(text))


@given(st.lists(ANY, max_size=4))
def test_every_word_is_a_span_of_its_own_comment(texts: list[str]) -> None:
    found = words(texts)
    for text, start, end in zip(found.text, found.start, found.end, strict=True):
        assert 0 <= start < end <= min(len(texts[text]), LONGEST)
    assert len(found.spelling) == len(found.text)


@given(ANY)
def test_words_stand_in_order_and_never_overlap(text: str) -> None:
    found = words([text])
    assert all(end <= start for end, start in zip(found.end[:-1], found.start[1:], strict=True))


@given(st.text(alphabet="абвїйёґ ", max_size=40))
def test_a_span_covers_the_letters_of_its_word(text: str) -> None:
    found = words([text])
    for spelling, start, end in zip(found.spelling, found.start, found.end, strict=True):
        assert set(text[start:end]) == set(spelling)


@given(ANY)
def test_a_comment_is_read_the_same_alone_and_among_others(text: str) -> None:
    assert words(["аб", text, "в"]).spelling[1:-1] == words([text]).spelling


@given(st.text(alphabet="йїёаби їй"))
def test_letters_and_their_marks_are_read_as_one(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert words([apart]).spelling == words([text]).spelling


def test_a_mark_belongs_to_the_span_of_its_letter() -> None:
    text = "мий\u0306 дім"
    found = words([text])
    assert text[found.start[0] : found.end[0]] == "мий\u0306"


def test_nothing_gives_no_words() -> None:
    assert words([]).spelling == []
    assert words(["", " \n\t\u200b", "\ud800"]).spelling == []


def test_a_stranger_cannot_write_a_stand_in() -> None:
    assert words(["\ue000 слово"]).spelling == ["слово"]


def test_only_the_start_of_an_endless_text_is_read() -> None:
    assert len(clean(["аб " * 40_000]).codes) <= LONGEST + 1
