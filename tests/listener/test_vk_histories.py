"""Whatever happens on a wall, and whenever a turn is killed, the store ends up with what the wall shows."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listener.network import Http
from listener.replica.server import Fault
from models.store import Store
from tests.listener.vk_stage import ANNA, BRAND, TARAS, Killed, Stage, a_stage

QUIET_TURNS = 80  # in which every stretch of every thread has been read again
BROKEN = [Fault(reset=True)] * 3  # as often as a request is tried

Event = tuple[str, int]
EVENTS = ["post", "comment", "comment", "reply", "reply", "edit", "delete", "delete", "restore", "pin"]
events = st.tuples(st.sampled_from(EVENTS), st.integers(0, 999))
turns = st.tuples(
    st.sampled_from(["whole", "whole", "killed", "broken"]),
    st.integers(0, 9),  # batches kept before the turn is killed, or answers before the network is gone
    st.lists(events, max_size=8),  # what happens before it
    st.lists(events, max_size=6),  # what happens between its requests
)
Step = tuple[str, int, list[Event], list[Event]]


def happen(stage: Stage, event: Event) -> None:
    """One thing that people do on a wall; numbers choose where."""
    kind, choice = event
    world, who = stage.world, (ANNA, TARAS, BRAND)[choice % 3]
    posts = world.posts()
    if kind == "post" or not posts:
        world.publish(who, f"Пост {choice}")
        return
    post = posts[choice % len(posts)].number
    comments = world.comments(post)
    if kind == "comment" or not comments:
        world.comment(post, who, f"Коментар {choice}")
    elif kind == "reply":
        world.comment(post, who, f"Відповідь {choice}", reply_to=comments[choice % len(comments)].number)
    elif kind == "pin":
        stage.vk.pinned = post
    else:
        _touch(stage, kind, choice)


def _touch(stage: Stage, kind: str, choice: int) -> None:
    written = [number for number in range(1, stage.world.next_number()) if stage.world.written(number)]
    number = written[choice % len(written)]
    if kind == "edit":
        stage.world.edit(number, f"Інакше {choice}")
    elif kind == "delete":
        stage.delete(number)
    else:
        stage.restore(number)


def take(stage: Stage, step: Step) -> None:
    """One turn, with what happens before and during it."""
    how, when, before, meanwhile = step
    for event in before:
        happen(stage, event)
    stage.meanwhile[:] = [_later(stage, event) for event in meanwhile]
    if how == "broken":
        stage.replica.faults.extend([*[None] * when, *BROKEN])
    with suppress(Killed):
        stage.turn(killed_after=when if how == "killed" else None)
    stage.meanwhile.clear()
    stage.replica.faults.clear()


def _later(stage: Stage, event: Event) -> Callable[[], None]:
    return partial(happen, stage, event)


def a_client() -> Http:
    """A client that never dawdles: each look at its clock is a minute after the one before."""
    minutes = count(step=60)
    return Http(sleep=lambda _: None, per_second=1e9, clock=lambda: float(next(minutes)))


def settle(stage: Stage) -> None:
    """Let quiet turns pass until the store holds what the wall shows."""
    for _ in range(QUIET_TURNS):
        if stage.kept() == stage.shown():
            return
        stage.turn()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    history=st.lists(turns, min_size=1, max_size=6),
    largest=st.integers(2, 6),  # so that a few comments fill several pages
    along=st.integers(0, 3),
    counts_deleted=st.booleans(),
    hidden=st.integers(0, 1),
)
def test_the_store_ends_up_with_what_the_wall_shows(
    history: list[Step], largest: int, along: int, counts_deleted: bool, hidden: int
) -> None:
    wall = {"largest": largest, "along": along, "counts_deleted": counts_deleted, "hidden": hidden}
    with TemporaryDirectory() as folder:
        store, http = Store(Path(folder) / "vidhuk.db"), a_client()
        with a_stage(store, http, "zoria_post", **wall) as stage:
            for step in history:
                take(stage, step)
                assert not stage.wrongly_hidden()
            settle(stage)
            assert stage.kept() == stage.shown()
        store.close()
        http.close()
