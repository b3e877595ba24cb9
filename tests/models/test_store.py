"""The rest of the store: verdicts, sources, outbox, incidents, people, and faults in words."""

import sqlite3
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.moments import to_text
from models.records import Batch, Kept, Role
from models.store import Store, StoreError
from tests.factories import NOW, judge, keep, mention, user, verdict

LATER = NOW + timedelta(hours=1)
SOURCE = "zoria-telegram"


def test_a_verdict_on_a_text_edited_meanwhile_has_no_force(store: Store) -> None:
    (number,) = keep(store, mention(1, "Дякую"))
    (waiting,) = store.verdicts.unjudged("test")
    keep(store, mention(1, "Де решта?"))
    store.verdicts.keep([(waiting, verdict("praise"))], NOW)
    assert store.verdicts.of(number) is None
    assert [each.text for each in store.verdicts.unjudged("test")] == ["Де решта?"]


def test_a_verdict_comes_back_as_it_was_given(store: Store) -> None:
    (number,) = keep(store, mention(1))
    given = verdict("risk", "complaint")
    given = replace(given, flags=("complaint", "risk"))
    judge(store, {number: given})
    assert store.verdicts.of(number) == given


def test_another_artefact_asks_for_every_mention_again(store: Store) -> None:
    (number,) = keep(store, mention(1))
    judge(store, {number: verdict(artefact="a")})
    assert store.verdicts.unjudged("a") == []
    assert [each.mention_id for each in store.verdicts.unjudged("b")] == [number]


def test_the_brands_own_words_are_not_judged(store: Store) -> None:
    keep(store, mention(1, "Ми вже шукаємо", by_brand=True))
    assert store.verdicts.unjudged("test") == []


def test_a_turn_is_claimed_once_and_a_lost_claim_expires(store: Store) -> None:
    lease = timedelta(minutes=10)
    assert store.sources.begin(SOURCE, NOW, lease)
    assert not store.sources.begin(SOURCE, NOW + timedelta(minutes=9), lease)
    assert store.sources.begin(SOURCE, NOW + timedelta(minutes=10), lease)


def test_a_source_remembers_how_its_turns_went(store: Store) -> None:
    store.sources.begin(SOURCE, NOW, timedelta(minutes=10))
    store.sources.fail(SOURCE, Kept(new=2), "the platform asks for a pause", False, LATER, NOW)
    state = store.sources.state(SOURCE)
    assert (state.failures, state.error, state.retry_at) == (1, "the platform asks for a pause", LATER)
    assert state.backfilled_at is None
    store.sources.succeed(SOURCE, Kept(new=5), LATER)
    state = store.sources.state(SOURCE)
    assert (state.failures, state.error, state.backfilled_at, state.new) == (0, None, LATER, 5)


def test_an_alert_is_queued_once_and_claimed_by_one(store: Store) -> None:
    put = [store.alerts.put("k", "critical", "mail", "a@example.org", {"n": 1}, NOW) for _ in range(2)]
    assert put == [True, False]
    claimed = store.alerts.claim(NOW)
    assert claimed is not None
    assert claimed.payload == {"n": 1}
    assert store.alerts.claim(NOW) is None
    again = store.alerts.claim(NOW + timedelta(minutes=10))
    assert again is not None
    store.alerts.sent(again, NOW)
    assert store.alerts.claim(NOW + timedelta(days=1)) is None


def test_an_alert_put_back_waits_and_a_refused_one_stays_visible(store: Store) -> None:
    store.alerts.put("k", "critical", "mail", "a@example.org", {}, NOW)
    claimed = store.alerts.claim(NOW)
    assert claimed is not None
    store.alerts.put_back(claimed, "greylisted", LATER)
    assert store.alerts.claim(LATER - timedelta(seconds=1)) is None
    claimed = store.alerts.claim(LATER)
    assert claimed is not None
    store.alerts.refuse(claimed, "no such mailbox", LATER)
    assert store.alerts.claim(LATER + timedelta(days=1)) is None
    assert [alert.error for alert in store.alerts.waiting()] == ["no such mailbox"]


