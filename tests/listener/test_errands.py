"""What people asked of sources at the board is carried out, once, and its outcome stands."""

from datetime import UTC, datetime, timedelta

from listener.collect import LEASE
from listener.errands import AGAIN, GONE, run_errands
from listener.network import Http, SourceError
from listener.sources import Adapter
from models.records import Kept
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.test_collect import AT, Script, batch

SOURCE = a_source()
BACK = datetime(2026, 10, 1, tzinfo=UTC)


def run(store: Store, script: Script, at: datetime = AT) -> int:
    client = Http(sleep=lambda _: None)
    try:
        return run_errands([SOURCE], client, store, lambda: at, {"telegram": Adapter(script, "https://t.me")})
    finally:
        client.close()


def test_an_errand_is_carried_out_once(store: Store) -> None:
    assert store.errands.ask(SOURCE.name, None, "Олена", AT)
    assert run(store, Script([batch("1", "2")])) == 1
    assert run(store, Script([batch("3")])) == 0
    errand = store.errands.latest()[SOURCE.name]
    assert (errand.asked_by, errand.kept, errand.fault, errand.done_at) == ("Олена", Kept(new=2), None, AT)


def test_reading_back_goes_to_the_day_that_was_asked_for(store: Store) -> None:
    script = Script([batch("1")])
    store.errands.ask(SOURCE.name, BACK, "Олена", AT)
    run(store, script)
    assert [memory.since for memory in script.asked] == [BACK]


def test_a_second_errand_waits_for_the_first_to_be_done(store: Store) -> None:
    assert store.errands.ask(SOURCE.name, None, "Олена", AT)
    assert not store.errands.ask(SOURCE.name, BACK, "Іван", AT)
    run(store, Script())
    assert store.errands.ask(SOURCE.name, BACK, "Іван", AT)


def test_a_fault_settles_the_errand_in_words(store: Store) -> None:
    store.errands.ask(SOURCE.name, None, "Олена", AT)
    run(store, Script([SourceError(SOURCE.name, "the channel is private; make it public", permanent=True)]))
    assert store.errands.latest()[SOURCE.name].fault == "the channel is private; make it public"


def test_an_errand_goes_past_a_fault_and_a_rest(store: Store) -> None:
    store.sources.begin(SOURCE.name, AT, LEASE)
    store.sources.fail(SOURCE.name, Kept(), "gone", True, AT + timedelta(days=1), AT)
    store.sources.pause(SOURCE.name, "Олена", AT)
    store.errands.ask(SOURCE.name, None, "Олена", AT)
    assert run(store, Script([batch("1")])) == 1


def test_an_errand_waits_while_a_turn_is_under_way(store: Store) -> None:
    store.sources.begin(SOURCE.name, AT, LEASE)
    store.errands.ask(SOURCE.name, None, "Олена", AT)
    assert run(store, Script([batch("1")])) == 0
    store.sources.succeed(SOURCE.name, Kept(), AT)
    assert run(store, Script([batch("1")]), AT + AGAIN) == 1


def test_an_errand_whose_process_died_is_carried_out_by_the_next(store: Store) -> None:
    store.errands.ask(SOURCE.name, None, "Олена", AT)
    assert store.errands.claim(AT, timedelta(hours=1))
    assert run(store, Script([batch("1")])) == 0
    assert run(store, Script([batch("1")]), AT + timedelta(hours=1)) == 1


def test_an_errand_of_a_source_that_is_no_longer_there_is_settled(store: Store) -> None:
    store.errands.ask("gone", None, "Олена", AT)
    assert run(store, Script()) == 0
    assert store.errands.latest()["gone"].fault == GONE


def test_a_source_that_rests_is_not_asked_until_it_goes_on(store: Store) -> None:
    script = Script([batch("1")])
    store.sources.pause(SOURCE.name, "Олена", AT)
    assert "Олена paused it" in (script.turn(store).skipped or "")
    assert script.asked == []
    store.sources.resume(SOURCE.name)
    assert script.turn(store).kept == Kept(new=1)
