"""The generic webhook: a documented body, a signature over it and its moment."""

import hmac
import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from listener.check import check_source, last_call
from listener.collect import collect
from listener.network import Http
from listener.replica.push import SECRET
from models.calls import Answer, Call
from models.records import Kind
from models.settings import Source
from models.store import Store
from tests.listener.hook_kits import PUSH, START, Stage

SAVED = Path(__file__).parent / "payloads" / "push" / "delivery.json"
BOARD = "https://vidhuk.example.org"


@pytest.fixture
def stage(store: Store) -> Stage:
    return Stage(PUSH, store)


def deliver(stage: Stage, **body: Any) -> Answer:
    return stage.call(stage.sender.signed(json.dumps(body).encode()))


def said(stage: Stage, **more: Any) -> dict[str, Any]:
    return {"id": "1", "text": "Де посилка?", "published_at": stage.at.isoformat()} | more


def test_a_saved_delivery_is_kept_whole(stage: Stage) -> None:
    stage.source = stage.source.model_copy(
        update={"options": {"secret_env": "S", "own_authors": ["shop-team"]}}
    )
    stage.source._secrets = PUSH.source()._secrets

    assert stage.call(stage.sender.signed(SAVED.read_bytes())).status == 200

    review, reply = stage.store.mentions.thread("zoria-hook", "review-501")
    assert (review.mention.kind, review.mention.rating, review.mention.likes) == (Kind.POST, 5, 3)
    assert (review.mention.author_name, review.mention.attachments) == ("Ірина", ("photo",))
    assert review.mention.published_at.isoformat() == "2026-11-25T08:15:00+00:00"
    assert (reply.mention.kind, reply.mention.parent_id) == (Kind.COMMENT, "review-501")
    assert reply.mention.by_brand
    assert not review.mention.by_brand


def test_the_signature_is_what_openssl_would_make(stage: Stage) -> None:
    body, stamp = SAVED.read_bytes(), str(int(stage.at.timestamp()))
    mac = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
    headers = {"content-type": "application/json; charset=utf-8", "x-vidhuk-timestamp": stamp}

    assert stage.call(Call("POST", headers | {"x-vidhuk-signature": f"sha256={mac}"}, body)).status == 200
    assert stage.call(Call("POST", headers | {"x-vidhuk-signature": mac}, body)).status == 401


@pytest.mark.parametrize(("minutes", "status"), [(-6, 401), (-4, 200), (4, 200), (6, 401)])
def test_an_old_call_sent_again_is_refused(stage: Stage, minutes: int, status: int) -> None:
    call = stage.sender.wrote(stage.writes())
    stage.later(minutes=minutes)

    assert stage.call(call).status == status


@pytest.mark.parametrize("stamp", ["", "now", "-5", "1e9", "٣", "9" * 300])
def test_a_timestamp_that_is_no_moment_is_refused(stage: Stage, stamp: str) -> None:
    body = b"{}"
    mac = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, sha256).hexdigest()
    headers = {"content-type": "application/json", "x-vidhuk-timestamp": stamp}

    assert stage.call(Call("POST", headers | {"x-vidhuk-signature": f"sha256={mac}"}, body)).status == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"id": 7},
        {"text": None},
        {"text": "а" * 50_001},
        {"published_at": "2026-11-25T10:00:00"},
        {"published_at": "0001-01-01T00:00:00+14:00"},
        {"published_at": "9999-12-31T00:00:00Z"},
        {"url": "javascript:alert(1)"},
        {"rating": 6},
        {"likes": -1},
        {"likes": 10**30},
        {"unknown": 1},
    ],
)
def test_a_mention_against_the_schema_is_refused_with_its_whole_delivery(
    stage: Stage, wrong: dict[str, Any]
) -> None:
    good = said(stage, id="good")

    assert deliver(stage, mentions=[good, said(stage) | wrong]).status == 400
    assert stage.store.mentions.count() == 0


def test_too_many_mentions_of_one_call_are_refused(stage: Stage) -> None:
    many = [said(stage, id=str(number)) for number in range(501)]

    assert deliver(stage, mentions=many).status == 400
    assert deliver(stage, mentions=many[:500]).status == 200
    assert stage.store.mentions.count() == 500


def test_the_past_is_kept_without_alerting(stage: Stage) -> None:
    deliver(stage, mentions=[said(stage)], history=True)

    kept = stage.store.mentions.find("zoria-hook", "1")
    assert kept
    assert kept.backfilled


def test_what_was_deleted_comes_back_with_a_later_version(stage: Stage) -> None:
    deliver(stage, mentions=[said(stage)])
    gone = {"id": "1", "deleted_at": (stage.at + timedelta(minutes=1)).isoformat()}
    deliver(stage, deleted=[gone])
    assert stage.kept() == {}
    later = (stage.at + timedelta(minutes=2)).isoformat()
    deliver(stage, mentions=[said(stage, edited_at=later)])

    assert stage.kept() == {"1": "Де посилка?"}


def test_a_delivery_without_a_name_is_known_by_its_words(stage: Stage) -> None:
    deliver(stage, mentions=[said(stage)])
    deliver(stage, mentions=[said(stage, likes=4)])
    deliver(stage, mentions=[said(stage)])

    kept = stage.store.mentions.find("zoria-hook", "1")
    assert kept
    assert kept.mention.likes == 4


def test_a_source_that_is_called_stands_ready_and_is_never_asked(
    stage: Stage, http: Http, store: Store
) -> None:
    turn = collect(stage.source, http, store, clock=lambda: START)

    state = store.sources.state("zoria-hook")
    assert (turn.error, state.backfilled_at, state.succeeded_at) == (None, START, START)


def test_a_secret_that_is_not_set_is_told_as_of_any_source(http: Http, store: Store) -> None:
    source: Source = Stage(PUSH, store).source
    source._secrets.clear()

    turn = collect(source, http, store, clock=lambda: START)

    assert turn.error == "the environment variable SECRET_ENV is not set; put the token there and restart"
    assert store.sources.state("zoria-hook").permanent
    assert check_source(source, http, store, START) == turn.error


def test_the_last_call_is_told(stage: Stage) -> None:
    never = last_call(stage.source, stage.store, BOARD)
    stage.call(stage.sender.wrote(stage.writes()))
    once = last_call(stage.source, stage.store, BOARD)
    stage.later(minutes=5)
    call = stage.sender.wrote(stage.writes())
    stage.later(hours=1)
    stage.call(call)
    refused = last_call(stage.source, stage.store, BOARD)

    assert never == f"no call yet: set the address {BOARD}/hooks/zoria-hook at the platform"
    assert once == "the last call came 2026-11-25 12:00 UTC"
    assert refused
    assert refused.startswith(
        f"{once}; since then, 2026-11-25 13:05 UTC, refused: the call is not of this moment"
    )