def test_a_brand_has_one_open_incident_and_its_steps_are_written_down(store: Store) -> None:
    opened = store.incidents.open("zoria", NOW, 3, 9, 1.2, 0.25, NOW)
    assert opened is not None
    assert store.incidents.open("zoria", NOW, 3, 9, 1.2, 0.25, NOW) is None
    assert store.incidents.grow(opened, 6, 20, 2.0, 0.01, LATER)
    assert not store.incidents.end(opened, LATER)  # it has grown since that was read
    grown = store.incidents.current("zoria")
    assert grown is not None
    assert store.incidents.end(grown, LATER)
    assert [kind for kind, _, _ in store.incidents.steps(opened.id)] == ["opened", "grew", "over"]
    assert store.incidents.current("zoria") is None
    assert [incident.peak for incident in store.incidents.latest()] == [20]


def test_hours_count_distinct_authors_by_what_is_in_force(store: Store) -> None:
    loud = [mention(number, author_id="loud") for number in (1, 2, 3)]
    others = [mention(4), mention(5, "Дякую")]
    numbers = keep(store, *loud, *others, mention(6, by_brand=True))
    judge(
        store, {number: verdict("praise" if number == numbers[4] else "complaint") for number in numbers[:5]}
    )
    (hour,) = store.figures.hourly("zoria", NOW, LATER)
    assert (hour.start, hour.upset, hour.authors) == (NOW, 2, 3)
    assert store.figures.upset_authors("zoria", NOW, LATER) == 2
    assert [seen.mention.id for seen in store.figures.quotes("zoria", NOW, LATER)] == [4, 3]


def test_back_filled_mentions_count_for_the_past_only(store: Store) -> None:
    (number,) = keep(store, mention(1), backfilled=True)
    judge(store, {number: verdict("complaint")})
    assert [hour.upset for hour in store.figures.hourly("zoria", NOW, LATER)] == [1]
    assert store.figures.hourly("zoria", NOW, LATER, live_only=True) == []
    assert store.figures.upset_authors("zoria", NOW, LATER) == 0


def test_logins_are_unique_and_a_new_password_ends_old_sessions(store: Store) -> None:
    olena = user(store, "olena", Role.LEAD)
    with pytest.raises(StoreError, match="login is taken"):
        user(store, "olena")
    changed = store.users.change_password("olena", "another hash")
    assert changed.session == olena.session + 1
    with pytest.raises(StoreError, match="there is none"):
        store.users.change_password("nobody", "hash")


def test_each_thread_has_a_connection_of_its_own(store: Store) -> None:
    seen: list[sqlite3.Connection] = []

    def look() -> None:
        seen.append(store.link.connection)
        store.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen[0] is not store.link.connection


def test_nothing_of_a_batch_stays_when_it_breaks(store: Store) -> None:
    broken = mention(2, platform=None)
    with pytest.raises(sqlite3.IntegrityError):
        store.mentions.keep(SOURCE, Batch((mention(1), broken)), NOW)
    assert store.mentions.count() == 0


def test_a_full_disk_is_said_in_words_and_nothing_is_lost(store: Store) -> None:
    keep(store, mention(1))
    pages = store.link.row("pragma page_count")
    assert pages is not None
    store.link.connection.execute(f"pragma max_page_count = {pages[0]}")
    with pytest.raises(StoreError, match="the disk is full; free some space"):
        keep(store, *(mention(number, "довгий " * 500) for number in range(2, 60)))
    store.link.connection.execute("pragma max_page_count = 1000000")
    assert store.mentions.find(SOURCE, "0/1") is not None
    keep(store, mention(99))


def test_a_locked_database_is_said_in_words(store: Store) -> None:
    store.link.connection.execute("pragma busy_timeout = 50")
    other = sqlite3.connect(store.link.path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(StoreError, match="is locked by another process"):
        keep(store, mention(1))
    other.close()
    keep(store, mention(1))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"not a database at all, only text" * 40, "is not a Vidhuk database"), (None, "cannot be opened")],
)
def test_an_unusable_file_is_said_in_words(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "absent" / "x.db" if content is None else tmp_path / "x.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=said):
        Store(path)


def test_a_backup_is_a_whole_store_and_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    keep(store, mention(1))
    store.backup(tmp_path / "copy.db")
    copy = Store(tmp_path / "copy.db")
    assert copy.mentions.count() == 1
    copy.close()
    with pytest.raises(StoreError, match="stands there already"):
        store.backup(tmp_path / "copy.db")


def test_times_as_text_sort_as_times_and_naive_ones_are_refused() -> None:
    assert to_text(NOW) < to_text(NOW + timedelta(milliseconds=1)) < to_text(NOW + timedelta(seconds=1))
    with pytest.raises(ValueError, match="no time zone"):
        to_text(datetime(2026, 1, 1))  # noqa: DTZ001
