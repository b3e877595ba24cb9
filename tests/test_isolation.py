"""Sources that hang, fail or drip do not keep the others from their turns."""

import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from listener.network import Http, SourceError
from listener.replica.server import Replica
from models.settings import Source
from tests.isolation import HANG, MANY, PER_SECOND, answer, running, waited
from tests.listener.conftest import a_source


def test_the_good_take_their_turns_while_others_hang_fail_and_drip(tmp_path: Path) -> None:
    with running(good=6, bad=5, every=timedelta(seconds=1), folder=tmp_path) as (log, names):
        assert log.wait(names, turns=3, seconds=120)
        hung = [name for name, turns in log.turns.items() if name not in names and turns]
    assert len(names) == 6
    assert len(hung) <= 10  # those that hang have not ended a single turn


def test_waiting_is_half_the_pace_and_the_turn_itself() -> None:
    assert waited([(0.0, 0.1), (1.0, 1.1), (2.0, 2.1)]) == pytest.approx(0.6)
    assert waited([(0.0, 0.1), (4.0, 4.1)]) == pytest.approx(2.1)


def test_so_many_may_hang_at_once_as_there_are_sources(tmp_path: Path) -> None:
    many = 110  # more than a client of httpx opens by itself
    stopping = threading.Event()
    with Replica(answer) as replica:
        replica.faults.extend([HANG] * MANY)
        http = Http(per_second=PER_SECOND, sleep=stopping.wait)  # type: ignore[arg-type]
        source = a_source(platform="feed", target=f"{replica.url}/feed.rss")
        threads = [threading.Thread(target=asked, args=(http, source)) for _ in range(many)]
        for each in threads:
            each.start()
        while len(replica.requests) < many and all(each.is_alive() for each in threads):
            time.sleep(0.01)  # until all are there, or one has given up
        came = len(replica.requests)
        stopping.set()
    for each in threads:
        each.join()
    http.close()
    assert came == many


def asked(http: Http, source: Source) -> None:
    with suppress(SourceError):
        http.get(source, source.target)
