"""Reviews of the App Store as they are collected, country by country."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listener.collect import Turn, collect
from listener.network import Http
from listener.replica.appstore import AppStore
from listener.replica.server import Fault, Replica, Reply, Request, as_json, status
from listener.replica.world import Account, Item, World
from listener.sources import SOURCES, Memory, appstore
from models.records import Batch, Kind, StoredMention
from models.settings import Source
from models.store import Store
from tests.listener.conftest import a_source

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
SAVED = Path(__file__).parent / "payloads" / "appstore" / "reviews.json"
MASHA = Account(771, "masha")
APP = "1234567890"


class Killed(BaseException):
    """The process ended here."""


@dataclass(slots=True)
class Stage:
    """The stores of two countries, and the service that reads them."""

    store_of_apps: AppStore
    replica: Replica
    source: Source
    http: Http
    store: Store
    clock: list[datetime]
    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def writes(self, text: str, stars: int = 1, country: str = "ua", title: str = "") -> int:
        """A new review; returns its number."""
        world = self.store_of_apps.worlds[country]
        number = world.next_number()
        return world.add(
            Item(number, None, None, MASHA, text, self.clock[0], title=title, rating=stars, likes=number)
        )

    def turn(self, killed_after: int | None = None) -> Turn:
        """Take a turn, two minutes later."""
        self.clock[0] += timedelta(minutes=2)
        adapter = SOURCES["appstore"]

        def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
            yield from islice(adapter.fetch(source, http, memory, at), killed_after)
            if killed_after is not None:
                raise Killed

        adapters = {"appstore": replace(adapter, fetch=fetch)}
        return collect(self.source, self.http, self.store, lambda: self.clock[0], None, True, adapters)

    def asked(self) -> list[str]:
        """The pages that a turn which goes well asks for, as country and number."""
        before = len(self.replica.requests)
        assert self.turn().error is None
        parts = [path.split("/") for path in self.replica.paths()[before:]]
        return [f"{part[1]} {part[4].removeprefix('page=')}" for part in parts]

    def find(self, number: int, country: str = "ua") -> StoredMention | None:
        """What the store holds of one review."""
        return self.store.mentions.find(self.source.name, f"{country}/{13_000_000_000 + number}")

    def missed(self) -> list[int]:
        """The reviews that are shown and not stored as they read."""
        shown = self.store_of_apps.worlds["ua"].posts()
        kept = {each.number: self.find(each.number) for each in shown}
        return [each.number for each in shown if _text(kept[each.number]) != each.text]


def _text(kept: StoredMention | None) -> str | None:
    return kept.mention.text if kept else None


@contextmanager
def a_stage(store: Store, http: Http, target: str = APP, **given: Any) -> Iterator[Stage]:
    """Two stores without reviews, served on loopback; `given` are fields of the replica."""
    clock = [START]
    worlds = {country: World(lambda: clock[0]) for country in ("ua", "pl")}
    apps = AppStore(worlds, **given)
    meanwhile: list[Callable[[], object]] = []

    def answer(request: Request) -> Reply:
        if meanwhile:
            meanwhile.pop(0)()
        return apps.answer(request)

    with Replica(answer) as replica:
        source = a_source(name="zoria-ios", platform="appstore", target=target, base_url=replica.url)
        yield Stage(apps, replica, source, http, store, clock, meanwhile)


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(store, http) as ready:
        yield ready


def test_a_saved_answer_is_read_without_the_app_that_stands_in_it() -> None:
    source = a_source(platform="appstore", target=APP)
    latest, masha = appstore.reviews(source, "ua", APP, json.loads(SAVED.read_text("utf-8")))

    assert (masha.external_id, masha.kind, masha.rating, masha.likes) == (
        "ua/13000000001",
        Kind.POST,
        2.0,
        3,
    )
    assert masha.text == "Вилітає\nПісля оновлення не відкриває трек 😡"
    assert masha.published_at == datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
    assert (masha.author_id, masha.author_name) == ("771", "masha")
    assert masha.url == "https://apps.apple.com/ua/app/id1234567890"
    assert latest.text == "Дякую, швидко"


def test_a_single_review_is_read_though_it_stands_in_no_list(stage: Stage) -> None:
    stage.writes("Жахливо", stars=1)

    assert stage.turn().kept.new == 1


def test_each_country_is_read_and_keeps_its_own_reviews(stage: Stage) -> None:
    stage.source = stage.source.model_copy(update={"options": {"countries": ["ua", "pl"]}})
    stage.writes("Не відкривається")
    stage.writes("Nie działa", country="pl")

    assert stage.asked() == ["ua 1", "ua 2", "pl 1", "pl 2"]
    assert _text(stage.find(1)) == "Не відкривається"
    assert _text(stage.find(1, "pl")) == "Nie działa"
    assert stage.asked() == ["ua 1", "ua 2", "pl 1", "pl 2"]


def test_a_quiet_turn_costs_one_page(stage: Stage) -> None:
    stage.store_of_apps.largest = 3
    for number in range(9):
        stage.writes(f"Відгук {number}")
        stage.clock[0] += timedelta(minutes=1)
    stage.turn()
    stage.turn()

    assert stage.asked() == ["ua 1"]


def test_a_changed_review_rises_and_keeps_its_old_text(stage: Stage) -> None:
    number = stage.writes("Жахливо")
    stage.turn()
    changed_at = stage.clock[0]
    stage.store_of_apps.worlds["ua"].edit(number, "Полагодили, дякую")
    stage.turn()

    kept = stage.find(number)
    assert kept
    assert (kept.mention.text, kept.mention.edited_at) == ("Полагодили, дякую", changed_at)
    assert kept.mention.published_at == START
    assert [old.text for old in stage.store.mentions.revisions(kept.id)] == ["Жахливо"]


def test_a_review_that_has_left_the_feed_is_not_gone(stage: Stage) -> None:
    number = stage.writes("Жахливо")
    stage.writes("Добре")
    stage.turn()
    stage.store_of_apps.worlds["ua"].delete(number)
    stage.turn()

    kept = stage.find(number)
    assert kept
    assert kept.deleted_at is None


def test_an_empty_feed_after_a_full_one_is_a_fault_and_deletes_nothing(stage: Stage) -> None:
    stage.writes("Жахливо")
    stage.turn()
    stage.store_of_apps.empty.add("ua")

    assert "shows no reviews, though there are some" in (stage.turn().error or "")
    stage.store_of_apps.empty.clear()
    assert stage.turn().error is None


def test_an_app_without_reviews_is_no_fault(stage: Stage) -> None:
    assert stage.turn().error is None


def test_a_country_that_fails_does_not_hold_back_the_others(stage: Stage) -> None:
    stage.source = stage.source.model_copy(update={"options": {"countries": ["fr", "ua"]}})
    stage.writes("Не відкривається")

    turn = stage.turn()

    assert "the store of FR knows no such app" in (turn.error or "")
    assert turn.kept.new == 1


@pytest.mark.parametrize("target", [APP, f"id{APP}", f"https://apps.apple.com/ua/app/зоря/id{APP}?l=uk"])
def test_an_app_is_named_by_its_number_or_address(store: Store, http: Http, target: str) -> None:
    with a_stage(store, http, target) as stage:
        stage.writes("Жахливо")

        assert stage.turn().kept.new == 1


@pytest.mark.parametrize("target", ["зоря", "https://example.org/id1"])
def test_a_target_that_is_no_app_is_a_matter_for_a_person(store: Store, http: Http, target: str) -> None:
    with a_stage(store, http, target) as stage:
        assert "target is no app" in (stage.turn().error or "")
        assert stage.store.sources.state("zoria-ios").permanent


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (status(403), "refuses for now"),
        (status(429, 600), "429"),
        (
            Fault(as_json({"feed": {"link": {"attributes": {"rel": "self"}}, "entry": [{"im:rating": 1}]}})),
            "promises",
        ),
        (Fault(as_json([])), "promises"),
        (Fault(Reply(b"<html>")), "no JSON"),
    ],
    ids=["refused", "too fast", "an entry of another shape", "a list", "a page"],
)
def test_a_passing_fault_is_said_in_words(stage: Stage, fault: Fault, words: str) -> None:
    stage.replica.faults.append(fault)

    assert words in (stage.turn().error or "")
    assert not stage.store.sources.state("zoria-ios").permanent


Event = tuple[str, int]
events = st.tuples(st.sampled_from(["new", "new", "edit", "delete"]), st.integers(0, 99))
steps = st.tuples(
    st.sampled_from(["whole", "whole", "killed", "broken"]),
    st.integers(0, 4),
    st.lists(events, max_size=4),
    st.lists(events, max_size=3),
)


def happen(stage: Stage, event: Event) -> None:
    """One thing that customers do."""
    kind, choice = event
    world = stage.store_of_apps.worlds["ua"]
    shown = world.posts()
    if kind == "new" or not shown:
        stage.writes(f"Відгук {choice}")
    elif kind == "edit":
        world.edit(shown[choice % len(shown)].number, f"Інакше {choice}")
    else:
        world.delete(shown[choice % len(shown)].number)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=st.lists(steps, min_size=1, max_size=5), with_app=st.booleans())
def test_no_review_is_missed_whatever_happens(
    history: list[tuple[str, int, list[Event], list[Event]]], with_app: bool
) -> None:
    minutes = iter(range(0, 10**9, 60))
    client = Http(sleep=lambda _: None, per_second=1e9, clock=lambda: float(next(minutes)))
    with (
        TemporaryDirectory() as folder,
        closing(Store(Path(folder) / "vidhuk.db")) as store,
        closing(client) as http,
        a_stage(store, http, largest=5, with_app=with_app) as stage,
    ):
        for how, when, before, meanwhile in history:
            for event in before:
                happen(stage, event)
            stage.meanwhile[:] = [partial(happen, stage, event) for event in meanwhile]
            if how == "broken":
                stage.replica.faults.extend([*[None] * when, *[Fault(reset=True)] * 3])
            with suppress(Killed):
                stage.turn(when if how == "killed" else None)
            stage.meanwhile.clear()
            stage.replica.faults.clear()
        stage.turn()
        stage.turn()
        assert stage.missed() == []
