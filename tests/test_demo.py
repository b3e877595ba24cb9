"""`vidhuk demo` as a newcomer meets it: started as a program, looked at in a real browser."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browser import DESK, PHONE, chromium, complaints, window

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SOON = 180_000  # milliseconds; far more than it takes, for a machine that has much else to do
SPEED = "12"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The demonstration, twelve times as fast, with the address and the login that it printed."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "service", "demo", "--port", "0", "--speed", SPEED, "--json"]
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": "1"}
    with (folder / "log").open("w") as errors:
        process = subprocess.Popen(
            command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
        process.stdout.close()
        assert "Traceback" not in (folder / "log").read_text()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as ready:
        yield ready


def signed_in(page: Page, demo: dict[str, str]) -> None:
    page.goto(demo["board"])
    page.get_by_label("Логін").fill(demo["login"])
    page.get_by_label("Пароль").fill(demo["password"])
    page.get_by_role("button", name="Увійти").click()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_case_is_taken_answered_undone_and_relabelled(
    browser: Browser, demo: dict[str, str], size: tuple[int, int]
) -> None:
    with window(browser, size) as page:
        heard = complaints(page)
        signed_in(page, demo)
        expect(page.locator(".line").first).to_be_visible(timeout=SOON)
        page.goto(f"{demo['board']}/?status=new")
        page.locator(".line .line-text").first.click()
        expect(page.locator(".comment mark").first).to_be_visible()
        page.get_by_role("button", name="Взяти", exact=True).click()
        expect(page.locator(".case-head .chip").first).to_contain_text("Оленка")
        page.get_by_label("Відповідь", exact=True).fill("Вже шукаємо вашу посилку")
        page.get_by_role("button", name="Позначити, що відповіли").click()
        expect(page.locator(".case-head .chip").first).to_contain_text("Відповіли")
        expect(page.locator(".history .said").first).to_have_text("Вже шукаємо вашу посилку")
        page.locator("#toasts").get_by_role("button", name="Скасувати").click()
        expect(page.locator("#toasts")).to_contain_text("Скасовано.")
        expect(page.locator(".case-head .chip").first).to_contain_text("У роботі")
        if not page.locator(".tick").first.is_visible():  # it stands open where the machine is unsure
            page.get_by_text("Змінити мітку", exact=True).click()
        page.locator(".tick").filter(has_text="Подяка").click()
        page.get_by_role("button", name="Зберегти мітку").click()
        expect(page.locator(".decision")).to_contain_text("Оленка")
        assert heard == []


def test_the_interface_changes_its_language(browser: Browser, demo: dict[str, str]) -> None:
    with window(browser, DESK) as page:
        signed_in(page, demo)
        for name, queue in (("English", "Queue"), ("Русский", "Очередь"), ("Українська", "Черга")):
            page.locator(".person-menu > summary").click()
            page.get_by_role("button", name=name).click()
            expect(page.get_by_role("link", name=queue, exact=True)).to_be_visible()


def test_the_outage_opens_an_incident_and_its_mail_can_be_read(
    browser: Browser, demo: dict[str, str]
) -> None:
    with window(browser, DESK) as page:
        signed_in(page, demo)
        expect(page.locator(".banner")).to_contain_text("Пошта Зоря", timeout=SOON)
        page.goto(demo["mailbox"])
        mail = page.get_by_role("link", name="Пошта Зоря:").filter(has_text="скарг")
        while not mail.count():
            page.wait_for_timeout(1000)
            page.reload()
        mail.last.click()
        letter = page.frame_locator(".letter-page")
        expect(letter.get_by_text("Побачено", exact=True)).to_be_visible()
        expect(letter.get_by_text("Звично", exact=True)).to_be_visible()
        expect(letter.locator("a").first).to_be_visible()
