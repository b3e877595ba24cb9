"""What Meta's calls tell of a page's feed and of the comments of an account."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from listener.collect import collect
from listener.hooks import facebook, instagram, meta
from listener.network import Http
from listener.replica.meta_feed import FacebookCalls
from models.calls import Change
from models.records import Kind
from models.settings import SettingsError
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.hook_kits import ANNA, FACEBOOK, INSTAGRAM, START, Stage

PAYLOADS = Path(__file__).parent / "payloads"


def saved(name: str) -> Any:
    return json.loads((PAYLOADS / name).read_text("utf-8"))


def told(name: str) -> list[Change]:
    reader, kit = (facebook, FACEBOOK) if name.startswith("facebook") else (instagram, INSTAGRAM)
    events = reader.read(kit.source(), saved(name), START)
    return [change for event in events for change in event.changes]


def test_saved_changes_of_a_feed_are_read_as_the_feed_would_be() -> None:
    post, question, reply, gone = told("facebook/feed_changes.json")

    assert post.mention
    assert (post.mention.kind, post.mention.by_brand, post.mention.text) == (
        Kind.POST,
        True,
        "Працюємо в суботу",
    )
    assert question.mention
    assert (question.external_id, question.mention.thread_id) == ("222_333", "700700_222")
    assert (question.mention.parent_id, question.mention.attachments) == ("700700_222", ("photo",))
    assert question.mention.url == "https://www.facebook.com/700700/posts/222"
    assert reply.mention
    assert (reply.mention.by_brand, reply.mention.parent_id) == (True, "222_333")
    assert reply.mention.published_at == datetime(2026, 11, 22, 0, 0, 40, tzinfo=UTC)
    assert (gone.external_id, gone.mention, gone.thread) == ("222_300", None, False)


def test_saved_comments_of_instagram_stand_under_their_post() -> None:
    question, reply = told("instagram/comment_changes.json")

    assert question.mention
    assert (question.external_id, question.mention.thread_id, question.mention.by_brand) == (
        "1790",
        "1801",
        False,
    )
    assert question.mention.published_at == datetime(2026, 11, 22, tzinfo=UTC)
    assert reply.mention
    assert (reply.mention.parent_id, reply.mention.by_brand) == ("1790", True)


def test_with_a_post_its_comments_go_and_late_ones_do_not_come(store: Store) -> None:
    stage = Stage(FACEBOOK, store)
    post = stage.writes(text="Допис")
    comments = [stage.writes(ANNA, f"Коментар {number}", post.number) for number in range(3)]
    for item in (post, *comments[:2]):
        stage.call(stage.sender.wrote(item))
    late = stage.sender.wrote(comments[2])
    stage.later(minutes=1)
    stage.call(stage.sender.deleted(post))
    stage.call(late)

    assert stage.kept() == {}


def test_the_same_words_again_are_an_edit_of_their_own(store: Store) -> None:
    stage = Stage(FACEBOOK, store)
    item = stage.writes(text="Раз")
    stage.call(stage.sender.wrote(item))
    for text in ("Два", "Раз", "Два"):
        stage.later(minutes=1)
        stage.world.edit(item.number, text)
        stage.call(stage.sender.edited(stage.item(item.number)))

    assert list(stage.kept().values()) == ["Два"]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (1795305600, START.replace(day=22, hour=0)),
        ("1795305600", START.replace(day=22, hour=0)),
        (1795305600123, START.replace(day=22, hour=0) + timedelta(milliseconds=123)),
        ("2026-11-22T02:00:00+0200", START.replace(day=22, hour=0)),
    ],
)
def test_times_come_in_seconds_milliseconds_or_words(given: Any, wanted: datetime) -> None:
    assert meta.moment(given) == wanted


@pytest.mark.parametrize("given", ["2026-11-22T02:00:00", "soon", None, 10**30])
def test_a_time_that_is_none_is_refused(given: Any) -> None:
    with pytest.raises((ValueError, TypeError, OverflowError)):
        meta.moment(given)


def test_a_page_without_a_token_is_called_only(store: Store, http: Http) -> None:
    source = FACEBOOK.source()

    assert (source.hooked, source.asked) == (True, False)
    assert collect(source, http, store, clock=lambda: START).error is None
    assert store.sources.state(source.name).succeeded_at == START


@pytest.mark.parametrize(
    ("target", "options", "words"),
    [
        ("zoria_post", {"secret_env": "S", "verify_env": "V"}, "'target' must be a number"),
        ("700700", {"secret_env": "S"}, "secret_env and verify_env together"),
    ],
)
def test_what_meta_could_not_call_is_told_at_once(target: str, options: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        a_source(platform="facebook", target=target, options=options)


def test_a_call_whose_secret_differs_is_refused(store: Store) -> None:
    stage = Stage(FACEBOOK, store)
    stage.sender = FacebookCalls(lambda: stage.at, "another")

    assert stage.call(stage.sender.wrote(stage.writes())).status == 401
