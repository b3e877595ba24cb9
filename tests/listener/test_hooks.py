"""Every platform that calls: who is believed, what is kept, what each refusal says."""

import json
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from listener import hooks
from listener.replica.calls import forged
from listener.sources import SOURCES
from models.calls import Call, Quota
from models.options import OPTIONS
from models.settings import Source
from models.store import Store
from tests.listener.hook_kits import ANNA, KITS, PUSH, TARAS, Kit, Stage

editing = pytest.mark.parametrize("kit", [each for each in KITS if each.edits], ids=lambda kit: kit.platform)
deleting = pytest.mark.parametrize(
    "kit", [each for each in KITS if each.deletes], ids=lambda kit: kit.platform
)
every_kit = pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.platform)


def test_every_platform_that_may_call_has_a_hook_and_a_kit() -> None:
    assert set(hooks.HOOKS) <= set(SOURCES)
    assert {kit.platform for kit in KITS} == set(hooks.HOOKS)
    assert set(hooks.HOOKS) <= set(OPTIONS)
    assert all(kit.source().hooked for kit in KITS)


@every_kit
def test_what_is_told_is_stored_before_the_answer(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)
    item = stage.writes(text="Де моя посилка?")

    answer = stage.call(stage.sender.wrote(item))

    kept = store.mentions.find("zoria-hook", kit.name(item))
    assert answer.status == 200
    assert kept
    assert (kept.mention.text, kept.mention.published_at) == ("Де моя посилка?", item.at)
    assert (kept.mention.brand, kept.mention.platform) == ("zoria", kit.platform)
    assert not kept.mention.by_brand
    assert not kept.backfilled
    assert store.hooks.calls("zoria-hook").called_at == stage.at


@every_kit
def test_the_same_call_again_is_answered_well_and_changes_nothing(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)
    call = stage.sender.wrote(stage.writes())

    first, second = stage.call(call), stage.call(call)

    assert (first, second.status) == (second, 200)
    assert store.mentions.count() == 1


@every_kit
def test_a_forged_call_is_refused_and_stores_nothing(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)
    call = stage.sender.wrote(stage.writes())

    for bad in kit.forgeries(call):
        assert stage.call(bad).status == kit.forged_status
    assert store.mentions.count() == 0
    assert store.hooks.calls("zoria-hook").called_at is None


@every_kit
def test_a_call_signed_with_another_secret_is_refused(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)
    call = stage.sender.wrote(stage.writes())
    stage.source = replace_secrets(kit)

    assert stage.call(call).status == kit.forged_status
    assert store.mentions.count() == 0


def replace_secrets(kit: Kit) -> Source:
    """The source with other secrets than the platform has."""
    return replace(kit, secrets={key: f"other-{value}" for key, value in kit.secrets.items()}).source()


@every_kit
def test_a_call_that_is_too_long_is_refused_before_it_is_looked_at(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)

    assert stage.call(stage.sender.signed(b" " * (hooks.LONGEST + 1))).status == 413
    assert store.mentions.count() == 0


@every_kit
@pytest.mark.parametrize("body", [b"", b"nothing", b"[" * 5000, b"[1]", b"7", b'"text"'])
def test_a_signed_call_that_is_no_such_document_is_refused(kit: Kit, store: Store, body: bytes) -> None:
    stage = Stage(kit, store)

    assert stage.call(stage.sender.signed(body)).status in (400, kit.forged_status)
    assert store.mentions.count() == 0


@every_kit
def test_a_call_of_another_kind_of_content_is_refused(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)
    call = stage.sender.wrote(stage.writes())

    assert stage.call(replace(call, headers={**call.headers, "content-type": "text/plain"})).status == 415
    assert store.mentions.count() == 0


@every_kit
@pytest.mark.parametrize("method", ["PUT", "DELETE", "GET"])
def test_another_method_is_refused(kit: Kit, store: Store, method: str) -> None:
    stage = Stage(kit, store)

    answer = stage.call(replace(stage.sender.wrote(stage.writes()), method=method))

    assert answer.status in (403, 405)
    assert store.mentions.count() == 0


