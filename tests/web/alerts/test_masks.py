"""What strangers write, before it stands in a mail."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.alerts.masks import oneline, shortened, tamed

CASES = """
Дзвоніть +380 67 123 45 67 щодня         | Дзвоніть •••67 щодня
067-123-45-67 або 067.123.45.67          | •••67 або •••67
0671234567                               | •••67
8 (044) 123-45-67                        | •••67
картка 4441 1144 2222 3333               | картка •••33
картка 4441114422223333                  | картка •••33
пишіть на olena.k@example.com.ua         | пишіть на •••@•••
UA21 3223 1300 0002 6007 2335 6600 1     | •••01
ТТН 20450123456789                       | ТТН •••89
чекаю з 12.05.2025 14:30                 | чекаю з 12.05.2025 14:30
заплатив 100 000 грн                     | заплатив 100 000 грн
відділення 25, черга 40 хв               | відділення 25, черга 40 хв
пошта т.д. і т.п.                        | пошта т.д. і т.п.
дуже добре.Дякую                         | дуже добре.Дякую
зайдіть на https://zorya-pay.example/x?a | зайдіть на zorya-pay[.]example/x?a
зорепошта.укр                            | зорепошта[.]укр
t.me/zorya_fake                          | t[.]me/zorya_fake
www.evil.example                         | evil[.]example
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_contacts_are_masked_and_links_cannot_be_clicked(line: str) -> None:
    text, expected = (part.strip() for part in line.split("|"))
    assert tamed(text) == expected


def test_nothing_turns_or_hides_the_writing() -> None:
    assert oneline("до\u202eступ\x1b[31m\r\nBcc: x\u200b\x07") == "доступ[31m Bcc: x"
    assert oneline("👨‍👩‍👧 родина") == "👨‍👩‍👧 родина"


@settings(max_examples=60)
@given(st.text(max_size=400), st.integers(min_value=8, max_value=300))
def test_any_text_comes_out_as_one_short_line(text: str, limit: int) -> None:
    line = tamed(text, limit)
    assert len(line) <= limit
    assert "\n" not in line
    assert "\r" not in line


@settings(max_examples=60)
@given(st.integers(min_value=10**9, max_value=10**18 - 1))
def test_no_long_number_comes_through(number: int) -> None:
    assert str(number) not in tamed(f"номер {number}, дякую")


def test_a_long_text_is_cut_at_a_word() -> None:
    assert shortened("одне два три чотири", 14) == "одне два три…"
    assert shortened("а" * 20, 10) == "а" * 9 + "…"
