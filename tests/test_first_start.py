"""The first start as a newcomer meets it: an empty folder, `vidhuk run`, a browser, the first comment."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from listener.replica.server import Replica
from listener.replica.telegram import Telegram
from listener.replica.world import Account, World
from models.moments import now
from tests.web.browser import DESK, PHONE, chromium, complaints, window
from web.mailbox.server import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SOON = 180_000  # milliseconds; far more than it takes, for a machine that has much else to do
PASSWORD = "сорок тисяч листів"
BRAND = """
[service]
address = "127.0.0.1:{port}"

[[brands]]
name = "zoria"
title = "Пошта Зоря"
"""
SOURCE = """
[[sources]]
name = "zoria-telegram"
brand = "zoria"
platform = "telegram"
target = "zoria_post"
every = "5s"
base_url = "{url}"
"""


@contextmanager
def running(folder: Path) -> Iterator[dict[str, str]]:
    """`vidhuk run` in a folder; gives what it printed."""
    command = [sys.executable, "-m", "service", "run", "--json"]
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": "1"}
    with (folder / "log").open("a") as errors:
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


@pytest.fixture
def channel() -> Iterator[str]:
    """The address of a t.me on which somebody has complained."""
    world, asked = World(now), now() - timedelta(hours=1)
    post = world.publish(Account(1, "Пошта Зоря", "zoria_post", brand=True), "До 20:00", asked)
    world.comment(post, Account(2, "Оксана К.", "oksana_k"), "Де моя посилка вже місяць?", at=asked)
    with Replica(Telegram(world, "zoria_post").answer) as replica:
        yield replica.url


def make_first(page: Page, begun: dict[str, str]) -> None:
    """Fill in the form of the first start, to which any page of the board leads."""
    page.goto(f"{begun['board']}/mentions")
    expect(page).to_have_url(f"{begun['board']}/first")
    for label, typed in {
        "Код": begun["code"],
        "Ваше ім’я": "Ганна Шеф",
        "Логін": "hanna",
        "Пароль, щонайменше": PASSWORD,
        "Пароль ще раз": PASSWORD,
    }.items():
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Почати").click()
    expect(page.get_by_role("heading", name="Перші кроки")).to_be_visible()


def test_an_empty_folder_becomes_a_board_with_the_first_comment(tmp_path: Path, channel: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(BRAND.format(port=free_port()), encoding="utf-8")
    with chromium() as browser, window(browser, DESK) as page:
        heard = complaints(page)
        with running(tmp_path) as begun:
            make_first(page, begun)
            expect(page.locator("#snippet-telegram")).to_contain_text('platform = "telegram"')
            assert heard == []
        config.write_text(config.read_text(encoding="utf-8") + SOURCE.format(url=channel), encoding="utf-8")
        with running(tmp_path) as again:
            assert not again["code"]
            expect(page.locator(".heard")).to_contain_text("zoria-telegram", timeout=SOON)
            expect(page.locator("#walk-queue")).to_be_visible(timeout=SOON)
            page.locator("#walk-queue").click()
            expect(page.locator(".line").first).to_contain_text("Де моя посилка")


def test_it_can_be_walked_on_a_phone_without_scripts(tmp_path: Path, channel: str) -> None:
    said = BRAND.format(port=free_port()) + SOURCE.format(url=channel)
    (tmp_path / "config.toml").write_text(said, encoding="utf-8")
    with running(tmp_path) as begun, chromium() as browser, window(browser, PHONE, scripts=False) as page:
        make_first(page, begun)
        while page.get_by_role("link", name="Подивитися ще раз").count():
            page.wait_for_timeout(1000)
            page.get_by_role("link", name="Подивитися ще раз").click()
        page.locator("#walk-queue").click()
        expect(page.locator(".line").first).to_contain_text("Де моя посилка")
