"""Private messages that platforms bring: Viber, WhatsApp, Messenger."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from listener import hooks
from listener.check import check_source
from listener.hooks import messenger, viber, whatsapp
from listener.network import Http
from listener.replica import meta_calls
from listener.replica.graph import fault
from listener.replica.messenger import Messenger
from listener.replica.server import Replica, Reply, as_json
from listener.replica.viber import TOKEN, Viber
from listener.replica.whatsapp import WhatsApp
from listener.sources import SOURCES
from models.calls import Call
from models.records import Kind, Mention
from models.store import Store
from models.windows import ReplyWindow
from tests.listener.conftest import a_source
from tests.listener.hook_kits import ANNA, MESSENGER, META, START, TARAS, VIBER, WHATSAPP, Kit, Stage

PAYLOADS = Path(__file__).parent / "payloads"
meta_kits = pytest.mark.parametrize("kit", [WHATSAPP, MESSENGER], ids=lambda kit: kit.platform)


def saved(name: str) -> Any:
    return json.loads((PAYLOADS / name).read_text("utf-8"))


def told(kit: Kit, body: Any) -> list[Mention]:
    found = hooks.HOOKS[kit.platform].read(kit.source(), body, START)
    return [change.mention for event in found for change in event.changes if change.mention]


def test_saved_messages_of_whatsapp_are_read_whole() -> None:
    text, image, pressed, button, contact, odd = told(WHATSAPP, saved("whatsapp/messages.json"))

    assert (text.text, text.kind, text.thread_id) == ("Добрий день, де посилка?", Kind.COMMENT, "17")
    assert (text.author_name, text.published_at) == ("Анна", datetime.fromtimestamp(1795305600, UTC))
    assert (image.text, image.attachments, image.parent_id) == ("Ось накладна", ("photo",), "wamid.1")
    assert (pressed.text, pressed.author_id, pressed.author_name) == ("Покличте людину", "18", None)
    assert (button.text, contact.text, contact.attachments) == ("Так", "", ("contact",))
    assert (odd.text, odd.attachments) == ("", ("other",))


def test_saved_messages_of_messenger_are_read_with_the_pages_answers() -> None:
    asked, answered, thanks = told(MESSENGER, saved("messenger/messaging.json"))

    assert (asked.text, asked.attachments, asked.by_brand) == ("Вітаю, ви працюєте?", ("photo",), False)
    assert (answered.by_brand, answered.thread_id) == (True, "PSID1")
    assert (thanks.parent_id, thanks.thread_id) == ("m_2", "PSID1")
    assert asked.published_at == datetime(2026, 11, 22, 0, 0, 0, 100_000, tzinfo=UTC)


def test_a_saved_message_of_viber_keeps_its_token_to_the_last_digit() -> None:
    (picture,) = told(VIBER, saved("viber/message.json"))

    assert picture.external_id == "4912661846655238145"
    assert (picture.text, picture.attachments, picture.author_name) == ("Посилка розбита", ("photo",), "Іра")
    assert picture.thread_id == picture.author_id == "01ab=="


@meta_kits
def test_meta_is_answered_before_it_calls(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)

    assert stage.call(meta_calls.question(challenge="115")).body == b"115"
    assert stage.call(meta_calls.question(token="guessed")).status == 403
    assert stage.call(replace(meta_calls.question(), query={})).status == 403


@meta_kits
def test_escaped_letters_are_verified_as_they_came(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)
    call = stage.sender.wrote(stage.writes(text="Де 📦?"))

    assert b"\\u" in call.body
    assert stage.call(replace(call, body=json.dumps(json.loads(call.body)).encode() + b" ")).status == 401
    assert stage.call(call).status == 200
    assert "Де 📦?" in stage.kept().values()


def test_receipts_are_answered_well_and_keep_nothing(store: Store) -> None:
    stage = Stage(WHATSAPP, store)
    item = stage.writes()
    place = WhatsApp(lambda: stage.at)

    assert [stage.call(place.receipt(item, each)).status for each in ("sent", "read", "failed")] == [200] * 3
    assert store.mentions.count() == 0


def test_another_number_of_the_same_app_is_not_this_source(store: Store) -> None:
    stage = Stage(WHATSAPP, store)
    call = WhatsApp(lambda: stage.at).tells("999", messages=[{"from": "1", "id": "w", "timestamp": "1"}])

    assert stage.call(call).status == 200
    assert store.mentions.count() == 0


def test_the_pages_answer_settles_the_latest_message_of_the_person(store: Store) -> None:
    stage, place = Stage(MESSENGER, store), Messenger(lambda: START)
    first = stage.writes(ANNA, "Агов")
    stage.later(minutes=1)
    second, other = stage.writes(ANNA, "Ви тут?"), stage.writes(TARAS, "А я?")
    stage.later(minutes=1)
    answer = stage.writes(ANNA, "Вітаю!")
    for item in (first, second, other):
        stage.call(place.wrote(item))
    stage.call(place.echoed(answer, str(ANNA.number)))

    kept = store.mentions.find("zoria-hook", f"m_{answer.number}")
    assert kept
    assert (kept.mention.by_brand, kept.mention.parent_id) == (True, f"m_{second.number}")


def test_one_address_serves_all_sources_of_an_app(store: Store) -> None:
    page = replace(MESSENGER, target="700700").source("zoria-messenger")
    number = WHATSAPP.source("zoria-whatsapp")
    strange = replace(MESSENGER, secrets=META | {"secret_env": "another"}).source("other-messenger")
    item = Stage(MESSENGER, store).writes()
    call = Messenger(lambda: START).wrote(item)

    answer = hooks.answer([number, page, strange], store, "zoria-whatsapp", call, START)

    assert answer.status == 200
    assert store.mentions.find("zoria-messenger", f"m_{item.number}")
    assert store.mentions.count() == 1
    assert hooks.answer([number, page, strange], store, "other-messenger", call, START).status == 401


def test_viber_makes_sure_of_the_address_and_sends_receipts(store: Store) -> None:
    stage, place = Stage(VIBER, store), Viber(lambda: START)
    for event in ("webhook", "delivered", "seen", "subscribed", "conversation_started"):
        assert stage.call(place.tells(event, 1795305600123, 7)).status == 200
    assert store.mentions.count() == 0


@pytest.mark.parametrize(
    ("reader", "kit", "body"),
    [
        (viber, VIBER, {"event": "message", "message_token": 1, "timestamp": 1}),
        (
            viber,
            VIBER,
            {"event": "message", "message_token": "x", "timestamp": 1, "sender": {}, "message": {}},
        ),
        (whatsapp, WHATSAPP, {"object": "whatsapp_business_account", "entry": [{"changes": [{}]}]}),
        (
            messenger,
            MESSENGER,
            {"object": "page", "entry": [{"id": "700700", "messaging": [{"message": {}}]}]},
        ),
        (messenger, MESSENGER, {"entry": []}),
    ],
)
def test_a_call_of_another_shape_is_refused(reader: Any, kit: Kit, body: Any, store: Store) -> None:
    stage = Stage(kit, store)

    assert stage.call(stage.sender.signed(json.dumps(body).encode())).status == 400
    assert store.mentions.count() == 0


@pytest.mark.parametrize(
    ("platform", "hours"), [("whatsapp", 24), ("messenger", 24), ("viber", None)], ids=lambda each: str(each)
)
def test_each_platform_tells_how_long_the_brand_may_answer(platform: str, hours: int | None) -> None:
    gives = SOURCES[platform].gives

    assert gives
    assert isinstance(gives.window, ReplyWindow)
    assert gives.window.hours == hours
    assert gives.window.opens
    assert gives.window.closed


@pytest.mark.parametrize(("token", "words"), [(TOKEN, None), ("revoked", "refused the token")])
def test_check_asks_viber_whether_the_token_is_good(
    http: Http, store: Store, token: str, words: str | None
) -> None:
    with Replica(Viber(lambda: START, token).answer) as replica:
        source = VIBER.source().model_copy(update={"base_url": replica.url})
        fault_found = check_source(source, http, store, START)

    assert (fault_found is None) is (words is None)
    assert (words or "") in (fault_found or "")
    assert TOKEN not in (fault_found or "")


@pytest.mark.parametrize("token", ["", "EAAx"])
def test_check_asks_meta_only_where_a_token_is_given(http: Http, store: Store, token: str) -> None:
    def answer(request: object) -> Reply:
        return fault(190, "Invalid OAuth access token").reply or as_json({})

    with Replica(answer) as replica:
        options = {"secret_env": "META_TOKEN", "verify_env": "META_TOKEN"}
        named = {"token_env": "META_TOKEN"} if token else {}
        source = a_source(
            token or None, platform="whatsapp", target="1", base_url=replica.url, options=options, **named
        )
        source._secrets.update(WHATSAPP.source()._secrets)
        found = check_source(source, http, store, START)

    assert ("refused the token" in (found or "")) is bool(token)


def test_a_question_to_who_is_only_called_is_refused(store: Store) -> None:
    assert Stage(VIBER, store).call(Call("GET", {})).headers["Allow"] == "POST"
    assert Stage(WHATSAPP, store).call(Call("PUT", {})).headers["Allow"] == "GET, POST"
