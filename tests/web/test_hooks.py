"""The address at which platforms call, over real HTTP: as it came in, as it is answered."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from listener import hooks
from listener.replica.calls import sent
from listener.replica.push import SECRET, Push
from listener.replica.world import Account, Item
from models import settings
from models.calls import Answer, Call
from models.records import User
from models.settings import Settings
from models.store import Store
from tests.factories import NOW
from tests.web.browser import served
from tests.web.conftest import Clock, signed_in
from tests.web.scene import CONFIG
from web.app import create_app
from web.hooks import LONGEST, hook_pages

PUSHED = {
    "name": "zoria-crm",
    "brand": "zoria",
    "platform": "push",
    "target": "crm",
    "options": {"secret_env": "PUSH_SECRET"},
}
WRITTEN = Item(1, None, None, Account(17, "Анна Коваль"), "Де моя посилка?", NOW)


@pytest.fixture
def configured() -> Settings:
    raw = CONFIG | {"sources": [*CONFIG["sources"], PUSHED]}  # type: ignore[misc]
    return settings.understand(raw, ["telegram", "vk", "feed", "push"], {"PUSH_SECRET": SECRET})


@pytest.fixture
def board(store: Store, clock: Clock, configured: Settings) -> Flask:
    """A board with its form tokens on, as in life."""

    def take(name: str, call: Call) -> Answer:
        return hooks.answer(configured.sources, store, name, call, clock())

    return create_app(configured, store, b"a secret of the tests", [hook_pages(take)], clock=clock)


@pytest.fixture
def address(board: Flask) -> Iterator[str]:
    with served(board) as url:
        yield f"{url}/hooks/zoria-crm"


def test_a_signed_call_is_taken_without_session_or_form_token(address: str, store: Store) -> None:
    answer = sent(Push(lambda: NOW).wrote(WRITTEN), address)

    assert (answer.status, answer.body) == (200, b"")
    assert "set-cookie" not in answer.headers
    assert store.mentions.find("zoria-crm", "1")


def test_the_body_is_verified_as_it_came(address: str, store: Store) -> None:
    call = Push(lambda: NOW).signed(b'{"mentions" : [ ],\n "id":"\\u0456"}')

    assert sent(call, address).status == 200
    assert sent(replace(call, body=call.body + b" "), address).status == 401


@pytest.mark.parametrize("many", [hooks.LONGEST + 1, LONGEST, 3_000_000, 5_000_000])
def test_a_call_that_is_too_long_is_not_taken(address: str, store: Store, many: int) -> None:
    assert sent(Push(lambda: NOW).signed(b" " * many), address).status == 413
    assert store.mentions.count() == 0


def test_a_call_in_pieces_is_read_whole(address: str, store: Store) -> None:
    call = Push(lambda: NOW).wrote(WRITTEN)
    pieces = (call.body[start : start + 7] for start in range(0, len(call.body), 7))

    assert httpx.post(address, content=pieces, headers=dict(call.headers), trust_env=False).status_code == 200
    assert store.mentions.count() == 1


@pytest.mark.parametrize("name", ["zoria-vk", "zoria-nobody", "%F0%9F%8C%BB"])
def test_who_is_not_called_is_not_found(address: str, name: str) -> None:
    other = address.replace("zoria-crm", name)

    assert sent(Push(lambda: NOW).wrote(WRITTEN), other).status == 404


def test_other_methods_are_refused(address: str) -> None:
    look = partial(httpx.request, url=address, trust_env=False)

    assert [look(method).status_code for method in ("GET", "PUT", "DELETE")] == [405, 405, 405]


def test_the_page_of_sources_says_where_the_platform_must_call(client_of: FlaskClient) -> None:
    page = client_of.get("/sources").get_data(as_text=True)

    assert "/hooks/zoria-crm</code>" in page


def test_the_page_of_sources_tells_of_the_last_call_and_of_a_refused_one(
    client_of: FlaskClient, store: Store, configured: Settings, clock: Clock
) -> None:
    source, push = configured.source("zoria-crm"), Push(lambda: clock())
    hooks.receive(source, push.wrote(WRITTEN), store, clock())
    told = client_of.get("/sources").get_data(as_text=True)
    call = Push(lambda: clock(), "another").wrote(WRITTEN)
    hooks.receive(source, call, store, clock().replace(minute=30))
    refused = client_of.get("/sources").get_data(as_text=True)

    assert "Last call" in told
    assert "/hooks/zoria-crm" not in told
    assert "refused" not in told
    assert "signature is wrong" in refused


@pytest.fixture
def client_of(board: Flask, olena: User) -> FlaskClient:
    """The browser of Olena at the board that is called."""
    return signed_in(board, olena)
