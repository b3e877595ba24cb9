"""Whatever happens on a page, and whenever a turn is killed, the store ends up with what the page shows."""

from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listener.network import Http
from listener.replica.server import Fault
from models.store import Store
from tests.listener.kits import KITS
from tests.listener.rolling_stage import ANNA, BRAND, TARAS, Killed, Kit, Stage, a_stage

BROKEN = [Fault(reset=True)] * 3  # as often as a request is tried

Event = tuple[str, int]
EVENTS = ["post", "post", "comment", "reply", "reply", "edit", "delete", "delete", "restore", "wait"]
events = st.tuples(st.sampled_from(EVENTS), st.integers(0, 999))
turns = st.tuples(
    st.sampled_from(["whole", "whole", "killed", "broken"]),
    st.integers(0, 9),  # batches kept before the turn is killed, or answers before the network is gone
    st.lists(events, max_size=8),  # what happens before it
    st.lists(events, max_size=6),  # what happens between its requests
)
Step = tuple[str, int, list[Event], list[Event]]


def happen(stage: Stage, event: Event) -> None:
    """One thing that people do on a page; numbers choose where."""
    kind, choice = event
    world, who = stage.world, (ANNA, TARAS, BRAND)[choice % 3]
    posts = world.posts()
    if kind == "wait":
        stage.later(hours=choice % 7)
        return
    if kind == "post" or not posts:
        stage.writes(f"Допис {choice}", who)
        return
    post = posts[choice % len(posts)].number
    comments = world.comments(post)
    if kind == "comment" or (kind == "reply" and not comments):
        world.comment(post, who, f"Коментар {choice}")
    elif kind == "reply":
        world.comment(post, who, f"Відповідь {choice}", reply_to=comments[choice % len(comments)].number)
    else:
        _touch(stage, kind, choice)


def _touch(stage: Stage, kind: str, choice: int) -> None:
    world = stage.world
    written = [number for number in range(1, world.next_number()) if world.written(number)]
    number = written[choice % len(written)]
    if kind == "edit":
        world.edit(number, f"Інакше {choice}")
    elif kind == "delete":
        world.delete(number)
    else:  # put back what was deleted
        world.delete(number, stage.clock[0].replace(year=2040))


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


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.platform)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    history=st.lists(turns, min_size=1, max_size=6),
    largest=st.integers(2, 6),  # so that a few threads fill several pages
)
def test_the_store_ends_up_with_what_the_page_shows(kit: Kit, history: list[Step], largest: int) -> None:
    with (
        TemporaryDirectory() as folder,
        closing(Store(Path(folder) / "vidhuk.db")) as store,
        closing(a_client()) as http,
        a_stage(kit, store, http, largest=largest, **kit.small) as stage,
    ):
        for step in history:
            take(stage, step)
        stage.settle()
        assert stage.kept() == stage.shown()