@every_kit
def test_a_missing_secret_is_said_and_nobody_is_believed(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)
    call = stage.sender.wrote(stage.writes())
    stage.source = replace(kit, secrets=dict.fromkeys(kit.secrets, "")).source()

    assert stage.call(call).status == 503
    assert "is not set" in (store.hooks.calls("zoria-hook").refusal or "")
    assert store.mentions.count() == 0


@editing
def test_an_edit_keeps_the_earlier_text(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)
    item = stage.writes(text="Було")
    stage.call(stage.sender.wrote(item))
    stage.later(minutes=1)
    stage.world.edit(item.number, "Стало")
    stage.call(stage.sender.edited(stage.item(item.number)))

    kept = store.mentions.find("zoria-hook", kit.name(item))
    assert kept
    assert kept.mention.text == "Стало"
    assert [each.text for each in store.mentions.revisions(kept.id)] == ["Було"]


@editing
def test_what_comes_late_replaces_nothing_newer(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)
    item = stage.writes(text="Було")
    first = stage.sender.wrote(item)
    stage.later(minutes=1)
    stage.world.edit(item.number, "Стало")

    assert stage.call(stage.sender.edited(stage.item(item.number))).status == 200
    assert stage.call(first).status == 200

    assert stage.kept() == {kit.name(item): "Стало"}


@deleting
def test_what_is_gone_stays_gone_when_its_text_comes_late(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)
    item = stage.writes()
    first = stage.sender.wrote(item)
    stage.later(minutes=1)
    assert stage.call(stage.sender.deleted(item)).status == 200
    assert stage.call(first).status == 200

    assert stage.kept() == {}


@every_kit
def test_more_than_an_hour_bears_is_put_off(kit: Kit, store: Store) -> None:
    stage = Stage(kit, store)
    small = Quota(events=2)
    calls = [stage.sender.wrote(stage.writes(TARAS)) for _ in range(3)]

    answers = [hooks.receive(stage.source, call, store, stage.at, small) for call in calls]

    assert [each.status for each in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 3600
    assert store.mentions.count() == 2
    later = stage.at + timedelta(seconds=int(answers[2].headers["Retry-After"]))
    retried = hooks.receive(stage.source, calls[2], store, later, small)
    assert retried.status in (200, 401)  # where a call must be of its moment, the caller signs it anew


@every_kit
def test_neither_the_text_nor_a_secret_reaches_the_log(
    kit: Kit, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(kit, store)
    call = stage.sender.wrote(stage.writes(text="Моя картка 4111"))
    with caplog.at_level(logging.DEBUG):
        stage.call(call)
        stage.call(forged(call))
        stage.call(stage.sender.signed(b'{"text": "4111"'))

    assert "4111" not in caplog.text
    assert not [secret for secret in kit.secrets.values() if secret in caplog.text]


def test_refusals_are_noted_once_a_minute(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(PUSH, store)
    call = stage.sender.wrote(stage.writes(ANNA))
    for _ in range(5):
        stage.call(forged(call))
    assert caplog.text.count("refused a call") == 1
    stage.later(minutes=2)
    stage.call(forged(call))

    assert caplog.text.count("refused a call") == 2
    assert "signature" in (store.hooks.calls("zoria-hook").refusal or "")


def test_a_name_that_nobody_has_is_not_found(store: Store) -> None:
    call = Call("POST", {}, b"{}")

    assert hooks.answer([PUSH.source()], store, "zoria-other", call, Stage(PUSH, store).at).status == 404


def test_what_was_learnt_is_forgotten_when_no_platform_repeats_it(store: Store) -> None:
    stage = Stage(PUSH, store)
    stage.call(stage.sender.wrote(stage.writes()))
    stage.later(days=60)
    stage.call(stage.sender.wrote(stage.writes()))

    for table in ("hook_events", "hook_stamps"):
        assert len(store.link.rows(f"select * from {table}")) == 1
    assert store.mentions.count() == 2


def test_half_a_letter_does_not_hold_up_a_call(store: Store) -> None:
    stage = Stage(PUSH, store)
    said = {"id": "1", "text": "Гарно \ud83d", "published_at": stage.at.isoformat()}

    assert stage.call(stage.sender.signed(json.dumps({"mentions": [said]}).encode())).status == 200
    assert stage.kept() == {"1": "Гарно ?"}
