"""The pages of learning shut nobody out: axe-core finds no violation on any, in any width or colour."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest
from playwright.sync_api import Browser

from models.learning import Chosen
from models.records import Role
from models.store import Store
from tests.factories import NOW, user
from tests.web.bench import Bench
from tests.web.browser import DESK, PHONE, chromium, served, window
from tests.web.conftest import Clock
from tests.web.scene import board_settings, fill
from tests.web.test_accessible import UNFOLD, violations
from tests.web.test_browser_board import PASSWORD, sign_in
from web.app import create_app
from web.people.passwords import hashed

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def board(store: Store, clock: Clock) -> Iterator[str]:
    """A board with something to label, a word of the brand, and trainings of each kind."""
    fill(store)
    boss = user(store, "olena", Role.ADMIN, name="Олена Коваль", password_hash=hashed(PASSWORD)).id
    store.learning.choose([Chosen(number, 2) for number in range(3, 6)], NOW)
    store.learning.draw("test", NOW - timedelta(days=7), 3, NOW)
    store.lexicon.mark("zoria", "гном", (("гном",),), "bad", boss, NOW)
    store.trainings.ask(boss, NOW)
    store.trainings.fail(store.trainings.claim(NOW) or 0, "base: is damaged; install it again", NOW)
    store.trainings.ask(boss, NOW)
    secret = b"a secret of the tests"
    with served(
        create_app(board_settings(), store, secret, clock=clock, workshop=Bench().workshop())
    ) as address:
        yield address


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_no_page_of_learning_shuts_anybody_out(
    browser: Browser, board: str, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    with window(browser, size) as page:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        sign_in(page, board)
        found = {}
        for path in ("/learning", "/learning/words", "/learning/artefacts"):
            page.goto(board + path)
            page.evaluate(UNFOLD)
            found[path] = violations(page)
        assert not {path: faults for path, faults in found.items() if faults}
