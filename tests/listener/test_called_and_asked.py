"""A platform that is asked and calls as well: each thing is stored once, and as the platform shows it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listener.hooks import receive
from listener.network import Http
from listener.replica import facebook, graph, instagram
from listener.replica.calls import Sender
from listener.replica.meta_feed import FacebookCalls, InstagramCalls
from models.calls import Call
from models.store import Store
from tests.listener import kits
from tests.listener.rolling_stage import ANNA, BRAND, TARAS, Kit, Stage, a_stage
from tests.listener.test_rolling_histories import a_client

SECRETS = {"secret_env": "THE_TOKEN", "verify_env": "THE_TOKEN"}  # all of them hold one word here
FACEBOOK = replace(kits.FACEBOOK, options=SECRETS, target=facebook.PAGE)
INSTAGRAM = replace(kits.INSTAGRAM, options=SECRETS, target=instagram.ACCOUNT)
Make = Callable[..., Any]
both = pytest.mark.parametrize(
    ("kit", "make"), [(FACEBOOK, FacebookCalls), (INSTAGRAM, InstagramCalls)], ids=["facebook", "instagram"]
)


@contextmanager
def a_called_stage(kit: Kit, make: Make, store: Store, http: Http) -> Iterator[tuple[Stage, Any]]:
    """A page that is read, and a platform that calls."""
    with a_stage(kit, store, http) as stage:
        yield stage, make(lambda: stage.clock[0], graph.TOKEN)


def deliver(stage: Stage, call: Call) -> int:
    return receive(stage.source, call, stage.store, stage.clock[0]).status


@both
def test_what_a_call_told_is_not_stored_again_when_it_is_read(
    kit: Kit, make: Make, store: Store, http: Http
) -> None:
    with a_called_stage(kit, make, store, http) as (stage, sender):
        post = stage.writes("Відділення відкрито", BRAND)
        stage.turn()
        first = stage.world.comment(post, ANNA, "Де посилка?")
        answer = stage.world.comment(post, BRAND, "Вже їде", reply_to=first)
        for number in (first, answer):
            item = stage.world.find(number)
            assert item
            assert deliver(stage, sender.wrote(item)) == 200
        told = stage.kept()
        turn = stage.turn()

        assert turn.error is None
        assert turn.kept.new == turn.kept.edited == 0
        assert stage.kept() == told == stage.shown()
        assert stage.find(answer).mention.by_brand
        assert not stage.find(first).mention.by_brand


@both
def test_what_was_read_is_not_stored_again_when_a_call_tells_of_it(
    kit: Kit, make: Make, store: Store, http: Http
) -> None:
    with a_called_stage(kit, make, store, http) as (stage, sender):
        post = stage.writes("Відділення відкрито", BRAND)
        comment = stage.world.comment(post, ANNA, "Було")
        item = stage.world.find(comment)
        assert item
        stage.world.edit(comment, "Стало")
        stage.turn()
        many = store.mentions.count()

        assert deliver(stage, sender.wrote(item)) == 200
        assert store.mentions.count() == many
        assert stage.find(comment).mention.text == "Стало"


def test_what_a_call_left_out_is_filled_in_when_it_is_read(store: Store, http: Http) -> None:
    with a_called_stage(FACEBOOK, FacebookCalls, store, http) as (stage, sender):
        post = stage.writes("Допис", BRAND)
        item = stage.world.find(stage.world.comment(post, ANNA, "Де посилка?"))
        assert item
        deliver(stage, sender.wrote(item))
        assert stage.find(item.number).mention.url is None
        stage.turn()

        assert (
            stage.find(item.number).mention.url
            == f"https://www.facebook.com/700700/posts/1?comment_id={item.number}"
        )


def test_a_mention_that_a_call_only_names_is_asked_for_once(store: Store, http: Http) -> None:
    with a_called_stage(INSTAGRAM, InstagramCalls, store, http) as (stage, sender):
        told = {"timestamp": "2026-11-20T09:00:00+0000", "username": "anna_k"}
        stage.place.elsewhere["901"] = told | {"text": "@zoria_post, де посилка?"}
        stage.place.elsewhere["77"] = told | {"caption": "Дякую @zoria_post", "media_type": "IMAGE"}
        for call in (sender.mentioned("55", "901"), sender.mentioned("77"), sender.mentioned("78")):
            assert deliver(stage, call) == 200
        stage.turn()
        quiet = stage.asked()

        comment = store.mentions.find("zoria-instagram", "901")
        post = store.mentions.find("zoria-instagram", "77")
        assert comment
        assert (comment.mention.thread_id, comment.mention.text) == ("55", "@zoria_post, де посилка?")
        assert post
        assert (post.mention.author_name, post.mention.by_brand) == ("anna_k", False)
        assert (store.mentions.count(), quiet) == (2, 1)


def happen(stage: Stage, sender: Sender, tells_all: bool, kind: str, choice: int) -> Call | None:
    """One thing on the page, and the call that tells of it; None where the platform does not call."""
    stage.later(seconds=1)
    world, who, posts = stage.world, (ANNA, TARAS, BRAND)[choice % 3], stage.world.posts()
    if kind == "post" or not posts:
        item = world.find(stage.writes(f"Допис {choice}", who))
        return sender.wrote(item) if tells_all and item else None
    post = posts[choice % len(posts)]
    comments = world.comments(post.number)
    if kind == "comment" or not comments:
        item = world.find(world.comment(post.number, who, f"Коментар {choice}"))
        return sender.wrote(item) if item else None
    item = comments[choice % len(comments)]
    if kind == "edit":
        world.edit(item.number, f"Інакше {choice}")
        now = world.find(item.number)
        return sender.edited(now) if tells_all and now else None
    call = sender.deleted(item) if tells_all else None
    world.delete(item.number)
    return call


KINDS = ["post", "comment", "comment", "comment", "edit", "delete"]
WAYS = ["at once", "at once", "twice", "late", "never"]
steps = st.tuples(st.sampled_from(KINDS), st.integers(0, 999), st.sampled_from(WAYS), st.booleans())


@both
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=st.lists(steps, min_size=1, max_size=14))
def test_calls_and_turns_together_end_with_what_the_page_shows(
    kit: Kit, make: Make, history: list[tuple[str, int, str, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path: Path = tmp_path_factory.mktemp("both")
    store, http = Store(path / "vidhuk.db"), a_client()
    late: list[Call] = []
    with a_called_stage(kit, make, store, http) as (stage, sender):
        for kind, choice, way, turn in history:
            call = happen(stage, sender, kit is FACEBOOK, kind, choice)
            if call and way in ("at once", "twice"):
                assert [deliver(stage, call) for _ in range(1 + (way == "twice"))] == [200] * (
                    1 + (way == "twice")
                )
            elif call and way == "late":
                late.append(call)
            if turn:
                assert stage.turn().error is None
        for call in reversed(late):
            assert deliver(stage, call) == 200
        stage.settle()
        assert stage.kept() == stage.shown()
    http.close()
    store.close_all()
