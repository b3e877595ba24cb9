"""A person's day at the board, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.records import Role, Status, User
from models.store import Store
from tests.factories import judge, keep, mention, user, verdict
from tests.web.browser import DESK, PHONE, chromium, complaints, served, window
from tests.web.conftest import Clock
from tests.web.scene import an_incident, board_settings, fill
from web.app import create_app
from web.people.passwords import hashed

pytestmark = pytest.mark.browser
PASSWORD = "зелена гора 42"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as ready:
        yield ready


@pytest.fixture
def colleague(store: Store) -> User:
    return user(store, "ivan", Role.OPERATOR, name="Іван")


@pytest.fixture
def board(store: Store, colleague: User, clock: Clock) -> Iterator[str]:
    """The address of a live board with a day's work on it."""
    user(store, "olena", Role.OPERATOR, name="Олена Коваль", password_hash=hashed(PASSWORD))
    fill(store)
    an_incident(store)
    with served(create_app(board_settings(), store, b"a secret of the tests", clock=clock)) as address:
        yield address


def sign_in(page: Page, board: str) -> None:
    page.goto(f"{board}/")
    page.get_by_label("Логін").fill("olena")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Увійти").click()
    expect(page.locator(".top")).to_be_visible()


def status(store: Store, number: int = 1) -> Status:
    case = store.cases.get(number)
    assert case is not None
    return case.status


def no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_case_from_the_queue_to_its_answer_and_back(
    browser: Browser, board: str, store: Store, size: tuple[int, int]
) -> None:
    with window(browser, size) as page:
        heard = complaints(page)
        sign_in(page, board)
        expect(page.locator(".line").first).to_contain_text("Подаю до суду")
        expect(page.locator(".banner")).to_contain_text("обурюється 31 людина")
        assert no_sideways_scroll(page)

        page.locator("#line-1 .line-text").click()
        expect(page.locator(".comment mark")).to_have_text("Подаю до суду")
        page.get_by_label("Нотатка для колег").fill("ще пишу")
        page.get_by_role("button", name="Взяти").click()
        expect(page.locator("#toasts")).to_contain_text("Звернення ваше.")
        expect(page.locator(".case-head .chip")).to_contain_text("У роботі · Олена Коваль")
        expect(page.get_by_label("Нотатка для колег")).to_have_value("ще пишу")

        page.get_by_label("Відповідь", exact=True).fill("Вже шукаємо, вибачте")
        page.get_by_role("button", name="Позначити, що відповіли").click()
        expect(page.locator(".case-head .chip")).to_contain_text("Відповіли")
        expect(page.locator(".history .said")).to_have_text("Вже шукаємо, вибачте")
        assert status(store) is Status.ANSWERED

        page.locator("#toasts").get_by_role("button", name="Скасувати").click()
        expect(page.locator("#toasts")).to_contain_text("Скасовано.")
        expect(page.locator(".case-head .chip")).to_contain_text("У роботі")
        assert status(store) is Status.TAKEN

        page.get_by_text("Змінити мітку", exact=True).click()
        page.locator(".tick").filter(has_text="Ризик").click()
        page.get_by_role("button", name="Зберегти мітку").click()
        expect(page.locator(".case-head .pill")).to_have_text("Скарга")
        expect(page.locator(".decision")).to_contain_text("Олена Коваль")
        assert no_sideways_scroll(page)

        page.locator(".person-menu summary").click()
        page.get_by_role("button", name="English").click()
        expect(page.locator(".case-head .chip")).to_contain_text("Taken")
        assert page.locator("html").get_attribute("lang") == "en"
        assert heard == []


def test_a_line_is_closed_and_brought_back_without_leaving_the_queue(
    browser: Browser, board: str, store: Store
) -> None:
    with window(browser, DESK) as page:
        heard = complaints(page)
        sign_in(page, board)
        before = page.locator(".line").count()
        page.locator("#line-1").get_by_text("Закрити").click()
        page.locator("#line-1").get_by_role("button", name="Спам").click()
        expect(page.locator("#line-1 .chip")).to_have_text("Закрито: спам")
        assert page.locator(".line").count() == before
        assert status(store) is Status.CLOSED
        page.locator("#toasts").get_by_role("button", name="Скасувати").click()
        expect(page.locator("#line-1 .chip")).to_have_count(0)
        assert status(store) is Status.NEW
        assert page.url == f"{board}/"
        assert heard == []


def test_news_is_announced_and_the_list_stays_where_it_is(browser: Browser, board: str, store: Store) -> None:
    with window(browser, DESK) as page:
        sign_in(page, board)
        expect(page.locator(".line")).to_have_count(9)
        (number,) = keep(store, mention(1, "Щойно написане", source="zoria-vk", thread_id="77"))
        judge(store, {number: verdict("risk")})
        page.evaluate("htmx.ajax('GET', document.querySelector('#news').getAttribute('hx-get'), '#news')")
        expect(page.locator("#news")).to_have_text("1 нове звернення: показати")
        expect(page.locator(".line")).to_have_count(9)
        page.locator("#news a").click()
        expect(page.locator(".line").filter(has_text="Щойно написане")).to_be_visible()


def test_an_answer_to_a_case_that_a_colleague_took_is_kept(
    browser: Browser, board: str, store: Store, colleague: User
) -> None:
    with window(browser, DESK) as page:
        sign_in(page, board)
        page.goto(f"{board}/cases/1")
        page.get_by_label("Відповідь", exact=True).fill("Моя довга відповідь")
        store.cases.take(1, colleague.id, 1, Clock()())
        page.get_by_role("button", name="Позначити, що відповіли").click()
        expect(page.locator(".changed")).to_contain_text("Іван")
        expect(page.get_by_label("Відповідь", exact=True)).to_have_value("Моя довга відповідь")
        page.get_by_role("button", name="Позначити, що відповіли").click()
        expect(page.locator(".case-head .chip")).to_contain_text("Відповіли")
        assert status(store) is Status.ANSWERED


def test_everything_works_without_scripts(browser: Browser, board: str, store: Store) -> None:
    with window(browser, PHONE, scripts=False) as page:
        sign_in(page, board)
        page.locator("#line-1").get_by_role("button", name="Взяти").click()
        expect(page.locator("#line-1 .chip")).to_contain_text("У роботі")
        page.locator("#toasts").get_by_role("button", name="Скасувати").click()
        page.goto(f"{board}/cases/1")
        page.get_by_text("Відкласти").first.click()
        page.get_by_role("button", name="На годину").click()
        expect(page.locator(".case-head .chip")).to_contain_text("Відкладено до")
        assert status(store) is Status.SNOOZED


@pytest.mark.parametrize("width", [320, 3840])
def test_no_page_scrolls_sideways_at_any_width(browser: Browser, board: str, width: int) -> None:
    with window(browser, (width, 900)) as page:
        heard = complaints(page)
        sign_in(page, board)
        for path in ("/", "/cases/1", "/mentions", "/mentions/9", "/incidents", "/sources", "/alerts"):
            page.goto(board + path)
            assert no_sideways_scroll(page), path
        assert heard == []


def test_dark_and_light_are_a_choice(browser: Browser, board: str) -> None:
    with window(browser, DESK) as page:
        sign_in(page, board)
        grounds = set()
        for choice in ("Темні", "Світлі"):
            page.locator(".person-menu summary").click()
            page.get_by_role("button", name=choice).click()
            grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert len(grounds) == 2
