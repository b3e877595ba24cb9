"""Posts on Mastodon with a hashtag or a mention: read from saved answers, public ones only."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from listener.network import Http
from listener.replica.mastodon import TOKEN, Mastodon
from listener.replica.server import Fault, Replica, as_json, status
from listener.replica.world import World
from listener.sources import mastodon_parse
from models.records import Kind
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.kits import MASTODON
from tests.listener.rolling_stage import ANNA, BRAND, START, TARAS, Stage, a_stage

SAVED = Path(__file__).parent / "payloads" / "mastodon" / "timeline.json"
ACCOUNT = "zoria_post@mastodon.example.org"


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(MASTODON, store, http) as ready:
        yield ready


def test_a_saved_timeline_is_read_without_what_is_not_public() -> None:
    source = a_source(platform="mastodon", target="#ПоштаЗоря", base_url="https://mastodon.example.org")
    items = mastodon_parse.listed(source, ACCOUNT, json.loads(SAVED.read_text("utf-8")))

    lilia, brand = (item.mention for item in items)
    assert lilia.text == "скарга\nЗнову #ПоштаЗоря:\nпосилка мокра\nХто відповість?"
    assert (lilia.kind, items[0].replies, lilia.likes, lilia.shares) == (Kind.POST, 2, 7, 1)
    assert lilia.edited_at == datetime(2026, 11, 20, 9, 20, tzinfo=UTC)
    assert (lilia.author_id, lilia.author_name) == ("lilia@other.example", "Лілія Р.")
    assert (lilia.url, lilia.attachments) == ("https://other.example/@lilia/77", ("photo",))
    assert (brand.kind, brand.parent_id, brand.by_brand) == (Kind.COMMENT, "113400000000000009", True)
    assert (lilia.by_brand, brand.author_name) == (False, "zoria_post")


@pytest.mark.parametrize(
    ("link", "found"),
    [
        (
            '<https://m.example/api?limit=40&max_id=7>; rel="next", <https://m.example/>; rel="prev"',
            "7",
        ),
        ('<https://m.example/?min_id=9>; rel="prev", <https://m.example/?max_id=8>; rel=next', "8"),
        ('<https://m.example/?min_id=9>; rel="prev"', None),
        ("", None),
    ],
)
def test_the_next_page_is_found_in_the_link_header(link: str, found: str | None) -> None:
    assert mastodon_parse.older(link) == found


def test_posts_and_replies_are_stored_with_what_they_answer(stage: Stage) -> None:
    post = stage.writes("#ПоштаЗоря, де посилка?")
    answer = stage.world.comment(post, BRAND, "Вже їде <b>")
    stage.world.comment(post, ANNA, "Дякую", reply_to=answer)

    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(answer).mention.by_brand


def test_a_quiet_turn_costs_two_requests(stage: Stage) -> None:
    stage.place.largest = 2
    for number in range(5):
        stage.writes(f"Пост {number}")
        stage.later(hours=3)
    stage.turn()

    assert stage.asked() == 2
    assert stage.asked() == 2


def test_an_edit_keeps_its_time_and_the_old_text(stage: Stage) -> None:
    number = stage.writes("Не привезли")
    stage.turn()
    edited_at = stage.clock[0]
    stage.world.edit(number, "Привезли")
    stage.turn()

    assert stage.find(number).mention.edited_at == edited_at
    assert len(stage.store.mentions.revisions(stage.find(number).id)) == 1


def test_a_post_that_is_not_public_any_more_is_taken_away(stage: Stage) -> None:
    number = stage.writes("Скарга")
    stage.turn()
    stage.place.private.add(number)
    stage.world.comment(stage.writes("Інше"), TARAS, "Так")
    stage.turn()
    stage.turn()

    assert stage.find(number).deleted_at


def test_a_post_that_reached_the_instance_late_is_found_within_a_day(stage: Stage) -> None:
    stage.place.largest = 2
    late = stage.writes("Прийшло пізно")
    stage.world.delete(late)
    for number in range(4):
        stage.later(hours=3)
        stage.writes(f"Новіше {number}")
    stage.turn()
    stage.world.delete(late, START + timedelta(days=999))
    for _ in range(24):
        stage.later(hours=1)
        stage.turn()

    assert stage.find(late).mention.text == "Прийшло пізно"


def test_what_lies_beyond_the_sixty_that_visitors_get_is_not_gone(stage: Stage) -> None:
    post = stage.writes("Пост")
    replies = [stage.world.comment(post, TARAS, f"Відповідь {number}") for number in range(60)]
    stage.turn()
    stage.world.comment(post, TARAS, "Шістдесят перша")
    stage.place.private.add(replies[0])
    stage.turn()
    assert stage.find(replies[0]).deleted_at is None

    stage.world.delete(replies[1])
    stage.turn()
    assert stage.find(replies[1]).deleted_at


def test_mentions_are_read_with_a_token(store: Store, http: Http) -> None:
    with a_stage(replace(MASTODON, token=TOKEN), store, http, "@") as stage:
        post = stage.writes("@zoria_post допоможіть")
        stage.world.comment(post, BRAND, "Вже")
        stage.turn()

        assert stage.kept() == stage.shown()
        assert stage.replica.requests[0].query["types[]"] == "mention"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target": "@"}, "mentions want the token"),
        ({"target": "дві слова"}, "neither a hashtag"),
        ({"base_url": None}, "name the instance by base_url"),
    ],
)
def test_what_is_lacking_is_a_matter_for_a_person(stage: Stage, changes: dict[str, Any], words: str) -> None:
    stage.source = stage.source.model_copy(update=changes)

    assert words in (stage.turn().error or "")
    assert stage.store.sources.state("zoria-mastodon").permanent
    assert not stage.replica.requests


def test_an_instance_that_is_closed_to_visitors_wants_a_token(stage: Stage) -> None:
    stage.place.closed = True

    assert "to its own members only" in (stage.turn().error or "")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(as_json({"error": "x"})), "promises"),
        (Fault(as_json([{"id": "1"}])), "promises"),
        (status(429), "429"),
    ],
    ids=["another shape", "a post of another shape", "too fast"],
)
def test_a_passing_fault_is_said_in_words(stage: Stage, fault: Fault, words: str) -> None:
    stage.replica.faults.append(fault)

    assert words in (stage.turn().error or "")
    assert not stage.store.sources.state("zoria-mastodon").permanent


def test_the_replica_links_to_older_pages_and_forgets_what_is_gone() -> None:
    place = Mastodon(World(lambda: START), largest=1)
    first, second = (place.world.publish(ANNA, text) for text in ("Перший", "Другий"))
    with Replica(place.answer) as replica, httpx.Client(base_url=f"{replica.url}/api/v1") as client:
        newest = client.get("/timelines/tag/поштазоря", params={"limit": 40})
        older = client.get("/timelines/tag/поштазоря", params={"max_id": second})
        assert [each["id"] for each in (*newest.json(), *older.json())] == [str(second), str(first)]
        assert f"max_id={second}" in newest.links["next"]["url"]
        assert "next" not in older.links
        assert client.get("/timelines/tag/інше").json() == []
        place.world.delete(first)
        assert client.get(f"/statuses/{first}").status_code == 404
        assert client.get("/notifications").status_code == 401
