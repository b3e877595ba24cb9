"""What a person wrote in a letter, whatever their mail program made of it."""

from datetime import UTC, datetime
from email.header import Header
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.sources.inbox_parse import Letter, letter
from listener.sources.inbox_quoted import from_html, written
from listener.sources.inbox_text import decoded, header

AT = datetime(2026, 11, 20, 7, 0, 2, tzinfo=UTC)
OWN = "help@zoria.example.org"
SAVED = Path(__file__).parent / "payloads" / "inbox"


def a_letter(*lines: str, body: str = "Де посилка?") -> Letter:
    """A letter with these header lines; its text in UTF-8."""
    head = "\n".join(("From: Anna <anna@example.com>", "Subject: Скарга", *lines))
    return letter(f"{head}\nContent-Type: text/plain; charset=utf-8\n\n{body}".encode(), AT, OWN)


def test_a_saved_letter_of_outlook_is_read_whole() -> None:
    found = letter((SAVED / "outlook.eml").read_bytes(), AT, OWN)

    assert (found.name, found.answers, found.at) == ("a1@example.com", (), AT)
    assert (found.author, found.author_name) == ("olena@example.com", "Олена Коваль")
    assert found.subject == "Посилка не прийшла вже місяць"
    assert found.text == "Де моя посилка?"
    assert found.attachments == ("photo",)
    assert found.needless is None


SAMPLES = [
    "Доброго дня! Де моя посилка, вже тиждень чекаю її у відділенні?",
    "Здравствуйте! Верните деньги за доставку, посылка разбита.",
    "ЧОМУ НІХТО НЕ ВІДПОВІДАЄ",
    "їжа холодна",
]


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize("written_in", ["cp1251", "koi8-u", "utf-8"])
@pytest.mark.parametrize("named", [None, "x-unknown", "us-ascii", "iso-8859-1", "\x00", "base64"])
def test_a_letter_that_names_no_usable_character_set_is_read_by_its_letters(
    text: str, written_in: str, named: str | None
) -> None:
    assert decoded(text.encode(written_in), named) == text


@pytest.mark.parametrize(
    "named", ["windows-1251", "cp1251", "CP-1251", "win-1251", "x-cp1251", "windows1251", '"windows-1251"']
)
def test_a_character_set_is_known_by_all_its_names(named: str) -> None:
    assert decoded("ЩЪЫЬ".encode("cp1251"), named) == "ЩЪЫЬ"


def test_words_of_western_languages_keep_their_accents() -> None:
    assert decoded("Voilà un colis cassé".encode("latin-1"), "iso-8859-1") == "Voilà un colis cassé"


def test_a_text_cut_off_in_the_middle_of_a_letter_is_still_utf_8() -> None:
    assert decoded("Де посилка моя, скажіть".encode()[:-1], "utf-8") == "Де посилка моя, скажіт\ufffd"


HEADERS = """
=?koi8-r?B?8NLJ18XU?= | Привет
=?utf-8?Q?=D0=94=D0=B5_?= =?utf-8?Q?=D0=BF?= | Де п
=?utf-8?B?0JTQ?= =?utf-8?B?tQ==?= | Де
=?windows-1251?Q?=D1=EA=E0=F0=E3=E0?= and more | Скаргаand more
=?utf-8?B?0JTQt?= | =?utf-8?B?0JTQt?=
Скарга | Скарга
"""


@pytest.mark.parametrize("line", HEADERS.strip().splitlines())
def test_header_lines(line: str) -> None:
    raw, expected = (cell.strip() for cell in line.split("|"))
    assert header(raw).replace(" ", "") == expected.replace(" ", "")


def test_a_header_line_of_bare_bytes_is_read_and_stays_one_line() -> None:
    assert header("Скарга".encode("cp1251").decode("ascii", "surrogateescape")) == "Скарга"
    assert header(Header("Скарга\r\nBcc: all@example.com", "utf-8").encode()) == "Скарга Bcc: all@example.com"


