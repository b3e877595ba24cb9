"""Teaching by keyboard, and without any script, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.learning import Chosen
from models.records import Role
from models.store import Store
from tests.factories import NOW, judge, keep, mention, user, verdict
from tests.web.bench import Bench
from tests.web.browser import DESK, PHONE, chromium, complaints, served, window
from tests.web.conftest import Clock
from tests.web.scene import board_settings
from tests.web.test_browser_board import PASSWORD, no_sideways_scroll, sign_in
from web.app import create_app
from web.people.passwords import hashed

pytestmark = pytest.mark.browser
TEXTS = ("Посилка розбита", "Дякую, усе швидко", "О, перший сніг", "шось таке")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as ready:
        yield ready


@pytest.fixture
def asked(store: Store) -> list[int]:
    """Comments that wait for a label, in this order."""
    numbers = keep(store, *(mention(place, text) for place, text in enumerate(TEXTS, 2)))
    judge(store, {number: verdict("question") for number in numbers})
    store.learning.choose([Chosen(number, 0) for number in numbers], NOW)
    return numbers


@pytest.fixture
def board(store: Store, clock: Clock, asked: list[int]) -> Iterator[str]:
    user(store, "olena", Role.LEAD, name="Олена Коваль", password_hash=hashed(PASSWORD))
    secret = b"a secret of the tests"
    with served(
        create_app(board_settings(), store, secret, clock=clock, workshop=Bench().workshop())
    ) as address:
        yield address


def flags(store: Store, number: int) -> tuple[str, ...] | None:
    decided = store.decisions.of(number)
    return decided.flags if decided else None


def showing(page: Page, text: str) -> None:
    expect(page.locator(".comment > .words")).to_have_text(text)


def test_comments_are_labelled_by_keys_alone(
    browser: Browser, board: str, store: Store, asked: list[int]
) -> None:
    with window(browser, DESK) as page:
        heard = complaints(page)
        sign_in(page, board)
        page.goto(f"{board}/learning")
        showing(page, TEXTS[0])
        for key in ("Digit1", "Digit4", "Enter"):
            page.keyboard.press(key)
        showing(page, TEXTS[1])
        page.keyboard.press("Digit3")
        page.keyboard.press("Enter")
        showing(page, TEXTS[2])
        page.keyboard.press("Digit5")
        showing(page, TEXTS[3])
        assert [flags(store, number) for number in asked[:3]] == [("complaint", "risk"), ("praise",), ()]
        page.keyboard.press("KeyU")
        showing(page, TEXTS[2])
        page.keyboard.press("KeyS")
        showing(page, TEXTS[3])
        assert [flags(store, number) for number in asked[2:]] == [None, None]
        assert heard == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_works_without_scripts_and_fits(
    browser: Browser, board: str, store: Store, asked: list[int], size: tuple[int, int]
) -> None:
    with window(browser, size, scripts=False) as page:
        sign_in(page, board)
        page.goto(f"{board}/learning")
        page.get_by_label("Скарга").check()
        page.get_by_role("button", name="Зберегти, далі").click()
        showing(page, TEXTS[1])
        assert flags(store, asked[0]) == ("complaint",)
        page.get_by_role("button", name="Скасувати").click()
        showing(page, TEXTS[0])
        page.get_by_role("link", name="Слова").click()
        page.get_by_label("Слово або фраза").fill("гном")
        page.get_by_role("button", name="погане").click()
        expect(page.locator(".lexicon .phrase")).to_have_text("гном")
        page.get_by_role("link", name="Артефакти").click()
        page.get_by_role("button", name="Навчити зараз").click()
        expect(page.locator("#trainings")).to_contain_text("ось-ось почнеться")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["/learning", "/learning/words", "/learning/artefacts"])
def test_every_page_fits_the_screen(browser: Browser, board: str, size: tuple[int, int], path: str) -> None:
    with window(browser, size) as page:
        sign_in(page, board)
        page.goto(f"{board}{path}")
        assert no_sideways_scroll(page)


def test_a_training_tells_how_far_it_is_without_a_reload(browser: Browser, board: str, store: Store) -> None:
    with window(browser, DESK) as page:
        sign_in(page, board)
        page.goto(f"{board}/learning/artefacts")
        page.get_by_role("button", name="Навчити зараз").click()
        store.trainings.fail(store.trainings.claim(NOW) or 0, "base: is damaged; install it again", NOW)
        expect(page.locator("#trainings")).to_contain_text("base: is damaged")
