"""What alerts say, in three languages, and what strangers cannot make them say."""

from dataclasses import replace
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.web.alerts import samples
from tests.web.alerts.stage import NOW, settings
from web.alerts.addressed import addressed
from web.alerts.ballot import Ballot
from web.alerts.channels import console
from web.alerts.facts import Facts, packed, unpacked
from web.alerts.letter import board_url, letter
from web.alerts.page import as_html, as_text
from web.alerts.sheet import Letter
from web.alerts.speech import Speech
from web.alerts.words import LANGUAGES

GOLDEN = Path(__file__).parent / "golden"
KYIV = ZoneInfo("Europe/Kyiv")
BOARD = "https://board.example.org"


def speech(language: str = "uk") -> Speech:
    return Speech(language, KYIV)


def written(kind: str = "incident_opened", facts: Facts = samples.SPIKE, language: str = "uk") -> Letter:
    return letter(kind, facts, speech(language), BOARD)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_of_an_incident_reads_as_agreed(language: str) -> None:
    mail = written(language=language)
    assert f"{mail.subject}\n\n{as_text(mail)}" == (GOLDEN / f"incident.{language}.txt").read_text("utf-8")


SUBJECTS = """
incident_opened | Пошта Зоря: 14 скарг за годину, звично 1
incident_grew   | Пошта Зоря: 14 скарг за годину, звично 1
incident_unseen | Пошта Зоря: 14 скарг за годину, звично 1
incident_over   | Пошта Зоря: 14 скарг за годину, звично 1
critical        | Пошта Зоря: критичний коментар — безпека людей, суд або скарга до органів
critical_many   | Пошта Зоря: ще 5 коментарів із критичними темами
source_failed   | Пошта Зоря: збір «zoria-vk» зупинився, потрібна людина
source_silent   | Пошта Зоря: джерело «zoria-vk» мовчить 26 хвилин
source_back     | Пошта Зоря: джерело «zoria-vk» мовчить 26 хвилин
brand_silent    | Пошта Зоря: ніхто не пише вже 17 годин
summary         | Відгук: 10 сповіщень, що чекали на доставку
"""


@pytest.mark.parametrize("line", SUBJECTS.strip().splitlines())
def test_a_subject_says_what_and_how_much(line: str) -> None:
    kind, expected = (part.strip() for part in line.split("|"))
    facts = next(each for name, each in samples.SAMPLES if name == kind)
    assert written(kind, facts).subject == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "facts"), samples.SAMPLES)
def test_every_alert_can_be_told_in_every_language(kind: str, facts: Facts, language: str) -> None:
    mail = written(kind, facts, language)
    assert mail.lead in as_text(mail)
    assert mail.button.url.startswith(BOARD)
    page = LexborHTMLParser(as_html(mail))
    assert [node.attributes["lang"] for node in page.css("html")] == [language]
    assert [node.text() for node in page.css("h1")] == [mail.heading]


@pytest.mark.parametrize(("kind", "facts"), samples.SAMPLES)
def test_a_page_brings_nothing_from_outside_and_runs_nothing(kind: str, facts: Facts) -> None:
    page = LexborHTMLParser(as_html(written(kind, facts)))
    assert page.css("script, img, link, iframe, object, form, svg, [onerror], [src]") == []
    links = [node.attributes["href"] or "" for node in page.css("a")]
    assert all(link.startswith((BOARD, "https://t.me/")) for link in links)


def test_strangers_words_stand_as_they_were_written() -> None:
    mail = written()
    assert f"«{samples.HOSTILE}»" in LexborHTMLParser(as_html(mail)).text()
    assert f"«{samples.HOSTILE}»" in as_text(mail)


@pytest.mark.parametrize(("kind", "facts"), samples.SAMPLES)
def test_facts_survive_the_outbox(kind: str, facts: Facts) -> None:
    assert unpacked(kind, packed(facts)) == facts


def test_languages_say_the_same_things_with_the_same_blanks() -> None:
    def blanks(said: str | tuple[str, ...]) -> set[str]:
        forms = (said,) if isinstance(said, str) else said
        return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}

    tables = [{key: blanks(said) for key, said in words.items()} for words in LANGUAGES.values()]
    assert tables[0] == tables[1] == tables[2]


