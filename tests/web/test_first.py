"""The first start: the code of the terminal makes one administrator; then the first comment is waited for."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from models import settings
from models.records import Role, User
from models.store import Store
from tests.factories import NOW, judge, keep, mention, user, verdict
from tests.web.conftest import Clock, signed_in
from tests.web.scene import CONFIG, fill
from tests.web.test_security import OPEN
from web.app import create_app
from web.examples import EASY, examples
from web.people.opening import opening_code, opens

SECRET = b"a secret of the tests"
CODE = opening_code(SECRET)
FORM = {
    "code": CODE,
    "name": "Ганна Шеф",
    "login": "hanna",
    "new": "сорок тисяч листів",
    "again": "сорок тисяч листів",
}


def try_door(guest: FlaskClient, change: Mapping[str, str]) -> int:
    return guest.post("/first", data=FORM | dict(change)).status_code


def test_while_there_is_nobody_every_page_leads_to_the_first_start(app: Flask, guest: FlaskClient) -> None:
    shut = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OPEN | {"static"}]
    for path in (
        "/",
        "/login",
        "/cases/7",
        "/sources",
        "/first/steps",
        *(r.rule for r in shut if not r.arguments),
    ):
        method = "GET" if path == "/login" or "GET" in _methods(app, path) else "POST"
        answer = guest.open(path, method=method)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/first"), path
    assert guest.get("/first").status_code == 200


def test_the_code_makes_an_administrator_who_is_signed_in(guest: FlaskClient, store: Store) -> None:
    answer = guest.post(
        "/first", data=FORM | {"code": CODE.lower().replace("-", " "), "mail": "h@example.org"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/first/steps")
    (hanna,) = store.users.all()
    assert (hanna.login, hanna.name, hanna.role, hanna.mail) == (
        "hanna",
        "Ганна Шеф",
        Role.ADMIN,
        "h@example.org",
    )
    assert guest.get("/people").status_code == 200
    assert store.audit.latest()[0].deed == "first.become"


@pytest.mark.parametrize(
    "code", ["", "x", "ABCD-EFGH-JKLM", CODE[:-1], CODE + "A", opening_code(b"another board")]
)
def test_another_code_opens_nothing(guest: FlaskClient, store: Store, code: str) -> None:
    assert try_door(guest, {"code": code}) == 403
    assert not store.users.some()


def test_guessing_the_code_is_held_up_even_with_the_right_one(guest: FlaskClient, clock: Clock) -> None:
    assert [try_door(guest, {"code": "x"}) for _ in range(9)] == [403] * 8 + [429]
    assert try_door(guest, {}) == 429
    clock.at = NOW + timedelta(minutes=16)
    assert try_door(guest, {}) == 302


def test_the_code_is_worthless_once_there_is_somebody(app: Flask, guest: FlaskClient, store: Store) -> None:
    assert try_door(guest, {}) == 302
    stranger = app.test_client()
    assert try_door(stranger, {"login": "thief"}) == 404
    assert stranger.get("/first").headers["Location"] == "/first/steps"
    assert stranger.get("/first/steps").headers["Location"].startswith("/login")
    assert len(store.users.all()) == 1


def test_somebody_added_on_the_command_line_shuts_the_door_too(guest: FlaskClient, store: Store) -> None:
    user(store, "olena")
    assert try_door(guest, {}) == 404


@pytest.mark.parametrize(
    "change",
    [
        {"new": "коротко", "again": "коротко"},
        {"again": "інші слова тут"},
        {"new": "hanna hanna hanna", "again": "hanna hanna hanna"},
        {"login": "Ганна Ш"},
        {"name": " "},
        {"name": "х" * 81},
        {"mail": "no address"},
    ],
)
def test_what_cannot_be_taken_leaves_the_door_open(
    guest: FlaskClient, store: Store, change: dict[str, str]
) -> None:
    assert try_door(guest, change) == 400
    assert not store.users.some()
    assert try_door(guest, {}) == 302


def test_a_mistake_is_mended_without_typing_all_again_but_the_passwords(guest: FlaskClient) -> None:
    page = guest.post("/first", data=FORM | {"new": "abc"}).text
    assert 'value="hanna"' in page
    assert f'value="{CODE}"' in page
    assert FORM["again"] not in page


def test_a_code_says_nothing_of_the_secret_and_is_read_however_it_is_written() -> None:
    assert CODE == opening_code(SECRET) != opening_code(SECRET + b"!")
    assert len(CODE.replace("-", "")) == 12
    misread = CODE.replace("O", "0").replace("I", "1").replace("B", "8")
    assert opens(SECRET, f"  {misread.lower()} ")
    assert not opens(SECRET, CODE + "\N{CYRILLIC CAPITAL LETTER A}A")


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_the_first_page_is_in_the_language_of_the_browser(
    guest: FlaskClient, store: Store, language: str
) -> None:
    guest.post("/language", data={"language": language})
    said = {"uk": "Зробіть цю дошку своєю", "ru": "Сделайте эту доску своей", "en": "Make this board yours"}
    assert said[language] in guest.get("/first").text
    try_door(guest, {})
    assert store.users.all()[0].language == language


def test_without_a_source_the_page_says_what_to_write_and_config_understands_it(
    store: Store, compiled: BytecodeCache
) -> None:
    bare = settings.understand({"brands": CONFIG["brands"]}, (), {})
    board = create_app(bare, store, SECRET)
    browser = signed_in(board, user(store, "boss", Role.ADMIN, language="en"))
    written = examples("zoria")
    for page in ("/sources", "/first/steps"):
        text = browser.get(page).text
        assert all(f"platform = &#34;{each.platform}&#34;" in text for each in written), page
    toml = tomllib.loads("\n\n".join(each.toml for each in written))
    known = settings.understand({"brands": CONFIG["brands"]} | toml, [each.platform for each in EASY], {})
    assert [each.platform for each in known.sources] == [each.platform for each in EASY]


def test_a_page_that_is_copied_from_is_not_swapped_under_the_hand(store: Store) -> None:
    board = create_app(settings.understand({"brands": CONFIG["brands"]}, (), {}), store, SECRET)
    browser = signed_in(board, user(store, "boss", Role.ADMIN))
    assert browser.get("/first/steps", headers={"HX-Request": "true"}).status_code == 204


def test_the_steps_count_what_comes_until_something_stands_in_the_queue(
    client: FlaskClient, store: Store
) -> None:
    assert "as soon as somebody writes" in client.get("/first/steps").text
    first, second = keep(store, mention(1, "Дякую!"), mention(2))
    page = client.get("/first/steps").text
    assert "2 comments" in page
    assert "are being labelled" in page
    judge(store, {first: verdict("praise")})
    judge(store, {second: verdict()})
    assert "needs a person" in client.get("/first/steps").text
    (third,) = keep(store, mention(3))
    judge(store, {third: verdict("complaint")})
    page = client.get("/first/steps").text
    assert "The first comment stands in the queue" in page
    assert 'hx-get="/first/steps"' not in page


def test_who_works_at_one_brand_sees_the_steps_of_its_sources_only(
    app: Flask, store: Store, olena: User
) -> None:
    fill(store)
    assert "<bdi>zoria-telegram" in signed_in(app, olena).get("/first/steps").text
    elsewhere = store.users.allow(user(store, "petro").login, Role.OPERATOR, {"other": Role.OPERATOR})
    assert "<bdi>zoria-telegram" not in signed_in(app, elsewhere).get("/first/steps").text


def _methods(app: Flask, path: str) -> set[str]:
    return {
        method for rule in app.url_map.iter_rules() if rule.rule == path for method in rule.methods or ()
    } or {"GET"}
