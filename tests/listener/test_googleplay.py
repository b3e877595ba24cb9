"""Reviews on Google Play and the brand's answers, read by a service account."""

import json
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listener.network import Http
from listener.replica.googleplay import PACKAGE, GooglePlay, key_file
from listener.replica.server import Fault, as_json, status
from listener.sources import googleplay_parse
from models.records import Kind
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.rolling_stage import BRAND, START, TARAS, Killed, Kit, Stage, a_stage

SAVED = Path(__file__).parent / "payloads" / "googleplay" / "reviews.json"
KIT = Kit(
    platform="googleplay",
    make=GooglePlay,
    post_name=lambda post: f"review-{post.number}",
    comment_name=lambda post, item: f"review-{post.number}/reply",
    parent_name=lambda world, post, item: f"review-{post.number}",
    target=PACKAGE,
    token=key_file(),
)
REVIEWS = f"/androidpublisher/v3/applications/{PACKAGE}/reviews"


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(KIT, store, http) as ready:
        yield ready


def test_a_saved_answer_is_read_whole() -> None:
    source = a_source(platform="googleplay", target=PACKAGE)
    page = googleplay_parse.page(source, PACKAGE, json.loads(SAVED.read_text("utf-8")))

    lilia, nameless = page.reviews
    assert page.onward == "CAEQ"
    review, answer = lilia.mention, lilia.answer
    assert (review.kind, review.text, review.rating, review.likes) == (
        Kind.POST,
        "Вилітає\nНе відкриває трек 😡",
        2.0,
        3,
    )
    assert review.published_at == datetime(2026, 11, 20, 9, 15, 0, 511000, tzinfo=UTC)
    assert answer
    assert (answer.by_brand, answer.parent_id, answer.kind) == (True, review.external_id, Kind.COMMENT)
    assert (nameless.mention.text, nameless.mention.author_name, nameless.answer) == ("Дякую", None, None)


def test_an_answer_without_reviews_is_an_empty_page() -> None:
    assert googleplay_parse.page(a_source(), PACKAGE, {}) == googleplay_parse.Page((), None)


def test_reviews_and_the_brand_s_answers_are_stored(stage: Stage) -> None:
    review = stage.writes("Не відкривається")
    stage.world.comment(review, BRAND, "Оновіть до 2.2")
    stage.writes("Дякую", TARAS)

    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(review).mention.author_name == "Анна К."
    assert stage.find(review).mention.published_at == START


def test_a_quiet_turn_costs_one_request_and_the_login_lasts_an_hour(stage: Stage) -> None:
    stage.place.largest = 2
    for number in range(5):
        stage.writes(f"Відгук {number}")
    stage.turn()

    assert stage.asked() == 1
    assert stage.place.logins == 1
    stage.later(minutes=57)
    stage.turn()
    assert stage.place.logins == 2


def test_a_login_that_google_forgot_is_made_anew(stage: Stage) -> None:
    stage.writes("Відгук")
    stage.turn()
    stage.place.tokens.clear()

    assert stage.turn().error is None
    assert stage.place.logins == 2


def test_a_changed_review_and_answer_keep_their_old_texts(stage: Stage) -> None:
    review = stage.writes("Не відкривається")
    answer = stage.world.comment(review, BRAND, "Оновіть")
    stage.turn()
    changed_at = stage.clock[0]
    stage.world.edit(review, "Запрацювало")
    stage.world.edit(answer, "Раді!")
    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(review).mention.edited_at == changed_at
    assert len(stage.store.mentions.revisions(stage.find(answer).id)) == 1


def test_an_answer_that_is_taken_back_is_deleted(stage: Stage) -> None:
    review = stage.writes("Не відкривається")
    answer = stage.world.comment(review, BRAND, "Оновіть")
    stage.turn()
    stage.world.delete(answer)
    stage.turn()

    assert stage.kept() == stage.shown()


def test_a_review_older_than_a_week_stays(stage: Stage) -> None:
    review = stage.writes("Не відкривається")
    stage.turn()
    stage.later(days=8)
    stage.turn()

    assert stage.find(review).deleted_at is None


