"""Signing in by a provider of identities: who is known comes in; what is not beyond doubt is refused."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from playwright.sync_api import expect
from werkzeug.test import TestResponse

from listener.replica.server import Fault, Replica, Reply, as_json, status
from models import settings
from models.records import User
from models.settings import SettingsError
from models.store import Store
from tests.factories import NOW, user
from tests.web.browser import PHONE, chromium, complaints, served, window
from tests.web.conftest import Clock
from tests.web.provider import CLIENT, SECRET, Identities, provided, signed
from tests.web.scene import CONFIG
from web.app import create_app
from web.mailbox.server import free_port
from web.people.idtoken import check_provider
from web.people.provider import LoginError

AT = int(NOW.timestamp())


@pytest.fixture
def running(clock: Clock) -> Iterator[tuple[Identities, Replica]]:
    with provided(clock) as both:
        yield both


@pytest.fixture
def provider(running: tuple[Identities, Replica]) -> Identities:
    return running[0]


def configured(issuer: str, port: int = 8000, **more: Any) -> settings.Settings:
    login = {"issuer": issuer, "client_id": CLIENT, "client_secret_env": "LOGIN_SECRET"}
    raw = CONFIG | {"login": login | more, "service": {"address": f"127.0.0.1:{port}"}}
    return settings.understand(raw, ("telegram", "vk", "feed"), {"LOGIN_SECRET": SECRET})


@pytest.fixture
def board(store: Store, clock: Clock, compiled: BytecodeCache, provider: Identities) -> Flask:
    app = create_app(configured(provider.url), store, b"a secret of the tests", clock=clock)
    app.jinja_env.bytecode_cache = compiled
    return app


@pytest.fixture
def guest(board: Flask) -> FlaskClient:
    browser = board.test_client()
    browser.set_cookie("language", "en")
    return browser


@pytest.fixture
def maria(store: Store) -> User:
    found = user(store, "maria", language="en")
    return store.users.write_to(found.login, "Maria@example.org")


def sent_back(guest: FlaskClient, to: str = "/") -> str:
    """Begin at the board, be let in by the provider; returns the path and query to come back to."""
    away = guest.get("/login/away", query_string={"to": to}).headers["Location"]
    home = urlsplit(httpx.get(away, trust_env=False).headers["Location"])
    assert home.netloc == "127.0.0.1:8000"
    return f"{home.path}?{home.query}"


def sign_in(guest: FlaskClient, to: str = "/") -> TestResponse:
    return guest.get(sent_back(guest, to))


def test_who_is_known_by_mail_comes_in_to_the_page_they_came_for(
    guest: FlaskClient, maria: User, store: Store
) -> None:
    assert "Sign in with 127.0.0.1" in guest.get("/login").text
    answer = sign_in(guest, "/cases/7?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/cases/7?x=1")
    assert guest.get("/account").status_code == 200
    assert [(each.who, each.deed) for each in store.audit.latest()] == [("maria", "identity.back")]


def test_the_provider_is_asked_with_a_challenge_a_state_and_a_nonce(guest: FlaskClient, maria: User) -> None:
    asked = [parse_qs(urlsplit(guest.get("/login/away").headers["Location"]).query) for _ in range(2)]
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert asked[0]["scope"] == ["openid email"]
    assert asked[0]["redirect_uri"] == ["http://127.0.0.1:8000/login/back"]
    for fresh in ("state", "nonce", "code_challenge"):
        assert asked[0][fresh] != asked[1][fresh]
        assert len(asked[0][fresh][0]) >= 40


def test_nobody_is_made_by_a_login(
    guest: FlaskClient, provider: Identities, maria: User, store: Store
) -> None:
    provider.claims = {"email": "thief@example.org"}
    answer = sign_in(guest)
    assert answer.status_code == 403
    assert "Nobody with the mail thief@example.org works here." in answer.text
    assert [each.login for each in store.users.all()] == ["maria"]
    assert guest.get("/account").status_code == 302


def test_who_is_kept_out_stays_out_and_it_is_noted(guest: FlaskClient, maria: User, store: Store) -> None:
    store.users.set_active("maria", False)
    assert sign_in(guest).status_code == 403
    assert store.audit.latest()[0].deed == "refused"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_the_way_back_never_leads_off_the_board(guest: FlaskClient, maria: User, elsewhere: str) -> None:
    assert sign_in(guest, elsewhere).headers["Location"] == "/"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another board"},
        {"aud": [CLIENT, "another board"]},
        {"azp": "another board"},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": AT - 61},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": AT + 61},
        {"iat": None},
        {"nbf": AT + 61},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_ours_or_not_fresh_is_refused(
    guest: FlaskClient, provider: Identities, maria: User, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    answer = sign_in(guest)
    assert answer.status_code == 401
    assert "cannot be believed" in answer.text
    assert guest.get("/account").status_code == 302


@pytest.mark.parametrize(
    "claims", [{"exp": AT - 50}, {"iat": AT + 50}, {"nbf": AT + 50}, {"aud": [CLIENT, "x"], "azp": CLIENT}]
)
def test_clocks_may_differ_by_a_minute(
    guest: FlaskClient, provider: Identities, maria: User, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert sign_in(guest).status_code == 302


def by_nobody(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "", "none")


def by_the_shared_secret(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, SECRET.ljust(32), "HS256")


def by_another_key(claims: dict[str, Any]) -> str:
    return signed(claims, by=2)


def by_an_unknown_key(claims: dict[str, Any]) -> str:
    return signed(claims, by=2, kid="the key of yesterday")


def changed_afterwards(claims: dict[str, Any]) -> str:
    head, _, seal = signed(claims).split(".")
    return ".".join((head, signed(claims | {"email": "boss@example.org"}).split(".")[1], seal))


@pytest.mark.parametrize(
    "sign",
    [by_nobody, by_the_shared_secret, by_another_key, by_an_unknown_key, changed_afterwards, lambda _: "x"],
)
def test_a_token_with_another_signature_is_refused(
    guest: FlaskClient, provider: Identities, maria: User, sign: Any
) -> None:
    provider.sign = sign
    answer = sign_in(guest)
    assert answer.status_code == 401
    assert "cannot be believed" in answer.text


@pytest.mark.parametrize(
    "claims",
    [{"email_verified": False}, {"email_verified": None}, {"email_verified": "true"}, {"email": None}],
)
def test_a_mail_that_the_provider_has_not_verified_counts_for_nothing(
    guest: FlaskClient, provider: Identities, maria: User, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    answer = sign_in(guest)
    assert answer.status_code == 401
    assert "has verified no mail" in answer.text


def test_a_return_is_good_once_and_only_in_the_browser_that_left(
    board: Flask, guest: FlaskClient, maria: User
) -> None:
    home = sent_back(guest)
    stranger = board.test_client()
    stranger.set_cookie("language", "en")
    assert "begun in another browser" in stranger.get(home).text
    stranger.get("/login/away")
    assert stranger.get(home).status_code == 401
    assert guest.get(home).status_code == 302
    guest.post("/logout")
    assert board.test_client().get(home).status_code == 401


@pytest.mark.parametrize("state", ["", "forged", "стан"])
def test_a_forged_state_is_refused_and_ends_the_try(guest: FlaskClient, maria: User, state: str) -> None:
    home = sent_back(guest)
    assert guest.get("/login/back", query_string={"code": "x", "state": state}).status_code == 401
    assert guest.get(home).status_code == 401


def test_who_comes_back_too_late_begins_again(guest: FlaskClient, maria: User, clock: Clock) -> None:
    home = sent_back(guest)
    clock.at = NOW + timedelta(minutes=11)
    assert guest.get(home).status_code == 401


def test_a_code_that_was_used_already_is_refused(
    guest: FlaskClient, provider: Identities, maria: User
) -> None:
    home = sent_back(guest)
    provider.codes.clear()
    assert "Begin again" in guest.get(home).text


def test_what_the_provider_says_in_the_address_is_not_repeated(guest: FlaskClient, maria: User) -> None:
    state = parse_qs(urlsplit(guest.get("/login/away").headers["Location"]).query)["state"][0]
    said = {"error": "access_denied", "error_description": "<b>call 0 800</b>", "state": state}
    answer = guest.get("/login/back", query_string=said)
    assert answer.status_code == 401
    assert "did not let you in" in answer.text
    assert "call 0 800" not in answer.text


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(reset=True), "does not answer"),
        (status(503), "does not answer"),
        (Fault(cut=True), "does not answer"),
        (status(404), "do not fit together"),
        (Fault(Reply(b"[]")), "do not fit together"),
        (Fault(as_json({"issuer": "https://evil.example"})), "do not fit together"),
    ],
)
def test_a_provider_in_trouble_is_a_sentence(
    guest: FlaskClient, running: tuple[Identities, Replica], maria: User, fault: Fault, said: str
) -> None:
    running[1].faults.append(fault)
    answer = guest.get("/login/away")
    assert answer.status_code in (401, 502)
    assert said in answer.text


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(
    guest: FlaskClient, provider: Identities, maria: User
) -> None:
    provider.described = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert sign_in(guest).status_code == 302


def test_check_looks_at_the_provider(provider: Identities) -> None:
    own = configured(provider.url).login
    assert own is not None
    check_provider(own)
    provider.described = {"issuer": provider.url + "/"}
    with pytest.raises(LoginError, match="letter for letter"):
        check_provider(own)
    lacking = settings.understand(CONFIG | {"login": dict(own)}, ("telegram", "vk", "feed"), {}).login
    assert lacking is not None
    with pytest.raises(LoginError, match="LOGIN_SECRET is not set"):
        check_provider(lacking)


@pytest.mark.parametrize("issuer", ["http://id.example.org", "id.example.org", "https://", "https://x/?a=b"])
def test_a_provider_without_https_is_refused(issuer: str) -> None:
    with pytest.raises(SettingsError, match="must be the https address"):
        configured(issuer)


def test_a_board_without_a_provider_offers_none(app: Flask, maria: User) -> None:
    stranger = app.test_client()
    assert "/login/away" not in stranger.get("/login").text
    assert stranger.get("/login/away").status_code == 404


@pytest.mark.browser
def test_it_works_in_a_real_browser(store: Store, clock: Clock, provider: Identities, maria: User) -> None:
    port = free_port()
    app = create_app(configured(provider.url, port), store, b"a secret of the tests", clock=clock)
    with served(app, port) as address, chromium() as browser, window(browser, PHONE) as page:
        heard = complaints(page)
        page.goto(f"{address}/incidents")
        page.get_by_role("link", name="127.0.0.1").click()
        expect(page).to_have_url(f"{address}/incidents")
        expect(page.get_by_role("heading", name="Incidents")).to_be_visible()
        assert heard == []
