"""Artefacts: trained in the background, put in force past a gate, taken back with a word."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.learning import Fallen, Outcome
from models.records import Role
from models.store import Store
from tests.factories import NOW, user
from tests.web.bench import Bench
from tests.web.conftest import signed_in
from tests.web.scene import board_settings
from web.app import create_app


@pytest.fixture
def lead(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, user(store, "lesia", Role.LEAD, name="Леся", language="en"))


@pytest.fixture
def admin(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, user(store, "andrii", Role.ADMIN, name="Андрій", language="en"))


def test_everybody_reads_the_cards(client: FlaskClient) -> None:
    page = client.get("/learning/artefacts").text
    assert "in force" in page
    assert "&lt;b&gt;market&lt;/b&gt;" in page
    assert "Train now" not in page


def test_a_training_is_asked_for_once_at_a_time(lead: FlaskClient, store: Store) -> None:
    assert lead.post("/learning/artefacts/train").status_code == 302
    assert "about to begin" in lead.get("/learning/artefacts").text
    again = lead.post("/learning/artefacts/train", follow_redirects=True)
    assert "A training is under way" in again.text
    assert len(store.trainings.latest()) == 1


def test_a_training_shows_how_far_it_is_and_what_came_of_it(lead: FlaskClient, store: Store) -> None:
    lead.post("/learning/artefacts/train")
    number = store.trainings.claim(NOW)
    assert number is not None
    store.trainings.progress(number, 40, NOW)
    part = lead.get("/learning/artefacts/trainings").text
    assert 'value="40"' in part
    assert 'hx-trigger="every 3s"' in part
    store.trainings.succeed(number, "march", Outcome(50, 0.694, 0.6951, ()), NOW + timedelta(minutes=1))
    part = lead.get("/learning/artefacts/trainings").text
    assert "learned from 50 decisions" in part
    assert "0.694 → 0.695" in part
    assert "hx-trigger" not in part


def test_a_training_that_made_things_worse_says_where(lead: FlaskClient, store: Store) -> None:
    lead.post("/learning/artefacts/train")
    number = store.trainings.claim(NOW) or 0
    store.trainings.succeed(number, "march", Outcome(9, 0.69, 0.6, (Fallen("ru", 0.7, 0.62),)), NOW)
    assert "worse on comments kept apart: Russian ones 0.7 → 0.62" in lead.get("/learning/artefacts").text


def test_a_training_that_failed_says_why(lead: FlaskClient, store: Store) -> None:
    lead.post("/learning/artefacts/train")
    store.trainings.fail(store.trainings.claim(NOW) or 0, "base: <train.npz> is damaged; install again", NOW)
    assert "base: &lt;train.npz&gt; is damaged" in lead.get("/learning/artefacts").text


def test_an_artefact_is_put_in_force_and_back(lead: FlaskClient, bench: Bench) -> None:
    page = lead.post("/learning/artefacts/march/activate", follow_redirects=True).text
    assert bench.past[-1] == "march"
    assert "“march” is in force. The labels of the past are written anew" in page
    page = lead.post("/learning/artefacts/rollback", follow_redirects=True).text
    assert bench.past[-1] == "test"
    assert "“test” is in force again" in page
    assert lead.post("/learning/artefacts/rollback").status_code == 409


def test_a_worse_one_is_refused_in_words_and_only_an_administrator_insists(
    lead: FlaskClient, admin: FlaskClient, bench: Bench
) -> None:
    bench.worse = {"march"}
    page = lead.post("/learning/artefacts/march/activate", follow_redirects=True).text
    assert "worse on comments kept apart (Ukrainian ones 0.702 → 0.655)" in page
    assert "although worse" not in page
    assert lead.post("/learning/artefacts/march/activate", data={"force": "yes"}).status_code == 403
    assert bench.past[-1] == "test"
    assert "although worse" in admin.post("/learning/artefacts/march/activate", follow_redirects=True).text
    admin.post("/learning/artefacts/march/activate", data={"force": "yes"})
    assert bench.past[-1] == "march"


def test_one_that_is_not_there_is_refused_in_words(lead: FlaskClient) -> None:
    answer = lead.post("/learning/artefacts/may/activate")
    assert answer.status_code == 409
    assert "no such artefact" in answer.text


def test_a_board_without_a_classifier_has_no_such_page(store: Store) -> None:
    app = create_app(board_settings(), store, b"a secret of the tests")
    browser = signed_in(app, user(store, "ivan", language="en"))
    assert "/learning" not in browser.get("/").text
    assert [browser.get(path).status_code for path in ("/learning", "/learning/words")] == [404, 404]