INTRODUCTIONS = """
20.11.2026, 09:15, "Пошта Зоря" <help@zoria.example.org> пише:
пт, 20 лист. 2026 р. о 09:15 Пошта Зоря <help@zoria.example.org> пише:
Пятница, 20 ноября 2026, 9:15 +03:00 от Пошта Зоря <help@zoria.example.org> писал(а):
20.11.2026 9:15, Пошта Зоря пишет:
On Fri, Nov 20, 2026 at 9:15 AM Zoria <help@zoria.example.org> wrote:
20 листопада 2026, 09:15:12, від "Пошта Зоря" <help@zoria.example.org>, написав(-ла):
-----Исходное сообщение-----
----- Оригінальне повідомлення -----
-- Original Message --
--
Отправлено с iPhone
Надіслано з iPhone
Sent from my iPhone
Отправлено из мобильной Почты Mail.ru
Отправлено с моего смартфона Samsung Galaxy.
Надіслано з додатку Пошта Ukr.net
Get Outlook for Android
З повагою, Анна Коваль
С уважением
"""


@pytest.mark.parametrize("line", INTRODUCTIONS.strip().splitlines())
def test_what_follows_is_not_new(line: str) -> None:
    assert written(f"Де посилка?\nЧекаю тиждень.\n\n{line}\n> Доброго дня\nстаре") == (
        "Де посилка?\nЧекаю тиждень."
    )


STAYS = """
С уважением отношусь к вашей работе, но посылки нет.
Мені написав ваш кур'єр: посилки немає.
Вона написала: чекайте.
От вас нет ответа.
Від: кого чекати відповіді?
Отправлено с опозданием. Верните деньги!
Відправлено від вас 5 листопада, і досі нема
Отправлено через вашу почту неделю назад
"""


@pytest.mark.parametrize("line", STAYS.strip().splitlines())
def test_what_only_looks_like_a_quotation_stays(line: str) -> None:
    assert written(f"Доброго дня.\n{line}\nЧекаю.") == f"Доброго дня.\n{line}\nЧекаю."


def test_an_introduction_on_two_lines_is_one() -> None:
    assert (
        written("Де?\nOn Fri, Nov 20, 2026 at 9:15 AM Zoria\n<help@zoria.example.org> wrote:\n> a") == "Де?"
    )


def test_outlook_quotes_by_a_heading() -> None:
    text = "Де?\n\nFrom: Zoria\nSent: Friday\nTo: Anna\nSubject: Re\n\nДоброго дня"
    assert written(text) == "Де?"


def test_answers_between_the_quoted_lines_are_kept() -> None:
    assert written("> Ваш номер?\n123\n> Місто?\nЛьвів") == "123\nЛьвів"


def test_a_letter_that_is_only_passed_on_keeps_what_it_passes_on() -> None:
    assert "Зламали посилку" in written(
        "---------- Forwarded message ----------\nFrom: a@b\n\nЗламали посилку"
    )
    assert from_html("<blockquote>Зламали посилку</blockquote>") == "Зламали посилку"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Де?</p><div class='gmail_quote'>On 1 Nov Zoria wrote:<blockquote>старе</blockquote></div>",
        "<p>Де?</p><blockquote type='cite'>старе</blockquote>",
        "<p>Де?</p><div class='moz-cite-prefix'>01.11.2026 пише:</div><blockquote>старе</blockquote>",
        "<p>Де?</p><br>20.11.2026, 09:15, «Зоря» пишет:<br><div>старе</div>",
    ],
)
def test_quotations_in_html_are_left_out(markup: str) -> None:
    assert from_html(markup) == "Де?"


