"""Whatever happens on a platform, and in whatever order its calls arrive, the store shows what it shows."""

from collections.abc import Iterator
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.calls import Call
from models.store import Store
from tests.listener.hook_kits import ANNA, KITS, TARAS, Kit, Stage

EVENTS = ["write", "write", "comment", "comment", "edit", "edit", "delete"]
histories = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 999)), max_size=25)


def happen(stage: Stage, kind: str, choice: int) -> Call | None:
    """One thing that somebody does, a second after the last; the call that tells of it."""
    stage.later(seconds=1)
    world, who = stage.world, (ANNA, TARAS)[choice % 2]
    posts = world.posts()
    here = [*posts, *(each for post in posts for each in world.comments(post.number))]
    if kind == "write" or not here or (kind == "comment" and not stage.kit.comments):
        return stage.sender.wrote(stage.writes(who, f"Допис {choice}"))
    if kind == "comment":
        post = posts[choice % len(posts)].number
        return stage.sender.wrote(stage.writes(who, f"Коментар {choice}", post))
    item = here[choice % len(here)]
    if kind == "edit" and stage.kit.edits:
        world.edit(item.number, f"Інакше {choice}")
        return stage.sender.edited(stage.item(item.number))
    if kind == "delete" and stage.kit.deletes and not world.comments(item.number):
        call = stage.sender.deleted(item)
        world.delete(item.number)
        return call
    return None


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all histories, each of a source of its own."""
    opened = Store(tmp_path_factory.mktemp("histories") / "vidhuk.db")
    yield opened
    opened.close_all()


numbers = count()


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.platform)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=histories, luck=st.integers(0, 2**32))
def test_the_store_ends_up_with_what_the_platform_shows(
    kit: Kit, history: list[tuple[str, int]], luck: int, one_store: Store
) -> None:
    chance = Random(luck)
    stage = Stage(kit, one_store, name=f"zoria-{next(numbers)}")
    calls = [call for kind, choice in history if (call := happen(stage, kind, choice))]
    again = [call for call in calls if chance.random() < 0.3]
    delivered = [*calls, *again]
    if kit.reorders:
        chance.shuffle(delivered)
    for call in delivered:
        assert stage.call(call).status == 200
    assert stage.kept() == stage.shown()
