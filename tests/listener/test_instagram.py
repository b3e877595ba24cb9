"""Posts on Instagram and the comments under them; what lies below the newest fifty is not gone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from listener.network import Http
from listener.replica.graph import TOKEN
from listener.replica.instagram import ACCOUNT, Instagram
from listener.replica.server import Replica
from listener.replica.world import World
from listener.sources import instagram_parse
from listener.sources.instagram_parse import Media
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.kits import INSTAGRAM
from tests.listener.rolling_stage import ANNA, BRAND, START, TARAS, Stage, a_stage

SAVED = Path(__file__).parent / "payloads" / "instagram"
SOURCE = a_source(platform="instagram", target=ACCOUNT)
MEDIA = Media("1801", "https://www.instagram.com/reel/C1/", "zoria_post")


def saved(name: str) -> Any:
    return json.loads((SAVED / name).read_text("utf-8"))["data"]


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(INSTAGRAM, store, http) as ready:
        yield ready


def test_saved_posts_are_read_whole() -> None:
    (reel, media), (album, _) = (instagram_parse.item(SOURCE, each) for each in saved("media.json"))

    assert media == MEDIA
    assert (reel.mention.text, reel.mention.attachments, reel.replies) == ("Нове відділення", ("video",), 3)
    assert reel.mention.by_brand
    assert (album.mention.text, album.mention.likes) == ("", None)


def test_saved_comments_are_read_with_their_replies() -> None:
    anna, nameless = saved("comments.json")
    comment = instagram_parse.comment(SOURCE, ACCOUNT, MEDIA, anna)
    reply = instagram_parse.comment(SOURCE, ACCOUNT, MEDIA, anna["replies"]["data"][0], "1790")
    unknown = instagram_parse.comment(SOURCE, ACCOUNT, MEDIA, nameless)

    assert (comment.author_id, comment.author_name, comment.parent_id) == ("55", "anna_k", "1801")
    assert comment.url == "https://www.instagram.com/reel/C1/c/1790/"
    assert (reply.by_brand, reply.parent_id, reply.thread_id) == (True, "1790", "1801")
    assert (unknown.author_id, unknown.author_name, unknown.by_brand) == (None, None, False)


def test_posts_comments_and_replies_are_stored_with_what_they_answer(stage: Stage) -> None:
    post = stage.writes("Відділення відкрито")
    comment = stage.world.comment(post, ANNA, "Де посилка?")
    answer = stage.world.comment(post, BRAND, "Вже їде", reply_to=comment)
    stage.world.comment(post, TARAS, "І моя", reply_to=answer)

    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(answer).mention.by_brand


def test_a_quiet_turn_costs_one_request(stage: Stage) -> None:
    stage.world.comment(stage.writes("Відділення відкрито"), ANNA, "Ура")
    stage.turn()

    assert stage.asked() == 1


def test_replies_that_did_not_come_along_are_asked_for(stage: Stage) -> None:
    stage.place.along = 2
    post = stage.writes("Відділення відкрито")
    comment = stage.world.comment(post, ANNA, "Де посилка?")
    for number in range(5):
        stage.world.comment(post, TARAS, f"Відповідь {number}", reply_to=comment)
    stage.turn()

    assert stage.kept() == stage.shown()


@pytest.mark.parametrize("ends", [True, False])
def test_only_a_listing_that_goes_on_to_its_end_shows_what_is_gone(stage: Stage, ends: bool) -> None:
    stage.place.ends = ends
    post = stage.writes("Відділення відкрито")
    old = stage.world.comment(post, ANNA, "Найперший")
    for number in range(40):
        stage.world.comment(post, TARAS, f"Коментар {number}")
    stage.turn()
    for number in range(40):
        stage.world.comment(post, TARAS, f"Новіший {number}")
    stage.turn()
    assert stage.find(old).deleted_at is None

    stage.world.delete(old)
    stage.turn()
    assert (stage.find(old).deleted_at is None) is ends


def test_comments_that_instagram_may_have_hidden_are_told_of(stage: Stage) -> None:
    stage.place.ends = True
    post = stage.writes("Відділення відкрито")
    for number in range(70):
        stage.world.comment(post, ANNA, f"Давній {number}")
    assert stage.turn().error is None  # what was there before the first turn is nobody's loss
    for number in range(60):
        stage.world.comment(post, TARAS, f"Новий {number}")
    error = stage.turn().error or ""

    state = stage.store.sources.state("zoria-instagram")
    assert "more than 50 comments came between two turns under 1 of the posts" in error
    assert (state.error, state.permanent) == (error, False)
    assert stage.turn().error is None


def test_fifty_comments_of_which_one_is_known_are_no_loss(stage: Stage) -> None:
    stage.place.ends = True
    post = stage.writes("Відділення відкрито")
    for number in range(60):
        stage.world.comment(post, ANNA, f"Давній {number}")
    stage.turn()
    for number in range(49):
        stage.world.comment(post, TARAS, f"Новий {number}")

    assert stage.turn().error is None


def test_a_target_that_is_no_account_is_a_matter_for_a_person(store: Store, http: Http) -> None:
    with a_stage(INSTAGRAM, store, http, "zoria_post") as stage:
        assert "target is no account" in (stage.turn().error or "")
        assert stage.store.sources.state("zoria-instagram").permanent


def test_the_replica_shows_no_more_than_fifty_where_the_list_ends() -> None:
    place = Instagram(World(lambda: START), ends=True)
    post = place.world.publish(BRAND, "Допис")
    for number in range(60):
        place.world.comment(post, ANNA, f"Коментар {number}")
    headers = {"authorization": f"Bearer {TOKEN}"}
    with (
        Replica(place.answer) as replica,
        httpx.Client(base_url=f"{replica.url}/v26.0", headers=headers) as client,
    ):
        shown = client.get(f"/{post}/comments", params={"limit": 200}).json()
        assert (len(shown["data"]), "paging" in shown) == (50, False)
        assert shown["data"][0]["text"] == "Коментар 59"
        assert client.get(f"/{ACCOUNT}/media").json()["data"][0]["comments_count"] == 60
