"""Sending an answer from the board: who may, where it is possible, until when, and what is said of it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.settings import Settings, understand
from models.store import Store
from models.store.filters import Filters
from models.windows import ReplyPlace, ReplyWindow
from tests.factories import NOW, judge, keep, mention, user, verdict
from tests.web.conftest import Clock, signed_in
from tests.web.scene import CONFIG
from web.app import create_app

DAY = ReplyWindow(hours=24, opens="each message", closed="24 hours have passed")
PLACES = {
    "zoria-vk": ReplyPlace(60, None),
    "zoria-telegram": ReplyPlace(60, DAY),
    "zoria-news": ReplyPlace(None, None),
}
WORDS = "Перевіряємо, напишемо за годину."


@pytest.fixture
def settings() -> Settings:
    return understand(CONFIG, ("telegram", "vk", "feed"), {})


@pytest.fixture
def app(store: Store, clock: Clock, settings: Settings) -> Flask:
    """A board that may answer on VK at any time, on Telegram for a day, and in the news never."""
    board = create_app(settings, store, b"a secret of the tests", clock=clock, places=PLACES)
    board.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return board


def a_case(store: Store, source: str = "zoria-vk", number: int = 1, **more: Any) -> int:
    platform = {"zoria-vk": "vk", "zoria-telegram": "telegram", "zoria-news": "feed"}[source]
    said = mention(number, source=source, platform=platform, **({"published_at": NOW} | more))
    (key,) = keep(store, said)
    judge(store, {key: verdict("complaint")})
    found = store.cases.of_mention(key)
    assert found is not None
    return found.id


def test_an_answer_is_left_to_be_sent_and_can_be_stopped(client: FlaskClient, store: Store) -> None:
    case = a_case(store)
    assert "Send to VK" in client.get(f"/cases/{case}").text
    page = client.post(f"/cases/{case}/send", data={"version": 1, "text": WORDS}, follow_redirects=True).text
    assert "The answer is on its way" in page
    (reply,) = store.replies.of(case)
    assert (reply.text, reply.state, reply.next_at) == (WORDS, "waiting", NOW + timedelta(seconds=5))
    page = client.post(f"/replies/{reply.id}/stop", follow_redirects=True).text
    assert "the draft again" in page
    assert WORDS in page


def test_what_is_on_its_way_cannot_be_stopped(client: FlaskClient, store: Store) -> None:
    case = a_case(store)
    client.post(f"/cases/{case}/send", data={"version": 1, "text": WORDS})
    reply = store.replies.claim(NOW + timedelta(seconds=5), timedelta(minutes=3))
    assert reply is not None
    assert client.post(f"/replies/{reply.id}/stop").status_code == 409


@pytest.mark.parametrize(
    ("form", "code"),
    [({"text": ""}, 400), ({"text": "д" * 61}, 413), ({"text": WORDS, "version": 7}, 409)],
    ids=("empty", "longer than the platform takes", "somebody was quicker"),
)
def test_what_cannot_be_sent_is_refused_before_it_goes_out(
    client: FlaskClient, store: Store, form: dict[str, object], code: int
) -> None:
    case = a_case(store)
    assert client.post(f"/cases/{case}/send", data={"version": 1} | form).status_code == code
    assert store.replies.of(case) == []


def test_a_source_that_takes_none_offers_none(client: FlaskClient, store: Store) -> None:
    case = a_case(store, "zoria-news")
    assert "Send to" not in client.get(f"/cases/{case}").text
    assert client.post(f"/cases/{case}/send", data={"version": 1, "text": WORDS}).status_code == 409


def test_a_second_answer_waits_for_the_first(client: FlaskClient, store: Store) -> None:
    case = a_case(store)
    client.post(f"/cases/{case}/send", data={"version": 1, "text": WORDS})
    assert "Send to VK" not in client.get(f"/cases/{case}").text
    assert client.post(f"/cases/{case}/send", data={"version": 1, "text": WORDS}).status_code == 409
    assert len(store.replies.of(case)) == 1


def test_the_window_counts_down_from_the_last_message_of_the_person(
    client: FlaskClient, store: Store, clock: Clock
) -> None:
    case = a_case(store, "zoria-telegram", author_id="a")
    keep(store, mention(2, "Агов?", author_id="a", published_at=NOW + timedelta(hours=3)))
    clock.at = NOW + timedelta(hours=20)
    assert "takes answers for 7 hours more" in client.get(f"/cases/{case}").text
    clock.at = NOW + timedelta(hours=28)
    page = client.get(f"/cases/{case}").text
    assert "The reply window closed" in page
    assert "24 hours have passed" in page
    assert "Send to" not in page
    assert client.post(f"/cases/{case}/send", data={"version": 1, "text": WORDS}).status_code == 409


def test_a_fault_is_told_on_the_case_and_the_words_are_there_again(client: FlaskClient, store: Store) -> None:
    case = a_case(store)
    client.post(f"/cases/{case}/send", data={"version": 1, "text": WORDS})
    reply = store.replies.claim(NOW + timedelta(seconds=5), timedelta(minutes=3))
    assert reply is not None
    store.replies.fail(reply, "VK 213: <b>closed</b>", NOW)
    page = client.get(f"/cases/{case}").text
    assert "The answer has not gone out:" in page
    assert "VK 213: &lt;b&gt;closed" in page
    assert WORDS in page


def test_the_page_asks_until_it_knows(client: FlaskClient, store: Store) -> None:
    case = a_case(store)
    client.post(f"/cases/{case}/send", data={"version": 1, "text": WORDS})
    assert "HX-Refresh" not in client.get(f"/cases/{case}/sending").headers
    reply = store.replies.claim(NOW + timedelta(seconds=5), timedelta(minutes=3))
    assert reply is not None
    store.replies.sent(reply, "1", NOW)
    assert client.get(f"/cases/{case}/sending").headers["HX-Refresh"] == "true"
    assert "Answered" in client.get(f"/cases/{case}").text


def test_a_viewer_sends_nothing(viewer: FlaskClient, store: Store) -> None:
    case = a_case(store)
    assert viewer.post(f"/cases/{case}/send", data={"version": 1, "text": WORDS}).status_code == 403
    assert "Send to VK" not in viewer.get(f"/cases/{case}").text


def test_a_colleague_sees_who_sends(app: Flask, client: FlaskClient, store: Store) -> None:
    case = a_case(store)
    client.post(f"/cases/{case}/send", data={"version": 1, "text": WORDS})
    other = signed_in(app, user(store, "ivan", language="en"))
    assert "The answer is on its way" in other.get(f"/cases/{case}").text


def test_what_closes_first_comes_first_and_what_is_closed_comes_last(store: Store) -> None:
    def case(number: int, platform: str, hours: float) -> int:
        at = NOW - timedelta(hours=hours)
        said = mention(number, platform=platform, source=f"z-{platform}", published_at=at)
        (key,) = keep(store, said)
        judge(store, {key: verdict("complaint")})
        found = store.cases.of_mention(key)
        assert found is not None
        return found.id

    late, gone = case(1, "messenger", 20), case(2, "whatsapp", 30)
    fresh, open_ended = case(3, "whatsapp", 2), case(4, "vk", 1)
    listed = store.queue.cases(Filters(order="expiring"), at=NOW)
    assert [each.case.id for each in listed] == [late, fresh, gone, open_ended]
