"""SIGKILL between claim, send and settle: each alert arrives, and what was settled arrives once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from models.records import Alert
from models.store import Store
from tests.web.alerts.stage import HOUR, LEAD, MINUTE, NOW, Post, post_office, settings
from web.alerts.channels import opened
from web.alerts.deliver import deliver
from web.alerts.facts import Critical, packed

pytestmark = pytest.mark.kill
ROOT = Path(__file__).parents[3]

CHILD = """
import os, signal, sys
from pathlib import Path
from models.store import Store
from tests.web.alerts.stage import NOW, settings
from web.alerts.channels import opened
from web.alerts.deliver import deliver

path, port, moment, nth = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
mail = opened(settings(mail={"port": port}))["mail"]
seen = 0

def send(alert, at):
    global seen
    seen += 1
    if seen == nth and moment == "claimed":
        os.kill(os.getpid(), signal.SIGKILL)
    mail(alert, at)
    if seen == nth and moment == "sent":
        os.kill(os.getpid(), signal.SIGKILL)

deliver(Store(path), {"mail": send}, NOW)
"""


def queue(store: Store, many: int) -> None:
    for number in range(many):
        facts = Critical(f"critical:{number}", "Зоря", (number,), ("legal",), ())
        store.alerts.put(f"critical:{number}:mail:{LEAD}", "critical", "mail", LEAD, packed(facts), NOW)


def killed_child(store: Store, port: int, moment: str, nth: int) -> None:
    command = [sys.executable, "-c", CHILD, str(store.link.path), str(port), moment, str(nth)]
    done = subprocess.run(command, cwd=ROOT, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("moment", "twice"), [("claimed", 0), ("sent", 1)])
def test_a_killed_delivery_loses_nothing_and_repeats_only_what_was_not_settled(
    store: Store, moment: str, twice: int
) -> None:
    queue(store, 4)
    with post_office(Post()) as post:
        killed_child(store, post.port, moment, nth=2)
        again = deliver(store, opened(settings(mail={"port": post.port})), NOW + 5 * MINUTE)
        assert again.sent == 2  # the one that the dead process held is still its own
        last = deliver(store, opened(settings(mail={"port": post.port})), NOW + HOUR)
    assert last.sent == 1
    assert store.alerts.waiting() == []
    arrived = Counter(message["Message-ID"] for message in post.got)
    assert len(arrived) == 4
    assert sorted(arrived.values()) == [1] * (4 - twice) + [2] * twice


class Killer(Post):
    """A mail server that takes the letter, and kills who sent it before saying so."""

    child: "subprocess.Popen[bytes] | None" = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if self.child is not None:
            os.kill(self.child.pid, signal.SIGKILL)
            self.child.wait()
            self.child = None
        return answer


def test_a_letter_taken_without_a_receipt_comes_again_under_the_same_number(store: Store) -> None:
    queue(store, 1)
    with post_office(Killer()) as post:
        command = [sys.executable, "-c", CHILD, str(store.link.path), str(post.port), "never", "1"]
        post.child = subprocess.Popen(command, cwd=ROOT)
        post.child.wait(60)
        deliver(store, opened(settings(mail={"port": post.port})), NOW + HOUR)
    assert len(post.got) == 2
    assert len({message["Message-ID"] for message in post.got}) == 1


def test_two_processes_deliver_each_alert_once(store: Store) -> None:
    queue(store, 12)
    with post_office(Post()) as post:
        command = [sys.executable, "-c", CHILD, str(store.link.path), str(post.port), "never", "1"]
        children = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
        assert [child.wait(60) for child in children] == [0, 0]
    assert Counter(Counter(message["Message-ID"] for message in post.got).values()) == {1: 12}
    assert all(isinstance(alert, Alert) for alert in store.alerts.latest())
    assert store.alerts.waiting() == []
