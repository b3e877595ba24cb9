"""Whatever happens in a channel, and whenever a turn is killed, the store ends up with what it shows."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listener.network import Http
from listener.replica.server import Fault
from models.store import Store
from tests.listener.telegram_stage import BRAND, GONE, OKSANA, TARAS, Killed, Stage, a_stage

QUIET_TURNS = 40  # three hours apart: every page and every discussion has been read again
BROKEN = [Fault(reset=True)] * 3  # as often as a request is tried

Event = tuple[str, int]
EVENTS = ["post", "comment", "comment", "comment", "reply", "early", "edit", "delete", "vanish"]
events = st.tuples(st.sampled_from(EVENTS), st.integers(0, 999))
turns = st.tuples(
    st.sampled_from(["whole", "whole", "killed", "broken"]),
    st.integers(0, 9),  # batches kept before the turn is killed, or answers before the network is gone
    st.lists(events, max_size=8),  # what happens before it
    st.lists(events, max_size=6),  # what happens between its requests
)
Step = tuple[str, int, list[Event], list[Event]]


def happen(stage: Stage, event: Event) -> None:
    """One thing that people do in a channel; numbers choose where."""
    kind, choice = event
    world, who = stage.world, (OKSANA, TARAS, BRAND, GONE)[choice % 4]
    posts = world.posts()
    if kind == "post" or not posts:
        world.publish(BRAND, f"Пост {choice}")
        return
    post = posts[choice % len(posts)].number
    comments = world.comments(post)
    if kind == "vanish":
        world.delete(post)
    elif kind == "early":  # clocks differ: it says that it is older than what came before it
        world.comment(post, who, f"Раніше {choice}", at=stage.clock[0] - timedelta(hours=choice % 30))
    elif kind == "comment" or not comments:
        world.comment(post, who, f"Коментар {choice}")
    else:
        _touch(stage, kind, choice, post, comments[choice % len(comments)].number)


def _touch(stage: Stage, kind: str, choice: int, post: int, comment: int) -> None:
    if kind == "reply":
        stage.world.comment(post, TARAS, f"Відповідь {choice}", reply_to=comment)
    elif kind == "edit":
        stage.world.edit(comment if choice % 3 else post, f"Інакше {choice}")
    else:
        stage.world.delete(comment)


def take(stage: Stage, step: Step) -> None:
    """One turn, with what happens before and during it."""
    how, when, before, meanwhile = step
    for event in before:
        happen(stage, event)
    stage.later(minutes=2)
    stage.meanwhile[:] = [_later(stage, event) for event in meanwhile]
    if how == "broken":
        stage.replica.faults.extend([*[None] * when, *BROKEN])
    with suppress(Killed):
        stage.turn(killed_after=when if how == "killed" else None)
    stage.meanwhile.clear()
    stage.replica.faults.clear()


def _later(stage: Stage, event: Event) -> Callable[[], None]:
    return partial(happen, stage, event)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    history=st.lists(turns, min_size=1, max_size=6),
    page=st.integers(1, 5),
    comments_max=st.integers(1, 6),
    comments_more=st.integers(1, 4),
    hidden=st.integers(0, 2),
    overlap=st.integers(0, 1),
)
def test_the_store_ends_up_with_what_the_channel_shows(history: list[Step], **replica: int) -> None:
    http = Http(
        sleep=lambda _: None, per_second=1e9, clock=count(0, 100).__next__
    )  # no breaker rests for long
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "vidhuk.db")
        with a_stage(store, http, **replica) as stage:
            for step in history:
                take(stage, step)
            for _ in range(QUIET_TURNS):
                stage.later(hours=3)
                assert stage.turn().error is None
                if stage.kept() == stage.shown():
                    break
            assert stage.kept() == stage.shown()
        store.close()
    http.close()
