"""Reviews of the brand's own places on Google's map, and of its shop in Yandex Market."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from listener.network import Http
from listener.replica import google_business, yandex_market
from listener.replica.google_business import GoogleBusiness
from listener.replica.server import Fault, Reply, as_json, status
from listener.replica.world import Item
from listener.replica.yandex_market import YandexMarket
from listener.sources import google_business_parse, yandex_market_parse
from models.records import Kind
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.rolling_stage import ANNA, BRAND, TARAS, Killed, Kit, Stage, a_stage

SAVED = Path(__file__).parent / "payloads"

GOOGLE = Kit(
    platform="google_business",
    make=GoogleBusiness,
    post_name=lambda post: f"{google_business.PLACE}/r{post.number}",
    comment_name=lambda post, item: f"{google_business.PLACE}/r{post.number}/reply",
    parent_name=lambda world, post, item: f"{google_business.PLACE}/r{post.number}",
    target=f"accounts/{google_business.ACCOUNT}",
    token=google_business.key(),
    options={"locations": [google_business.PLACE]},
)
YANDEX = Kit(
    platform="yandex_market",
    make=YandexMarket,
    post_name=lambda post: str(post.number),
    comment_name=lambda post, item: f"{post.number}/{item.number}",
    parent_name=lambda world, post, item: (
        f"{post.number}/{item.reply_to}" if item.reply_to else str(post.number)
    ),
    target=yandex_market.BUSINESS,
    token=yandex_market.KEY,
)
KITS = {"google_business": GOOGLE, "yandex_market": YANDEX}


@pytest.fixture(params=sorted(KITS))
def stage(request: pytest.FixtureRequest, store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(KITS[request.param], store, http) as ready:
        yield ready


@pytest.fixture
def google(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(GOOGLE, store, http) as ready:
        yield ready


@pytest.fixture
def yandex(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(YANDEX, store, http) as ready:
        yield ready


def test_saved_reviews_of_a_place_are_read_with_stars_and_answers() -> None:
    source = a_source(platform="google_business", target="accounts/123", options={"locations": ["456"]})
    body = json.loads((SAVED / "google_business" / "reviews.json").read_text("utf-8"))
    anna, nameless = google_business_parse.page(source, "456", body).reviews

    mention = anna.mention
    assert (mention.external_id, mention.rating, mention.text) == ("456/AbF", 2.0, "Довго чекала посилку")
    assert mention.published_at == datetime(2026, 11, 20, 9, 15, 0, 123456, tzinfo=UTC)
    assert mention.edited_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (mention.author_name, mention.attachments, mention.url) == ("Анна К.", ("photo",), None)
    assert anna.answer
    assert (anna.answer.by_brand, anna.answer.parent_id) == (True, "456/AbF")
    assert (nameless.mention.text, nameless.mention.author_name, nameless.answer) == ("", None, None)


TRANSLATED = """
(Translated by Google) Bad ~ (Original)~Погано | Погано
Погано ~~(Translated by Google)~Bad | Погано
Погано | Погано
"""


@pytest.mark.parametrize("line", TRANSLATED.strip().splitlines())
def test_a_review_is_kept_as_it_was_written(line: str) -> None:
    told, expected = (cell.strip().replace("~", "\n") for cell in line.split("|"))
    assert google_business_parse.original(told) == expected


def test_saved_reviews_of_goods_are_read_with_what_was_good_and_bad() -> None:
    source = a_source(platform="yandex_market", target="7007")
    page = yandex_market_parse.page(
        source, json.loads((SAVED / "yandex_market" / "feedback.json").read_text("utf-8"))
    )

    (review,) = page.reviews
    assert (review.external_id, review.kind, review.rating) == ("9007199254740993", Kind.POST, 2.0)
    assert review.text == "Достоинства: крепкая\nНедостатки: дорогая\nПришла мятой"
    assert review.published_at == datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
    assert (review.author_name, review.attachments, page.onward) == ("Анна К.", ("photo",), "abc")


def test_reviews_and_answers_are_stored_with_their_stars(stage: Stage) -> None:
    number = stage.world.next_number()
    review = stage.world.add(Item(number, None, None, ANNA, "Довго", stage.clock[0], rating=3))
    answer = stage.world.comment(review, BRAND, "Перепрошуємо")
    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(review).mention.rating == 3
    assert stage.find(answer).mention.by_brand


def test_what_is_new_edited_answered_and_gone_is_noticed(stage: Stage) -> None:
    edited, gone, answered, unsaid = (stage.writes(f"Відгук {number}") for number in range(4))
    taken_back = stage.world.comment(unsaid, BRAND, "Ой")
    stage.turn()
    stage.later(minutes=5)
    stage.world.edit(edited, "Інакше")
    stage.world.delete(gone)
    stage.world.delete(taken_back)
    stage.world.comment(answered, BRAND, "Дякуємо")
    stage.writes("Новий", TARAS)
    stage.settle(turns=30)

    assert stage.kept() == stage.shown()
    assert [each.text for each in stage.store.mentions.revisions(stage.find(edited).id)] == ["Відгук 0"]


def test_a_new_review_is_found_at_once_and_a_quiet_turn_costs_one_request(stage: Stage) -> None:
    stage.writes("Перший")
    stage.turn()
    assert stage.asked() == 1
    new = stage.writes("Другий", TARAS)
    assert stage.asked() == 1

    assert stage.find(new).mention.text == "Другий"


def test_a_review_that_slips_between_two_pages_is_not_taken_for_deleted(stage: Stage) -> None:
    stage.place.largest = 3
    numbers = []
    for number in range(10):
        stage.later(seconds=1)
        numbers.append(stage.writes(f"Відгук {number}"))
    stage.turn()
    stage.later(days=1, minutes=1)
    stage.meanwhile[:] = (
        [str, lambda: stage.world.delete(numbers[-1])]
        if stage.kit is YANDEX
        else [
            *(str, str),
            lambda: stage.world.delete(numbers[-1]),
        ]
    )
    stage.turn()

    assert [number for number in numbers[:-1] if stage.find(number).deleted_at] == []


def test_an_empty_list_deletes_nothing(stage: Stage) -> None:
    review = stage.writes("Відгук")
    stage.turn()
    stage.later(days=2)
    answer = stage.replica.answer
    hollow = as_json({"status": "OK", "result": {"feedbacks": []}, "totalReviewCount": 0})
    stage.replica.answer = lambda asked: answer(asked) if asked.path == "/token" else hollow
    assert stage.turn().error is None

    assert stage.find(review).deleted_at is None


@pytest.mark.parametrize("batches", range(5))
def test_a_turn_that_is_killed_is_made_up_for(stage: Stage, batches: int) -> None:
    stage.place.largest = 3
    for number in range(10):
        stage.later(seconds=1)
        stage.world.comment(stage.writes(f"Відгук {number}"), BRAND, f"Відповідь {number}")
    with pytest.raises(Killed):
        stage.turn(killed_after=batches)
    stage.turn()

    assert stage.kept() == stage.shown()


def test_google_puts_its_translation_aside(google: Stage) -> None:
    google.place.translated = True
    google.writes("Погано")
    google.turn()

    assert google.kept() == google.shown()


def test_a_login_that_google_forgot_is_made_anew(google: Stage) -> None:
    google.turn()
    google.place.tokens.clear()

    assert google.turn().error is None
    assert google.place.logins == 2


def test_one_login_lasts_for_many_turns(google: Stage) -> None:
    for _ in range(5):
        google.turn()

    assert google.place.logins == 1


@pytest.mark.parametrize("key", ["ключ", "{}", "[]", '{"client_id": "c1"}'])
def test_what_is_no_key_is_a_matter_for_a_person(google: Stage, key: str) -> None:
    given = {"name": "zoria-google_business", "platform": "google_business", "target": "accounts/123"}
    google.source = a_source(
        key, base_url=google.replica.url, token_env="KEY", options={"locations": ["456"]}, **given
    )

    assert "the token is no key" in (google.turn().error or "")
    assert not google.replica.requests


def test_an_access_that_the_owner_took_back_is_a_matter_for_a_person(google: Stage) -> None:
    google.place.granted = False

    assert "have the owner grant access anew" in (google.turn().error or "")
    assert google.store.sources.state("zoria-google_business").permanent


def test_one_place_that_is_gone_does_not_hold_back_the_others(store: Store, http: Http) -> None:
    with a_stage(GOOGLE, store, http) as stage:
        stage.source = stage.source.model_copy(
            update={"options": {"locations": ["999", google_business.PLACE]}}
        )
        stage.writes("Відгук")

        assert "there is no such place" in (stage.turn().error or "")
        assert stage.kept() == stage.shown()


@pytest.mark.parametrize("page_name", ["page_token", "pageToken"])
def test_yandex_is_asked_for_the_next_page_in_either_spelling(yandex: Stage, page_name: str) -> None:
    yandex.place.largest, yandex.place.page_name = 2, page_name
    review = yandex.writes("Відгук")
    for number in range(5):
        yandex.world.comment(review, ANNA, f"Коментар {number}")
        yandex.writes(f"Відгук {number}")
    yandex.turn()

    assert yandex.kept() == yandex.shown()


def test_a_comment_without_a_time_keeps_that_of_its_first_reading(yandex: Stage) -> None:
    yandex.place.timeless = True
    review = yandex.writes("Відгук")
    comment = yandex.world.comment(review, BRAND, "Дякуємо")
    yandex.turn()
    first_read = yandex.clock[0]
    yandex.world.comment(review, ANNA, "Прошу")
    yandex.later(hours=2)
    yandex.turn()

    assert yandex.find(comment).mention.published_at == first_read


def test_a_window_longer_than_yandex_bears_is_cut(yandex: Stage) -> None:
    yandex.source = yandex.source.model_copy(update={"window": timedelta(days=400)})
    assert yandex.turn().error is None


FAULTS: list[tuple[str, Any, str, bool]] = [
    ("google_business", 403, "gives no access", True),
    ("google_business", 404, "no such place", True),
    ("google_business", 400, "refused the request", False),
    ("google_business", 429, "429", False),
    ("yandex_market", 400, "cannot make sense", True),
    ("yandex_market", 401, "refused the key", True),
    ("yandex_market", 403, "gives no access", True),
    ("yandex_market", 404, "no such shop", True),
    ("yandex_market", 420, "wants a pause", False),
    ("yandex_market", 429, "429", False),
]


@pytest.mark.parametrize(("platform", "code", "words", "permanent"), FAULTS)
def test_each_fault_is_said_in_words(
    store: Store, http: Http, platform: str, code: int, words: str, permanent: bool
) -> None:
    with a_stage(KITS[platform], store, http) as stage:
        stage.turn()
        stage.replica.faults.append(status(code, 60) if code == 429 else Fault(as_json({"error": "x"}, code)))

        assert words in (stage.turn().error or "")
        assert store.sources.state(f"zoria-{platform}").permanent is permanent


@pytest.mark.parametrize("answer", [Reply(b"<html>"), as_json([]), as_json({"reviews": [{}], "result": {}})])
def test_an_answer_of_another_shape_is_a_passing_fault(stage: Stage, answer: Reply) -> None:
    stage.turn()
    stage.replica.faults.append(Fault(answer))

    assert "promises" in (stage.turn().error or "")
    assert not stage.store.sources.state(stage.source.name).permanent


@pytest.mark.parametrize(
    ("platform", "words"), [("google_business", "no account"), ("yandex_market", "no shop")]
)
def test_a_target_of_another_kind_is_a_matter_for_a_person(
    store: Store, http: Http, platform: str, words: str
) -> None:
    with a_stage(KITS[platform], store, http, "zoria") as stage:
        assert words in (stage.turn().error or "")
        assert not stage.replica.requests
