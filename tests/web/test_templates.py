"""Ready answers: written by who leads, filled for each customer, in the customer's language."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.records import Role
from models.store import Store
from tests.factories import NOW, judge, keep, mention, user, verdict
from tests.web.conftest import signed_in
from web.board.filling import FALLBACK, filled, spoken, unknown
from web.board.starters import STARTERS

FORM = {"brand": "zoria", "name": "Перевіряємо", "uk": "Доброго дня, {name}! {operator}", "ru": "", "en": ""}

# text | name | what is written
FILLED = """
Доброго дня, {name}! Чекайте. | Марина | Доброго дня, Марина! Чекайте.
Доброго дня, {name}! Чекайте. |        | Доброго дня! Чекайте.
{name}, вибачте нам           | Марина | Марина, вибачте нам
{name}, вибачте нам           |        | Вибачте нам
Дякуємо! {brand}              | Марина | Дякуємо! Зоря
Дякуємо, {name}               | {brand} | Дякуємо, {brand}
Ціна {50} грн                 | Марина | Ціна {50} грн
"""


@pytest.fixture
def lead(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, user(store, "lesia", Role.LEAD, name="Леся", language="en"))


def a_case(store: Store, language: str = "uk", **more: str) -> int:
    (key,) = keep(store, mention(2, **more))
    judge(store, {key: verdict("complaint", language=language)})
    case = store.cases.of_mention(key)
    assert case is not None
    return case.id


@pytest.mark.parametrize("line", FILLED.strip().splitlines())
def test_variables_are_filled_and_missing_ones_leave_no_trace(line: str) -> None:
    text, name, expected = (part.strip() for part in line.split("|"))
    assert filled(text, {"name": name or None, "brand": "Зоря", "operator": "Олена"}) == expected


@pytest.mark.parametrize(
    ("language", "texts", "expected"),
    [
        ("ru", {"uk": "так", "ru": "да"}, "да"),
        ("ru", {"uk": "так", "ru": ""}, "так"),
        ("mixed", {"uk": "так", "ru": "да"}, "так"),
        ("other", {"uk": "так", "en": "yes"}, "yes"),
        (None, {"uk": "", "ru": "", "en": "yes"}, "yes"),
        ("uk", {}, ""),
    ],
)
def test_the_language_of_the_customer_is_followed(
    language: str | None, texts: dict[str, str], expected: str
) -> None:
    assert spoken(texts, language) == expected


def test_the_answers_to_begin_with_speak_every_language() -> None:
    for texts in STARTERS.values():
        assert set(texts) == {"uk", "ru", "en"}
        assert [unknown(text) for text in texts.values()] == [[], [], []]
    assert set(FALLBACK) == {"uk", "ru", "mixed", "other"}


def test_a_lead_writes_one_and_an_operator_puts_it_in(
    lead: FlaskClient, client: FlaskClient, store: Store
) -> None:
    assert lead.post("/templates", data=FORM).headers["Location"] == "/templates"
    number = a_case(store, author_name="Марина")
    page = client.get(f"/cases/{number}").text
    assert 'data-insert="Доброго дня, Марина! Олена Коваль"' in page
    chosen = client.get(f"/cases/{number}?insert=1").text
    assert ">Доброго дня, Марина! Олена Коваль</textarea>" in chosen


def test_a_name_that_is_markup_stays_text(lead: FlaskClient, client: FlaskClient, store: Store) -> None:
    lead.post("/templates", data=FORM)
    number = a_case(store, author_name='"><script>alert(1)</script>')
    assert "<script>alert" not in client.get(f"/cases/{number}?insert=1").text


def test_one_is_changed_removed_and_brought_back(lead: FlaskClient, store: Store) -> None:
    lead.post("/templates", data=FORM)
    lead.post("/templates/1", data=FORM | {"name": "Вже перевіряємо", "ru": "Проверяем"})
    (one,) = store.templates.of("zoria")
    assert (one.name, one.texts["ru"], one.saved_by) == ("Вже перевіряємо", "Проверяем", "Леся")
    lead.post("/templates/1/remove")
    assert store.templates.of("zoria") == []
    assert "/templates/1/restore" in lead.get("/templates").text
    lead.post("/templates/1/restore")
    assert [each.name for each in store.templates.of("zoria")] == ["Вже перевіряємо"]


def test_the_usual_ones_come_with_one_press_and_never_twice(lead: FlaskClient, store: Store) -> None:
    for _ in range(2):
        lead.post("/templates/starters", data={"brand": "zoria"})
    assert len(store.templates.of("zoria")) == len(STARTERS)


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        ({"name": " "}, 400, "Give it a name"),
        ({"uk": ""}, 400, "at least one language"),
        ({"uk": "Вітаю, {client}"}, 400, "choose {name}, {brand}, {operator}"),
        ({"uk": "x" * 5_001}, 413, "too long"),
        ({"brand": "luna"}, 400, "choose zoria"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    lead: FlaskClient, wrong: dict[str, str], code: int, words: str
) -> None:
    answer = lead.post("/templates", data=FORM | wrong)
    assert answer.status_code == code
    assert words in answer.text


def test_two_of_one_name_are_refused(lead: FlaskClient, store: Store) -> None:
    lead.post("/templates", data=FORM)
    assert lead.post("/templates", data=FORM).status_code == 409
    store.templates.remove(1, NOW)
    assert lead.post("/templates", data=FORM).status_code == 302
    assert lead.post("/templates/1/restore").status_code == 409


@pytest.mark.parametrize("address", ["/templates/9", "/templates/9/remove", "/templates/9/restore"])
def test_there_is_nothing_to_do_to_one_that_is_not(lead: FlaskClient, address: str) -> None:
    assert lead.post(address, data=FORM).status_code == 404


def test_who_does_not_lead_reads_them_and_writes_none(client: FlaskClient, lead: FlaskClient) -> None:
    lead.post("/templates", data=FORM)
    page = client.get("/templates").text
    assert "Доброго дня, {name}!" in page
    assert "<textarea" not in page
    assert client.post("/templates", data=FORM).status_code == 403
