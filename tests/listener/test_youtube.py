"""Comments on YouTube as they are collected: read from saved answers, and asked for within the quota."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from listener.network import Http
from listener.replica.server import Fault, Replica, as_json
from listener.replica.world import World
from listener.replica.youtube import KEY, YouTube, fault
from listener.sources import youtube_parse
from models.records import Kind
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.kits import YOUTUBE
from tests.listener.rolling_stage import ANNA, BRAND, START, TARAS, Stage, a_stage

CHANNEL = "UCzoria0000000000000post"
SAVED = Path(__file__).parent / "payloads" / "youtube" / "comment_threads.json"
MIDNIGHT = datetime(2026, 11, 21, 8, tzinfo=UTC)  # on the Pacific coast


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(YOUTUBE, store, http) as ready:
        yield ready


def test_a_saved_answer_is_read_whole() -> None:
    source = a_source(platform="youtube", target=CHANNEL)
    page = youtube_parse.threads(source, CHANNEL, json.loads(SAVED.read_text("utf-8")))

    lilia, nameless = page.items
    assert (lilia.replies, lilia.whole, page.onward) == (3, False, "QURTSl9p")
    top = lilia.mention
    assert (top.kind, top.thread_id, top.parent_id, top.likes) == (Kind.COMMENT, "UgxLilia1", None, 12)
    assert top.text == "Посилка п'ятий день у Дніпрі.\nХто відповість? <b>не жирне</b>"
    assert top.published_at == datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
    assert top.edited_at == datetime(2026, 11, 20, 9, 20, 30, tzinfo=UTC)
    assert top.url == "https://www.youtube.com/watch?v=zoria-vid01&lc=UgxLilia1"
    answer = lilia.along[0]
    assert (answer.by_brand, answer.parent_id, answer.edited_at) == (True, "UgxLilia1", None)
    assert (nameless.mention.author_id, nameless.mention.author_name) == (None, None)


def test_threads_and_replies_are_stored_with_what_they_answer(stage: Stage) -> None:
    thread = stage.writes("Де посилка?")
    for number in range(8):  # more than come along
        stage.world.comment(thread, TARAS, f"І моя {number}")
    answer = stage.world.comment(thread, BRAND, "Вже їде")

    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(answer).mention.by_brand
    assert not stage.find(thread).mention.by_brand


def test_a_quiet_turn_costs_two_requests(stage: Stage) -> None:
    stage.place.largest = 2
    for number in range(7):
        stage.writes(f"Коментар {number}")
        stage.later(hours=3)
    stage.turn()

    assert stage.asked() == 2
    assert stage.asked() == 2


def test_a_reply_under_an_old_comment_is_found(stage: Stage) -> None:
    stage.place.largest = 2
    first = stage.writes("Перший")
    for number in range(7):
        stage.later(hours=3)
        stage.writes(f"Коментар {number}")
    stage.turn()
    reply = stage.world.comment(first, TARAS, "А мені так і не привезли")

    stage.settle(8)

    assert stage.find(reply).mention.parent_id == "Ugx1"


def test_an_edit_keeps_its_time_and_the_old_text(stage: Stage) -> None:
    number = stage.writes("Не привезли")
    stage.turn()
    edited_at = stage.clock[0]
    stage.world.edit(number, "Привезли, дякую")
    stage.turn()

    kept = stage.find(number)
    assert (kept.mention.text, kept.mention.edited_at) == ("Привезли, дякую", edited_at)
    assert [old.text for old in stage.store.mentions.revisions(kept.id)] == ["Не привезли"]


@pytest.mark.parametrize("strict", [False, True])
def test_a_deleted_thread_goes_with_its_replies_and_comes_back_with_them(stage: Stage, strict: bool) -> None:
    stage.place.strict = strict
    stage.place.along = 0
    thread = stage.writes("Скарга")
    stage.world.comment(thread, TARAS, "Підтримую")
    other = stage.writes("Дякую")
    stage.turn()
    stage.world.delete(thread)
    stage.settle(4)
    assert list(stage.kept()) == [f"Ugx{other}"]

    stage.world.delete(thread, START + timedelta(days=999))
    stage.settle(30)
    assert len(stage.kept()) == 3


def test_a_page_that_shifts_while_it_is_turned_deletes_nobody(stage: Stage) -> None:
    stage.place.along, stage.place.largest = 0, 2
    thread = stage.writes("Скарга")
    replies = [stage.world.comment(thread, TARAS, f"Відповідь {number}") for number in range(6)]
    stage.turn()
    stage.world.comment(thread, ANNA, "Ще одна")
    nothing = lambda: None  # noqa: E731
    stage.meanwhile[:] = [nothing, nothing, nothing, lambda: stage.world.delete(replies[0])]
    stage.turn()

    assert {each.mention.text for each in stage.stored() if each.deleted_at} <= {"Відповідь 0"}


def test_the_quota_is_kept_over_turns_until_midnight_on_the_pacific(store: Store, http: Http) -> None:
    kit = replace(YOUTUBE, options={"daily_units": 10})
    with a_stage(kit, store, http) as stage:
        stage.writes("Коментар")
        turns = [stage.turn().error for _ in range(20)]

        assert len(stage.replica.requests) == 10
        assert "share of the day's quota is spent" in (turns[-1] or "")
        retry_at = store.sources.state(stage.source.name).retry_at
        assert retry_at
        assert retry_at >= MIDNIGHT
        stage.clock[0] = MIDNIGHT
        assert stage.turn().error is None


def test_what_is_spent_in_vain_is_spent(store: Store, http: Http) -> None:
    kit = replace(YOUTUBE, options={"daily_units": 10})
    with a_stage(kit, store, http) as stage:
        stage.place.closed = True
        for _ in range(12):
            stage.turn()

        assert len(stage.replica.requests) == 10


@pytest.mark.parametrize(
    ("status", "reason", "words", "permanent", "pause"),
    [
        (403, "quotaExceeded", "quota of this day is spent", False, timedelta(hours=20)),
        (403, "rateLimitExceeded", "slower requests", False, timedelta(minutes=2)),
        (403, "commentsDisabled", "comments are turned off", False, timedelta(days=7)),
        (403, "forbidden", "no access", True, timedelta(days=1)),
        (404, "channelNotFound", "no such channel", True, timedelta(days=1)),
        (400, "keyInvalid", "make a new one", True, timedelta(days=1)),
        (400, "processingFailure", "could not do it", False, timedelta(minutes=5)),
        (400, "somethingNew", "somethingNew", False, timedelta()),
    ],
)
def test_each_refusal_is_said_in_words(
    stage: Stage, status: int, reason: str, words: str, permanent: bool, pause: timedelta
) -> None:
    stage.replica.faults.append(fault(status, reason, f"no: key={KEY}"))

    error = stage.turn().error or ""

    state = stage.store.sources.state(stage.source.name)
    assert words in error
    assert KEY not in error
    assert state.permanent is permanent
    assert state.retry_at
    assert state.retry_at >= stage.clock[0] + pause


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        (f"https://www.youtube.com/channel/{CHANNEL}", ("allThreadsRelatedToChannelId", CHANNEL)),
        ("https://youtu.be/zoria-vid01?t=7", ("videoId", "zoria-vid01")),
        ("https://www.youtube.com/watch?v=zoria-vid01&t=7", ("videoId", "zoria-vid01")),
        ("zoria-vid01", ("videoId", "zoria-vid01")),
    ],
)
def test_a_channel_or_a_video_is_named_by_its_id_or_address(
    store: Store, http: Http, target: str, asked: tuple[str, str]
) -> None:
    with a_stage(YOUTUBE, store, http, target) as stage:
        stage.writes("Коментар")

        assert stage.turn().kept.new == 1
        assert stage.replica.requests[0].query[asked[0]] == asked[1]


def test_a_target_that_is_neither_is_a_matter_for_a_person(store: Store, http: Http) -> None:
    with a_stage(YOUTUBE, store, http, "@zoria_post") as stage:
        assert "write the channel's id" in (stage.turn().error or "")
        assert not stage.replica.requests


@pytest.mark.parametrize("body", [{}, {"items": [{}]}, {"items": [{"id": "1", "snippet": {}}]}, []])
def test_an_answer_of_another_shape_is_a_passing_fault(stage: Stage, body: Any) -> None:
    stage.replica.faults.append(Fault(as_json(body)))

    assert "not what YouTube promises" in (stage.turn().error or "")
    assert not stage.store.sources.state(stage.source.name).permanent


def test_the_replica_gives_pages_partial_replies_and_counts_units() -> None:
    youtube = YouTube(World(lambda: START), largest=1, along=1, units=3)
    thread = youtube.world.publish(ANNA, "Раз\nдва")
    youtube.world.publish(ANNA, "Новіший")
    for text in ("перша", "друга"):
        youtube.world.comment(thread, TARAS, text)
    with Replica(youtube.answer) as replica, httpx.Client(base_url=f"{replica.url}/youtube/v3") as client:
        asked = {"part": "snippet,replies", "videoId": youtube.video, "key": KEY}
        newest = client.get("/commentThreads", params=asked).json()
        older = client.get("/commentThreads", params=asked | {"pageToken": newest["nextPageToken"]}).json()
        refused = client.get("/commentThreads", params=asked | {"pageToken": "?"})
        spent = client.get("/comments", params={"parentId": "Ugx1", "key": KEY})

    assert newest["items"][0]["snippet"]["topLevelComment"]["snippet"]["textDisplay"] == "Новіший"
    assert older["items"][0]["snippet"]["topLevelComment"]["snippet"]["textDisplay"] == "Раз<br>два"
    assert older["items"][0]["snippet"]["totalReplyCount"] == 2
    assert len(older["items"][0]["replies"]["comments"]) == 1
    assert refused.json()["error"]["errors"][0]["reason"] == "invalidPageToken"
    assert spent.json()["error"]["errors"][0]["reason"] == "quotaExceeded"
