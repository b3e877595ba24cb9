"""Asking sources to collect, to read back and to rest, from the board."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.records import Kept, Role
from models.store import Store
from tests.factories import NOW, user
from tests.web.conftest import signed_in
from tests.web.scene import board_settings
from web.alerts.health import is_silent

LEASE = timedelta(minutes=1)


@pytest.fixture
def lead(app: Flask, store: Store) -> FlaskClient:
    """The browser of a lead."""
    return signed_in(app, user(store, "lead", Role.LEAD, name="Ганна", language="en"))


def test_collecting_now_leaves_an_errand_whose_outcome_is_shown(lead: FlaskClient, store: Store) -> None:
    lead.post("/sources/zoria-vk/turn")
    assert "begins within seconds" in lead.get("/sources").text
    errand = store.errands.claim(NOW, LEASE)
    assert errand is not None
    assert "under way" in lead.get("/sources").text
    store.errands.settle(errand, Kept(new=12, edited=1), None, NOW)
    assert "12 new, 1 edited, 0 deleted" in lead.get("/sources").text


def test_asking_twice_is_refused_kindly(lead: FlaskClient) -> None:
    lead.post("/sources/zoria-vk/turn")
    assert "wait until it is done" in lead.post("/sources/zoria-vk/turn", follow_redirects=True).text


def test_reading_back_begins_at_midnight_of_the_service(lead: FlaskClient, store: Store) -> None:
    lead.post("/sources/zoria-vk/backfill", data={"day": "2026-11-01"})
    assert store.errands.latest()["zoria-vk"].since == datetime(2026, 10, 31, 22, tzinfo=UTC)


@pytest.mark.parametrize("day", ["", "soon", "2027-01-01", "1999-01-01", "2026-02-30"])
def test_a_day_that_makes_no_sense_is_refused(lead: FlaskClient, store: Store, day: str) -> None:
    assert lead.post("/sources/zoria-vk/backfill", data={"day": day}).status_code == 400
    assert store.errands.latest() == {}


def test_a_source_rests_and_goes_on(lead: FlaskClient, store: Store) -> None:
    lead.post("/sources/zoria-vk/pause")
    assert "Ганна let it rest" in lead.get("/sources").text
    lead.post("/sources/zoria-vk/resume")
    assert store.sources.state("zoria-vk").paused_at is None


def test_a_source_that_rests_is_no_trouble(lead: FlaskClient, store: Store) -> None:
    source = next(each for each in board_settings().sources if each.name == "zoria-vk")
    store.sources.begin("zoria-vk", NOW - timedelta(hours=5), LEASE)
    store.sources.succeed("zoria-vk", Kept(), NOW - timedelta(hours=5))
    assert is_silent(source, store.sources.state("zoria-vk"), NOW)
    lead.post("/sources/zoria-vk/pause")
    assert not is_silent(source, store.sources.state("zoria-vk"), NOW)


def test_a_source_that_config_does_not_name_is_not_there(lead: FlaskClient) -> None:
    assert lead.post("/sources/nobody/turn").status_code == 404


def test_the_page_says_when_a_source_was_not_heard(lead: FlaskClient, store: Store) -> None:
    for hours in (30, 29.9, 20, 19.9):
        at = NOW - timedelta(hours=hours)
        store.sources.begin("zoria-vk", at, LEASE)
        store.sources.succeed("zoria-vk", Kept(), at)
    page = lead.get("/sources").text
    assert "Not heard 1 time in two weeks" in page
    assert "10 hours" in page
