"""Many cases at once, from the queue."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.records import Status, User
from models.store import Store
from tests.factories import NOW
from tests.web.scene import fill


@pytest.fixture
def work(store: Store) -> Store:
    """A queue of nine cases."""
    fill(store)
    return store


def send(client: FlaskClient, deed: str, *cases: str, **more: object) -> TestResponse:
    form = {"case": list(cases), "back": "/?status=all", **more}
    return client.post(f"/batch/{deed}", data=form, follow_redirects=True)


def status(store: Store, number: int) -> Status:
    case = store.cases.get(number)
    assert case is not None
    return case.status


@pytest.mark.parametrize(
    ("deed", "more", "becomes"),
    [
        ("take", {}, Status.TAKEN),
        ("close", {"reason": "spam"}, Status.CLOSED),
        ("snooze", {"until": "tomorrow"}, Status.SNOOZED),
    ],
)
def test_the_chosen_cases_change_and_come_back_at_once(
    client: FlaskClient, work: Store, deed: str, more: dict[str, str], becomes: Status
) -> None:
    page = send(client, deed, "1:1", "2:1", **more)
    assert page.request.path == "/"
    assert "2 cases changed." in page.text
    assert [status(work, 1), status(work, 2), status(work, 3)] == [becomes, becomes, Status.NEW]
    undo = re.search(r'action="(/batches/\d+/undo)"', page.text)
    assert undo is not None
    assert "Undone. 2 cases changed." in client.post(undo[1], follow_redirects=True).text
    assert [status(work, 1), status(work, 2)] == [Status.NEW, Status.NEW]
    assert client.post(undo[1]).status_code == 409


def test_the_chosen_cases_get_a_label_together(client: FlaskClient, work: Store) -> None:
    send(client, "relabel", "1:1", "2:1", flags=["question"])
    labels = [case.label for number in (1, 2) if (case := work.cases.get(number))]
    assert labels == ["question", "question"]


def test_taken_cases_are_released_together(client: FlaskClient, work: Store, olena: User) -> None:
    work.cases.take(1, olena.id, 1, NOW)
    page = send(client, "release", "1:2", "2:1")
    assert "1 case changed. 1 case was left as it is" in page.text
    assert status(work, 1) is Status.NEW


def test_with_nothing_chosen_nothing_happens(client: FlaskClient, work: Store) -> None:
    assert "Nothing is chosen" in send(client, "take").text


@pytest.mark.parametrize(
    ("deed", "case", "more", "code"),
    [
        ("burn", "1:1", {}, 404),
        ("close", "1:1", {"reason": "tired"}, 400),
        ("snooze", "1:1", {"until": "day", "day": "2001-01-01T00:00"}, 400),
        ("relabel", "1:1", {"flags": "rude"}, 400),
        ("take", "1", {}, 400),
        ("take", "x:1", {}, 400),
        ("take", "1:²", {}, 400),
    ],
)
def test_what_makes_no_sense_is_refused(
    client: FlaskClient, work: Store, deed: str, case: str, more: dict[str, str], code: int
) -> None:
    assert send(client, deed, case, **more).status_code == code
    assert status(work, 1) is Status.NEW


def test_who_may_only_look_chooses_nothing(viewer: FlaskClient, work: Store) -> None:
    assert 'name="case"' not in viewer.get("/").text
    assert send(viewer, "take", "1:1").status_code == 403
    assert viewer.post("/batches/1/undo").status_code == 403
