"""Pictures of the demonstration for the documentation: `make screenshots`."""

import json
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.web.browser import DESK, PHONE, chromium

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
SPEED = "6"
PATIENCE = 180_000  # milliseconds

SHOTS = {
    "queue": (DESK, "light", "/"),
    "queue-phone-dark": (PHONE, "dark", "/"),
    "queue-dark": (DESK, "dark", "/"),
    "case": (DESK, "light", "/?label=complaint"),
    "case-phone": (PHONE, "light", "/?label=complaint"),
    "case-dark": (DESK, "dark", "/?label=complaint"),
    "incident": (DESK, "dark", "/incidents/1"),
    "sources": (DESK, "light", "/sources"),
    "sources-phone-dark": (PHONE, "dark", "/sources"),
    "learning": (DESK, "light", "/learning"),
    "learning-phone-dark": (PHONE, "dark", "/learning"),
    "rule": (DESK, "light", "/rules/new?label=complaint"),
    "people": (DESK, "dark", "/people"),
    "mail-phone": (PHONE, "light", "/mailbox/"),
}


def main() -> None:
    """Start the demonstration, wait for its outage, and take every picture."""
    command = [sys.executable, "-m", "service", "demo", "--port", "0", "--speed", SPEED, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        told = json.loads(demo.stdout.readline())
        try:
            with chromium() as browser:
                for name in SHOTS:
                    take(browser, told, name)
        finally:
            demo.terminate()


def take(browser: Browser, told: dict[str, str], name: str) -> None:
    """One picture, once the incident is on the board."""
    (width, height), scheme, path = SHOTS[name]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="uk-UA",
        timezone_id="Europe/Kyiv",
    )
    page.goto(told["board"])
    page.get_by_label("Логін").fill(told["login"])
    page.get_by_label("Пароль").fill(told["password"])
    page.get_by_role("button", name="Увійти").click()
    page.wait_for_selector(".banner", timeout=PATIENCE)
    page.goto(told["board"] + path)
    step_inside(page, name)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")
    page.close()


def step_inside(page: Page, name: str) -> None:
    """From a list to the thing that the picture shows."""
    if name.startswith("case"):
        page.locator(".line .line-text").nth(2).click()
        page.wait_for_selector(".comment mark")
    if name == "mail-phone":
        page.get_by_role("link", name="Пошта Зоря:").filter(has_text="скарг").last.click()
        page.frame_locator(".letter-page").locator("a").first.wait_for()


if __name__ == "__main__":
    main()
