"""What belongs to one person alone: numbers with their sums, and the words around them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.personal import iban, luhn, masked, personal, stretches, taxpayer

# text | kinds found | as it leaves the board
CASES = """
мій номер 067 123 45 67, чекаю                        | phone         | мій номер •••67, чекаю
+380 00 123 45 67 Раїса                               | phone         | •••67 Раїса
8 (044) 123-45-67                                     | phone         | •••67
тел. 380501234567                                     | phone         | тел. •••67
перезвоните 8 916 123-45-67                           | phone         | перезвоните •••67
тут 067.123.45.67                                     | phone         | тут •••67
+48 601 234 567 мой в Польше                          | phone         | •••67 мой в Польше
картка 4111 1111 1111 1111                            | card          | картка •••11
5555555555554444                                      | card          | •••44
карта 0000 0000 0000 0012 туда                        | card          | карта •••12 туда
UA213223130000026007233566001                         | iban          | •••01
UA21 3223 1300 0002 6007 2335 6600 1                  | iban          | •••01
UA22 3223 1300 0002 6007 2335 6600 1                  |               | •••01
ІПН 3184710691                                        | taxpayer      | ІПН •••91
мой ИНН 1234567890                                    | taxpayer      | мой ИНН •••90
паспорт КС 123456 виданий                             | passport      | паспорт •••56 виданий
паспорт 001234567                                     | passport      | паспорт •••67
паспорт 4510 123456                                   | passport      | паспорт •••56
пишіть на olena.k@example.com.ua                      | email         | пишіть на •••@•••
я на вул. Садова 12, кв. 5, другий поверх             | address       | я на •••, другий поверх
ул. Лесная, д. 7 кв 31                                | address       | •••
вулиця Лесі Українки 4/2 квартира 18                  | address       | •••
067 123 45 67 або a@b.ua                              | phone email   | •••67 або •••@•••
відділення на вул. Садова 12, черга                   |               | відділення на вул. Садова 12, черга
ТТН 20450123456789                                    |               | ТТН •••89
замовлення 1000000001                                 |               | замовлення •••01
чекаю з 12.05.2025 14:30                              |               | чекаю з 12.05.2025 14:30
заплатив 100 000 грн за 2 шт                          |               | заплатив 100 000 грн за 2 шт
відділення 25, черга 40 хв                            |               | відділення 25, черга 40 хв
номер АА1234ВВ збив стовп                             |               | номер АА1234ВВ збив стовп
індекс 79000, Львів                                   |               | індекс 79000, Львів
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_what_is_personal_is_found_and_masked(line: str) -> None:
    text, kinds, expected = (part.strip() for part in line.split("|"))
    assert [each.kind for each in personal(text)] == kinds.split()
    assert masked(text) == expected


@pytest.mark.parametrize(("digits", "right"), [("79927398713", True), ("79927398710", False)])
def test_the_sum_of_luhn(digits: str, right: bool) -> None:
    assert luhn(digits) is right


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("GB82 WEST 1234 5698 7654 32", True),
        ("GB82 WEST 1234 5698 7654 33", False),
        ("DE89370400440532013000", True),
        ("UA12", False),
    ],
)
def test_the_check_digits_of_accounts(number: str, right: bool) -> None:
    assert iban(number) is right


@given(st.integers(0, 10**15 - 1), st.integers(0, 14), st.integers(1, 9))
def test_luhn_notices_any_single_wrong_digit(number: int, place: int, shift: int) -> None:
    digits = f"{number:015d}"
    whole = next(digits + str(last) for last in range(10) if luhn(digits + str(last)))
    wrong = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
    assert not luhn(wrong)


@pytest.mark.parametrize(
    ("digits", "right"), [("3184710691", True), ("3184710692", False), ("9984710691", False)]
)
def test_a_taxpayer_has_a_birthday_and_a_check_digit(digits: str, right: bool) -> None:
    assert taxpayer(digits) is right


@settings(max_examples=100)
@given(st.text(alphabet="0123456789+ -.()вулкв@aUA,№", max_size=120))
def test_stretches_stand_in_order_and_masking_is_final(text: str) -> None:
    found = stretches(text)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert not personal(masked(text))


def test_a_very_long_text_takes_no_longer_than_it_must() -> None:
    assert personal("1 " * 50_000) == []
    assert personal("вул. " * 20_000) == []
