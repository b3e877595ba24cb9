"""The queue as it is shown."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from models.records import Batch, User
from models.store import Store
from tests.factories import NOW, judge, keep, mention, verdict
from tests.web.conftest import Clock
from tests.web.scene import fill


def a_case(store: Store, *flags: str, number: int = 1, text: str = "Де моя посилка?") -> int:
    (key,) = keep(store, mention(number, text))
    judge(store, {key: verdict(*(flags or ("complaint",)))})
    case = store.cases.of_mention(key)
    assert case is not None
    return case.id


def test_the_queue_shows_risk_before_complaints_before_questions(client: FlaskClient, store: Store) -> None:
    a_case(store, "question", number=1, text="Питання тут")
    a_case(store, "complaint", number=2, text="Скарга тут")
    a_case(store, "risk", number=3, text="Ризик тут")
    page = client.get("/").text
    assert page.index("Ризик тут") < page.index("Скарга тут") < page.index("Питання тут")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?label=risk", {"Ризик"}),
        ("?label=question", {"Питання"}),
        ("?language=ru", set()),
        ("?platform=vk", set()),
        ("?source=zoria-telegram&brand=zoria", {"Ризик", "Питання"}),
        ("?status=closed", set()),
        ("?mine=1", set()),
        ("?status=all&order=oldest", {"Ризик", "Питання"}),
    ],
)
def test_the_address_narrows_the_queue(
    client: FlaskClient, store: Store, query: str, shown: set[str]
) -> None:
    a_case(store, "risk", number=1, text="Ризик")
    a_case(store, "question", number=2, text="Питання")
    page = client.get(f"/{query}").text
    assert {word for word in ("Ризик", "Питання") if f"<bdi>{word}</bdi>" in page} == shown


@pytest.mark.parametrize(
    "query", ["status=lost", "order=random", "label=x", "page=0", "page=x", "brand=other", "since=soon"]
)
def test_an_address_that_makes_no_sense_says_what_would(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/?{query}")
    assert answer.status_code == 400
    assert "choose" in answer.text


def test_the_counts_stand_beside_statuses_and_labels(client: FlaskClient, store: Store, olena: User) -> None:
    first = a_case(store, "risk", number=1)
    a_case(store, "complaint", number=2)
    store.cases.close(first, olena.id, 1, NOW, "spam")
    page = " ".join(client.get("/").text.split())
    assert "To do<b>1</b>" in page
    assert "Closed<b>1</b>" in page
    assert "Complaint<b>1</b>" in page


def test_a_long_queue_comes_in_pages(client: FlaskClient, store: Store) -> None:
    fill(store, rounds=4)
    first, second = client.get("/").text, client.get("/?page=2").text
    assert first.count('class="line is-') == 25
    assert "Page 1 of 2" in first
    assert 'rel="next" href="/?page=2"' in first
    assert 'rel="prev" href="/"' in second


def test_an_empty_queue_says_what_to_do(client: FlaskClient, store: Store) -> None:
    assert "The first turn is on its way" in client.get("/").text
    assert "Nothing fits these filters" in client.get("/?language=ru").text
    store.sources.begin("zoria-vk", NOW, timedelta(minutes=1))
    fill(store)
    assert "No case here" in client.get("/?status=snoozed").text


def test_new_cases_are_counted_without_moving_the_list(client: FlaskClient, store: Store) -> None:
    seen = a_case(store, number=1)
    assert f"above={seen}" in client.get("/").text
    assert "new case" not in client.get(f"/news?above={seen}").text
    a_case(store, "risk", number=2)
    a_case(store, "question", number=3)
    assert "2 new cases" in client.get(f"/news?above={seen}").text
    assert "1 new case:" in client.get(f"/news?above={seen}&label=risk").text
    assert "HX-Refresh" not in client.get(f"/news?above={seen}").headers
    assert client.get(f"/news?above={seen}&empty=1").headers["HX-Refresh"] == "true"  # nothing can move


def test_a_line_tells_how_fast_the_brand_replied(client: FlaskClient, store: Store, clock: Clock) -> None:
    a_case(store, number=1)
    reply = mention(2, "Вже шукаємо", by_brand=True, parent_id="0/1", published_at=NOW + timedelta(minutes=8))
    keep(store, reply)
    store.cases.open_due(NOW)
    clock.at = NOW + timedelta(minutes=21)
    page = client.get("/?status=answered").text
    assert "brand replied in 7 minutes" in page
    assert "20 minutes ago" in page


def test_what_its_platform_no_longer_shows_leaves_the_queue(client: FlaskClient, store: Store) -> None:
    a_case(store, text="Я передумав")
    store.mentions.keep("zoria-telegram", Batch(vanished=("0/1",)), NOW)
    assert "Я передумав" not in client.get("/").text


def test_who_may_only_look_finds_nothing_to_press(viewer: FlaskClient, store: Store) -> None:
    a_case(store)
    page = viewer.get("/").text
    assert "Де моя посилка?" in page
    assert "/take" not in page


def test_the_numbers_follow_a_deed_without_a_reload(client: FlaskClient, store: Store) -> None:
    case = a_case(store, "risk", number=1)
    form = {"version": 1, "view": "line", "reason": "spam"}
    done = client.post(f"/cases/{case}/close", data=form, headers={"HX-Request": "true"})
    assert done.headers["HX-Trigger"] == "case-changed"
    counts = " ".join(client.get("/counts").text.split())
    assert "Closed<b>1</b>" in counts
    assert 'id="labels" hx-swap-oob="true"' in counts
    assert "<b>0</b>" in counts.split('id="labels"')[1]


@pytest.mark.parametrize("page", ["/", "/cases/1", "/mentions", "/incidents", "/sources", "/alerts"])
def test_no_page_asks_the_store_more_than_twelve_times(client: FlaskClient, store: Store, page: str) -> None:
    fill(store, rounds=2)
    asked: list[str] = []
    store.link.connection.set_trace_callback(asked.append)
    client.get(page)
    store.link.connection.set_trace_callback(None)
    assert 0 < len(asked) <= 12
