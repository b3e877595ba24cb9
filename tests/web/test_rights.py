"""Who works at some brands only sees nothing of the others, whatever they ask for."""

import copy
import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models import settings
from models.learning import Chosen
from models.records import Role, User
from models.store import Store, StoreError
from tests.factories import NOW, judge, keep, mention, user, verdict
from tests.web.bench import Bench
from tests.web.conftest import Clock, signed_in
from tests.web.scene import COMMENTS, CONFIG, an_incident, fill
from tests.web.test_roles import FORM, routes
from web.app import create_app
from web.board.starters import begin_with
from web.people.rights import OF_NO_BRAND, THINGS

OTHER_BRAND = {"name": "mriya", "title": "Банк Мрія", "names": ["Мрія"]}
OTHER_SOURCE = {"name": "mriya-telegram", "brand": "mriya", "platform": "telegram", "target": "mriya_bank"}
NOT_FOUND, REFUSED = 404, 403


@pytest.fixture
def app(store: Store, clock: Clock) -> Flask:
    """A board of two brands; everything on it but one comment is of the first."""
    wider: dict[str, Any] = copy.deepcopy(CONFIG)
    wider["brands"].append(OTHER_BRAND)
    wider["sources"].append(OTHER_SOURCE)
    two = settings.understand(wider, ("telegram", "vk", "feed"), {})
    secret = b"a secret of the tests"
    board = create_app(two, store, secret, clock=clock, workshop=Bench().workshop())
    board.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    fill(store)
    an_incident(store)
    (key,) = keep(store, mention(77, "Банкомат зʼїв картку", brand="mriya", source="mriya-telegram"))
    judge(store, {key: verdict("complaint")})
    store.marks.put(3, "vip", user(store, "marker").id, NOW)
    begin_with(store, "zoria", user(store, "first").id, NOW)
    return board


def colleague(store: Store, rights: Mapping[str, Role], login: str = "pavlo") -> User:
    user(store, login, language="en")
    return store.users.allow(login, Role.VIEWER, rights)


@pytest.fixture
def confined(app: Flask, store: Store) -> FlaskClient:
    """The browser of a lead of the second brand only."""
    return signed_in(app, colleague(store, {"mriya": Role.LEAD}))


def test_every_address_with_a_thing_in_it_is_looked_at(app: Flask) -> None:
    named = {name for rule in app.url_map.iter_rules() for name in rule.arguments}
    assert named <= set(THINGS) | OF_NO_BRAND | {"brand"}


def test_what_is_of_another_brand_is_not_there(app: Flask, confined: FlaskClient) -> None:
    about = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments & set(THINGS)}
    for name, path, method in routes(app):
        if name in about - {"batch.undo"}:  # no batch has been yet
            assert confined.open(path, method=method, data=FORM).status_code == NOT_FOUND, name


@pytest.mark.parametrize(
    "path", ["/", "/mentions", "/export/mentions.csv", "/export/queue.jsonl", "/?status=all"]
)
def test_lists_hold_only_what_is_of_ones_own_brands(confined: FlaskClient, path: str) -> None:
    with confined.get(path) as answer:
        page = answer.get_data(as_text=True)
    assert "Банкомат" in page
    assert not [text for _flags, _words, text in COMMENTS if text[:20] in page]


@pytest.mark.parametrize("path", ["/incidents", "/alerts", "/sources", "/templates", "/counts"])
def test_pages_do_not_name_another_brand(confined: FlaskClient, path: str) -> None:
    page = confined.get(path).get_data(as_text=True)
    assert "Зоря" not in page
    assert "zoria" not in page


def test_numbers_count_only_what_is_of_ones_own_brands(confined: FlaskClient) -> None:
    numbers = re.findall(r"<b>(\d+)</b>", confined.get("/counts").get_data(as_text=True))
    assert numbers
    assert {*numbers} == {"0", "1"}


def test_the_role_is_that_of_the_brand(app: Flask, store: Store) -> None:
    browser = signed_in(app, colleague(store, {"zoria": Role.VIEWER, "mriya": Role.OPERATOR}))
    theirs = store.queue.newest()
    assert browser.post("/cases/1/note", data=FORM).status_code == REFUSED
    assert browser.post(f"/cases/{theirs}/note", data=FORM).status_code < REFUSED
    chosen = {"case": ["1:1", f"{theirs}:2"]}
    assert browser.post("/batch/take", data=chosen).status_code == REFUSED
    assert browser.post("/batch/take", data={"case": [f"{theirs}:2"]}).status_code < REFUSED


def test_a_form_cannot_name_another_brand(confined: FlaskClient) -> None:
    form = {"brand": "zoria", "name": "x", "uk": "Дякуємо"}
    assert confined.post("/templates", data=form).status_code == NOT_FOUND
    assert confined.post("/templates", data=form | {"brand": "mriya"}).status_code < REFUSED


def test_a_batch_that_holds_another_brand_cannot_be_undone(app: Flask, store: Store) -> None:
    boss = signed_in(app, user(store, "boss", Role.ADMIN))
    boss.post("/batch/take", data={"case": ["1:1"]})
    stranger = signed_in(app, colleague(store, {"mriya": Role.LEAD}))
    assert stranger.post("/batches/1/undo").status_code == NOT_FOUND


def test_a_case_is_given_only_to_who_may_act_on_it(app: Flask, store: Store) -> None:
    colleague(store, {"mriya": Role.LEAD})
    boss = signed_in(app, user(store, "boss", Role.ADMIN, language="en"))
    page = boss.get("/cases/1").get_data(as_text=True)
    assert ">Pavlo<" not in page
    pavlo = store.users.by_login("pavlo")
    assert pavlo is not None
    assert boss.post("/cases/1/assign", data={"version": 1, "to": pavlo.id}).status_code == 400


def test_rights_that_are_taken_back_are_gone_with_the_next_request(app: Flask, store: Store) -> None:
    browser = signed_in(app, colleague(store, {"mriya": Role.LEAD}))
    store.users.allow("pavlo", Role.OPERATOR)
    assert browser.get("/cases/1").status_code == 200


def test_an_administrator_is_not_confined(store: Store) -> None:
    user(store, "pavlo")
    with pytest.raises(StoreError, match="administrator"):
        store.users.allow("pavlo", Role.VIEWER, {"zoria": Role.ADMIN})


def test_the_role_that_is_shown_is_the_strongest(store: Store) -> None:
    pavlo = colleague(store, {"zoria": Role.VIEWER, "mriya": Role.LEAD})
    assert pavlo.role is Role.LEAD
    assert (pavlo.role_at("zoria"), pavlo.role_at("other")) == (Role.VIEWER, None)
    assert store.users.allow("pavlo", Role.VIEWER).rights == {}


def test_what_is_to_be_labelled_and_the_words_are_of_ones_own_brands(
    confined: FlaskClient, store: Store
) -> None:
    store.learning.choose([Chosen(number, 0) for number in range(1, 30)], NOW)
    assert "Банкомат" in confined.get("/learning").text
    assert "1 comment waits" in confined.get("/learning").text
    store.lexicon.mark("zoria", "гном", (("гном",),), "bad", 1, NOW)
    assert "гном" not in confined.get("/learning/words").text


def test_an_artefact_is_for_all_brands_and_so_is_whoever_trains_it(
    app: Flask, confined: FlaskClient, store: Store
) -> None:
    assert "Train now" not in confined.get("/learning/artefacts").text
    assert confined.post("/learning/artefacts/train").status_code == REFUSED
    boss = signed_in(app, user(store, "boss", Role.LEAD))
    assert boss.post("/learning/artefacts/train").status_code < REFUSED
