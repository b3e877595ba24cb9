"""What a letter was worth: said by a link without signing in, counted only when a person confirms it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.store import Store
from tests.factories import NOW
from tests.web.scene import an_incident
from web.alerts.ballot import Ballot

SECRET = b"a secret of the tests"  # as of the app fixture


def link(store: Store, answer: str = "useful", secret: bytes = SECRET) -> str:
    """The link in the mail of an incident."""
    an_incident(store)
    (alert,) = store.alerts.latest()
    return Ballot(secret).address(alert.id, answer, "")


def said(store: Store) -> list[tuple[str, bool]]:
    return [(vote.voter, vote.useful) for vote in store.responses.votes(1)]


def test_a_link_asks_first_so_that_no_mail_scanner_votes(guest: FlaskClient, store: Store) -> None:
    address = link(store)
    for method in ("GET", "HEAD", "GET"):
        assert guest.open(address, method=method).status_code == 200
    assert said(store) == []
    assert f'action="{address}"' in guest.get(address).text


@pytest.mark.parametrize(("answer", "useful"), [("useful", True), ("noise", False)])
def test_a_confirmed_answer_counts_once_a_reader(
    guest: FlaskClient, store: Store, answer: str, useful: bool
) -> None:
    address = link(store, answer)
    assert guest.post(address).status_code == 200
    guest.post(address)
    assert said(store) == [("smm@example.org", useful)]


def test_a_reader_may_change_their_mind(guest: FlaskClient, store: Store) -> None:
    address = link(store)
    guest.post(address)
    guest.post(address.replace("useful", "noise"))
    assert said(store) == [("smm@example.org", False)]


def test_the_page_speaks_the_language_of_the_letter(guest: FlaskClient, store: Store) -> None:
    guest.set_cookie("language", "en")
    page = guest.get(link(store)).text
    assert '<html lang="uk"' in page
    assert "Так, було корисно" in page
    assert "31 обурена людина" in page


@pytest.mark.parametrize("spoilt", ["", "cut", "secret", "answer", "gone"])
def test_a_link_that_is_not_ours_is_refused_in_words(guest: FlaskClient, store: Store, spoilt: str) -> None:
    address = link(store, secret=b"of another board" if spoilt == "secret" else SECRET)
    if spoilt == "cut":
        address = address.replace("/useful", "")[:-3] + "/useful"
    if spoilt == "answer":
        address = address.replace("useful", "splendid")
    if spoilt == "gone":
        address = Ballot(SECRET).address(999, "useful", "")
    refused = guest.post(address)
    assert refused.status_code == (404 if spoilt else 200)
    assert ("cut off" in refused.text or "обрізане" in refused.text) == bool(spoilt)
    assert bool(said(store)) != bool(spoilt)


def test_a_link_of_the_session_cookie_is_no_vote(store: Store) -> None:
    session = Ballot(b"another secret").address(1, "useful", "").split("/")[2]
    assert Ballot(SECRET).read(session) is None


def test_a_form_of_a_vote_needs_its_token(app: Flask, store: Store) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    browser, address = app.test_client(), link(store)
    assert browser.post(address).status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(address).text)
    assert token is not None
    assert browser.post(address, data={"csrf_token": token[1]}).status_code == 200
    assert said(store) == [("smm@example.org", True)]


def test_an_incident_shows_what_people_said_and_takes_it_at_the_board(
    client: FlaskClient, store: Store
) -> None:
    number = an_incident(store)
    store.responses.vote(number, "lead@example.org", False, NOW)
    client.post(f"/incidents/{number}/vote", data={"answer": "useful"})
    page = " ".join(client.get(f"/incidents/{number}").text.split())
    assert "<bdi>lead@example.org</bdi>: noise" in page
    assert "<bdi>olena</bdi>: useful" in page
    assert client.post(f"/incidents/{number}/vote", data={"answer": "splendid"}).status_code == 400


def test_precision_is_shown_by_month(client: FlaskClient, store: Store) -> None:
    for number, useful in ((1, True), (2, False), (3, True)):
        incident = store.incidents.open("zoria", NOW, 1, 9, 1.0, 0.1, NOW)
        assert incident is not None
        assert incident.id == number
        store.responses.vote(number, "lead@example.org", useful, NOW)
        store.responses.vote(number, "smm@example.org", useful or number == 2, NOW)
        store.incidents.end(incident, NOW)
    (month,) = store.responses.precision()
    assert (month.month, month.judged, month.useful) == ("2026-11", 3, 3)
    store.responses.vote(2, "ira@example.org", False, NOW)
    assert "67%" in client.get("/incidents").text


def test_whoever_has_seen_an_incident_stands_on_its_page(client: FlaskClient, store: Store) -> None:
    number = an_incident(store)
    assert "Nobody yet." in client.get(f"/incidents/{number}").text
    client.post(f"/incidents/{number}/seen")
    page = client.get(f"/incidents/{number}").text
    assert "<bdi>olena</bdi>" in page
    assert "I have seen it" not in page
    assert [who for who, _ in store.responses.acknowledged(number)] == ["olena"]


@pytest.mark.parametrize("deed", ["seen", "vote"])
def test_whoever_may_only_look_neither_acknowledges_nor_votes(
    viewer: FlaskClient, store: Store, deed: str
) -> None:
    number = an_incident(store)
    assert viewer.post(f"/incidents/{number}/{deed}", data={"answer": "noise"}).status_code == 403
    assert "I have seen it" not in viewer.get(f"/incidents/{number}").text
    assert viewer.post(f"/incidents/9/{deed}").status_code == 403


def test_an_unknown_incident_is_not_seen(client: FlaskClient) -> None:
    assert client.post("/incidents/9/seen").status_code == 404
