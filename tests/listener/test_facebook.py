"""A page on Facebook with the comments under its posts, and what all of Meta's API has in common."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from listener.network import Answer, Http
from listener.replica.facebook import PAGE, Facebook
from listener.replica.graph import TOKEN, fault
from listener.replica.server import Fault, Replica, Reply, as_json
from listener.replica.world import World
from listener.sources import facebook_parse, meta_api
from models.records import Kind
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.kits import FACEBOOK
from tests.listener.rolling_stage import ANNA, BRAND, START, TARAS, Stage, a_stage

SAVED = Path(__file__).parent / "payloads" / "facebook"
SOURCE = a_source(platform="facebook", target=PAGE)


def saved(name: str) -> Any:
    return json.loads((SAVED / name).read_text("utf-8"))


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(FACEBOOK, store, http) as ready:
        yield ready


def test_a_saved_feed_is_read_whole() -> None:
    brand, visitor = (facebook_parse.item(SOURCE, each) for each in saved("feed.json")["data"])

    post = brand.mention
    assert (post.kind, post.by_brand, post.author_name) == (Kind.POST, True, "Пошта Зоря")
    assert (post.likes, post.replies, post.shares, brand.replies) == (31, 2, 4, 2)
    assert post.published_at == datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
    assert post.attachments == ("photo", "video", "other")
    assert (visitor.mention.text, visitor.mention.by_brand) == ("Olga P дала рекомендацію", False)
    assert (visitor.mention.likes, visitor.mention.replies, visitor.replies) == (None, None, 0)


def test_saved_comments_are_read_with_what_they_answer() -> None:
    brand, olga, nameless = (
        facebook_parse.comment(SOURCE, "700700_222", each) for each in saved("comments.json")["data"]
    )

    assert (brand.by_brand, brand.parent_id, brand.thread_id) == (True, "222_333", "700700_222")
    assert (olga.by_brand, olga.parent_id, olga.attachments) == (False, "700700_222", ("sticker",))
    assert (olga.text, olga.author_id, olga.likes) == ("Де посилка? 😡", "998", 2)
    assert (nameless.author_id, nameless.author_name, nameless.likes) == (None, None, None)


def test_the_address_of_the_next_page_is_never_used_for_it_holds_the_token() -> None:
    assert meta_api.onward(saved("feed.json")) == "QVFJ"
    assert meta_api.onward(saved("comments.json")) is None


def test_posts_comments_and_replies_are_stored_with_what_they_answer(stage: Stage) -> None:
    post = stage.writes("Відділення відкрито", BRAND)
    comment = stage.world.comment(post, ANNA, "Де посилка?")
    answer = stage.world.comment(post, BRAND, "Вже їде", reply_to=comment)
    stage.writes("Пишу на сторінку", TARAS)

    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(answer).mention.by_brand
    assert stage.find(post).mention.by_brand
    assert not stage.find(comment).mention.by_brand


def test_a_quiet_turn_costs_one_request(stage: Stage) -> None:
    post = stage.writes("Відділення відкрито", BRAND)
    for number in range(5):
        stage.world.comment(post, ANNA, f"Коментар {number}")
    stage.turn()

    assert stage.asked() == 1


@pytest.mark.parametrize("hidden", [0, 3])
def test_a_new_comment_under_a_large_post_costs_one_page(stage: Stage, hidden: int) -> None:
    stage.place.largest, stage.place.hidden = 5, hidden
    post = stage.writes("Відділення відкрито", BRAND)
    comments = [stage.world.comment(post, ANNA, f"Коментар {number}") for number in range(30)]
    stage.turn()
    stage.world.comment(post, TARAS, "Новий", reply_to=comments[0])
    assert stage.asked() == 2

    stage.world.delete(comments[3])
    stage.turn()
    assert stage.kept() == stage.shown()


def test_a_deletion_and_a_new_comment_do_not_cancel_each_other_out(stage: Stage) -> None:
    stage.place.largest = 2
    post = stage.writes("Відділення відкрито", BRAND)
    comments = [stage.world.comment(post, ANNA, f"Коментар {number}") for number in range(5)]
    stage.turn()
    stage.world.delete(comments[0])
    for number in range(3):
        stage.world.comment(post, TARAS, f"Новий {number}")
    stage.turn()

    assert stage.kept() == stage.shown()


def test_a_comment_under_an_old_post_is_found_at_once(stage: Stage) -> None:
    post = stage.writes("Старий допис", BRAND)
    stage.turn()
    stage.later(days=12)
    stage.writes("Новий допис", BRAND)
    stage.turn()
    comment = stage.world.comment(post, ANNA, "Через два тижні")
    stage.turn()

    assert stage.find(comment).mention.text == "Через два тижні"


def test_an_author_whom_meta_does_not_tell_is_unknown(stage: Stage) -> None:
    post = stage.writes("Допис", BRAND)
    comment = stage.world.comment(post, ANNA, "Хто я?")
    stage.place.nameless.add(comment)
    stage.turn()

    assert stage.find(comment).mention.author_id is None


def test_a_deleted_comment_and_a_deleted_post_are_told_apart_from_gaps(stage: Stage) -> None:
    post = stage.writes("Допис", BRAND)
    comment = stage.world.comment(post, ANNA, "Зайве")
    other = stage.writes("Інший", BRAND)
    stage.turn()
    stage.world.delete(comment)
    stage.turn()
    assert stage.kept() == stage.shown()
    stage.world.delete(other)
    stage.turn()

    assert stage.kept() == stage.shown()


@pytest.mark.parametrize(
    ("code", "words", "permanent", "pause"),
    [
        (1, "a fault of its own", False, timedelta(minutes=2)),
        (4, "wants a pause", False, timedelta(minutes=30)),
        (80001, "wants a pause", False, timedelta(minutes=30)),
        (10, "lacks a permission", True, timedelta()),
        (200, "lacks a permission", True, timedelta()),
        (190, "refused the token", True, timedelta()),
        (100, "cannot make sense", True, timedelta()),
        (368, "blocked", False, timedelta(days=1)),
        (99999, "Meta 99999", False, timedelta()),
    ],
)
def test_each_fault_is_said_in_words(
    stage: Stage, code: int, words: str, permanent: bool, pause: timedelta
) -> None:
    stage.replica.faults.append(fault(code, f"token {TOKEN} said"))

    error = stage.turn().error or ""

    state = stage.store.sources.state("zoria-facebook")
    assert words in error
    assert TOKEN not in error
    assert state.permanent is permanent
    assert state.retry_at
    assert state.retry_at >= stage.clock[0] + pause


def test_a_revoked_token_stops_the_source(stage: Stage) -> None:
    stage.place.gate.tokens.clear()

    assert "refused the token" in (stage.turn().error or "")
    assert stage.store.sources.state("zoria-facebook").permanent


def test_a_limit_that_is_used_up_stops_the_turn_before_the_next_request(stage: Stage) -> None:
    stage.place.largest = 1
    stage.writes("Раз", BRAND)
    stage.writes("Два", BRAND)
    stage.place.gate.usage, stage.place.gate.regain = 100, 90

    assert "limit is used up" in (stage.turn().error or "")
    assert len(stage.replica.requests) == 1
    retry_at = stage.store.sources.state("zoria-facebook").retry_at
    assert retry_at
    assert retry_at >= stage.clock[0] + timedelta(minutes=90)


def test_a_limit_that_is_nearly_used_up_slows_the_turn_down(store: Store) -> None:
    slept: list[float] = []
    http = Http(sleep=slept.append, per_second=1e9)
    with a_stage(FACEBOOK, store, http, largest=1) as stage:
        stage.writes("Раз", BRAND)
        stage.writes("Два", BRAND)
        stage.place.gate.usage = 85
        stage.turn()

    assert slept.count(meta_api.SLOWLY) == len(stage.replica.requests) - 1
    http.close()


@pytest.mark.parametrize(
    ("headers", "percent"),
    [
        ({}, 0),
        ({"x-app-usage": '{"call_count": 28, "total_time": 90}'}, 90),
        ({"x-app-usage": "nonsense"}, 0),
        ({"x-business-use-case-usage": '{"1": [{"type": "pages", "call_count": 97}]}'}, 97),
    ],
)
def test_the_largest_share_of_a_limit_counts(headers: dict[str, str], percent: int) -> None:
    assert meta_api.used(Answer(200, headers, b""))[0] == percent


@pytest.mark.parametrize(
    "answer", [Reply(b"<html>"), as_json({}), as_json({"data": [{"id": "1"}]}), as_json([])]
)
def test_an_answer_of_another_shape_is_a_passing_fault(stage: Stage, answer: Reply) -> None:
    stage.replica.faults.append(Fault(answer))

    assert "promises" in (stage.turn().error or "")
    assert not stage.store.sources.state("zoria-facebook").permanent


def test_a_target_that_is_no_page_is_a_matter_for_a_person(store: Store, http: Http) -> None:
    with a_stage(FACEBOOK, store, http, "дві сторінки") as stage:
        assert "target is no page" in (stage.turn().error or "")
        assert not stage.replica.requests


def test_the_replica_gives_pages_whose_next_address_holds_the_token() -> None:
    place = Facebook(World(lambda: START), largest=1)
    post = place.world.publish(BRAND, "Допис")
    first = place.world.comment(post, ANNA, "Перший")
    place.world.comment(post, TARAS, "Відповідь", reply_to=first)
    with Replica(place.answer) as replica, httpx.Client(base_url=f"{replica.url}/v26.0") as client:
        assert client.get(f"/{PAGE}/feed").json()["error"]["code"] == 190
        client.headers["authorization"] = f"Bearer {TOKEN}"
        tops = client.get(f"/{PAGE}_{post}/comments").json()
        stream = client.get(f"/{PAGE}_{post}/comments", params={"filter": "stream", "limit": 1}).json()
        assert "next" not in tops["paging"]
        assert TOKEN in stream["paging"]["next"]
        place.world.delete(post)
        assert client.get(f"/{PAGE}_{post}").json()["error"]["error_subcode"] == 33
