"""Words find their dictionary form in Russian or Ukrainian, in whatever letters they were typed."""

import pytest

from classifier import dictionary
from classifier.dictionary import COMMON, LATIN_WORD, NONE, RUSSIAN, UKRAINIAN, look_up

LEMMAS = """
людям        | человек
людьми       | человек
відповідають | відповідати
працює       | працювати
работает     | работать
банку        | банк
м'яти        | м'ята
rabotaet     | работать
pratsyuye    | працювати
dostavka     | доставка
ghbdtn       | привет
rhtlbn       | кредит
dengi        | деньга
iphone       | iphone
"""


@pytest.mark.parametrize("line", LEMMAS.strip().splitlines())
def test_lemmas(line: str) -> None:
    word, expected = line.split("|")
    assert look_up(word.strip()).lemma == expected.strip()


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("працює", UKRAINIAN),
        ("якщо", UKRAINIAN),
        ("если", RUSSIAN),
        ("почему", RUSSIAN),
        ("банк", COMMON),
        ("iphone", LATIN_WORD),
        ("!!!", NONE),
        ("000", NONE),
        ("їхняшня", UKRAINIAN),
        ("мышыный", RUSSIAN),
    ],
)
def test_the_language_of_a_word(word: str, language: int) -> None:
    assert look_up(word).language == language


def test_an_endless_word_is_not_looked_up() -> None:
    assert look_up("а" * 5000).language == dictionary.UNKNOWN


def test_an_unknown_word_stays_as_it_is() -> None:
    assert look_up("зюбрилка").lemma == "зюбрилка"
