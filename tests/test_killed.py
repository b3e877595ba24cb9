"""A process killed while it judges: nothing is lost, nothing is judged or opened twice."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from models.records import Batch
from models.store import Store
from models.store.queue import Filters
from tests.factories import NOW, mention

TEXTS = ("Де моя посилка вже місяць?", "Дякую, швидко", "Черга на годину, ганьба", "ау")
MANY = 6000
WANTED = "select count(*) as many from in_force where complaint = 1 or question = 1 or risk = 1"
SOME_TIME = 60.0  # seconds

pytestmark = pytest.mark.kill


def count(store: Store, table: str) -> int:
    row = store.link.row(f"select count(*) as many from {table}")
    assert row is not None
    return int(row["many"])


def judging(folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "service", "judge", "--config", str(folder / "config.toml")]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def test_a_killed_judge_is_completed_by_the_next_one(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[[brands]]\nname = "zoria"\ntitle = "Зоря"\n', encoding="utf-8")
    (tmp_path / "var").mkdir()
    store = Store(tmp_path / "var/vidhuk.db")
    texts = [mention(number, TEXTS[number % len(TEXTS)] + f" {number}") for number in range(MANY)]
    store.mentions.keep("zoria-telegram", Batch(tuple(texts)), NOW)

    killed = judging(tmp_path)
    until = time.monotonic() + SOME_TIME
    while count(store, "verdicts") == 0 and killed.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert 0 < count(store, "verdicts") < MANY

    assert judging(tmp_path).wait() == 0
    assert count(store, "verdicts") == MANY
    assert store.verdicts.unjudged("base-2026.11") == []
    wanted = store.link.row(WANTED)
    assert wanted is not None
    assert count(store, "case_mentions") == wanted["many"] > 0  # each in one case, of one story or its own
    assert store.queue.count(Filters(status="all")) == count(store, "cases") > 0
    store.close()
