"""How much a collecting turn costs beyond its floor: the same requests, parsing and inserts, and no logic."""

import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from selectolax.lexbor import LexborHTMLParser

from listener.collect import collect
from listener.network import Http
from listener.replica.server import Replica, Reply, Request
from listener.replica.telegram import Telegram
from listener.replica.vk import TOKEN, Vk
from listener.replica.world import Account, World
from models.settings import Source
from models.store import Store
from tests.listener.conftest import a_source

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
BRAND = Account(700700, "Пошта Зоря", "zoria_post", brand=True)
PERSON = Account(17, "Оксана К.", "oksana_k")
POSTS, COMMENTS = 10, 100  # comments under each post
ROUNDS = 15
TEXT = "Посилка третій день стоїть у відділенні, на лінії не відповідають, дата в застосунку змінюється щодня"

Row = tuple[object, ...]


def collect_ratio(platform: str = "vk", rounds: int = ROUNDS) -> float:
    """Seconds of one collecting turn of 1,000 new comments over those of its floor; median of pairs."""
    with TemporaryDirectory() as folder, elsewhere(platform) as url:
        asked, rows = _first_turn(platform, Path(folder) / "first.db")
        source = _source(platform, url)
        return statistics.median(
            _turn(source, Path(folder) / f"turn{number}.db")
            / _floor(url, asked, rows, Path(folder) / f"floor{number}.db")
            for number in range(rounds)
        )


def a_place(platform: str) -> Replica:
    """Ten posts with a hundred comments each; every answer is made once, for making it is not measured."""
    world = World(lambda: AT)
    for number in range(POSTS):
        post = world.publish(BRAND, f"Новина {number}")
        for each in range(COMMENTS):
            world.comment(post, PERSON, f"{TEXT} ({each})")
    answer = Vk(world).answer if platform == "vk" else Telegram(world).answer
    made: dict[tuple[str, str], Reply] = {}

    def remembered(request: Request) -> Reply:
        key = (request.path, json.dumps([dict(request.query), dict(request.form)]))
        if key not in made:
            made[key] = answer(request)
        return made[key]

    return Replica(remembered)


@contextmanager
def elsewhere(platform: str) -> Iterator[str]:
    """The address of that place in a process of its own, so that its work is not counted as ours."""
    command = [sys.executable, "-m", "tests.listener.bench", platform]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()


def _source(platform: str, url: str) -> Source:
    return a_source(TOKEN, platform=platform, base_url=url, token_env="TOKEN")


def _first_turn(platform: str, database: Path) -> tuple[list[Request], list[Row]]:
    """What a turn asks, and the rows that come of it."""
    with a_place(platform) as replica:
        _turn(_source(platform, replica.url), database)
        return list(replica.requests), _rows(database)


def _turn(source: Source, database: Path) -> float:
    store, http = Store(database), Http(per_second=1e9)
    begin = time.perf_counter()
    turn = collect(source, http, store, lambda: AT)
    taken = time.perf_counter() - begin
    if turn.error or turn.kept.new != POSTS * (COMMENTS + 1):
        raise RuntimeError(f"bench: the turn did not go as it should: {turn}")
    store.close()
    http.close()
    return taken


def _floor(url: str, asked: list[Request], rows: list[Row], database: Path) -> float:
    Store(database).close()
    share = len(rows) // len(asked) + 1
    insert = f"insert into mentions values ({', '.join('?' * len(rows[0]))})"
    with httpx.Client() as client, closing(_connect(database)) as connection:
        begin = time.perf_counter()
        for number, request in enumerate(asked):
            _parse(_ask(client, url, request))
            connection.execute("begin immediate")
            connection.executemany(insert, rows[number * share : (number + 1) * share])
            connection.execute("commit")
        return time.perf_counter() - begin


def _ask(client: httpx.Client, url: str, request: Request) -> httpx.Response:
    headers = {name: request.headers[name] for name in KEPT_HEADERS if name in request.headers}
    form = dict(request.form) if request.method == "POST" else None
    return client.request(
        request.method, url + request.path, params=request.query, data=form, headers=headers
    )


KEPT_HEADERS = ("authorization", "x-requested-with")


def _parse(answer: httpx.Response) -> None:
    if "json" in answer.headers["content-type"]:
        answer.json()
        return
    for block in LexborHTMLParser(answer.text).css(".tgme_widget_message"):
        for part in FIELDS:
            if node := block.css_first(part):
                node.text()


FIELDS = (
    ".js-message_text",
    ".tgme_widget_message_author_name",
    "time[datetime]",
    ".tgme_widget_message_reply",
    ".tgme_reaction",
    ".tgme_widget_message_photo_wrap",
)


def _rows(database: Path) -> list[Row]:
    with closing(_connect(database)) as connection:
        return connection.execute("select * from mentions").fetchall()


def _connect(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("pragma synchronous = normal")
    return connection


def _serve(platform: str) -> None:
    with a_place(platform) as replica:
        print(replica.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    if sys.argv[1:]:
        _serve(sys.argv[1])
    else:
        for name in ("vk", "telegram"):
            told = f"{collect_ratio(name):.2f} times its floor"
            print(f"{name}: one collecting turn of 1,000 comments takes {told}")
