"""A purge killed half-way ends whole on the next turn."""

import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from models.records import Batch
from models.store import Store
from tests.factories import NOW, mention

MANY = 6_000
OLD = NOW - timedelta(days=400)
WORD = "Абракадабра"
PURGE = """
import sys
from datetime import datetime
from pathlib import Path
from listener.retention import purge
from models.retention import Retention, rules
from models.store import Store
at = datetime.fromisoformat(sys.argv[2])
store = Store(Path(sys.argv[1]))
purge(store, rules(Retention.model_validate({"keep": "365d"}), at), at)
store.close()
"""


def purging(folder: Path) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-c", PURGE, str(folder / "vidhuk.db"), NOW.isoformat()]
    return subprocess.Popen(words)


def removed(store: Store) -> int:
    return sum(entry.purged.mentions for entry in store.purges.log())


@pytest.mark.kill
def test_a_killed_purge_ends_whole(store: Store, tmp_path: Path) -> None:
    many = tuple(mention(number, f"{WORD} {number}", published_at=OLD) for number in range(MANY))
    store.mentions.keep("zoria-telegram", Batch(many), NOW)
    killed = purging(tmp_path)
    until = time.monotonic() + 60
    while removed(store) == 0 and killed.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert 0 < removed(store) < MANY

    assert purging(tmp_path).wait() == 0
    assert (removed(store), store.mentions.count()) == (MANY, MANY)
    assert all(entry.scrubbed_at for entry in store.purges.log())
    store.close()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("vidhuk.db*"))
    assert WORD.encode() not in left
