"""VK's faults, told inside answers of status 200, and what each means for the source."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from listener.network import Http
from listener.replica.server import Fault, Reply, as_json
from listener.replica.vk import TOKEN, fault
from models.store import Store
from tests.listener.vk_stage import BRAND, Stage, a_stage

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# code | permanent | pause | words
FAULTS = """
5     | yes |        | VK refused the token; issue a new one
27    | yes |        | VK refused the token
28    | yes |        | VK refused the token
1117  | yes |        | VK refused the token
14    | yes |        | VK wants a person
17    | yes |        | VK wants a person
3300  | yes |        | VK wants a person
42    | yes |        | VK wants a person
18    | yes |        | the page is deleted or blocked
19    | yes |        | the page is deleted or blocked
3610  | yes |        | the page is deleted or blocked
100   | yes |        | check target in config.toml
113   | yes |        | check target in config.toml
8     | yes |        | check target in config.toml
7     | no  | day    | VK gives no access
15    | no  | day    | VK gives no access
30    | no  | day    | VK gives no access
203   | no  | day    | VK gives no access
6     | no  | minute | VK wants slower requests
9     | no  | 10 min | VK sees too many like requests
29    | no  | hour   | the quota of this method is spent
601   | no  | day    | the quota of this day is spent
1     | no  | 15 min | VK has a fault of its own
10    | no  | 15 min | VK has a fault of its own
43    | no  | 15 min | VK has a fault of its own
4242  | no  |        | VK refused the request
"""
PAUSES = {
    "": timedelta(),
    "minute": MINUTE,
    "10 min": 10 * MINUTE,
    "15 min": 15 * MINUTE,
    "hour": HOUR,
    "day": DAY,
}


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(store, http) as ready:
        post = ready.world.publish(BRAND, "Пост")
        ready.world.comment(post, BRAND, "Коментар")
        yield ready


@pytest.mark.parametrize("line", FAULTS.strip().splitlines())
def test_faults(stage: Stage, line: str) -> None:
    code, permanent, pause, words = (cell.strip() for cell in line.split("|"))
    stage.replica.faults.extend([fault(int(code), "words of VK")] * 5)

    error = stage.turn().error or ""
    state = stage.store.sources.state("zoria-vk")

    for part in (*words.split("; "), f"(VK {code}: words of VK)"):
        assert part in error
    assert state.permanent is (permanent == "yes")
    if not state.permanent:
        assert state.retry_at
        assert state.retry_at >= stage.clock[0] + PAUSES[pause]


@pytest.mark.parametrize("code", [1, 6, 10])
def test_a_fault_that_passes_is_waited_out(stage: Stage, code: int) -> None:
    stage.replica.faults.extend([fault(code)] * 4)

    assert stage.turn().error is None
    assert stage.kept() == stage.shown()


def test_a_pace_that_vk_finds_too_fast_is_slowed_down(store: Store) -> None:
    seconds = [0.0]

    def sleep(span: float) -> None:
        seconds[0] += span

    hasty = Http(sleep=sleep, per_second=1e9, clock=lambda: seconds[0])
    with a_stage(store, hasty, per_second=1, clock=lambda: seconds[0]) as stage:
        post = stage.world.publish(BRAND, "Пост")
        stage.world.comment(post, BRAND, "Коментар")

        assert stage.turn().error is None
        assert stage.kept() == stage.shown()
    hasty.close()


def test_a_revoked_token_stops_the_source_until_it_is_replaced(stage: Stage) -> None:
    assert stage.turn().error is None
    stage.vk.tokens.clear()
    assert "VK refused the token" in (stage.turn().error or "")
    assert stage.store.sources.state("zoria-vk").permanent

    stage.vk.tokens.add(TOKEN)

    assert stage.turn().error is None
    assert not stage.store.sources.state("zoria-vk").permanent


def test_without_a_token_nothing_is_asked(stage: Stage) -> None:
    stage.source._token = None

    assert "VK_TOKEN is not set" in (stage.turn().error or "")
    assert not stage.replica.requests


def test_a_spent_quota_keeps_what_was_read_and_rests_longer_each_time(stage: Stage) -> None:
    stage.vk.spent.add("wall.getComments")
    rests = []
    for _ in range(7):
        assert "the quota of this method is spent" in (stage.turn().error or "")
        retry_at = stage.store.sources.state("zoria-vk").retry_at
        assert retry_at
        rests.append(round((retry_at - stage.clock[0]) / HOUR))

    assert stage.find(1)
    assert rests == [1, 2, 4, 8, 16, 24, 24]


def test_the_words_of_a_fault_hold_no_token_and_no_request(stage: Stage) -> None:
    said = f"bad token {TOKEN} in\n  {'x' * 500}"
    told = {"error_code": 5, "error_msg": said, "request_params": [{"key": "domain", "value": "secret"}]}
    stage.replica.faults.append(Fault(as_json({"error": told})))

    error = stage.turn().error or ""

    assert TOKEN not in error
    assert "secret" not in error
    assert "bad token … in xxx" in error
    assert len(error) < 400


def test_a_post_that_is_gone_when_its_comments_are_asked_for_does_not_stop_the_rest(stage: Stage) -> None:
    other = stage.world.publish(BRAND, "Ще пост")
    stage.world.comment(other, BRAND, "Ще коментар")
    stage.meanwhile[:] = [lambda: None, lambda: stage.delete(other)]

    assert stage.turn().error is None
    stage.turn()
    assert stage.kept() == stage.shown()


@pytest.mark.parametrize("code", [100, 113])
def test_a_request_refused_for_one_post_is_no_matter_for_a_person(stage: Stage, code: int) -> None:
    stage.replica.faults.extend([None, fault(code)])

    assert "VK cannot make sense of the request" in (stage.turn().error or "")
    assert not stage.store.sources.state("zoria-vk").permanent


@pytest.mark.parametrize(
    "answer",
    [
        as_json([]),
        as_json({}),
        as_json({"response": None}),
        as_json({"response": {"items": [{}], "count": 1}}),
        as_json({"response": {"items": ["x"], "count": 1}}),
        as_json({"error": "no"}),
        as_json({"error": {}}),
        Reply(b"<html>"),
        Reply(b'{"response": {"items": ['),
    ],
    ids=lambda answer: answer.body.decode(),
)
def test_an_answer_of_another_shape_is_told_and_tried_again(stage: Stage, answer: Reply) -> None:
    stage.replica.faults.append(Fault(answer))

    assert "the answer is not what" in (stage.turn().error or "")
    assert not stage.store.sources.state("zoria-vk").permanent
    assert stage.turn().error is None
    assert stage.kept() == stage.shown()
