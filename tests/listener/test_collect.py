"""One turn of one source, with adapters that do what the test says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from listener.collect import LEASE, Turn, collect
from listener.network import Http, SourceError
from listener.sources import Adapter, Memory
from models.records import Batch, Kept, Kind, Mention
from models.settings import Source
from models.store import Store, StoreError
from tests.listener.conftest import a_source

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SOURCE = a_source()


def comment(key: str) -> Mention:
    return Mention("zoria", "zoria-page", "telegram", key, Kind.COMMENT, "Де посилка?", AT, thread_id="1")


def batch(*keys: str) -> Batch:
    return Batch(mentions=tuple(comment(key) for key in keys))


@dataclass(slots=True)
class Script:
    """An adapter's module: hands out its batches, raises its errors, and keeps what it was asked with."""

    steps: list[Batch | Exception] = field(default_factory=list)
    asked: list[Memory] = field(default_factory=list)
    needs_token: bool = False

    def __call__(self, source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
        self.asked.append(memory)
        for step in self.steps:
            if isinstance(step, Exception):
                raise step
            yield step

    def turn(self, store: Store, source: Source = SOURCE, at: datetime = AT, **given: object) -> Turn:
        adapters = {"telegram": Adapter(self, "https://t.me", self.needs_token)}
        client = Http(sleep=lambda _: None)
        try:
            return collect(source, client, store, lambda: at, adapters=adapters, **given)  # type: ignore[arg-type]
        finally:
            client.close()


def test_what_a_turn_kept_is_counted_and_stored(store: Store) -> None:
    turn = Script([batch("1", "2"), batch("3")]).turn(store)

    assert turn == Turn("zoria-page", Kept(new=3))
    state = store.sources.state("zoria-page")
    assert (state.succeeded_at, state.error, state.new) == (AT, None, 3)


def test_a_turn_taken_twice_stores_once(store: Store) -> None:
    script = Script([batch("1", "1"), batch("1")])

    assert script.turn(store).kept == Kept(new=1)
    assert script.turn(store).kept == Kept()


def test_the_first_turn_is_a_back_fill_until_one_goes_through(store: Store) -> None:
    Script([batch("1"), SourceError("zoria-page", "no answer")]).turn(store)
    Script([batch("2")]).turn(store, at=AT + timedelta(hours=2))
    Script([batch("3")]).turn(store, at=AT + timedelta(hours=3))

    found = [store.mentions.find("zoria-page", key) for key in "123"]
    assert [each.backfilled for each in found if each] == [True, True, False]


def test_the_window_of_the_source_bounds_a_turn(store: Store) -> None:
    script = Script()
    script.turn(store, a_source(window="3d"))
    script.turn(store, a_source(window="3d"))

    assert [(asked.since, asked.thorough) for asked in script.asked] == [
        (AT - timedelta(days=3), True),
        (AT - timedelta(days=3), False),
    ]


def test_a_back_fill_reads_to_the_date_it_was_given(store: Store) -> None:
    script = Script()
    script.turn(store)
    script.turn(store, since=AT - timedelta(days=60))

    assert (script.asked[1].since, script.asked[1].thorough) == (AT - timedelta(days=60), True)


def test_a_turn_that_breaks_off_keeps_what_it_had_and_says_why(store: Store) -> None:
    script = Script([batch("1"), SourceError("zoria-page", "the platform has a fault (502)"), batch("2")])

    assert script.turn(store) == Turn("zoria-page", Kept(new=1), "the platform has a fault (502)")
    state = store.sources.state("zoria-page")
    assert (state.error, state.permanent, state.failures) == ("the platform has a fault (502)", False, 1)
    assert store.mentions.count() == 1


def test_each_failure_is_followed_by_a_longer_rest(store: Store) -> None:
    script = Script([SourceError("zoria-page", "no answer")])
    rests, at = [], AT
    for _ in range(9):
        script.turn(store, at=at)
        retry_at = store.sources.state("zoria-page").retry_at or at
        rests.append((retry_at - at) / timedelta(minutes=1))
        at = retry_at

    assert 0.75 <= rests[0] <= 1.25
    assert 12 <= rests[4] <= 20
    assert 45 <= rests[8] <= 75


def test_a_source_rests_until_the_time_it_was_told(store: Store) -> None:
    script = Script([SourceError("zoria-page", "asks for a pause", retry_after=timedelta(hours=3))])
    script.turn(store)

    held = script.turn(store, at=AT + timedelta(hours=2))
    assert held == Turn("zoria-page", skipped="rests until 12:00 UTC: asks for a pause")
    assert script.turn(store, at=AT + timedelta(hours=3)).error == "asks for a pause"


def test_a_permanent_fault_waits_for_a_person_and_is_looked_at_again_the_next_day(store: Store) -> None:
    script = Script([SourceError("zoria-page", "access refused", permanent=True)])
    script.turn(store)

    assert script.turn(store, at=AT + timedelta(hours=23)).skipped == "waits for a person: access refused"
    script.steps = []
    assert script.turn(store, at=AT + timedelta(hours=24)).error is None
    assert not store.sources.state("zoria-page").permanent


def test_a_person_can_try_at_once(store: Store) -> None:
    script = Script([SourceError("zoria-page", "access refused", permanent=True)])
    script.turn(store)
    script.steps = [batch("1")]

    assert script.turn(store, force=True).kept.new == 1
    assert script.turn(store).skipped is None


def test_a_missing_token_is_named_by_its_variable(store: Store) -> None:
    script = Script([batch("1")])
    turn = script.turn(store, a_source(token_env="ZORIA_TOKEN"))

    said = "the environment variable ZORIA_TOKEN is not set; put the token there and restart"
    assert turn.error == said
    assert store.sources.state("zoria-page").permanent
    assert not script.asked


def test_a_platform_that_wants_a_token_says_where_to_name_it(store: Store) -> None:
    turn = Script(needs_token=True).turn(store)

    assert turn.error == "the platform wants a token; name its variable by token_env in config.toml"
    given = a_source(token_env="ZORIA_TOKEN", token="t")
    assert Script(needs_token=True).turn(store, given, force=True).error is None


def test_two_turns_of_one_source_never_run_at_once(store: Store) -> None:
    inner = Script([batch("2")])

    class Nested(Script):
        def __call__(self, source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
            yield batch("1")
            assert inner.turn(store).skipped == "another turn is under way"
            assert inner.turn(store, a_source(name="other")).skipped is None

    assert Nested().turn(store).kept.new == 1


def test_a_claim_left_by_a_crash_runs_out(store: Store) -> None:
    store.sources.begin("zoria-page", AT, LEASE)
    script = Script([batch("1")])

    assert script.turn(store, at=AT + LEASE / 2).skipped == "another turn is under way"
    assert script.turn(store, at=AT + LEASE).kept.new == 1


def test_a_long_turn_holds_its_claim(store: Store) -> None:
    times = iter(AT + timedelta(minutes=5) * step for step in range(99))

    class Long(Script):
        def __call__(self, source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
            for number in range(5):
                yield batch(str(number))
                assert not store.sources.begin("zoria-page", AT + timedelta(minutes=5 * number), LEASE)

    adapters = {"telegram": Adapter(Long(), "https://t.me")}
    assert collect(SOURCE, Http(), store, lambda: next(times), adapters=adapters).kept.new == 5


def test_a_turn_that_lost_its_claim_gives_way(store: Store) -> None:
    times = iter([AT, AT + LEASE])

    class Slow(Script):
        def __call__(self, source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
            assert store.sources.begin("zoria-page", AT + LEASE, LEASE)
            yield batch("1")
            yield batch("2")

    adapters = {"telegram": Adapter(Slow(), "https://t.me")}
    turn = collect(SOURCE, Http(), store, lambda: next(times), adapters=adapters)

    assert (turn.kept.new, turn.skipped) == (1, "it took so long that another turn began")
    assert not store.sources.begin("zoria-page", AT + LEASE, LEASE)  # the other one holds it still


@pytest.mark.parametrize("surprise", [KeyError("items"), TypeError("None"), ValueError("no date")])
def test_a_payload_that_nobody_foresaw_is_a_passing_fault_in_words(store: Store, surprise: Exception) -> None:
    turn = Script([batch("1"), surprise]).turn(store)

    kind = type(surprise).__name__
    assert turn.error == f"the answer is not what the platform promises ({kind}); trying again later"
    assert (turn.kept.new, store.sources.state("zoria-page").permanent) == (1, False)


def test_a_fault_of_the_store_is_raised_and_the_claim_let_go(store: Store) -> None:
    with pytest.raises(StoreError, match="disk is full"):
        Script([StoreError("the disk is full")]).turn(store)

    assert Script([batch("1")]).turn(store).kept.new == 1


def test_one_bad_source_never_blocks_another(store: Store) -> None:
    bad = Script([SourceError("zoria-page", "no answer")])
    good = Script([batch("1")])

    assert bad.turn(store).error == "no answer"
    assert good.turn(store, a_source(name="other")).error is None
