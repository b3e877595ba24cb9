"""What VK tells by itself: called (Callback API) or listened to (Bots Long Poll)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from listener.check import check_source
from listener.collect import Turn, collect
from listener.hooks import receive
from listener.network import Http
from listener.replica.server import Fault, Replica, Request, as_json
from listener.replica.vk import TOKEN, Vk
from listener.replica.vk_calls import CODE, COMMUNITY, GROUP, LongPoll, VkCalls, comment, gone
from listener.replica.world import Account, Item, World
from listener.sources import vk_events
from models import settings
from models.calls import Change
from models.records import Kind
from models.settings import Source
from models.store import Store
from tests.listener.hook_kits import ANNA, START, TARAS, VK
from tests.listener.hook_kits import Stage as Called

SAVED = json.loads((Path(__file__).parent / "payloads" / "vk" / "events.json").read_text("utf-8"))
BRAND = Account(GROUP, "Пошта Зоря", "zoria_post", brand=True)


def told(number: int) -> tuple[Change, ...]:
    return vk_events.event(VK.source(), SAVED[number - 1], START).changes


@pytest.mark.parametrize(
    ("number", "name", "thread", "parent"),
    [
        (1, "-700700_58_903", "-700700_58", "-700700_58_902"),
        (2, "topic-700700_12_34", "topic-700700_12", "topic-700700_12"),
        (3, "photo-700700_77_5", "photo-700700_77", "photo-700700_77"),
        (4, "video-700700_88_6", "video-700700_88", "video-700700_88"),
        (5, "product-700700_5_7", "product-700700_5", "product-700700_5"),
        (8, "message-700700_18_3", "message-700700_18", None),
        (10, "-700700_59", "-700700_59", None),
    ],
)
def test_each_thing_is_called_as_when_it_is_read(
    number: int, name: str, thread: str, parent: str | None
) -> None:
    (change,) = told(number)
    said = change.mention
    assert said
    assert (change.external_id, said.external_id, said.thread_id, said.parent_id) == (
        name,
        name,
        thread,
        parent,
    )


def test_a_saved_reply_keeps_what_the_event_tells() -> None:
    (change,) = told(1)
    assert change.mention
    assert (change.mention.text, change.mention.kind) == ("Спасибо, а где забрать?", Kind.COMMENT)
    assert change.mention.url == "https://vk.com/wall-700700_58?reply=903&thread=901"
    assert (change.mention.author_id, change.mention.attachments) == ("18", ("photo",))
    assert (change.original, change.revives) == (True, True)


def test_the_community_speaks_for_the_brand() -> None:
    spoken = [told(number)[0].mention for number in (1, 2, 8, 9, 10)]
    assert [each.by_brand for each in spoken if each] == [False, True, False, True, True]


@pytest.mark.parametrize(("number", "name"), [(6, "product-700700_5_8"), (7, "topic-700700_12_35")])
def test_a_deletion_names_what_is_gone(number: int, name: str) -> None:
    (change,) = told(number)
    assert (change.external_id, change.mention) == (name, None)


@pytest.mark.parametrize("number", [11, 12, 13])
def test_what_nobody_said_in_public_or_to_the_community_tells_nothing(number: int) -> None:
    assert told(number) == ()


@pytest.fixture
def called(store: Store) -> Called:
    return Called(VK, store)


def test_vk_waits_for_two_letters_and_for_the_code(called: Called) -> None:
    place = VkCalls(lambda: called.at)

    assert called.call(place.wrote(called.writes())).body == b"ok"
    assert called.call(place.tells("like_add", {})).body == b"ok"
    assert called.call(place.question()).body == CODE.encode()


def test_the_code_is_told_of_no_other_community_and_only_where_it_is_known(called: Called) -> None:
    place = VkCalls(lambda: called.at)

    assert called.call(place.question(group=1)).status == 401
    called.later(minutes=2)
    called.source = called.source.model_copy(update={"options": {"secret_env": "SECRET_ENV"}})
    assert called.call(place.question()).status == 503
    assert "confirmation" in (called.store.hooks.calls("zoria-hook").refusal or "")


def test_an_event_of_another_community_is_refused(called: Called) -> None:
    body = {
        "group_id": 1,
        "type": "wall_reply_new",
        "secret": VkCalls(lambda: called.at).secret,
        "object": {},
    }

    assert called.call(called.sender.signed(json.dumps(body).encode())).status == 401


def test_a_comment_that_was_restored_comes_back(called: Called) -> None:
    place, item = VkCalls(lambda: called.at), called.writes()
    called.call(place.wrote(item))
    called.later(seconds=5)
    called.call(place.deleted(item))
    assert called.kept() == {}
    called.later(seconds=5)
    called.call(place.tells("wall_reply_restore", comment(item)))

    assert called.kept() == called.shown()


def test_a_repeated_edit_that_comes_late_brings_nothing_back(called: Called) -> None:
    place, item = VkCalls(lambda: called.at), called.writes()
    called.call(place.wrote(item))
    edit = place.edited(item)
    called.later(seconds=5)
    called.call(place.deleted(item))
    called.later(minutes=3)
    called.call(edit)

    assert called.kept() == {}


def test_the_answer_of_the_community_settles_the_latest_message(called: Called) -> None:
    for event in (SAVED[7], SAVED[8]):
        body = event | {"secret": VkCalls(lambda: called.at).secret}
        assert called.call(called.sender.signed(json.dumps(body).encode())).status == 200

    answer = called.store.mentions.find("zoria-hook", "message-700700_18_4")
    assert answer
    assert (answer.mention.by_brand, answer.mention.parent_id) == (True, "message-700700_18_3")


@dataclass(slots=True)
class Listened:
    """A community that is listened to, and whose wall may be read as well."""

    world: World
    place: LongPoll
    replica: Replica
    source: Source
    http: Http
    store: Store
    clock: list[datetime]

    def turn(self) -> Turn:
        return collect(self.source, self.http, self.store, clock=lambda: self.clock[0], force=True)

    def kept(self) -> dict[str, str]:
        sql = "select external_id, text from mentions where deleted_at is null"
        return {row["external_id"]: row["text"] for row in self.store.link.rows(sql)}

    def waits(self) -> list[str]:
        return [each.query["wait"] for each in self.replica.requests if each.path == "/longpoll"]


def a_community(base_url: str, token: bool = False, **options: Any) -> Source:
    entry = {
        "name": "zoria-vk",
        "brand": "zoria",
        "platform": "vk",
        "target": "zoria_post",
        "base_url": base_url,
        "options": {"community_env": "COMMUNITY", **options},
    }
    raw = {"brands": [{"name": "zoria", "title": "Пошта Зоря"}], "sources": [entry]}
    entry |= {"token_env": "VK_TOKEN"} if token else {}
    environ = {"COMMUNITY": COMMUNITY, "VK_TOKEN": TOKEN, "SECRET": VkCalls(lambda: START).secret}
    return settings.understand(raw, ["vk"], environ).sources[0]


@pytest.fixture
def listened(store: Store, http: Http) -> Iterator[Listened]:
    clock = [START]
    world = World(lambda: clock[0])
    vk = Vk(world)
    place = LongPoll(VkCalls(lambda: clock[0]), otherwise=vk.answer)
    with Replica(place.answer) as replica:
        place.url = replica.url
        yield Listened(world, place, replica, a_community(replica.url), http, store, clock)


def item(number: int, text: str = "Де посилка?", who: Account = ANNA) -> Item:
    return Item(number, 58, None, who, text, START)


def test_what_happens_is_heard_from_the_first_turn_on(listened: Listened) -> None:
    listened.place.tell("wall_reply_new", comment(item(1)))
    listened.turn()  # VK gives nothing that lies before the first question
    for number in range(2, 252):
        listened.place.tell("wall_reply_new", comment(item(number)))

    turn = listened.turn()

    assert (turn.error, turn.kept.new) == (None, 250)
    assert listened.waits() == ["10", "10", "1", "1", "1"]
    assert listened.replica.paths().count("/method/groups.getLongPollServer") == 1


def test_an_edit_and_a_deletion_within_one_answer_leave_the_last_of_them(listened: Listened) -> None:
    listened.turn()
    for kind, about in (
        ("wall_reply_new", comment(item(1, "Раз"))),
        ("wall_reply_edit", comment(item(1, "Два"))),
        ("wall_reply_new", comment(item(2))),
        ("wall_reply_delete", gone(item(2))),
        ("wall_reply_new", comment(item(3, "Три", TARAS))),
        ("wall_reply_delete", gone(item(3))),
        ("wall_reply_restore", comment(item(3, "Три", TARAS))),
        ("strange", {}),
        ("wall_reply_new", {"id": "?"}),
    ):
        listened.place.tell(kind, about)

    assert listened.turn().error is None
    assert listened.kept() == {"-700700_58_1": "Два", "-700700_58_3": "Три"}


@pytest.mark.parametrize(
    ("failure", "new"),
    [({"failed": 1, "ts": "1"}, 1), ({"failed": 2}, 2), ({"failed": 3}, 0)],
    ids=["a gap", "the key has expired", "all is lost"],
)
def test_a_failure_of_the_list_is_mended(listened: Listened, failure: dict[str, Any], new: int) -> None:
    listened.turn()
    for number in (1, 2):
        listened.place.tell("wall_reply_new", comment(item(number)))
    listened.place.failures.append(failure)
    if failure["failed"] == 2:
        listened.place.key = "key-2"

    turn = listened.turn()

    assert (turn.error, turn.kept.new) == (None, new)
    listened.place.tell("wall_reply_new", comment(item(3)))
    assert listened.turn().kept.new == 1


@pytest.mark.parametrize("answer", [{"failed": 4}, {}, [], {"ts": "1"}])
def test_an_answer_that_is_none_is_a_passing_fault(listened: Listened, answer: Any) -> None:
    listened.turn()
    listened.replica.faults.append(Fault(as_json(answer)))

    assert "Long Poll" in (listened.turn().error or "")
    assert not listened.store.sources.state("zoria-vk").permanent


def test_a_token_of_another_community_is_told(listened: Listened) -> None:
    listened.source = listened.source.model_copy(update={"target": "-1"})

    assert "another community" in (listened.turn().error or "")
    assert listened.store.sources.state("zoria-vk").permanent


def test_what_the_list_has_lost_is_read_from_the_wall(listened: Listened) -> None:
    listened.source = a_community(listened.replica.url, token=True)
    post = listened.world.publish(BRAND, "Графік")
    listened.turn()
    number = listened.world.comment(post, ANNA, "А в неділю?")
    listened.place.tell("wall_reply_new", comment(listened.world.find(number) or item(0)))
    listened.place.failures.append({"failed": 3})

    assert listened.turn().error is None
    assert listened.kept() == {"-700700_1": "Графік", "-700700_1_2": "А в неділю?"}


def test_what_is_heard_and_read_is_stored_once(listened: Listened) -> None:
    listened.source = a_community(listened.replica.url, token=True)
    post = listened.world.publish(BRAND, "Графік")
    listened.turn()
    number = listened.world.comment(post, ANNA, "А в неділю?")
    listened.place.tell("wall_reply_new", comment(listened.world.find(number) or item(0)))
    first, second = listened.turn(), listened.turn()

    assert (first.error, second.error) == (None, None)
    assert (first.kept.new, second.kept.new) == (1, 0)
    kept = listened.store.mentions.find("zoria-vk", "-700700_1_2")
    assert kept
    assert kept.mention.author_name == ANNA.name


def test_a_call_and_the_wall_tell_of_one_comment(listened: Listened) -> None:
    listened.source = a_community(listened.replica.url, token=True, secret_env="SECRET", confirmation=CODE)
    post = listened.world.publish(BRAND, "Графік")
    listened.turn()
    written = listened.world.find(listened.world.comment(post, ANNA, "А в неділю?"))
    assert written
    receive(listened.source, listened.place.calls.wrote(written), listened.store, listened.clock[0])
    turn = listened.turn()

    assert (turn.error, turn.kept.new, turn.kept.edited) == (None, 0, 0)
    assert listened.store.mentions.count() == 2


def test_a_community_that_only_calls_is_never_asked(listened: Listened) -> None:
    url = listened.replica.url
    listened.source = a_community(url, community_env=None, secret_env="SECRET", confirmation=CODE)

    assert listened.turn().error is None
    assert check_source(listened.source, listened.http, listened.store, START) is None
    assert not listened.replica.requests


def test_a_request_of_the_list_holds_no_token(listened: Listened) -> None:
    listened.turn()

    def holds(request: Request) -> bool:
        return COMMUNITY in str((request.path, request.query, request.form))

    assert not [each for each in listened.replica.requests if holds(each)]
