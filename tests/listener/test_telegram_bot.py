"""A bot in a group: what its updates mean, asked for or brought."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from listener.check import check_source
from listener.collect import Turn, collect
from listener.network import Http
from listener.replica.server import Fault, Replica, as_json
from listener.replica.telegram_bot import CHAT, TOKEN, TelegramBot, message, refused
from listener.replica.world import Account, Item
from listener.sources.telegram_bot_parse import event
from models.records import Kind, Mention
from models.settings import Source
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.hook_kits import ANNA, START, TARAS, TELEGRAM_BOT, Stage

SAVED = json.loads((Path(__file__).parent / "payloads" / "telegram_bot" / "updates.json").read_text("utf-8"))


def bot(base_url: str | None = None, **options: Any) -> Source:
    return a_source(
        TOKEN,
        platform="telegram_bot",
        target="@zoria_chat, -1001",
        base_url=base_url,
        token_env="BOT_TOKEN",
        options=options,
    )


def said(update: int, **options: Any) -> Mention | None:
    changes = event(bot(**options), SAVED[update - 1]).changes
    return changes[0].mention if changes else None


def test_a_post_forwarded_from_the_channel_is_the_brands_own() -> None:
    post = said(1)
    assert post
    assert (post.kind, post.by_brand, post.text) == (Kind.POST, True, "Нове відділення в Луцьку")
    assert (post.attachments, post.author_name) == (("photo",), "Пошта Зоря")
    assert post.external_id == post.thread_id == "-1001700000001/500"


def test_a_comment_stands_under_the_forwarded_post_and_links_to_the_channel() -> None:
    comment = said(2)
    assert comment
    assert (comment.kind, comment.by_brand) == (Kind.COMMENT, False)
    assert comment.thread_id == comment.parent_id == "-1001700000001/500"
    assert comment.url == "https://t.me/zoria_post/41?comment=512"
    assert (comment.author_id, comment.author_name) == ("4455", "Іван Петренко")
    assert comment.published_at == datetime.fromtimestamp(1795305600, UTC)


def test_a_nameless_administrator_answers_for_the_brand() -> None:
    reply = said(3)
    assert reply
    assert (reply.by_brand, reply.parent_id) == (True, "-1001700000001/512")
    assert reply.url == "https://t.me/zoria_chat/513"


def test_staff_is_known_by_number_or_by_name() -> None:
    assert [said(2, staff=each) for each in (["@Ivan_P"], ["4455"], ["ivan"])] != [None] * 3
    found = [said(2, staff=each) for each in (["@Ivan_P"], ["4455"], ["ivan"])]
    assert [each.by_brand for each in found if each] == [True, True, False]


def test_an_edit_keeps_its_time() -> None:
    edit = said(4)
    assert edit
    assert edit.edited_at == datetime.fromtimestamp(1795305900, UTC)
    assert edit.published_at == datetime.fromtimestamp(1795305600, UTC)


@pytest.mark.parametrize("number", [5, 7, 8])
def test_what_is_no_message_or_of_another_group_is_left_out(number: int) -> None:
    assert said(number) is None


def test_messages_to_the_bot_itself_are_taken_where_the_options_say_so() -> None:
    assert said(6) is None
    private = said(6, private=True)
    assert private
    assert (private.kind, private.thread_id, private.url) == (Kind.COMMENT, "4457", None)
    assert (private.text, private.attachments) == ("", ("voice",))


@dataclass(slots=True)
class Polled:
    """A bot that asks."""

    place: TelegramBot
    replica: Replica
    source: Source
    http: Http
    store: Store

    def turn(self) -> Turn:
        return collect(self.source, self.http, self.store, clock=lambda: START, force=True)

    def asked(self) -> list[str]:
        return [request.fields.get("offset", "") for request in self.replica.requests]


@pytest.fixture
def polled(store: Store, http: Http) -> Iterator[Polled]:
    place = TelegramBot(lambda: START)
    with Replica(place.answer) as replica:
        yield Polled(place, replica, bot(replica.url), http, store)


def item(number: int, text: str = "Де посилка?", who: Account = ANNA, post: int | None = None) -> Item:
    return Item(number, post, None, who, text, START + timedelta(minutes=number))


def test_updates_are_confirmed_only_when_they_are_kept(polled: Polled) -> None:
    for number in range(1, 251):
        polled.place.tell("message", message(item(number)))

    turn = polled.turn()

    assert (turn.error, turn.kept.new) == (None, 250)
    assert polled.asked() == ["0", "870101", "870201", "870251"]
    assert polled.store.sources.state("zoria-page").cursor == "870251"


def test_a_turn_goes_on_where_the_last_one_ended(polled: Polled) -> None:
    polled.place.tell("message", message(item(1)))
    polled.turn()
    polled.place.tell("edited_message", message(item(1, "Вже знайшлась")) | {"edit_date": 1795305900})
    polled.place.tell("message", message(item(2, "І моя", TARAS, post=1)))

    turn = polled.turn()

    assert (turn.kept.new, turn.kept.edited) == (1, 1)
    kept = polled.store.mentions.thread("zoria-page", f"{CHAT['id']}/1")
    assert [each.mention.text for each in kept] == ["Вже знайшлась", "І моя"]


def test_an_update_of_a_strange_shape_does_not_hold_up_the_rest(polled: Polled) -> None:
    polled.place.tell("message", {"message_id": "?", "chat": []})
    polled.place.tell("message", message(item(2)))

    assert (polled.turn().kept.new, polled.turn().error) == (1, None)


@pytest.mark.parametrize(
    ("fault", "words", "permanent"),
    [
        (refused(401, "Unauthorized"), "refused the token", True),
        (refused(404, "Not Found"), "refused the token", True),
        (refused(403, "Forbidden: bot was kicked"), "put out", True),
        (refused(400, "Bad Request: chat not found"), "check target", True),
        (refused(400, "Bad Request", migrate_to_chat_id=-100), "became a supergroup", True),
        (refused(409, "Conflict"), "deleteWebhook", False),
        (refused(429, "Too Many Requests", retry_after=7), "wants a pause", False),
        (as_json({"ok": False, "error_code": 999, "description": f"odd {TOKEN}"}), "Telegram 999", False),
        (as_json([]), "refused the request", False),
    ],
)
def test_each_fault_is_said_in_words_without_the_token(
    polled: Polled, fault: Any, words: str, permanent: bool
) -> None:
    polled.replica.faults.extend([Fault(fault)] * 3)

    error = polled.turn().error or ""

    assert words in error
    assert TOKEN not in error
    assert polled.store.sources.state("zoria-page").permanent is permanent


def test_a_bot_that_is_called_is_never_asked(polled: Polled) -> None:
    source = bot(polled.replica.url, secret_env="BOT_TOKEN")
    polled.source = source
    polled.place.webhook = "https://vidhuk.example.org/hooks/zoria-page"

    assert polled.turn().error is None
    assert not polled.replica.requests
    assert check_source(source, polled.http, polled.store, START) is None


@pytest.mark.parametrize(
    ("options", "webhook", "words"),
    [
        ({}, "", None),
        ({}, "https://elsewhere.example", "deleteWebhook"),
        ({"secret_env": "BOT_TOKEN"}, "", "setWebhook"),
    ],
)
def test_check_foretells_where_the_updates_go(
    polled: Polled, options: dict[str, str], webhook: str, words: str | None
) -> None:
    polled.place.webhook = webhook

    fault = check_source(bot(polled.replica.url, **options), polled.http, polled.store, START)

    assert fault == words if words is None else words in (fault or "")
    assert "/getUpdates" not in "".join(polled.replica.paths())


def test_two_edits_within_one_second_end_with_the_later(store: Store) -> None:
    stage = Stage(TELEGRAM_BOT, store)
    first = stage.writes()
    stage.call(stage.sender.wrote(first))
    stage.world.edit(first.number, "Раз")
    once = stage.sender.edited(stage.item(first.number))
    stage.world.edit(first.number, "Два", stage.at + timedelta(microseconds=1))
    stage.later(microseconds=1)
    twice = stage.sender.edited(stage.item(first.number))

    for call in (twice, once):
        stage.call(call)

    assert stage.kept() == {f"{CHAT['id']}/{first.number}": "Два"}
