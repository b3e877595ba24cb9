"""The board by keyboard and many cases at once, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from classifier.search import sought, write_search_forms
from models.records import Role, Status
from models.store import Store
from models.store.queue import Filters
from tests.factories import user
from tests.web.browser import DESK, PHONE, chromium, complaints, served, window
from tests.web.conftest import Clock
from tests.web.scene import board_settings, fill
from web.app import create_app
from web.people.passwords import hashed

pytestmark = pytest.mark.browser
PASSWORD = "зелена гора 42"
ALL = Filters(status="all")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as ready:
        yield ready


@pytest.fixture
def board(store: Store, clock: Clock) -> Iterator[str]:
    """The address of a live board with a day's work on it."""
    user(store, "olena", Role.OPERATOR, name="Олена Коваль", password_hash=hashed(PASSWORD))
    fill(store)
    write_search_forms(store)
    made = create_app(board_settings(), store, b"a secret of the tests", clock=clock, read_search=sought)
    with served(made) as address:
        yield address


@pytest.fixture
def page(browser: Browser, board: str) -> Iterator[Page]:
    """A desk at which Olena sits before her queue; the browser must find nothing to complain of."""
    with window(browser, DESK) as ready:
        heard = complaints(ready)
        sign_in(ready, board)
        yield ready
        assert heard == []


def sign_in(page: Page, board: str) -> None:
    page.goto(f"{board}/")
    page.get_by_label("Логін").fill("olena")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Увійти").click()
    expect(page.locator(".lines")).to_be_visible()
    page.wait_for_load_state("load")


def status(store: Store, number: int = 1) -> Status:
    case = store.cases.get(number)
    assert case is not None
    return case.status


def press(page: Page, code: str, key: str, **more: bool) -> None:
    """Press the key at a place of the keyboard that gives another letter, as on a Cyrillic layout."""
    event = {"code": code, "key": key, "bubbles": True, "cancelable": True, **more}
    page.evaluate("event => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', event))", event)


def test_keys_work_by_their_place_on_a_cyrillic_layout(page: Page, store: Store) -> None:
    press(page, "KeyJ", "о")
    press(page, "KeyJ", "о")
    press(page, "KeyK", "л")
    expect(page.locator(".line").first).to_have_class("line is-risk is-current")
    press(page, "KeyT", "е")
    expect(page.locator("#line-1 .chip")).to_contain_text("У роботі")
    press(page, "KeyU", "г")
    expect(page.locator("#line-1 .chip")).to_have_count(0)
    assert status(store) is Status.NEW


def test_a_case_is_closed_by_a_key_and_the_digit_of_its_reason(page: Page, store: Store) -> None:
    for key in ("j", "c", "4"):
        page.keyboard.press(key)
    expect(page.locator("#line-1 .chip")).to_have_text("Закрито: спам")
    assert status(store) is Status.CLOSED


def test_enter_opens_the_line_and_the_case_obeys_the_keys_too(page: Page, store: Store) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#case")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator(".case-head .chip")).to_contain_text("У роботі")
    page.keyboard.press("a")
    page.keyboard.type("ttt cc jj")
    expect(page.locator("#answer-text")).to_have_value("ttt cc jj")
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    expect(page.locator(".lines")).to_be_visible()
    assert status(store) is Status.TAKEN


def test_search_has_a_key_finds_while_typing_and_stands_in_the_address(page: Page) -> None:
    press(page, "Slash", ".")
    page.keyboard.type("posylk")
    expect(page.locator(".line")).to_have_count(4)
    expect(page.locator(".line").first).to_contain_text("посилк")
    page.wait_for_url("**/?q=posylk")
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("#statuses [aria-current] b")).to_have_text(str(page.locator(".line").count()))


def test_help_is_shown_and_keys_can_be_switched_off(page: Page) -> None:
    page.keyboard.press("Shift+Slash")
    expect(page.locator("#keys")).to_be_visible()
    page.get_by_label("Клавіші працюють у цьому браузері").uncheck()
    page.locator("#keys").get_by_role("button").click()
    page.keyboard.press("j")
    expect(page.locator(".is-current")).to_have_count(0)
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="Клавіші").click()
    page.get_by_label("Клавіші працюють у цьому браузері").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".is-current")).to_have_count(1)


def test_a_range_is_chosen_by_keys_closed_at_once_and_brought_back(page: Page, store: Store) -> None:
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.locator("#chosen")).to_have_text("3")
    page.keyboard.press("c")
    page.keyboard.press("4")
    expect(page.locator("#toasts")).to_contain_text("Змінено 3 звернення.")
    assert [status(store, number) for number in (1, 2, 3)].count(Status.CLOSED) >= 1
    assert store.queue.by_status(ALL)["closed"] == 3
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("Скасовано.")
    assert "closed" not in store.queue.by_status(ALL)


def test_a_range_is_chosen_by_clicks_and_given_one_label(page: Page, store: Store) -> None:
    page.locator(".choose input").nth(0).click()
    page.locator(".choose input").nth(3).click(modifiers=["Shift"])
    expect(page.locator("#chosen")).to_have_text("4")
    page.locator("#batch").get_by_text("Змінити мітку").click()
    page.locator("#batch .tick").filter(has_text="Подяка").click()
    page.locator("#batch").get_by_role("button", name="Зберегти мітку").click()
    expect(page.locator("#toasts")).to_contain_text("Змінено 4 звернення.")
    assert store.queue.by_label(ALL)["praise"] == 4


def test_enter_on_a_tick_opens_the_line_and_acts_on_nothing(page: Page, store: Store) -> None:
    page.locator("#line-1 .choose input").click()
    page.keyboard.press("Enter")
    expect(page.locator("#case")).to_be_visible()
    assert status(store) is Status.NEW


def test_many_are_closed_without_scripts_too(browser: Browser, board: str, store: Store) -> None:
    with window(browser, PHONE, scripts=False) as page:
        sign_in(page, board)
        expect(page.locator("#batch")).to_be_hidden()
        page.locator("#line-1 .choose input").check()
        page.locator("#batch summary", has_text="Закрити").click()
        page.locator("#batch").get_by_role("button", name="Спам").click()
        expect(page.locator("#toasts")).to_contain_text("Змінено 1 звернення.")
        assert status(store) is Status.CLOSED
