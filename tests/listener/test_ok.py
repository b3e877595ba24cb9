"""The discussions of a group on Odnoklassniki, as far as they are known second-hand."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from listener.network import Http
from listener.replica.ok import GROUP, KEY, fault
from listener.replica.server import Fault, Reply, as_json
from listener.sources import ok_parse
from listener.sources.ok_api import signature
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.kits import OK
from tests.listener.rolling_stage import ANNA, BRAND, START, TARAS, Stage, a_stage

SAVED = Path(__file__).parent / "payloads" / "ok" / "comments.json"
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(OK, store, http) as ready:
        yield ready


def test_saved_comments_are_read_by_the_milliseconds_or_by_the_clock_of_moscow() -> None:
    source = a_source(platform="ok", target=GROUP)
    given = json.loads(SAVED.read_text("utf-8"))["comments"]
    anna, brand = (ok_parse.comment(source, "GROUP_TOPIC/5", each, {"17": "Анна"}, MOSCOW) for each in given)

    assert (anna.external_id, anna.parent_id) == ("GROUP_TOPIC/5/8", "GROUP_TOPIC/5")
    assert (anna.author_name, anna.by_brand, anna.likes) == ("Анна", False, 2)
    assert anna.published_at == datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
    assert (brand.parent_id, brand.by_brand) == ("GROUP_TOPIC/5/8", True)
    assert brand.published_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_a_form_is_signed_by_its_sorted_fields() -> None:
    assert signature({"b": "2", "a": "1"}, "s") == signature({"a": "1", "b": "2"}, "s")
    assert signature({"a": "1"}, "s") == "acd5f557e3b8da52b8aaec0623d7725e"


def test_a_source_does_not_start_before_somebody_says_that_it_is_unverified(stage: Stage) -> None:
    stage.source = stage.source.model_copy(update={"options": {}})
    error = stage.turn().error or ""

    assert "second-hand" in error
    assert "unverified = true" in error
    assert stage.store.sources.state("zoria-ok").permanent
    assert not stage.replica.requests


@pytest.mark.parametrize("clocked", [False, True])
def test_discussions_and_comments_are_stored_with_what_they_answer(stage: Stage, clocked: bool) -> None:
    stage.place.clocked = clocked
    post = stage.writes("Про доставку", BRAND)
    comment = stage.world.comment(post, ANNA, "Де посилка?")
    answer = stage.world.comment(post, BRAND, "Вже їде", reply_to=comment)
    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(comment).mention.author_name == "Name17"
    assert stage.find(comment).mention.published_at == START
    assert stage.find(answer).mention.by_brand


def test_a_quiet_turn_costs_one_request_and_a_comment_under_an_old_topic_is_found(stage: Stage) -> None:
    post = stage.writes("Старе", BRAND)
    stage.turn()
    stage.later(days=300)
    stage.turn()
    comment = stage.world.comment(post, TARAS, "Через рік")
    stage.turn()

    assert stage.find(comment).mention.text == "Через рік"
    assert stage.asked() == 1


def test_what_is_gone_is_told_apart_from_what_is_on_another_page(stage: Stage) -> None:
    stage.place.largest = 2
    post, other = stage.writes("Перше", BRAND), stage.writes("Друге", BRAND)
    comments = [stage.world.comment(post, ANNA, f"Коментар {number}") for number in range(7)]
    stage.turn()
    stage.world.delete(comments[2])
    stage.world.delete(other)
    stage.settle()

    assert stage.kept() == stage.shown()


@pytest.mark.parametrize(
    ("code", "words", "permanent"),
    [
        (2, "a fault of its own", False),
        (10, "gives no access", True),
        (11, "wants fewer requests", False),
        (102, "refused the token", True),
        (103, "refused the token", True),
        (104, "refused the signature", True),
        (300, "no such group", True),
        (455, "has blocked", True),
        (999, "OK 999", False),
    ],
)
def test_each_fault_is_said_in_words(stage: Stage, code: int, words: str, permanent: bool) -> None:
    stage.replica.faults.append(fault(code, f"about {KEY['access_token']} and {KEY['application_secret']}"))
    error = stage.turn().error or ""

    assert words in error
    assert KEY["access_token"] not in error
    assert KEY["application_secret"] not in error
    assert stage.store.sources.state("zoria-ok").permanent is permanent


def test_a_limit_is_a_pause_of_an_hour(stage: Stage) -> None:
    stage.replica.faults.append(fault(11))
    stage.turn()

    retry_at = stage.store.sources.state("zoria-ok").retry_at
    assert retry_at
    assert retry_at >= stage.clock[0] + timedelta(hours=1)


@pytest.mark.parametrize("answer", [Reply(b"<html>"), as_json({}), as_json([])])
def test_an_answer_of_another_shape_is_a_passing_fault(stage: Stage, answer: Reply) -> None:
    stage.replica.faults.append(Fault(answer))

    assert "promises" in (stage.turn().error or "")
    assert not stage.store.sources.state("zoria-ok").permanent


@pytest.mark.parametrize("key", ["ключ", "[]", "{}", '{"application_key": "CBA"}'])
def test_what_is_no_key_is_a_matter_for_a_person(stage: Stage, key: str) -> None:
    given = {"name": "zoria-ok", "platform": "ok", "target": GROUP, "options": {"unverified": True}}
    stage.source = a_source(key, base_url=stage.replica.url, token_env="KEY", **given)

    assert "the token is no key" in (stage.turn().error or "")
    assert not stage.replica.requests


def test_a_target_that_is_no_group_is_a_matter_for_a_person(store: Store, http: Http) -> None:
    with a_stage(OK, store, http, "zoria") as stage:
        assert "target is no group" in (stage.turn().error or "")
