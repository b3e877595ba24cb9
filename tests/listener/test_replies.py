"""Answers that people send: each goes out once, in its platform's own words, or a person is told."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from listener.network import Http, SourceError
from listener.replica.server import Replica, Reply, Request, as_json
from listener.replica.vk import TOKEN, Vk
from listener.replica.world import Account, World
from listener.replies import UNKNOWN, WAYS, Letter, Way, places, send_replies
from listener.sources import SOURCES
from models.records import Mention, Role, Status
from models.settings import Source, understand
from models.store import Store
from models.store.filters import WINDOWED
from tests.factories import NOW, judge, keep, mention, user, verdict

LATER = NOW + timedelta(seconds=6)
SECRETS = {"TOKEN": TOKEN, "WORD": "viber-word"}
CONFIG: dict[str, Any] = {"brands": [{"name": "zoria", "title": "Пошта Зоря"}]}


def a_source(platform: str, base_url: str, target: str = "700700", **options: object) -> Source:
    source: dict[str, object] = {
        "name": "here",
        "brand": "zoria",
        "platform": platform,
        "target": target,
        "base_url": base_url,
    }
    source |= {"replies": True, "token_env": "TOKEN", "options": options}
    return understand(CONFIG | {"sources": [source]}, SOURCES, SECRETS).sources[0]


def a_case(store: Store, **more: Any) -> int:
    """A case that somebody has answered; the answer waits to be sent."""
    (key,) = keep(store, mention(1, **({"source": "here"} | more)))
    judge(store, {key: verdict("complaint")})
    found = store.cases.of_mention(key)
    assert found is not None
    olena = store.users.by_login("olena") or user(store, "olena", Role.OPERATOR)
    store.replies.ask(found.id, olena.id, "Перевіряємо, напишемо за годину.", NOW)
    return found.id


@dataclass
class Scripted:
    """A way that does what the test says, and keeps what it was given."""

    outcomes: list[str | Exception]
    letters: list[Letter] = field(default_factory=list)

    def __call__(self, source: Source, http: Http, letter: Letter) -> str:
        self.letters.append(letter)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http(sleep=lambda _: None)
    yield client
    client.close()


def run(store: Store, http: Http, script: Scripted, at: Any = LATER, drops: bool = False) -> int:
    source = a_source("telegram_bot", "http://127.0.0.1:1", "@zoria_chat")
    return send_replies([source], http, store, lambda: at, {"telegram_bot": Way(script, 4096, drops)})


def test_an_answer_goes_out_once_and_settles_its_case(store: Store, http: Http) -> None:
    case = a_case(store)
    assert run(store, http, Scripted([]), NOW) == 0
    assert run(store, http, script := Scripted(["77"])) == 1
    assert run(store, http, Scripted([])) == 0
    assert script.letters[0].text == "Перевіряємо, напишемо за годину."
    (reply,) = store.replies.of(case)
    assert (reply.state, reply.external_id) == ("sent", "77")
    answer = store.cases.actions(case)[0]
    assert (answer.kind, answer.user_name, answer.details["sent"]) == ("answer", "Olena", True)
    assert (found := store.cases.get(case)) is not None
    assert found.status is Status.ANSWERED


def test_what_is_stopped_in_time_does_not_go_out_and_is_the_draft_again(store: Store, http: Http) -> None:
    case = a_case(store)
    (reply,) = store.replies.of(case)
    assert store.replies.stop(reply, NOW)
    assert run(store, http, Scripted([])) == 0
    assert (draft := store.drafts.of(case, reply.user_id)) is not None
    assert draft.text == reply.text
    assert not store.replies.stop(reply, NOW)


def test_a_refusal_is_told_in_words_and_the_words_are_the_draft_again(store: Store, http: Http) -> None:
    case = a_case(store)
    refused = SourceError("here", "the bot was blocked; answer elsewhere", permanent=True)
    assert run(store, http, Scripted([refused])) == 0
    (reply,) = store.replies.of(case)
    assert (reply.state, reply.fault) == ("failed", "the bot was blocked; answer elsewhere")
    assert store.drafts.of(case, reply.user_id) is not None
    assert (found := store.cases.get(case)) is not None
    assert found.status is Status.NEW


def test_a_pause_is_waited_for_and_the_same_key_is_tried_again(store: Store, http: Http) -> None:
    case = a_case(store)
    pause = SourceError("here", "a pause", retry_after=timedelta(minutes=1))
    script = Scripted([pause, "78"])
    assert run(store, http, script) == 0
    assert run(store, http, script, LATER + timedelta(seconds=59)) == 0
    assert run(store, http, script, LATER + timedelta(seconds=61)) == 1
    assert len({letter.key for letter in script.letters}) == 1
    assert store.replies.of(case)[0].state == "sent"


def test_where_nobody_knows_a_person_is_told_and_nothing_is_sent_twice(store: Store, http: Http) -> None:
    case = a_case(store)
    script = Scripted([SourceError("here", "no usable answer (ReadTimeout)"), "79"])
    assert run(store, http, script) == 0
    assert run(store, http, script, LATER + timedelta(hours=1)) == 0
    (reply,) = store.replies.of(case)
    assert reply.state == "unsure"
    assert UNKNOWN in (reply.fault or "")


def test_a_platform_that_drops_doubles_is_simply_asked_again(store: Store, http: Http) -> None:
    case = a_case(store)
    script = Scripted([SourceError("here", "no usable answer (ReadTimeout)"), "80"])
    run(store, http, script, drops=True)
    assert run(store, http, script, LATER + timedelta(seconds=31), drops=True) == 1
    assert store.replies.of(case)[0].state == "sent"


@pytest.mark.parametrize(("drops", "state", "sent"), [(True, "sent", 1), (False, "unsure", 0)])
def test_a_process_that_died_on_the_way_leaves_no_answer_hanging(
    store: Store, http: Http, drops: bool, state: str, sent: int
) -> None:
    case = a_case(store)
    store.replies.claim(LATER, timedelta(minutes=3))
    assert run(store, http, Scripted([]), LATER + timedelta(minutes=2), drops) == 0
    assert run(store, http, Scripted(["81"]), LATER + timedelta(minutes=3), drops) == sent
    assert store.replies.of(case)[0].state == state


def test_a_source_that_may_not_be_answered_sends_nothing(store: Store, http: Http) -> None:
    case = a_case(store)
    silent = a_source("telegram_bot", "http://127.0.0.1:1", "@zoria_chat").model_copy(
        update={"replies": False}
    )
    script = Scripted(["82"])
    assert send_replies([silent], http, store, lambda: LATER, {"telegram_bot": Way(script, 4096)}) == 0
    assert script.letters == []
    assert store.replies.of(case)[0].state == "failed"


# What each platform is really asked


@dataclass
class Platform:
    """Answers what the test says, and keeps what it was asked."""

    told: dict[str, Any]
    status: int = 200
    asked: list[Request] = field(default_factory=list)

    def answer(self, request: Request) -> Reply:
        self.asked.append(request)
        return as_json(self.told, self.status)


def sent_to(
    platform: str, told: dict[str, Any], http: Http, said: Mention, **more: Any
) -> tuple[str, Request]:
    there = Platform(told)
    with Replica(there.answer) as replica:
        source = a_source(platform, replica.url, **more)
        name = WAYS[platform].send(source, http, Letter(said, "Дякуємо, шукаємо.", "key-1", NOW))
    return name, there.asked[-1]


def test_a_telegram_bot_answers_under_the_message(http: Http) -> None:
    said = mention(external_id="-100500/42")
    told = {"ok": True, "result": {"message_id": 43}}
    name, asked = sent_to("telegram_bot", told, http, said, target="@zoria_chat")
    assert name == "-100500/43"
    assert asked.path.endswith("/sendMessage")
    assert asked.fields["chat_id"] == "-100500"
    assert json.loads(asked.fields["reply_parameters"]) == {"message_id": 42}


@pytest.mark.parametrize(
    ("platform", "said", "path", "body", "told", "name"),
    [
        (
            "facebook",
            mention(external_id="1_2"),
            "/1_2/comments",
            {"message": "Дякуємо, шукаємо."},
            {"id": "3"},
            "3",
        ),
        (
            "instagram",
            mention(external_id="9"),
            "/9/replies",
            {"message": "Дякуємо, шукаємо."},
            {"id": "4"},
            "4",
        ),
        (
            "messenger",
            mention(author_id="PSID"),
            "/700700/messages",
            {
                "recipient": {"id": "PSID"},
                "messaging_type": "RESPONSE",
                "message": {"text": "Дякуємо, шукаємо."},
            },
            {"message_id": "m_5"},
            "m_5",
        ),
        (
            "whatsapp",
            mention(author_id="380", external_id="wamid.1"),
            "/700700/messages",
            {
                "messaging_product": "whatsapp",
                "to": "380",
                "type": "text",
                "text": {"body": "Дякуємо, шукаємо."},
                "context": {"message_id": "wamid.1"},
            },
            {"messages": [{"id": "wamid.2"}]},
            "wamid.2",
        ),
    ],
)
def test_meta_is_asked_at_the_right_edge(
    http: Http, platform: str, said: Mention, path: str, body: dict[str, Any], told: dict[str, Any], name: str
) -> None:
    options = {} if platform in ("facebook", "instagram") else {"secret_env": "WORD", "verify_env": "WORD"}
    found, asked = sent_to(platform, told, http, said, **options)
    assert found == name
    assert asked.path.endswith(path)
    assert json.loads(asked.body) == body


def test_what_meta_refuses_has_surely_not_gone_out(http: Http) -> None:
    told = {"error": {"code": 131047, "message": "Re-engagement message"}}
    with pytest.raises(SourceError, match="Re-engagement") as refused:
        sent_to("whatsapp", told, http, mention(author_id="380"), secret_env="WORD", verify_env="WORD")
    assert refused.value.permanent


def test_viber_tells_why_it_did_not_take_it(http: Http) -> None:
    told = {"status": 6, "status_message": "receiverNotSubscribed"}
    with pytest.raises(SourceError, match="receiverNotSubscribed") as refused:
        sent_to("viber", told, http, mention(author_id="v1"), secret_env="WORD")
    assert refused.value.permanent


@pytest.fixture
def wall() -> Iterator[tuple[Vk, Callable[[], Source]]]:
    """A wall with a post (1) and a comment under it (2)."""
    world = World(lambda: NOW)
    world.publish(Account(700700, "Пошта Зоря", brand=True), "Новий графік", NOW)
    world.comment(1, Account(5, "Іван"), "А в суботу?", None, NOW)
    vk = Vk(world)
    with Replica(vk.answer) as replica:
        yield vk, lambda: a_source("vk", replica.url, "-700700")


def test_vk_gets_one_comment_in_the_name_of_the_community_however_often_it_is_sent(
    wall: tuple[Vk, Callable[[], Source]], http: Http
) -> None:
    vk, source = wall
    said = mention(external_id="-700700_1_2", thread_id="-700700_1")
    letter = Letter(said, "У суботу до 15:00", "key-1", NOW)
    names = {WAYS["vk"].send(source(), http, letter) for _ in range(2)}
    assert names == {"-700700_1_3"}
    answers = [each for each in vk.world.comments(1) if each.author.brand]
    assert [(each.text, each.reply_to) for each in answers] == [("У суботу до 15:00", 2)]


def test_vk_says_in_its_own_words_that_comments_are_closed(
    wall: tuple[Vk, Callable[[], Source]], http: Http
) -> None:
    vk, source = wall
    vk.closed.add(1)
    said = mention(external_id="-700700_1_2", thread_id="-700700_1")
    with pytest.raises(SourceError, match="VK 213"):
        WAYS["vk"].send(source(), http, Letter(said, "x", "key-2", NOW))


def test_places_say_where_and_how_long_answers_can_be_sent() -> None:
    here = a_source("whatsapp", "http://127.0.0.1:1", secret_env="WORD", verify_env="WORD")
    place = places([here])["here"]
    assert place.longest == 4096
    assert place.window is not None
    assert place.window.hours == 24
    silent = here.model_copy(update={"replies": False})
    assert places([silent])["here"].longest is None


def test_the_platforms_whose_window_closes_first_are_those_that_say_so() -> None:
    hours = {
        key for key, each in SOURCES.items() if each.gives and each.gives.window and each.gives.window.hours
    }
    assert hours == {*WINDOWED}