@pytest.mark.parametrize("key", ["", "{}", "[]", '{"client_email": "a", "private_key": "b"}', "ключ"])
def test_what_is_no_key_is_a_matter_for_a_person(store: Store, http: Http, key: str) -> None:
    with a_stage(KIT, store, http) as stage:
        given = {"name": "zoria-googleplay", "platform": "googleplay", "target": PACKAGE, "token_env": "KEY"}
        stage.source = a_source(key or " ", base_url=stage.replica.url, **given)
        error = stage.turn().error or ""

        assert "the token is no service account's key" in error or "private key cannot be read" in error
        assert stage.store.sources.state("zoria-googleplay").permanent
        assert not stage.replica.requests


def test_a_key_that_google_refuses_is_a_matter_for_a_person(stage: Stage) -> None:
    stage.replica.faults.append(Fault(as_json({"error": "invalid_grant", "error_description": "no"}, 400)))

    assert "Google refused the key (no)" in (stage.turn().error or "")
    assert stage.store.sources.state("zoria-googleplay").permanent


def test_an_account_that_was_not_invited_is_told_what_to_do(stage: Stage) -> None:
    stage.place.invited = False

    assert "invite the service account" in (stage.turn().error or "")


def test_an_unknown_app_is_a_matter_for_a_person(store: Store, http: Http) -> None:
    with a_stage(KIT, store, http, "ua.example.other") as stage:
        assert "there is no such app" in (stage.turn().error or "")


@pytest.mark.parametrize(
    "target", [f"https://play.google.com/store/apps/details?id={PACKAGE}&hl=uk", f"{PACKAGE}"]
)
def test_an_app_is_named_by_its_package_or_address(store: Store, http: Http, target: str) -> None:
    with a_stage(KIT, store, http, target) as stage:
        stage.writes("Відгук")

        assert stage.turn().kept.new == 1
        assert stage.replica.paths() == ["/token", REVIEWS]


def test_a_target_that_is_no_package_is_a_matter_for_a_person(store: Store, http: Http) -> None:
    with a_stage(KIT, store, http, "zoria") as stage:
        assert "write its package" in (stage.turn().error or "")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(as_json({"error": {"errors": [{"reason": "quotaExceeded"}]}}, 403)), "quota is spent"),
        (Fault(as_json({"error": "x"}, 400)), "Google refused the request"),
        (Fault(as_json({"reviews": [{"reviewId": "1"}]})), "promises"),
        (status(429), "429"),
    ],
    ids=["quota", "something new", "another shape", "too fast"],
)
def test_a_passing_fault_is_said_in_words(stage: Stage, fault: Fault, words: str) -> None:
    stage.turn()
    stage.replica.faults.append(fault)

    assert words in (stage.turn().error or "")
    assert not stage.store.sources.state("zoria-googleplay").permanent


Event = tuple[str, int]
events = st.tuples(st.sampled_from(["new", "new", "edit", "delete", "answer", "unsay"]), st.integers(0, 99))
steps = st.tuples(
    st.sampled_from(["whole", "whole", "killed", "broken"]), st.integers(0, 4), st.lists(events, max_size=6)
)


def happen(stage: Stage, event: Event) -> None:
    """One thing that customers or the brand do."""
    kind, choice = event
    shown = stage.world.posts()
    if kind == "new" or not shown:
        stage.writes(f"Відгук {choice}")
        return
    review = shown[choice % len(shown)].number
    answers = stage.world.comments(review)
    if kind == "edit":
        stage.world.edit(review, f"Інакше {choice}")
    elif kind == "delete":
        stage.world.delete(review)
    elif kind == "answer" and not answers:
        stage.world.comment(review, BRAND, f"Відповідь {choice}")
    elif answers:
        stage.world.delete(answers[0].number)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=st.lists(steps, min_size=1, max_size=5), largest=st.integers(1, 4))
def test_no_review_is_missed_whatever_happens(
    history: list[tuple[str, int, list[Event]]], largest: int
) -> None:
    minutes = count(step=60)
    client = Http(sleep=lambda _: None, per_second=1e9, clock=lambda: float(next(minutes)))
    with (
        TemporaryDirectory() as folder,
        closing(Store(Path(folder) / "vidhuk.db")) as store,
        closing(client) as http,
        a_stage(KIT, store, http, largest=largest) as stage,
    ):
        for how, when, before in history:
            for event in before:
                happen(stage, event)
            if how == "broken":
                stage.replica.faults.extend([*[None] * when, *[Fault(reset=True)] * 3])
            with suppress(Killed):
                stage.turn(killed_after=when if how == "killed" else None)
            stage.replica.faults.clear()
        stage.later(hours=1)
        stage.turn()
        assert stage.shown().items() <= stage.kept().items()
