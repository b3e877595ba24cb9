"""What the board refuses whoever asks, and what it tells browsers to refuse."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.records import User
from models.store import Store
from tests.factories import judge, keep, mention, verdict
from tests.web.conftest import signed_in
from tests.web.scene import an_incident, fill
from web.people.sessions import OPEN_TO_ALL

OPEN = {
    *("people.login", "people.sign_in", "people.speak", "people.theme", "votes.ask", "votes.cast"),
    *("joining.ask", "joining.join", "first.ask", "first.become", "leave.ask", "leave.go"),
    *("identity.away", "identity.back"),
}
ROOMS = ("/", "/mentions", "/incidents", "/sources", "/alerts", "/login", "/nowhere")


def test_every_page_but_the_door_is_shut_to_strangers(app: Flask, guest: FlaskClient, olena: User) -> None:
    views = app.view_functions.items()
    assert {name for name, view in views if getattr(view, OPEN_TO_ALL, False)} == OPEN
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN | {"static"}:
            continue
        named = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
        path = re.sub(r"<[^>]+>", "1", named)
        answer = guest.open(path, method="POST" if "POST" in (rule.methods or ()) else "GET")
        assert answer.status_code == 302, path
        assert answer.headers["Location"].startswith("/login"), path


@pytest.mark.parametrize("page", ROOMS)
def test_every_page_carries_the_headers(client: FlaskClient, page: str) -> None:
    headers = client.get(page).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self'; ")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_no_page_holds_a_line_of_script_or_style(client: FlaskClient, store: Store) -> None:
    fill(store)
    number = an_incident(store)
    for page in (*ROOMS, "/cases/1", f"/incidents/{number}", "/mentions/9"):
        text = client.get(page).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), page


def test_files_are_kept_by_browsers_for_a_year_under_an_address_of_their_content(client: FlaskClient) -> None:
    address = re.search(r'href="(/static/board\.css\?v=\w+)"', client.get("/").text)
    assert address is not None
    with client.get(address[1]) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000"


def test_a_form_without_its_token_is_refused(app: Flask, olena: User, store: Store) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    browser = signed_in(app, olena)
    (key,) = keep(store, mention(1))
    judge(store, {key: verdict("complaint")})
    refused = browser.post("/cases/1/take", data={"version": 1})
    assert refused.status_code == 400
    assert "out of date" in refused.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/").text)
    assert token is not None
    done = browser.post("/cases/1/take", data={"version": 1, "csrf_token": token[1]})
    assert done.status_code == 302


def test_cookies_are_out_of_reach_of_scripts_and_stay_on_https(guest: FlaskClient) -> None:
    plain = guest.post("/theme", data={"theme": "dark"}).headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    behind = guest.post("/theme", data={"theme": "dark"}, headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in behind.headers["Set-Cookie"]


def test_a_session_cookie_is_given_over_https_for_https_only(app: Flask, olena: User) -> None:
    browser = signed_in(app, olena)
    answer = browser.post("/logout", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in answer.headers["Set-Cookie"]


def test_a_form_that_is_too_big_is_refused(client: FlaskClient) -> None:
    assert client.post("/cases/1/note", data={"text": "x" * 300_000}).status_code == 413


def test_a_fault_of_ours_is_one_sentence_without_a_trace(app: Flask, olena: User) -> None:
    app.add_url_rule("/broken", view_func=lambda: str(1 // 0))
    app.config.update(PROPAGATE_EXCEPTIONS=False)
    answer = signed_in(app, olena).get("/broken")
    assert answer.status_code == 500
    assert "the log says what" in answer.text
    assert "ZeroDivision" not in answer.text


def test_a_database_that_cannot_be_used_is_a_page_too(client: FlaskClient, store: Store) -> None:
    store.close()
    store.link.path.write_bytes(b"this is not a database, " * 400)
    answer = client.get("/")
    assert answer.status_code == 503
    assert str(store.link.path) not in answer.text


def test_a_page_that_is_not_there_says_so(client: FlaskClient) -> None:
    for page in ("/cases/1", "/mentions/1", "/incidents/1", "/nowhere"):
        answer = client.get(page)
        assert answer.status_code == 404
        assert "nothing at this address" in answer.text
