"""Answering in a real browser: drafts that outlive everything, and two people at one case."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.records import User
from models.store import Store
from tests.factories import NOW, judge, keep, mention, user, verdict
from tests.web.browser import DESK, chromium, complaints, served, window
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
def ivan(store: Store) -> User:
    return user(store, "ivan", name="Іван", language="en", password_hash=hashed(PASSWORD))


@pytest.fixture
def address(store: Store, clock: Clock, ivan: User) -> Iterator[str]:
    user(store, "olena", name="Олена", language="en", password_hash=hashed(PASSWORD))
    (key,) = keep(store, mention(2))
    judge(store, {key: verdict("complaint")})
    with served(create_app(board_settings(), store, b"secret", clock=clock)) as ready:
        yield ready


def at_the_case(page: Page, address: str, login: str = "olena") -> Page:
    page.goto(f"{address}/login?to=/cases/1")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main form[action='/login'] button")
    page.wait_for_url(f"{address}/cases/1")
    return page


def test_what_is_typed_is_there_after_a_reload(browser: Browser, address: str) -> None:
    with window(browser, DESK) as page:
        said = complaints(at_the_case(page, address))
        page.locator("#answer-text").press_sequentially("Вже шукаємо")
        expect(page.locator("#draft-state")).to_contain_text("Kept at")
        page.reload()
        expect(page.locator("#answer-text")).to_have_value("Вже шукаємо")
        assert said == []


def test_leaving_at_once_loses_nothing(browser: Browser, address: str, store: Store) -> None:
    with window(browser, DESK) as page:
        at_the_case(page, address).fill("#answer-text", "Вже шукаємо")
        page.goto(f"{address}/sources")
        while not any(each.saved_at for each in store.presence.people(1, NOW)):
            page.wait_for_timeout(20)  # the save goes on behind the page that was left
        page.goto(f"{address}/cases/1")
        expect(page.locator("#answer-text")).to_have_value("Вже шукаємо")


def test_a_colleague_who_is_quicker_takes_no_word_away(
    browser: Browser, address: str, store: Store, ivan: User
) -> None:
    with window(browser, DESK) as page:
        at_the_case(page, address).locator("#answer-text").press_sequentially("Вже шукаємо")
        expect(page.locator("#draft-state")).to_contain_text("Kept at")
        store.cases.close(1, ivan.id, 1, NOW, "spam")
        page.click("#answer-deed")
        expect(page.locator(".changed[role=alert]")).to_contain_text("Іван")
        expect(page.locator("#answer-text")).to_have_value("Вже шукаємо")
        page.goto(f"{address}/cases/1")
        expect(page.locator("#answer-text")).to_have_value("Вже шукаємо")


def test_an_answer_spends_its_draft_and_undo_brings_it_back(browser: Browser, address: str) -> None:
    with window(browser, DESK) as page:
        at_the_case(page, address).locator("#answer-text").press_sequentially("Вже шукаємо")
        page.click("#answer-deed")
        expect(page.locator(".case-head .chip")).to_contain_text("Answered")
        expect(page.locator("#answer-text")).to_have_count(0)
        page.click("#toasts form button")
        expect(page.locator("#answer-text")).to_have_value("Вже шукаємо")


def test_two_windows_of_one_person_are_put_together(browser: Browser, address: str) -> None:
    with window(browser, DESK) as page:
        at_the_case(page, address)
        other = page.context.new_page()
        other.goto(f"{address}/cases/1")
        page.locator("#answer-text").press_sequentially("Шукаємо")
        expect(page.locator("#draft-state")).to_contain_text("Kept at")
        other.locator("#answer-text").press_sequentially("Дзвонимо")
        expect(other.locator("#draft-other .words")).to_have_text("Шукаємо")
        other.click("#draft-other [data-both]")
        expect(other.locator("#draft-state")).to_contain_text("Kept at")
        page.reload()
        expect(page.locator("#answer-text")).to_have_value("Дзвонимо\n\nШукаємо")


def test_two_people_see_each_other(browser: Browser, address: str) -> None:
    with window(browser, DESK) as mine, window(browser, DESK) as theirs:
        at_the_case(theirs, address, "ivan").locator("#answer-text").press_sequentially("Дзвоню")
        expect(theirs.locator("#draft-state")).to_contain_text("Kept at")
        at_the_case(mine, address)
        expect(mine.locator("#writers")).to_contain_text("Іван is writing")
        expect(mine.locator("#company")).to_contain_text("began to answer first")
        expect(mine.locator("#answer-text")).to_have_value("")
