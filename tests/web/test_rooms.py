"""Incidents, sources and alerts, and what the head of every page says of them."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from models.records import Kept, SourceState
from models.store import Store
from tests.factories import NOW, judge, keep, mention, verdict
from tests.web.conftest import Clock
from tests.web.scene import an_incident, fill
from web.sources import Health, health

EVERY = timedelta(minutes=2)
LEASE = timedelta(minutes=1)


def state(minutes_ago: float | None = 1, started: bool = True, **more: object) -> SourceState:
    """A source whose last turn went well that long ago."""
    good = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    values: dict[str, object] = {
        "source": "zoria-vk",
        "cursor": None,
        "backfilled_at": good,
        "started_at": NOW - timedelta(minutes=2) if started else None,
        "succeeded_at": good,
        "failed_at": None,
        "error": None,
        "permanent": False,
        "failures": 0,
        "retry_at": None,
        "new": 0,
        "next_at": None,
    }
    return SourceState(**(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(state(1), Health.OK, id="a turn just went well"),
        pytest.param(state(5.9), Health.OK, id="three turns are allowed to be late"),
        pytest.param(state(6.1), Health.LATE, id="a fourth is not"),
        pytest.param(state(None), Health.LEARNING, id="the first turn goes on"),
        pytest.param(state(None, started=False), Health.WAITING, id="it has not begun"),
        pytest.param(state(1, error="vk: 502"), Health.FAILING, id="it is tried again"),
        pytest.param(state(1, error="vk: no token", permanent=True), Health.BROKEN, id="a person must help"),
    ],
)
def test_the_health_of_a_source_follows_from_its_turns(known: SourceState, expected: Health) -> None:
    assert health(EVERY, known, NOW) is expected


def all_well(store: Store) -> None:
    for source in ("zoria-telegram", "zoria-vk", "zoria-news"):
        store.sources.begin(source, NOW - timedelta(minutes=2), LEASE)
        store.sources.succeed(source, Kept(new=2), NOW - timedelta(minutes=1))


def test_the_head_says_that_all_sources_do_well(client: FlaskClient, store: Store) -> None:
    all_well(store)
    page = client.get("/").text
    assert "All 3 sources OK" in page
    assert "last turn 1 minute ago" in page


def test_the_head_names_the_source_in_trouble(client: FlaskClient, store: Store, clock: Clock) -> None:
    all_well(store)
    store.sources.fail("zoria-vk", Kept(), "zoria-vk: access denied", True, None, NOW)
    assert "zoria-vk needs a look" in client.get("/pulse").text
    clock.at = NOW + timedelta(hours=1)
    assert "3 sources need a look" in client.get("/pulse").text


def test_an_open_incident_stands_on_every_page_until_it_is_over(client: FlaskClient, store: Store) -> None:
    number = an_incident(store)
    assert "31 people are upset in 2 hours" in " ".join(client.get("/sources").text.split())
    assert 'id="banner" hx-swap-oob="true"' in client.get("/pulse").text
    incident = store.incidents.get(number)
    assert incident is not None
    store.incidents.end(incident, NOW)
    assert "are upset" not in client.get("/sources").text


def test_the_sources_page_says_how_each_one_does(client: FlaskClient, store: Store) -> None:
    fill(store)
    page = " ".join(client.get("/sources").text.split())
    assert page.index("zoria-news") < page.index("zoria-telegram")  # trouble comes first
    assert "no usable answer (ConnectTimeout)" in page
    assert "1 turn in a row failed" in page
    assert "Listens" in page
    assert "<dt>Next turn</dt><dd><time" in page
    assert "every 2 minutes" in page


def test_a_source_before_its_first_turn_waits(client: FlaskClient) -> None:
    page = client.get("/sources").text
    assert page.count("Waits for its first turn") == 3


def test_an_incident_shows_its_course_and_what_people_wrote(client: FlaskClient, store: Store) -> None:
    number = an_incident(store)
    (key,) = keep(store, mention(1, "Сайт лежить!", published_at=NOW - timedelta(minutes=30)))
    judge(store, {key: verdict("complaint")})
    page = " ".join(client.get(f"/incidents/{number}").text.split())
    assert "Сайт лежить!" in page
    assert "14 people, 2.6 expected" in page
    assert 'class="bar is-in"' in page
    assert "Пошта Зоря</a>" in client.get("/incidents").text


def test_an_alert_that_waits_for_the_morning_says_until_when(client: FlaskClient, store: Store) -> None:
    later = NOW + timedelta(hours=9)
    store.alerts.put("key", "source_silent", "mail", "smm@example.org", {}, NOW, held_until=later)
    assert "until 23:00" in client.get("/alerts").text


def test_a_quiet_service_says_so(client: FlaskClient) -> None:
    assert "No incident so far" in client.get("/incidents").text
    assert "Nothing was told yet" in client.get("/alerts").text


def test_each_alert_says_what_became_of_it(client: FlaskClient, store: Store) -> None:
    for number in range(4):
        store.alerts.put(f"key-{number}", "source_failed", "mail", f"smm{number}@example.org", {}, NOW)
    sent, refused, failing = (store.alerts.claim(NOW) for _ in range(3))
    assert sent is not None and refused is not None and failing is not None  # noqa: PT018
    store.alerts.sent(sent, NOW)
    store.alerts.refuse(refused, "mail: the server refuses this address", NOW)
    store.alerts.put_back(failing, "mail: no connection", NOW + timedelta(minutes=5))
    page = " ".join(client.get("/alerts").text.split())
    assert "Sent</span>" in page
    assert 'Refused</span> <span class="fault" lang="en">mail: the server refuses this address' in page
    assert "1 try; the next 14:05" in page
    assert page.count("Waits</span>") == 2