COUNTS = """
uk | 1 скарга | 2 скарги | 5 скарг | 11 скарг | 21 скарга | 104 скарги
ru | 1 жалоба | 2 жалобы | 5 жалоб | 11 жалоб | 21 жалоба | 104 жалобы
en | 1 complaint | 2 complaints | 5 complaints | 11 complaints | 21 complaints | 104 complaints
"""


@pytest.mark.parametrize("line", COUNTS.strip().splitlines())
def test_numbers_have_their_plural(line: str) -> None:
    language, *expected = (part.strip() for part in line.split("|"))
    assert [speech(language).count("complaints", many) for many in (1, 2, 5, 11, 21, 104)] == expected


@pytest.mark.parametrize(
    ("per_month", "expected"),
    [
        (5, "5 разів на місяць"),
        (1, "раз на місяць"),
        (0.25, "раз на 4 місяці"),
        (0.02, "раз на 4 роки"),
        (1e-9, "рідше ніж раз на 100 років"),
        (0, "рідше ніж раз на 100 років"),
    ],
)
def test_chance_is_told_in_months_and_years(per_month: float, expected: str) -> None:
    assert speech().chance(per_month) == expected


@pytest.mark.parametrize(("value", "expected"), [(0.03, "0"), (0.96, "1"), (1.24, "1,2"), (1234, "1\xa0234")])
def test_numbers_are_no_more_exact_than_they_are(value: float, expected: str) -> None:
    assert speech().number(value) == expected


def test_hardly_any_is_not_called_none() -> None:
    rare = replace(samples.SPIKE, opening=replace(samples.OPENING, expected=0.01))
    assert written(facts=rare).subject == "Пошта Зоря: 14 скарг за годину, звично майже 0"


def test_a_window_over_midnight_names_both_days() -> None:
    night = replace(samples.SPIKE, since=NOW.replace(hour=20), until=NOW.replace(hour=23))
    mail = written(facts=night)
    assert ("Коли", "25 листопада, 22:40 – 26 листопада, 01:40") in mail.facts


def test_links_lead_where_the_board_is_reached_from() -> None:
    assert board_url(settings()) == "http://127.0.0.1:8000"
    assert board_url(settings(mail={"board_url": "https://b.example.org/"})) == "https://b.example.org"
    assert board_url(settings(mail=None)) == "http://127.0.0.1:8000"


def test_the_console_prints_what_the_mail_would_say() -> None:
    printed: list[str] = []
    console.channel(settings(mail=None), printed.append)(samples.alert(), NOW)
    assert printed[0].startswith("Пошта Зоря: 14 скарг за годину, звично 1\n\nПошта Зоря · Сплеск скарг\n")


def test_the_mail_of_an_incident_asks_what_it_was_worth_by_signed_links() -> None:
    ballot = Ballot(b"a secret")
    letter = addressed(samples.alert(id=17), settings(mail={"board_url": BOARD, "language": "en"}), ballot)
    useful, noise = letter.votes
    assert (useful.text, noise.text) == ("useful", "noise")
    token = useful.url.removeprefix(f"{BOARD}/vote/").removesuffix("/useful")
    assert ballot.read(token) == 17
    assert f"Was it worth a letter?\n  useful: {useful.url}\n  noise: {noise.url}\n" in as_text(letter)
    links = LexborHTMLParser(as_html(letter)).css("a")
    assert {useful.url, noise.url} <= {node.attributes["href"] for node in links}


def test_only_what_may_be_needless_asks_what_it_was_worth() -> None:
    for kind, facts in samples.SAMPLES:
        alert = samples.alert(kind, facts)
        asked = addressed(alert, settings(), Ballot(b"a secret")).votes != ()
        assert asked == (kind in ("incident_opened", "incident_grew", "incident_unseen"))
        assert addressed(alert, settings(), None).votes == ()


def test_a_comment_without_a_case_yet_is_led_to_by_its_own_number() -> None:
    quote = replace(samples.QUOTES[0], case=None, mention=5)
    told = letter("critical", replace(samples.CRITICAL, quotes=(quote,)), speech("en"), BOARD)
    assert told.button is not None
    assert told.button.url == f"{BOARD}/mentions/5"
    assert f"{BOARD}/mentions/5" in as_text(told)
