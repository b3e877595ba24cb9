"""How much a collecting turn costs beyond its floor: the same requests, parsing and inserts, and no logic."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Place:
    """A source, and the answers of its platform, made beforehand so that making them is not measured."""

    source: Source
    replica: Replica


def collect_ratio(platform: str = "vk", rounds: int = ROUNDS) -> float:
    """Seconds of one collecting turn of 1,000 new comments over those of its floor; the fastest of each."""
    with a_place(platform) as place, TemporaryDirectory() as folder:
        _turn(place, Path(folder) / "first.db")  # every answer is made once
        asked = list(place.replica.requests)
        rows = _rows(Path(folder) / "first.db")
        turns, floors = [], []
        for number in range(rounds):
            turns.append(_turn(place, Path(folder) / f"turn{number}.db"))
            floors.append(_floor(place, asked, rows, Path(folder) / f"floor{number}.db"))
    return min(turns) / min(floors)


@contextmanager
def a_place(platform: str) -> Iterator[Place]:
    """Ten posts with a hundred comments each, on a platform."""
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

    with Replica(remembered) as replica:
        given = {"platform": platform, "base_url": replica.url, "token_env": "TOKEN"}
        yield Place(a_source(TOKEN, **given), replica)


def _turn(place: Place, database: Path) -> float:
    store, http = Store(database), Http(per_second=1e9)
    begin = time.perf_counter()
    turn = collect(place.source, http, store, lambda: AT)
    taken = time.perf_counter() - begin
    if turn.error or turn.kept.new != POSTS * (COMMENTS + 1):
        raise RuntimeError(f"bench: the turn did not go as it should: {turn}")
    store.close()
    http.close()
    return taken


def _floor(place: Place, asked: list[Request], rows: list[Row], database: Path) -> float:
    Store(database).close()
    share = len(rows) // len(asked) + 1
    insert = f"insert into mentions values ({', '.join('?' * len(rows[0]))})"
    with httpx.Client() as client, closing(_connect(database)) as connection:
        begin = time.perf_counter()
        for number, request in enumerate(asked):
            _parse(_ask(client, place.replica.url, request))
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
            block.css_first(part)


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


if __name__ == "__main__":
    for name in ("vk", "telegram"):
        print(
            f"{name}: one collecting turn of 1,000 comments takes {collect_ratio(name):.2f} times its floor"
        )
