"""Somebody answers in the brand's name: found by name and by words, and honest people let be."""

import pytest
from flask.testing import FlaskClient

from listener.replica.entries import read_cast, read_entries
from listener.replica.scenario import FOLDER
from models.records import Decision, Kind, Mention, Role
from models.settings import Brand
from models.store import Store
from tests.factories import NOW, judge, keep, mention, user, verdict
from web.impostor import WEIGHTS, suspicion
from web.lookalike import disguised, distance, skeleton
from web.words import SUSPICIONS

ZORIA = Brand(name="zoria", title="Пошта Зоря", names=("Зоря", "Пошта Зоря", "Zoria"))
LURE = "Напишіть нам в особисті, повернемо кошти"

LOOK_ALIKE = """
Пошта Зоря     | Пoштa Зopя
Пошта Зоря     | ПОШТА  ЗОРЯ
Пошта Зоря     | Пошта 3оря
Пошта Зоря     | пошта_зоря
Zoria          | Zoriа
Zoria          | Z0ria
Київ           | Киiв
Світло         | Cвітл0
"""

# name | text | warned
PEOPLE = f"""
Пошта Зоря                     | Доброго дня                                                    | yes
Пoшта Зоря Пiдтримка           | Марино, вітаємо                                                | yes
Служба підтримки Зоря          | Доброго дня, яка адреса?                                       | yes
ПоштаЗоря                      | Чим допомогти?                                                 | yes
Пошта Зора                     | {LURE}                                                         | yes
Зоря                           | {LURE}                                                         | yes
Zoria Support                  | Здравствуйте, что случилось?                                   | yes
Олег                           | Служба підтримки на зв'язку. {LURE}                            | yes
Менеджер                       | Оформляем возврат: перейдите по ссылке help-zoria.example/a    | yes
Анна                           | Мы официальная поддержка, укажите номер карты, вернём деньги   | yes
Зоря Петренко                  | Чекаю посилку вже тиждень                                      | no
Зоря                           | Дякую, все прийшло                                             | no
Олена                          | Напишіть мені в особисті, скину номер накладної                | no
Олена                          | Напишите мне в личку, я вам скину трек                         | no
Марина                         | Мені написала «Служба підтримки», просять код картки. Шахраї!  | no
Марина                         | Не ведіться: {LURE}                                            | no
Катерина · Заробіток           | Шукаю людей, напишіть мені в особисті, деталі t.me/robota_x    | no
Поштар Зоряний                 | Гарного дня всім                                               | no
Пошта 24                       | А нас теж не працює                                            | no
Петро                          | Поверніть мені кошти на картку!                                | no
Ольга                          | На вашому сайті https://zoria.example/x вкажіть номер телефону | no
"""


def said(text: str, name: str | None = "Олена", **more: object) -> Mention:
    return mention(3, text, author_name=name, **more)


@pytest.mark.parametrize("line", LOOK_ALIKE.strip().splitlines())
def test_what_looks_the_same_is_the_same(line: str) -> None:
    one, two = (part.strip() for part in line.split("|"))
    assert skeleton(one) == skeleton(two)


def test_hidden_marks_and_accents_do_not_help() -> None:
    assert skeleton("По\u200bшта Зо\u0301ря") == skeleton("Пошта Зоря")
    assert disguised("Пoшта")
    assert not disguised("Пошта Zoria")


@pytest.mark.parametrize(("one", "two", "far"), [("зоря", "зоря", 0), ("зоря", "зора", 1), ("кіт", "кит", 1)])
def test_the_distance_counts_letters(one: str, two: str, far: int) -> None:
    assert distance(one, two, 2) == far


@pytest.mark.parametrize("line", PEOPLE.strip().splitlines())
def test_who_poses_is_told_from_who_does_not(line: str) -> None:
    name, text, warned = (part.strip() for part in line.split("|"))
    assert suspicion(said(text, name), ZORIA).grave is (warned == "yes")


def test_the_brand_itself_and_posts_are_never_suspected() -> None:
    assert not suspicion(said(LURE, "Пошта Зоря", by_brand=True), ZORIA).grave
    assert not suspicion(said(LURE, "Пошта Зоря", kind=Kind.POST), ZORIA).grave
    assert not suspicion(said("Де посилка?", None), ZORIA).grave


def story() -> list[tuple[bool, Mention]]:
    """Each stranger's comment of the demonstration, and whether an impostor of its cast wrote it."""
    cast = read_cast("cast.json", (FOLDER / "cast.json").read_text("utf-8"))
    return [
        (str(entry.by).startswith("fake"), said(entry.text, cast[entry.by].name))
        for place in ("telegram", "vk")
        for entry in read_entries(place, (FOLDER / f"{place}.jsonl").read_text("utf-8"), cast)
        if entry.on and entry.by and not cast[entry.by].brand
    ]


def test_every_impostor_of_the_demonstration_is_found_and_nobody_else() -> None:
    told = story()
    assert [each.text for fake, each in told if suspicion(each, ZORIA).grave is not fake] == []
    assert sum(fake for fake, _ in told) == 7
    assert len(told) > 400


def test_a_case_warns_of_who_answered_its_author(client: FlaskClient, store: Store) -> None:
    asked, fake = keep(store, mention(2), said(LURE, "Пошта Зоря ", parent_id="0/2"))
    judge(store, {asked: verdict("complaint"), fake: verdict("risk")})
    page = client.get(f"/cases/{found(store, asked)}").text
    assert "Somebody answered in your name" in page
    assert "poses as the brand" in page.split('id="thread-title"')[1]
    assert "Poses as Пошта Зоря" in client.get(f"/cases/{found(store, fake)}").text


def test_whom_a_person_calls_harmless_raises_no_warning(client: FlaskClient, store: Store) -> None:
    asked, fake = keep(store, mention(2), said(LURE, "Пошта Зоря", parent_id="0/2"))
    judge(store, {asked: verdict("complaint"), fake: verdict("risk")})
    store.decisions.record(Decision(fake, (), user(store, "vira", Role.LEAD).id, NOW))
    assert "answered in your name" not in client.get(f"/cases/{found(store, asked)}").text


def found(store: Store, key: int) -> int:
    case = store.cases.of_mention(key)
    assert case is not None
    return case.id


def test_every_reason_has_a_name() -> None:
    assert set(SUSPICIONS) == set(WEIGHTS)
