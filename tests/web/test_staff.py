"""Who works here: inviting, rights, keeping out; and joining by a letter's link."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.records import Alert, Role
from models.store import Store
from tests.factories import NOW, user
from tests.web.conftest import Clock, signed_in
from tests.web.scene import board_settings
from web.alerts.addressed import addressed
from web.alerts.ballot import Ballot

ASKED = {"name": "Ірина Бондар", "mail": "iryna@example.org", "role": "operator", "language": "uk"}
CHOSEN = {"login": "iryna", "new": "сорок тисяч листів", "again": "сорок тисяч листів"}


@pytest.fixture
def boss(app: Flask, store: Store) -> FlaskClient:
    """The browser of the only administrator."""
    return signed_in(app, user(store, "boss", Role.ADMIN, language="en"))


@pytest.fixture
def link(boss: FlaskClient, store: Store) -> Callable[[], str]:
    """Invites Iryna and returns the path of the link in her letter."""

    def invite() -> str:
        boss.post("/people/invite", data=ASKED)
        letter = addressed(store.alerts.waiting()[-1], board_settings(), Ballot(b"a secret of the tests"))
        return letter.button.url.removeprefix("http://127.0.0.1:8000")

    return invite


def last(store: Store) -> Alert:
    return store.alerts.latest(1)[0]


def test_the_invited_choose_a_password_and_are_in(
    guest: FlaskClient, link: Callable[[], str], store: Store
) -> None:
    path = link()
    assert "Ірина Бондар" in guest.get(path).get_data(as_text=True)
    assert guest.post(path, data=CHOSEN).status_code == 302
    iryna = store.users.by_mail("Iryna@example.org")
    assert iryna is not None
    assert (iryna.login, iryna.role, iryna.language) == ("iryna", Role.OPERATOR, "uk")
    assert guest.get("/").status_code == 200


def test_the_letter_is_in_the_language_of_the_invited_and_the_outbox_keeps_no_link(
    link: Callable[[], str], store: Store
) -> None:
    token = link().rpartition("/")[2]
    letter = addressed(last(store), board_settings(), Ballot(b"a secret of the tests"))
    assert (letter.language, letter.subject) == ("uk", "Вас запрошують до Відгуку")
    assert token not in str(last(store).payload)


def test_an_invitation_is_taken_once(app: Flask, link: Callable[[], str], guest: FlaskClient) -> None:
    path = link()
    guest.post(path, data=CHOSEN)
    assert app.test_client().post(path, data=CHOSEN | {"login": "thief"}).status_code == 404


def test_an_invitation_holds_three_days(guest: FlaskClient, link: Callable[[], str], clock: Clock) -> None:
    path = link()
    clock.at = NOW + timedelta(days=3, minutes=1)
    assert guest.get(path).status_code == 404


def test_an_invitation_can_be_withdrawn(
    guest: FlaskClient, boss: FlaskClient, link: Callable[[], str]
) -> None:
    path = link()
    assert boss.post("/invitations/1/withdraw").status_code == 302
    assert guest.post(path, data=CHOSEN).status_code == 404
    assert boss.post("/invitations/1/withdraw").status_code == 409


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (CHOSEN | {"new": "коротко", "again": "коротко"}, 400),
        (CHOSEN | {"again": "інші слова тут"}, 400),
        (CHOSEN | {"login": "Ірина Б"}, 400),
        (CHOSEN | {"login": "boss"}, 409),
    ],
)
def test_what_cannot_be_taken_leaves_the_invitation_open(
    guest: FlaskClient, link: Callable[[], str], form: dict[str, str], code: int
) -> None:
    path = link()
    assert guest.post(path, data=form).status_code == code
    assert guest.post(path, data=CHOSEN).status_code == 302


@pytest.mark.parametrize("token", ["x", "MQ.", "MQ.aaaa"])
def test_a_forged_link_leads_nowhere(guest: FlaskClient, token: str, link: Callable[[], str]) -> None:
    link()
    assert guest.get(f"/invitation/{token}").status_code == 404


@pytest.mark.parametrize(
    ("change", "code"), [({"mail": "no address"}, 400), ({"name": " "}, 400), ({"role": "king"}, 400)]
)
def test_an_invitation_that_makes_no_sense_is_refused(
    boss: FlaskClient, store: Store, change: dict[str, str], code: int
) -> None:
    assert boss.post("/people/invite", data=ASKED | change).status_code == code
    assert store.alerts.latest() == []


def test_who_works_here_is_not_invited_again(
    boss: FlaskClient, guest: FlaskClient, link: Callable[[], str]
) -> None:
    guest.post(link(), data=CHOSEN)
    assert boss.post("/people/invite", data=ASKED).status_code == 409


def test_a_role_is_given_everywhere_or_at_brands(boss: FlaskClient, store: Store) -> None:
    vira = user(store, "vira", Role.VIEWER)
    boss.post(f"/people/{vira.id}/rights", data={"role": "by-brand", "at-zoria": "lead"})
    assert (found := store.users.get(vira.id)) is not None
    assert found.rights == {"zoria": Role.LEAD}
    boss.post(f"/people/{vira.id}/rights", data={"role": "operator"})
    assert (found := store.users.get(vira.id)) is not None
    assert (found.role, found.rights) == (Role.OPERATOR, {})
    assert boss.post(f"/people/{vira.id}/rights", data={"role": "by-brand"}).status_code == 400


def test_the_last_administrator_stays(boss: FlaskClient, store: Store) -> None:
    number = store.users.all()[0].id
    assert boss.post(f"/people/{number}/active", data={"active": "0"}).status_code == 409
    assert boss.post(f"/people/{number}/rights", data={"role": "viewer"}).status_code == 409
    user(store, "other", Role.ADMIN)
    assert boss.post(f"/people/{number}/rights", data={"role": "viewer"}).status_code == 302


def test_who_is_kept_out_is_out_at_once_and_may_come_back(
    app: Flask, boss: FlaskClient, store: Store
) -> None:
    vira = user(store, "vira", Role.VIEWER)
    browser = signed_in(app, vira)
    boss.post(f"/people/{vira.id}/active", data={"active": "0"})
    assert browser.get("/").status_code == 302
    boss.post(f"/people/{vira.id}/active", data={"active": "1"})
    assert (found := store.users.get(vira.id)) is not None
    assert found.active


def test_a_name_that_is_code_is_shown_as_text(boss: FlaskClient, store: Store) -> None:
    user(store, "x", name="<script>alert(1)</script>")
    assert not re.search("<script>alert", boss.get("/people").get_data(as_text=True))