NEEDLESS = """
Auto-Submitted: auto-replied | an automatic letter
Auto-Submitted: auto-generated (vacation) | an automatic letter
Precedence: bulk | an automatic letter
X-Autoreply: yes | an automatic letter
Return-Path: <> | a report about delivery
Content-Type: multipart/report; boundary=x | a report about delivery
X-Failed-Recipients: a@example.com | a report about delivery
Auto-Submitted: no | None
Precedence: list | None
List-Unsubscribe: <https://example.com> | None
"""


@pytest.mark.parametrize("line", NEEDLESS.strip().splitlines())
def test_what_no_person_wrote(line: str) -> None:
    given, expected = (cell.strip() for cell in line.split("|"))
    raw = f"{given}\nFrom: anna@example.com\n\nтекст".encode()
    assert str(letter(raw, AT, OWN).needless) == expected


def test_a_machine_that_tells_of_a_failed_delivery_wrote_nothing() -> None:
    raw = b"From: Mail Delivery System <MAILER-DAEMON@example.com>\n\nno such user"
    assert letter(raw, AT, OWN).needless == "a report about delivery"


def test_who_filled_in_the_form_of_the_site_is_its_author() -> None:
    raw = f"From: Zoria <{OWN}>\nReply-To: Ivan <ivan@example.com>\nAuto-Submitted: auto-generated\n\nДе?"
    found = letter(raw.encode(), AT, OWN)

    assert (found.author, found.author_name, found.needless) == ("ivan@example.com", "Ivan", None)


def test_the_letters_that_it_answers_are_named_in_their_order() -> None:
    found = a_letter("References: <a@x> <b@x>", "In-Reply-To: <b@x>", "Message-ID: <c@x>")
    assert (found.name, found.answers) == ("c@x", ("a@x", "b@x"))
    assert a_letter("In-Reply-To: Your message of Friday <a@x>").answers == ("a@x",)


def test_a_letter_without_a_name_is_named_by_what_it_says() -> None:
    assert a_letter("Date: 1").name == a_letter("Date: 1").name
    assert len({a_letter("Date: 1").name, a_letter("Date: 2").name, a_letter(body="інше").name}) == 3


@pytest.mark.parametrize("subject", ["Re: Скарга", "RE[2]: Fwd: Скарга", "Відп: Скарга", "Ответ: Скарга"])
def test_the_subject_stands_above_the_text_without_what_answers_add(subject: str) -> None:
    found = letter(f"From: a@example.com\nSubject: {subject}\n\nДе?".encode(), AT, OWN)
    assert found.whole == "Скарга\nДе?"


def test_a_subject_that_the_text_repeats_stands_there_once() -> None:
    assert a_letter(body="Скарга на кур'єра").whole == "Скарга на кур'єра"


def test_a_letter_attached_to_a_letter_is_not_its_text() -> None:
    raw = (
        b"From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: message/rfc822\n\n"
        b"Subject: x\n\nother\n--b\nContent-Type: text/plain\n\nmine\n--b--"
    )
    found = letter(raw, AT, OWN)
    assert (found.text, found.attachments) == ("mine", ("doc",))


@given(st.binary(max_size=400), st.sampled_from([b"", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"]))
def test_no_bytes_whatever_keep_the_mailbox_from_being_read(raw: bytes, head: bytes) -> None:
    found = letter(head + raw, AT, OWN)
    assert found.name
    assert "\0" not in found.whole


HOSTILE = {
    "parts in parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(4000)
    ),
    "comments in comments": b"From: " + b"(" * 200_000,
    "words without end": b"Subject: " + b"=?utf-8?q?a?= " * 15_000,
    "parameters without end": b"Content-Type: multipart/mixed" + b";" * 200_000,
    "elements in elements": b"Content-Type: text/html\n\n" + b"<div>" * 40_000,
    "elements without end": b"Content-Type: text/html\n\n" + b"<p>" * 80_000,
    "empty lines": b"\n" + b" \n" * 100_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_letter_made_to_take_for_ever_is_read_like_any_other(raw: bytes) -> None:
    assert letter(raw, AT, OWN).name  # unbounded, each of these takes minutes, or more stack than there is
