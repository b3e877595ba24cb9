"""Posts of X as they are collected, and what they may cost."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from listener.network import Http
from listener.replica.server import Fault, Reply, as_json
from listener.replica.world import Item
from listener.replica.x import BRAND_NUMBER, TOKEN, X, fault, name
from listener.sources import x_parse
from models.records import Kind
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.rolling_stage import ANNA, BRAND, TARAS, Killed, Kit, Stage, a_stage

SAVED = Path(__file__).parent / "payloads" / "x"
SOURCE = a_source(platform="x", target="Пошта Зоря", options={"monthly_cap": 10})


def kit(**options: Any) -> Kit:
    """X, read with these options."""
    return Kit(
        platform="x",
        make=X,
        post_name=name,
        comment_name=lambda post, item: name(item),
        parent_name=lambda world, post, item: name(world.written(item.reply_to or 0) or post),
        target="Зоря",
        token=TOKEN,
        options={"monthly_cap": 1000, "account": "zoria_post"} | options,
    )


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(kit(), store, http) as ready:
        yield ready


def spent(stage: Stage) -> float:
    """What the ledger says, in dollars."""
    kept = stage.store.threads.get("zoria-x", "ledger")
    return float(json.loads(kept.cursor or "{}")["micros"]) / 1_000_000 if kept else 0.0


def billed(stage: Stage) -> float:
    """What X would bill."""
    return float(stage.place.read_posts * 0.005 + stage.place.read_users * 0.010)


@pytest.mark.parametrize("spelling", ["tweets.json", "posts.json"])
def test_a_saved_answer_is_read_in_either_spelling(spelling: str) -> None:
    found = x_parse.found(SOURCE, "99", json.loads((SAVED / spelling).read_text("utf-8")))

    (post,) = found.posts
    mention = post.mention
    assert (mention.external_id, post.version, found.users, found.goes_on) == (
        *("1992000000000000001", "1992000000000000002"),
        *(1, True),
    )
    assert (mention.kind, mention.parent_id, mention.thread_id) == (
        Kind.COMMENT,
        *("1991999000000000000", "1991999000000000000"),
    )
    assert (mention.text, mention.author_name) == ("@zoria_post де посилка <3?", "Анна К.")
    assert mention.url == "https://x.com/anna_k/status/1992000000000000002"
    assert (mention.likes, mention.shares, mention.views, mention.attachments) == (3, 2, 40, ("other",))
    assert mention.edited_at == datetime(2025, 11, 21, 21, 40, tzinfo=UTC)


def test_an_answer_without_posts_is_none_of_another_shape() -> None:
    assert x_parse.found(SOURCE, None, {"meta": {"result_count": 0}}).posts == ()
    with pytest.raises(ValueError, match="neither posts"):
        x_parse.found(SOURCE, None, {})


@pytest.mark.parametrize("posts_spelling", [False, True])
def test_posts_and_answers_are_stored_with_what_they_answer(stage: Stage, posts_spelling: bool) -> None:
    stage.place.posts_spelling = posts_spelling
    post = stage.writes("Зоря знову & знову")
    answer = stage.world.comment(post, BRAND, "Зоря перепрошує")
    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(answer).mention.by_brand
    assert stage.find(post).mention.author_name == "Анна К."


def test_what_was_read_is_never_read_again(stage: Stage) -> None:
    stage.place.largest = 10
    for number in range(35):
        stage.later(seconds=1)
        stage.writes(f"Зоря {number}")
    stage.turn()
    assert stage.place.read_posts == 35
    stage.writes("Зоря 36", TARAS)
    stage.turn()

    assert stage.place.read_posts == 36
    assert stage.kept() == stage.shown()
    assert stage.asked() == 1


@pytest.mark.parametrize("batches", range(0, 20, 2))
def test_a_turn_that_is_killed_is_gone_on_with_where_it_broke_off(stage: Stage, batches: int) -> None:
    stage.place.largest = 10
    for number in range(35):
        stage.later(seconds=1)
        stage.writes(f"Зоря {number}")
    with pytest.raises(Killed):
        stage.turn(killed_after=batches)
    stage.writes("Зоря пізніше", TARAS)
    stage.turn()
    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.place.read_posts <= 36 + 10
    assert spent(stage) >= billed(stage) - 1e-9


def test_the_ledger_says_what_x_bills(stage: Stage) -> None:
    for number in range(5):
        stage.writes(f"Зоря {number}", (ANNA, TARAS)[number % 2])
    stage.turn()

    assert spent(stage) == pytest.approx(billed(stage)) == pytest.approx(5 * 0.005 + 2 * 0.010 + 0.010)


def test_authors_that_are_not_asked_for_cost_nothing(store: Store, http: Http) -> None:
    with a_stage(kit(authors=False), store, http) as stage:
        post = stage.writes("Зоря", BRAND)
        stage.turn()

        mention = stage.find(post).mention
        assert (mention.by_brand, mention.author_id, mention.author_name) == (True, BRAND_NUMBER, None)
        assert spent(stage) == pytest.approx(0.005 + 0.010)


def test_the_cap_stops_the_source_in_words_until_the_month_ends(store: Store, http: Http) -> None:
    with a_stage(kit(monthly_cap=0.30), store, http, largest=10) as stage:
        for number in range(60):
            stage.later(seconds=1)
            stage.writes(f"Зоря {number}", (ANNA, TARAS)[number % 2])
        error = stage.turn().error or ""

        state = store.sources.state("zoria-x")
        assert "this month's cap of $0.30 is reached" in error
        assert "going on on 01.12.2026" in error
        assert not state.permanent
        assert state.retry_at
        assert state.retry_at >= datetime(2026, 12, 1, tzinfo=UTC)
        assert billed(stage) <= spent(stage) + 1e-9 <= 0.30 + 1e-9


def test_in_a_new_month_the_cap_begins_anew_and_nothing_was_missed(store: Store, http: Http) -> None:
    with a_stage(kit(monthly_cap=0.30), store, http, largest=10) as stage:
        stage.later(days=9)
        for number in range(25):
            stage.later(seconds=1)
            stage.writes(f"Зоря {number}")
        stage.turn()
        stage.later(days=2)
        stage.turn()

        assert stage.kept() == stage.shown()


def test_a_killed_turn_may_have_cost_what_it_could(stage: Stage) -> None:
    stage.turn()
    before = spent(stage)
    for number in range(3):
        stage.writes(f"Зоря {number}")
    with pytest.raises(Killed):
        stage.turn(killed_after=1)

    assert spent(stage) >= before + 3 * 0.015


def test_a_refused_request_costs_nothing(stage: Stage) -> None:
    stage.turn()
    before = spent(stage)
    stage.replica.faults.append(fault(403))
    stage.turn()

    assert spent(stage) == before


def test_what_is_deleted_at_x_is_hidden_within_a_day(stage: Stage) -> None:
    goes, stays = stage.writes("Зоря раз"), stage.writes("Зоря два")
    stage.turn()
    stage.world.delete(goes)
    stage.later(hours=21)
    stage.turn()

    assert stage.find(goes).deleted_at is not None
    assert stage.find(stays).deleted_at is None
    assert stage.asked() == 1


def test_what_is_edited_at_x_keeps_its_name_and_its_old_text(stage: Stage) -> None:
    post = stage.writes("Зоря раз")
    stage.turn()
    stage.later(minutes=20)
    stage.world.edit(post, "Інше слово")
    stage.later(hours=21)
    stage.turn()

    kept = stage.find(post)
    assert kept.mention.text == "Інше слово"
    assert kept.mention.edited_at
    assert [each.text for each in stage.store.mentions.revisions(kept.id)] == ["Зоря раз"]


def test_an_answer_that_says_nothing_deletes_nothing(stage: Stage) -> None:
    post = stage.writes("Зоря")
    stage.turn()
    stage.later(hours=21)
    stage.replica.faults.append(Fault(as_json({})))

    assert "promises" in (stage.turn().error or "")
    assert stage.find(post).deleted_at is None


def test_a_source_that_rested_for_long_reads_the_week_that_x_shows(stage: Stage) -> None:
    stage.writes("Зоря давно")
    stage.turn()
    stage.later(days=12)
    late = stage.writes("Зоря знову", TARAS)

    assert stage.turn().error is None
    assert stage.find(late).mention.text == "Зоря знову"


def test_mentions_of_an_account_are_read_by_its_number(store: Store, http: Http) -> None:
    with a_stage(kit(), store, http, "@zoria_post") as stage:
        post = stage.writes("@zoria_post де посилка?")
        stage.writes("Про інше")
        stage.turn()
        stage.turn()

        assert stage.find(post).mention.text == "@zoria_post де посилка?"
        assert stage.place.read_posts == 1
        assert [path.rpartition("/")[2] for path in stage.replica.paths()] == [
            *("zoria_post", "mentions", "mentions")
        ]


def test_shares_are_not_paid_for(stage: Stage) -> None:
    stage.turn()
    assert stage.replica.requests[-1].query["query"] == "Зоря -is:retweet"


@pytest.mark.parametrize(
    ("code", "words", "permanent"),
    [
        (400, "cannot make sense", True),
        (401, "refused the token", True),
        (402, "credits", True),
        (403, "gives no access", True),
        (404, "no such account", True),
        (429, "wants a pause", False),
    ],
)
def test_each_fault_is_said_in_words(stage: Stage, code: int, words: str, permanent: bool) -> None:
    stage.replica.faults.append(fault(code, f"token {TOKEN} said"))
    error = stage.turn().error or ""

    assert words in error
    assert TOKEN not in error
    assert stage.store.sources.state("zoria-x").permanent is permanent


def test_x_says_until_when_to_wait(stage: Stage) -> None:
    until = stage.clock[0] + timedelta(minutes=40)
    stage.replica.faults.append(fault(429, x_rate_limit_reset=str(int(until.timestamp()))))
    stage.turn()

    retry_at = stage.store.sources.state("zoria-x").retry_at
    assert retry_at
    assert retry_at >= until


@pytest.mark.parametrize(
    "broken",
    [Reply(b"<html>"), as_json({}), as_json([]), as_json({"data": [{"id": "1"}]}), Reply(b"", 503)],
)
def test_what_x_never_promised_is_a_passing_fault(stage: Stage, broken: Reply) -> None:
    stage.turn()
    stage.replica.faults.extend([Fault(broken)] * 3)

    assert stage.turn().error
    assert not stage.store.sources.state("zoria-x").permanent


def test_an_account_that_is_not_there_is_a_matter_for_a_person(store: Store, http: Http) -> None:
    with a_stage(kit(account="other"), store, http) as stage:
        assert "there is no such account (other)" in (stage.turn().error or "")
        assert store.sources.state("zoria-x").permanent


def test_the_number_of_a_post_says_when_it_was_written(stage: Stage) -> None:
    item = Item(1, None, None, ANNA, "Зоря", stage.clock[0])
    assert x_parse.written_at(name(item)) == stage.clock[0]
