"""Posts on Bluesky as a search finds them: read from saved answers, with few logins and nothing missed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from listener.network import Http
from listener.replica.bluesky import LOGIN, PASSWORD, Bluesky, uri
from listener.replica.server import Fault, Replica, Reply, as_json, status
from listener.replica.world import World
from listener.sources import bluesky_parse
from models.records import Kind
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.kits import BLUESKY
from tests.listener.rolling_stage import ANNA, BRAND, START, TARAS, Stage, a_stage

SAVED = Path(__file__).parent / "payloads" / "bluesky"
SOURCE = a_source(platform="bluesky", target="Пошта Зоря", options={"login": LOGIN})


def saved(name: str) -> Any:
    return json.loads((SAVED / name).read_text("utf-8"))


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(BLUESKY, store, http) as ready:
        yield ready


def test_a_saved_search_is_read_whole() -> None:
    page = bluesky_parse.found(SOURCE, LOGIN, saved("search.json"))

    lilia, taras = (item.mention for item in page.items)
    assert (page.onward, page.items[0].replies) == ("100", 2)
    assert (lilia.kind, lilia.text, lilia.likes, lilia.shares) == (
        Kind.POST,
        "Пошта Зоря, де посилка? 😡",
        7,
        1,
    )
    assert lilia.published_at == datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
    assert lilia.url == "https://bsky.app/profile/did:plc:lilia7/post/3kabc2"
    assert (lilia.author_name, lilia.attachments) == ("Лілія Р.", ("photo",))
    assert (taras.kind, taras.parent_id) == (Kind.COMMENT, "at://did:plc:z/app.bsky.feed.post/3kpar")
    assert taras.author_name == "taras.example.org"


def test_a_time_that_cannot_be_gives_way_to_that_of_indexing() -> None:
    taras = bluesky_parse.found(SOURCE, LOGIN, saved("search.json")).items[1].mention

    assert taras.published_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert (taras.likes, taras.replies) == (None, None)


def test_a_saved_thread_is_read_at_every_level() -> None:
    thread = "at://did:plc:lilia7/app.bsky.feed.post/3kabc2"
    brand, lilia = bluesky_parse.replies(SOURCE, LOGIN, thread, saved("thread.json"))

    assert (brand.by_brand, brand.parent_id, brand.thread_id) == (True, thread, thread)
    assert (lilia.by_brand, lilia.parent_id, lilia.thread_id) == (False, brand.external_id, thread)


def test_posts_and_replies_are_stored_with_what_they_answer(stage: Stage) -> None:
    post = stage.writes("Пошта Зоря, де посилка?")
    answer = stage.world.comment(post, BRAND, "Вже їде")
    stage.world.comment(post, ANNA, "Дякую", reply_to=answer)

    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(answer).mention.by_brand


def test_a_quiet_turn_costs_two_requests_and_no_login(stage: Stage) -> None:
    stage.place.largest = 2
    for number in range(5):
        stage.writes(f"Пост {number}")
        stage.later(hours=3)
    stage.turn()

    assert stage.asked() == 2
    assert stage.place.logins == 1


def test_a_session_that_has_ended_is_begun_anew(stage: Stage) -> None:
    stage.writes("Пост")
    stage.turn()
    stage.place.sessions.clear()

    assert stage.turn().error is None
    assert stage.place.logins == 2


def test_a_refused_password_needs_a_person_and_is_never_shown(stage: Stage) -> None:
    stage.source = stage.source.model_copy(update={"options": {"login": "somebody.else"}})

    error = stage.turn().error or ""

    assert "make a new app password" in error
    assert PASSWORD not in error
    assert stage.store.sources.state("zoria-bluesky").permanent


def test_a_deleted_post_goes_with_its_replies(stage: Stage) -> None:
    post = stage.writes("Скарга")
    stage.world.comment(post, TARAS, "Підтримую")
    stage.turn()
    stage.world.delete(post)
    stage.settle(4)

    assert stage.kept() == {}


def test_a_reply_to_a_reply_is_found_within_hours(stage: Stage) -> None:
    post = stage.writes("Скарга")
    reply = stage.world.comment(post, TARAS, "Підтримую")
    stage.turn()
    deep = stage.world.comment(post, ANNA, "І я", reply_to=reply)
    stage.later(hours=6)
    stage.turn()

    assert stage.find(deep).mention.text == "І я"


def test_those_who_have_blocked_us_stay_unread(stage: Stage) -> None:
    post = stage.writes("Скарга")
    stage.place.blocked.add(stage.world.comment(post, TARAS, "Не для вас"))
    stage.turn()

    assert list(stage.kept()) == [uri(stage.world.posts()[0])]


def test_a_thread_that_shows_fewer_replies_than_it_counts_proves_nothing(stage: Stage) -> None:
    post = stage.writes("Скарга")
    reply = stage.world.comment(post, TARAS, "Підтримую")
    stage.turn()
    stage.place.unseen.add(reply)
    stage.world.comment(post, ANNA, "І я")
    stage.turn()
    assert stage.find(reply).deleted_at is None

    stage.world.delete(reply)
    stage.turn()
    assert stage.find(reply).deleted_at


def test_a_clock_ahead_of_ours_does_not_put_a_post_into_the_future(stage: Stage) -> None:
    stage.place.early = timedelta(days=400)
    number = stage.writes("З майбутнього")
    stage.turn()

    assert stage.find(number).mention.published_at == START


@pytest.mark.parametrize(
    ("fault", "words", "permanent"),
    [
        (Fault(as_json({"error": "InvalidRequest", "message": "q"}, 400)), "cannot make sense", True),
        (Fault(as_json({"error": "AuthMissing", "message": "no"}, 401)), "new app password", True),
        (Fault(as_json([], 400)), "unexpected answer", False),
        (Fault(as_json({"posts": [{"uri": 1}]})), "promises", False),
        (Fault(Reply(b"<html>", 400)), "no JSON", False),
        (status(429, 900), "429", False),
    ],
    ids=["misunderstood", "no session", "a list", "another shape", "a page", "too fast"],
)
def test_each_refusal_is_said_in_words(stage: Stage, fault: Fault, words: str, permanent: bool) -> None:
    stage.turn()
    stage.replica.faults.append(fault)

    assert words in (stage.turn().error or "")
    assert stage.store.sources.state("zoria-bluesky").permanent is permanent


def test_the_replica_wants_a_session_and_hides_what_is_gone() -> None:
    place = Bluesky(World(lambda: START))
    post = place.world.publish(ANNA, "Пост")
    name = uri(place.world.posts()[0])
    with Replica(place.answer) as replica, httpx.Client(base_url=f"{replica.url}/xrpc") as client:
        assert client.get("/app.bsky.feed.searchPosts", params={"q": "x"}).status_code == 401
        login = {"identifier": LOGIN, "password": PASSWORD}
        token = client.post("/com.atproto.server.createSession", json=login).json()["accessJwt"]
        client.headers["authorization"] = f"Bearer {token}"
        assert len(client.get("/app.bsky.feed.searchPosts", params={"q": "x"}).json()["posts"]) == 1
        place.world.delete(post)
        assert client.get("/app.bsky.feed.getPosts", params={"uris": [name]}).json() == {"posts": []}
        assert client.get("/app.bsky.feed.getPostThread", params={"uri": name}).json()["error"] == "NotFound"
        place.sessions.clear()
        assert client.get("/app.bsky.feed.searchPosts").json()["error"] == "ExpiredToken"
