"""axe-core finds no violation on any page, in light and dark, at desk and at phone width."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from models.records import Role
from models.store import Store
from tests.factories import NOW, user
from tests.web.browser import DESK, PHONE, chromium, served, window
from tests.web.conftest import Clock
from tests.web.scene import an_incident, board_settings, fill
from tests.web.test_roles import routes
from web.app import create_app
from web.board.starters import begin_with
from web.people.passwords import hashed

pytestmark = pytest.mark.browser

# axe-core 4.14.1 (MPL-2.0): package/axe.min.js of https://registry.npmjs.org/axe-core/-/axe-core-4.14.1.tgz
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
SUM = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
PASSWORD = "сорок тисяч листів"
NO_PAGES = {
    "board.counts",
    "board.news",
    "drafts.others",
    "sending.state",
    "sources.beat",
    "download.export",
}  # parts and files
UNFOLD = "document.querySelectorAll('main details').forEach(each => each.open = true)"
VIOLATIONS = """() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.flatMap(
    each => each.nodes.map(node => `${each.id}: ${node.target} ${node.failureSummary}`)))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def board(store: Store, clock: Clock) -> Iterator[tuple[Flask, str]]:
    """A board with a day's work on it, and its address."""
    fill(store)
    an_incident(store)
    boss = user(store, "boss", Role.ADMIN, name="Ганна Шеф", language="uk", password_hash=hashed(PASSWORD))
    begin_with(store, "zoria", boss.id, NOW)
    app = create_app(board_settings(), store, b"a secret of the tests", clock=clock)
    with served(app) as address:
        yield app, address


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(VIOLATIONS)
    return found


def test_the_tool_is_the_one_that_was_published() -> None:
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == SUM


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_no_page_shuts_anybody_out(
    browser: Browser, board: tuple[Flask, str], size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    app, address = board
    with window(browser, size) as page:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(address)
        found = {"/login": violations(page)}
        page.get_by_label("Логін").fill("boss")
        page.get_by_label("Пароль").fill(PASSWORD)
        page.get_by_role("button", name="Увійти").click()
        page.wait_for_selector("header.top")
        for name, path, method in routes(app):
            if method == "GET" and name not in NO_PAGES:
                page.goto(address + path)
                page.evaluate(UNFOLD)
                found[path] = violations(page)
        assert not {path: faults for path, faults in found.items() if faults}
