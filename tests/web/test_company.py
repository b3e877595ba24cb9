"""Two people at one case: drafts that stay, who else is here, and whose it is."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.records import Case, Role, User
from models.store import Store
from models.store.presence import Someone
from tests.factories import NOW, judge, keep, mention, user, verdict
from tests.web.conftest import Clock, signed_in
from web.board.company import CLAIM, LOOKING, WRITING, company

JSON = {"Accept": "application/json", "HX-Request": "true"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(store: Store) -> Case:
    (key,) = keep(store, mention(2))
    judge(store, {key: verdict("complaint")})
    found = store.cases.of_mention(key)
    assert found is not None
    return found


@pytest.fixture
def ivan(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, user(store, "ivan", name="Іван", language="en"))


def typed(client: FlaskClient, text: str, revision: int = 0) -> int:
    form = {"text": text, "revision": revision, "version": 1}
    answer = client.post("/cases/1/draft", data=form, headers=JSON)
    assert answer.status_code == 200
    return int(answer.json["revision"])  # type: ignore[index]


def at(minutes: float) -> Someone:
    """Somebody who began and last typed so many minutes ago."""
    when = NOW - minutes * MINUTE
    return Someone(2, "Іван", Role.OPERATOR, None, when, when)


def test_a_draft_comes_back_with_the_page(client: FlaskClient, case: Case) -> None:
    typed(client, "Вже <шукаємо>")
    page = client.get("/cases/1").text
    assert ">Вже &lt;шукаємо&gt;</textarea>" in page
    assert 'data-revision="1"' in page


def test_a_draft_waits_below_a_case_that_somebody_has_settled(
    client: FlaskClient, store: Store, case: Case, olena: User
) -> None:
    typed(client, "Вже шукаємо")
    store.cases.close(case.id, user(store, "ivan").id, 1, NOW, "spam")
    assert ">Вже шукаємо</textarea>" in client.get("/cases/1").text


def test_a_second_window_is_told_what_the_first_one_kept(client: FlaskClient, case: Case) -> None:
    typed(client, "Вже шукаємо")
    answer = client.post("/cases/1/draft", data={"text": "Інше", "revision": 0}, headers=JSON)
    assert answer.status_code == 409
    assert answer.json == {"text": "Вже шукаємо", "revision": 1}


def test_a_button_keeps_the_draft_without_scripts(client: FlaskClient, case: Case) -> None:
    answer = client.post("/cases/1/draft", data={"text": "Вже шукаємо", "revision": 0, "version": 1})
    assert answer.headers["Location"] == "/cases/1#answer-text"
    assert "The draft is kept" in client.get("/cases/1").text


@pytest.mark.parametrize(("address", "code"), [("/cases/9/draft", 404), ("/cases/1/draft", 413)])
def test_what_cannot_be_kept_is_refused(client: FlaskClient, case: Case, address: str, code: int) -> None:
    assert client.post(address, data={"text": "x" * 20_001}).status_code == code


def test_others_see_that_somebody_writes_and_never_what(
    client: FlaskClient, ivan: FlaskClient, case: Case
) -> None:
    typed(client, "Це поки таємниця")
    page = ivan.get("/cases/1").text
    assert "Олена Коваль is writing" in page
    assert "таємниця" not in page
    assert "Олена Коваль" not in client.get("/cases/1").text.split('id="company"')[1].split("</div>")[0]


def test_who_looks_is_seen_until_they_have_left(
    client: FlaskClient, ivan: FlaskClient, case: Case, clock: Clock
) -> None:
    ivan.get("/cases/1")
    assert "Іван is looking too" in client.get("/cases/1/company").text
    clock.at += LOOKING + timedelta(seconds=1)
    assert "Іван" not in client.get("/cases/1/company").text


def test_the_first_to_write_has_a_soft_claim_that_ends(
    client: FlaskClient, ivan: FlaskClient, case: Case, clock: Clock
) -> None:
    typed(ivan, "Дзвоню")
    clock.at += MINUTE
    typed(client, "Шукаємо")
    assert "Іван began to answer first" in client.get("/cases/1").text
    assert "began to answer first" not in ivan.get("/cases/1").text
    clock.at += CLAIM
    assert "began to answer first" not in client.get("/cases/1").text


@pytest.mark.parametrize(
    ("ago", "writing", "begun", "claimed"),
    [(1, 1, 0, True), (WRITING / MINUTE, 0, 1, True), (CLAIM / MINUTE, 0, 1, False)],
)
def test_writing_rests_after_a_while_and_claims_end_later(
    ago: float, writing: int, begun: int, claimed: bool
) -> None:
    seen = company([at(ago)], me=1, at=NOW)
    assert (len(seen.writing), len(seen.begun), seen.claim is not None) == (writing, begun, claimed)


def test_nobody_is_their_own_company() -> None:
    assert company([at(1)], me=2, at=NOW) == company([], me=2, at=NOW)


def test_there_is_nobody_at_a_case_that_is_not(client: FlaskClient) -> None:
    assert client.get("/cases/404/company").status_code == 404
