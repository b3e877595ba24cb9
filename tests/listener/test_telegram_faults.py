"""A Telegram channel that is misnamed, closed, or in trouble."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from listener.network import Http
from listener.replica.server import Fault, as_json, html, status
from models.records import Kept
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.telegram_stage import START, Stage, a_stage, a_talk


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(store, http) as set_up:
        yield set_up


@pytest.mark.parametrize(
    "target", ["zoria_post", "@zoria_post", "https://t.me/zoria_post", "t.me/s/zoria_post"]
)
def test_a_channel_may_be_named_as_people_name_it(stage: Stage, target: str) -> None:
    a_talk(stage)
    stage.source = a_source(target=target, base_url=stage.replica.url)

    assert stage.turn().kept == Kept(new=3)


@pytest.mark.parametrize("target", ["", "../admin", "zoria post", "зоря", "+AbCdEf", "a" * 40])
def test_a_name_that_no_channel_can_have_is_for_a_person_to_mend(stage: Stage, target: str) -> None:
    stage.source = a_source(target=target or " ", base_url=stage.replica.url)

    assert stage.turn().error == "target is no public name of a channel; write it as in t.me/NAME"
    assert stage.store.sources.state("zoria-page").permanent
    assert not stage.replica.requests


def test_a_channel_that_is_not_public_is_for_a_person_to_mend(stage: Stage) -> None:
    stage.telegram.open = False

    assert "no public channel" in (stage.turn().error or "")
    assert stage.store.sources.state("zoria-page").permanent


def test_a_page_without_posts_is_a_fault_and_deletes_nothing(stage: Stage) -> None:
    post, _ = a_talk(stage)
    stage.turn()
    stage.replica.faults.append(Fault(html("<html>Technical works</html>")))

    assert "shows no posts" in (stage.turn().error or "")
    assert stage.find(str(post)).deleted_at is None


def test_a_channel_that_deleted_all_its_posts_has_none(stage: Stage) -> None:
    post, _ = a_talk(stage)
    stage.turn()
    stage.world.delete(post)

    assert stage.turn().kept == Kept(deleted=1)


@pytest.mark.parametrize(
    "fault", [status(502), Fault(cut=True), Fault(reset=True)], ids=["502", "cut", "reset"]
)
@pytest.mark.parametrize("when", [0, 1, 2])
def test_a_fault_that_stays_ends_the_turn_and_the_next_one_completes_it(
    stage: Stage, fault: Fault, when: int
) -> None:
    for _ in range(4):
        a_talk(stage)
    stage.replica.faults.extend([*[None] * when, *[fault] * 12])
    assert stage.turn().error
    stage.replica.faults.clear()
    stage.http = Http(sleep=lambda _: None, per_second=1e9)  # without a breaker that has just opened
    stage.later(minutes=2)

    assert stage.turn().error is None
    stage.http.close()
    assert stage.kept() == stage.shown()


def test_a_pause_is_kept_to_the_second(stage: Stage) -> None:
    stage.replica.faults.append(status(429, retry_after=1800))

    assert stage.turn().error == "the platform asks for a pause (429)"
    assert stage.store.sources.state("zoria-page").retry_at == START + timedelta(seconds=1800)


def test_one_discussion_that_fails_does_not_hold_up_the_others(stage: Stage) -> None:
    for _ in range(3):
        a_talk(stage)
    stage.replica.faults.extend([None, Fault(html("<html>?</html>"))])

    assert (stage.turn().error, stage.turn().error) == (None, None)
    stage.later(hours=1)
    stage.turn()
    assert stage.kept() == stage.shown()


def test_discussions_that_all_fail_are_a_fault(stage: Stage) -> None:
    post, _ = a_talk(stage)
    stage.replica.faults.extend([None, Fault(html("<html>?</html>"))])

    turn = stage.turn()
    assert turn.error == f"the comments under post {post} cannot be read; trying again later"
    assert turn.kept == Kept(new=1)


def test_older_comments_that_are_refused_are_asked_for_again(store: Store, http: Http) -> None:
    with a_stage(store, http, comments_max=5) as stage:
        a_talk(stage, comments=20)
        refused = as_json({"error": "FLOOD"})
        stage.replica.faults.extend([None, None, Fault(refused)])
        assert "were refused (FLOOD)" in (stage.turn().error or "")
        stage.later(hours=1)

        assert stage.turn().error is None
        assert stage.kept() == stage.shown()


def test_a_page_that_repeats_itself_is_not_read_for_ever(store: Store, http: Http) -> None:
    with a_stage(store, http, page=2) as stage:
        for _ in range(6):
            a_talk(stage, comments=0)
        page = http.get(stage.source, f"{stage.replica.url}/s/zoria_post").text
        stage.replica.faults.extend([Fault(html(page))] * 3)

        assert stage.turn().error == "an older page repeats the newer one; trying again later"
