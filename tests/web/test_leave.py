"""No more letters: one press without signing in, and a lead switches them on again."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.records import Role
from models.store import Store
from tests.factories import NOW, user
from tests.web.conftest import signed_in
from tests.web.scene import an_incident
from tests.web.test_votes import SECRET
from web.alerts.ballot import Ballot

READER = "smm@example.org"


def link(store: Store, secret: bytes = SECRET) -> str:
    an_incident(store)
    (alert,) = store.alerts.latest()
    return Ballot(secret).leaving(alert.id, "")


def left(store: Store) -> list[tuple[str, str, str]]:
    return [(stop.channel, stop.recipient, stop.why) for stop in store.stops.all()]


def test_opening_the_link_changes_nothing(guest: FlaskClient, store: Store) -> None:
    address = link(store)
    for method in ("GET", "HEAD", "GET"):
        assert guest.open(address, method=method).status_code == 200
    assert left(store) == []


def test_one_press_in_a_mail_program_is_enough(app: Flask, store: Store) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post(link(store), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert left(store) == [("mail", READER, "left")]


@pytest.mark.parametrize("spoilt", ["cut", "secret", "vote"])
def test_a_link_that_is_not_ours_stops_nothing(guest: FlaskClient, store: Store, spoilt: str) -> None:
    address = link(store, b"of another board" if spoilt == "secret" else SECRET)
    address = address[:-3] if spoilt == "cut" else address
    if spoilt == "vote":  # a link that says what a letter was worth is no wish to leave
        address = "/leave/" + Ballot(SECRET).address(1, "useful", "").split("/")[2]
    assert guest.post(address).status_code == 404
    assert left(store) == []


def test_the_board_names_who_left_and_a_lead_switches_them_on_again(app: Flask, store: Store) -> None:
    store.stops.put("mail", READER, "refused", "mail: the server refuses the recipient (550 5.1.1)", NOW)
    lead = signed_in(app, user(store, "lead", Role.LEAD, language="en"))
    page = lead.get("/alerts").text
    assert READER in page
    assert "550 5.1.1" in page
    assert 'action="/alerts/resume"' in page
    lead.post("/alerts/resume", data={"channel": "mail", "recipient": READER})
    assert left(store) == []


def test_an_operator_sees_who_is_not_told_but_switches_nothing_on(client: FlaskClient, store: Store) -> None:
    store.stops.put("mail", READER, "left", "", NOW)
    page = client.get("/alerts").text
    assert "Asked for no more letters." in page
    assert "/alerts/resume" not in page
