"""A story of many in a real browser, alone and with a colleague; and news that moves nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.records import Role
from models.store import Store
from tests.factories import keep, mention, user
from tests.models.test_clusters import PARCEL, case_of, tell
from tests.web.browser import DESK, PHONE, chromium, complaints, served, window
from tests.web.conftest import Clock
from tests.web.scene import board_settings
from web.app import create_app
from web.people.passwords import hashed

pytestmark = pytest.mark.browser
PASSWORD = "зелена гора 42"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as ready:
        yield ready


@pytest.fixture
def board(store: Store, clock: Clock) -> Iterator[str]:
    """The address of a board with a story of three, and one of another."""
    for login, name in (("olena", "Олена"), ("ivan", "Іван")):
        user(store, login, Role.OPERATOR, name=name, language="en", password_hash=hashed(PASSWORD))
    tell(store, mention(1, "Застосунок лежить"), mention(2, "Лежить застосунок"), mention(3, "Знову лежить"))
    tell(store, mention(4, "Де моя посилка"), story=PARCEL)
    with served(create_app(board_settings(), store, b"a secret of the tests", clock=clock)) as address:
        yield address


def at(page: Page, board: str, path: str, login: str = "olena") -> Page:
    page.goto(f"{board}/login?to={path}")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button.primary, main form button").first.click()
    page.wait_for_url(f"{board}{path}")
    return page


def test_a_comment_is_taken_out_and_put_back_on_the_page(browser: Browser, board: str, store: Store) -> None:
    with window(browser, PHONE) as page:
        heard = complaints(at(page, board, "/cases/1"))
        expect(page.locator("#members li")).to_have_count(3)
        page.locator("#member-2").get_by_role("button", name="Take out").click()
        expect(page.locator("#members li")).to_have_count(2)
        page.locator("#toasts").get_by_role("button", name="Undo").click()
        expect(page.locator("#members li")).to_have_count(3)
        assert case_of(store, 2).id == 1
        assert heard == []


def test_who_answers_a_case_that_a_colleague_parted_is_shown_that_and_loses_no_word(
    browser: Browser, board: str, store: Store
) -> None:
    with window(browser, DESK) as mine, window(browser, DESK) as theirs:
        at(mine, board, "/cases/1").locator("#answer-text").fill("Вже лагодимо")
        at(theirs, board, "/cases/1", "ivan").locator("#member-2").get_by_role(
            "button", name="Take out"
        ).click()
        expect(theirs.locator("#members li")).to_have_count(2)
        mine.locator("#answer-deed").click()
        expect(mine.locator(".changed")).to_contain_text("A comment was taken out")
        expect(mine.locator("#answer-text")).to_have_value("Вже лагодимо")
        mine.locator("#answer-deed").click()
        expect(mine.locator(".case-head .chip").first).to_contain_text("Answered")
        assert case_of(store, 2).id != 1


def test_chosen_cases_are_merged_by_a_key_on_a_cyrillic_layout(
    browser: Browser, board: str, store: Store
) -> None:
    with window(browser, DESK) as page:
        at(page, board, "/")
        for box in page.locator(".choose input").all():
            box.check()
        event = {"code": "KeyM", "key": "ь", "bubbles": True, "cancelable": True}
        page.evaluate("event => document.body.dispatchEvent(new KeyboardEvent('keydown', event))", event)
        expect(page.locator(".line")).to_have_count(1)
        assert {case_of(store, number).id for number in (1, 2, 3, 4)} == {1}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_news_moves_nothing_under_the_cursor(
    browser: Browser, board: str, store: Store, size: tuple[int, int]
) -> None:
    with window(browser, size) as page:
        at(page, board, "/")
        before = page.locator("#line-2").bounding_box()
        keep(store, mention(9, "Щойно написане"))
        tell(store, mention(9, "Щойно написане!"), story=range(900, 908))
        page.evaluate("htmx.ajax('GET', document.querySelector('#news').getAttribute('hx-get'), '#news')")
        expect(page.locator(".news")).to_be_visible()
        assert page.locator("#line-2").bounding_box() == before
        page.locator(".news").click()
        expect(page.locator(".line")).to_have_count(3)


def test_why_a_line_stands_where_it_does_opens_by_tap_and_by_keyboard(browser: Browser, board: str) -> None:
    with window(browser, DESK) as page:
        at(page, board, "/")
        page.locator("#line-1 .why summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#line-1 .whys")).to_contain_text("Complaint")
        page.keyboard.press("Escape")
        expect(page.locator("#line-1 .whys")).to_be_hidden()
    with window(browser, PHONE, scripts=False) as page:
        at(page, board, "/")
        page.locator("#line-1 .why summary").click()
        expect(page.locator("#line-1 .whys")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
