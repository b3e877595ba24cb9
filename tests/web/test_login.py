"""Signing in and out, and who is let in."""

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from models.records import User
from models.store import Store
from tests.factories import user
from tests.web.conftest import signed_in
from tests.web.scene import board_settings
from web.app import create_app
from web.desk import Demo
from web.people import passwords

PASSWORD = "зелена гора 42"


@pytest.fixture
def maria(store: Store) -> User:
    return user(store, "maria", language="en", password_hash=passwords.hashed(PASSWORD))


def sign_in(guest: FlaskClient, login: str = "maria", password: str = PASSWORD, to: str = "") -> str:
    """Send the login form; returns where it leads, or "" where it was refused."""
    answer = guest.post("/login", data={"login": login, "password": password, "to": to})
    assert answer.status_code in (302, 401)
    return str(answer.headers.get("Location", ""))


def test_a_stranger_is_sent_to_the_login_page_and_back(guest: FlaskClient, maria: User) -> None:
    answer = guest.get("/cases/7?x=1")
    assert answer.headers["Location"] == "/login?to=/cases/7?x%3D1"
    assert sign_in(guest, to="/cases/7?x=1") == "/cases/7?x=1"


def test_the_right_password_lets_in_however_the_login_is_written(guest: FlaskClient, maria: User) -> None:
    assert sign_in(guest, login=" Maria ") == "/"
    assert guest.get("/").status_code == 200


@pytest.mark.parametrize(("login", "password"), [("maria", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_login_or_password_is_refused_in_the_same_words(
    guest: FlaskClient, maria: User, login: str, password: str
) -> None:
    answer = guest.post("/login", data={"login": login, "password": password})
    assert answer.status_code == 401
    assert "Логін або пароль" in answer.text
    assert guest.get("/").status_code == 302


def test_an_unknown_login_never_matches_even_the_password_of_nobody() -> None:
    assert not passwords.matches(None, "the password of nobody")


def test_who_is_kept_out_cannot_sign_in(guest: FlaskClient, store: Store, maria: User) -> None:
    store.users.set_active("maria", False)
    assert sign_in(guest) == ""


def test_a_session_ends_when_the_password_changes(app: Flask, store: Store, maria: User) -> None:
    browser = signed_in(app, maria)
    assert browser.get("/").status_code == 200
    store.users.change_password("maria", passwords.hashed("another one"))
    assert browser.get("/").status_code == 302


def test_a_hash_of_weaker_days_is_renewed_and_sessions_go_on(guest: FlaskClient, store: Store) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    before = user(store, "maria", password_hash=weak)
    assert sign_in(guest) == "/"
    after = store.users.get(before.id)
    assert after is not None
    assert not passwords.outdated(after.password_hash)
    assert after.session == before.session


def test_signing_out_ends_the_session(client: FlaskClient) -> None:
    assert client.post("/logout").headers["Location"] == "/login"
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/\nx", "\\\\x"],
)
def test_the_way_back_never_leads_off_the_board(guest: FlaskClient, maria: User, elsewhere: str) -> None:
    assert sign_in(guest, to=elsewhere) == "/"


def test_only_a_demonstration_shows_its_password(guest: FlaskClient, store: Store, maria: User) -> None:
    assert "zoria-demo" not in guest.get("/login").text
    board = create_app(board_settings(), store, b"secret", demo=Demo("olena", "zoria-demo"))
    assert "zoria-demo" in board.test_client().get("/login").text


def test_an_open_page_learns_that_its_session_is_over(guest: FlaskClient) -> None:
    answer = guest.post("/cases/1/take", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert 'class="toast is-bad"' in answer.text


def test_each_person_sees_the_board_in_their_language(client: FlaskClient, store: Store, olena: User) -> None:
    assert '<html lang="en"' in client.get("/").text
    answer = client.post("/language", data={"language": "ru", "back": "/sources"})
    assert answer.headers["Location"] == "/sources"
    assert '<html lang="ru"' in client.get("/").text
    spoken = store.users.get(olena.id)
    assert spoken is not None
    assert spoken.language == "ru"


def test_a_stranger_sees_ukrainian_until_a_cookie_says_otherwise(guest: FlaskClient, maria: User) -> None:
    assert '<html lang="uk"' in guest.get("/login").text
    guest.post("/language", data={"language": "en"})
    assert '<html lang="en"' in guest.get("/login").text


def test_colours_are_kept_in_a_cookie(guest: FlaskClient, maria: User) -> None:
    guest.post("/theme", data={"theme": "dark"})
    assert 'data-theme="dark"' in guest.get("/login").text


@pytest.mark.parametrize(("address", "field"), [("/language", "language"), ("/theme", "theme")])
def test_an_unknown_choice_is_refused(guest: FlaskClient, address: str, field: str) -> None:
    assert guest.post(address, data={field: "klingon"}).status_code == 400
