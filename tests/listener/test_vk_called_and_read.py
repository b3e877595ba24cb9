"""A wall that is read and of which VK calls as well: each thing is stored once, and as the wall shows it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listener.hooks import receive
from listener.replica.vk import TOKEN
from listener.replica.vk_calls import VkCalls
from models.calls import Call
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.test_rolling_histories import a_client
from tests.listener.vk_stage import ANNA, BRAND, TARAS, Stage, a_stage

KINDS = ["post", "comment", "comment", "reply", "edit", "delete"]
WAYS = ["at once", "at once", "twice", "late", "never"]
steps = st.tuples(st.sampled_from(KINDS), st.integers(0, 999), st.sampled_from(WAYS), st.booleans())


@contextmanager
def a_called_wall(store: Store) -> Iterator[tuple[Stage, VkCalls]]:
    """A wall, and VK that calls; the secret key is the token here."""
    http = a_client()
    with a_stage(store, http) as stage:
        stage.source = a_source(
            TOKEN,
            name="zoria-vk",
            platform="vk",
            target="zoria_post",
            token_env="VK_TOKEN",
            base_url=stage.replica.url,
            options={"secret_env": "VK_TOKEN"},
        )
        yield stage, VkCalls(lambda: stage.clock[0], TOKEN)
    http.close()


def happen(stage: Stage, place: VkCalls, kind: str, choice: int) -> Call | None:
    """One thing on the wall, and the call that tells of it; of edited and deleted posts VK tells nothing."""
    stage.later(seconds=1)
    world, who, posts = stage.world, (ANNA, TARAS, BRAND)[choice % 3], stage.world.posts()
    if kind == "post" or not posts:
        item = world.find(world.publish(who, f"Пост {choice}"))
        return place.posted(item) if item else None
    post = posts[choice % len(posts)]
    comments = world.comments(post.number)
    if kind == "comment" or not comments:
        item = world.find(world.comment(post.number, who, f"Коментар {choice}"))
        return place.wrote(item) if item else None
    above = comments[choice % len(comments)]
    if kind == "reply" and above.reply_to is None:
        item = world.find(world.comment(post.number, who, f"Відповідь {choice}", reply_to=above.number))
        return place.wrote(item) if item else None
    if kind == "delete":
        call = place.deleted(above)
        stage.delete(above.number)
        return call
    world.edit(above.number, f"Інакше {choice}")
    now = world.find(above.number)
    return place.edited(now) if now else None


def live(stage: Stage, place: VkCalls, history: list[tuple[str, int, str, bool]]) -> None:
    """Let all of it happen; the calls that come late come last, and in the wrong order."""
    late: list[Call] = []
    for kind, choice, way, turn in history:
        if call := happen(stage, place, kind, choice):
            late += [call] if way == "late" else []
            deliver(stage, call, {"at once": 1, "twice": 2}.get(way, 0))
        if turn:
            assert stage.turn().error is None
    for call in reversed(late):
        deliver(stage, call)


def deliver(stage: Stage, call: Call, times: int = 1) -> None:
    for _ in range(times):
        assert receive(stage.source, call, stage.store, stage.clock[0]).status == 200


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=st.lists(steps, min_size=1, max_size=14))
def test_calls_and_turns_together_end_with_what_the_wall_shows(
    history: list[tuple[str, int, str, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = Store(tmp_path_factory.mktemp("wall") / "vidhuk.db")
    with a_called_wall(store) as (stage, place):
        live(stage, place, history)
        for _ in range(80):
            if stage.kept() == stage.shown():
                break
            assert stage.turn().error is None
        assert stage.kept() == stage.shown()
    store.close_all()
