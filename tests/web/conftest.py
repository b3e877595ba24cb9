"""A board over a fresh store, and people who look at it."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache

from classifier.highlight import found_in
from classifier.search import sought
from models.records import Role, User
from models.store import Store
from tests.factories import NOW, user
from tests.web.bench import Bench
from tests.web.scene import board_settings
from web.app import create_app
from web.people.sessions import begin


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    """The board's clock."""
    return Clock()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates, compiled once for all tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def bench() -> Bench:
    """What the board may ask of the classifier."""
    return Bench()


@pytest.fixture
def app(store: Store, clock: Clock, compiled: BytecodeCache, bench: Bench) -> Flask:
    """The board, without the form tokens that test_security looks at."""
    secret = b"a secret of the tests"
    board = create_app(
        board_settings(),
        store,
        secret,
        clock=clock,
        read_search=sought,
        mark_search=found_in,
        workshop=bench.workshop(),
    )
    board.jinja_env.bytecode_cache = compiled
    board.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return board


@pytest.fixture
def olena(store: Store) -> User:
    """An operator, who reads English so that tests can read it too."""
    return user(store, "olena", name="Олена Коваль", language="en")


@pytest.fixture
def client(app: Flask, olena: User) -> FlaskClient:
    """The browser of Olena, signed in."""
    return signed_in(app, olena)


@pytest.fixture
def viewer(app: Flask, store: Store) -> FlaskClient:
    """The browser of somebody who may only look."""
    return signed_in(app, user(store, "vira", Role.VIEWER, language="en"))


@pytest.fixture
def guest(app: Flask) -> FlaskClient:
    """The browser of a stranger."""
    return app.test_client()


def signed_in(app: Flask, who: User) -> FlaskClient:
    """The browser of a user, signed in."""
    browser = app.test_client()
    with browser.session_transaction() as state:
        begin(state, who)
    return browser
