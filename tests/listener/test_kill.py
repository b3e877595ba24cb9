"""A process that is killed while it collects loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from listener.collect import LEASE
from listener.network import Http
from models.store import Store
from tests.listener.telegram_stage import BRAND, OKSANA, Stage, a_stage

ROOT = Path(__file__).parents[2]
COLLECT = """
import sys
from datetime import datetime
from pathlib import Path
from listener.collect import collect
from listener.network import Http
from models.store import Store
from tests.listener.conftest import a_source

database, url, at = sys.argv[1:]
source, http = a_source(base_url=url), Http(per_second=1e9)
print(collect(source, http, Store(Path(database)), lambda: datetime.fromisoformat(at)))
"""


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(store, http, comments_max=4, comments_more=3) as set_up:
        for _ in range(3):
            post = set_up.world.publish(BRAND, "Працюємо без вихідних")
            for number in range(9):
                set_up.world.comment(post, OKSANA, f"Питання {number}")
        yield set_up


def a_process(stage: Stage) -> subprocess.Popen[str]:
    """A process of its own that takes one turn."""
    given = [str(stage.store.link.path), stage.replica.url, stage.clock[0].isoformat()]
    return subprocess.Popen(
        [sys.executable, "-c", COLLECT, *given], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.kill
@pytest.mark.parametrize("request_number", [1, 2, 4, 7])
def test_a_killed_turn_is_completed_by_the_next_one(stage: Stage, request_number: int) -> None:
    victim: list[int] = []
    stage.meanwhile[:] = [lambda: None] * (request_number - 1)
    stage.meanwhile.append(lambda: os.kill(victim[0], signal.SIGKILL))
    with a_process(stage) as process:
        victim.append(process.pid)
    assert process.returncode == -signal.SIGKILL
    assert stage.kept() != stage.shown()

    assert stage.turn().skipped == "another turn is under way"  # the dead one's claim has to run out
    stage.clock[0] += LEASE
    assert stage.turn().error is None
    assert stage.kept() == stage.shown()
    assert stage.store.mentions.count() == len(stage.shown()) == 30


@pytest.mark.kill
def test_two_processes_that_collect_at_once_store_once(stage: Stage) -> None:
    with a_process(stage) as one, a_process(stage) as other:
        said = sorted([one.communicate()[0], other.communicate()[0]])

    assert stage.store.mentions.count() == 30
    assert sum("new=30" in each for each in said) == 1
