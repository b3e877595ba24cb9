"""Guessing passwords ends soon; people change theirs and end their sessions themselves."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.records import User
from models.store import Store
from models.store.attempts import Allowance
from tests.factories import NOW, user
from tests.web.conftest import Clock, signed_in
from web.people import passwords
from web.people.throttle import BEARS, place

PASSWORD = "зелена гора 42"
NEW = "синє море і човен"
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def a_hash() -> str:
    return passwords.hashed(PASSWORD)


@pytest.fixture
def maria(store: Store, a_hash: str) -> User:
    return user(store, "maria", language="en", password_hash=a_hash)


def guess(guest: FlaskClient, password: str = "wrong", login: str = "maria", address: str = "") -> int:
    where = {"REMOTE_ADDR": address} if address else {}
    answer = guest.post("/login", data={"login": login, "password": password}, environ_base=where)
    return answer.status_code


def test_a_login_is_guessed_a_few_times_and_then_not_even_the_right_password_opens(
    guest: FlaskClient, store: Store, maria: User, clock: Clock
) -> None:
    for _ in range(BEARS.per_login):
        store.attempts.begin("maria", None, NOW, BEARS)
    assert guess(guest, PASSWORD) == 429
    assert guess(guest, PASSWORD, " MARIA ") == 429
    clock.at += BEARS.window
    assert guess(guest, PASSWORD) == 302


def test_the_door_says_when_to_come_back(guest: FlaskClient, store: Store, maria: User, clock: Clock) -> None:
    for _ in range(BEARS.per_login):
        store.attempts.begin("maria", None, NOW, BEARS)
    clock.at += 10 * MINUTE
    answer = guest.post("/login", data={"login": "maria", "password": PASSWORD})
    assert "5 хвилин" in answer.text


def test_an_unknown_login_is_held_up_in_the_same_way(guest: FlaskClient, store: Store) -> None:
    for _ in range(BEARS.per_login):
        store.attempts.begin("nobody", None, NOW, BEARS)
    assert guess(guest, login="nobody") == 429


def test_the_right_password_forgets_the_slips_before_it(
    guest: FlaskClient, store: Store, maria: User
) -> None:
    assert guess(guest) == 401
    assert guess(guest, PASSWORD) == 302
    for _ in range(BEARS.per_login - 1):
        store.attempts.begin("maria", None, NOW, BEARS)
    assert guess(guest.application.test_client(), PASSWORD) == 302


def test_one_address_cannot_try_many_logins(guest: FlaskClient, store: Store, maria: User) -> None:
    for number in range(BEARS.per_address):
        store.attempts.begin(f"login-{number}", "203.0.113.7", NOW, BEARS)
    assert guess(guest, PASSWORD, address="203.0.113.7") == 429
    assert guess(guest, PASSWORD, address="203.0.113.8") == 302


def test_a_window_slides_and_holds_no_more_than_it_must(store: Store) -> None:
    two = Allowance(window=10 * MINUTE, per_login=2, per_address=99)
    assert store.attempts.begin("a", None, NOW, two) is None
    assert store.attempts.begin("a", None, NOW + 4 * MINUTE, two) is None
    assert store.attempts.begin("a", None, NOW + 5 * MINUTE, two) == NOW + 10 * MINUTE
    assert store.attempts.begin("a", None, NOW + 10 * MINUTE, two) is None
    assert store.attempts.begin("a", None, NOW + 11 * MINUTE, two) == NOW + 14 * MINUTE


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::/64"),
        ("127.0.0.1", None),
        ("::1", None),
        ("unix:", None),
        (None, None),
    ],
)
def test_a_proxy_on_this_machine_is_no_address_and_a_household_is_one(
    remote: str | None, expected: str | None
) -> None:
    assert place(remote) == expected


def change(browser: FlaskClient, current: str = PASSWORD, new: str = NEW, again: str | None = None) -> str:
    form = {"current": current, "new": new, "again": new if again is None else again}
    answer = browser.post("/account/password", data=form)
    return answer.headers.get("Location", "") or answer.text


def test_a_changed_password_ends_every_session_but_this_one(
    app: Flask, guest: FlaskClient, maria: User
) -> None:
    here, there = signed_in(app, maria), signed_in(app, maria)
    assert change(here) == "/account"
    assert "The password is changed" in here.get("/account").text
    assert there.get("/").status_code == 302
    assert (guess(guest, PASSWORD), guess(guest, NEW)) == (401, 302)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"current": "wrong"}, "current password is wrong"),
        ({"new": "коротко"}, "10 characters or more"),
        ({"new": "x" * 201}, "10 characters or more"),
        ({"new": "аааааааааааа"}, "easily guessed"),
        ({"new": "maria-maria-2026"}, "easily guessed"),
        ({"again": "інше море і човен"}, "differ"),
    ],
)
def test_a_password_that_cannot_be_taken_is_refused_with_the_reason(
    app: Flask, maria: User, form: dict[str, str], words: str
) -> None:
    assert words in change(signed_in(app, maria), **form)


def test_the_current_password_is_guessed_no_more_than_at_the_door(
    app: Flask, store: Store, maria: User
) -> None:
    for _ in range(BEARS.per_login):
        store.attempts.begin("maria", None, NOW, BEARS)
    assert "Too many attempts" in change(signed_in(app, maria))


def test_other_devices_are_signed_out_and_this_one_stays(app: Flask, maria: User) -> None:
    here, there = signed_in(app, maria), signed_in(app, maria)
    here.post("/account/sessions")
    assert "All other sessions have ended." in here.get("/account").text
    assert there.get("/").status_code == 302
