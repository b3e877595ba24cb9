"""Mentions: once each, edits with history, deletions as a mark."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from models.records import Batch, Kept, ThreadState
from models.store import Store
from tests.factories import NOW, keep, mention

LATER = NOW + timedelta(hours=1)


def test_a_mention_seen_twice_is_stored_once(store: Store) -> None:
    batch = Batch((mention(1), mention(1), mention(2)))
    assert store.mentions.keep("zoria-telegram", batch, NOW) == Kept(new=2)
    assert store.mentions.keep("zoria-telegram", batch, LATER) == Kept()
    assert store.mentions.count() == 2


def test_a_mention_comes_back_as_it_was_given(store: Store) -> None:
    given = mention(1, reactions={"👍": 3}, attachments=("photo",), rating=4.5, edited_at=LATER)
    (number,) = keep(store, given)
    stored = store.mentions.get(number)
    assert stored is not None
    assert stored.mention == given


def test_an_edit_keeps_the_old_text_and_asks_for_a_new_verdict(store: Store) -> None:
    (number,) = keep(store, mention(1, "Дякую"))
    edited = replace(mention(1), text="Дякую, але де решта?")
    assert store.mentions.keep("zoria-telegram", Batch((edited,)), LATER) == Kept(edited=1)
    stored = store.mentions.get(number)
    assert stored is not None
    assert (stored.mention.text, stored.revision) == ("Дякую, але де решта?", 2)
    assert stored.mention.edited_at == LATER
    assert [old.text for old in store.mentions.revisions(number)] == ["Дякую"]


def test_a_deletion_keeps_the_row_and_a_return_clears_the_mark(store: Store) -> None:
    (number,) = keep(store, mention(1))
    gone = Batch(vanished=("0/1", "0/99"))
    assert store.mentions.keep("zoria-telegram", gone, LATER) == Kept(deleted=1)
    assert store.mentions.keep("zoria-telegram", gone, LATER) == Kept()
    kept = store.mentions.get(number)
    assert kept is not None
    assert kept.deleted_at == LATER
    keep(store, mention(1))
    back = store.mentions.get(number)
    assert back is not None
    assert back.deleted_at is None


def test_counts_follow_the_platform_and_silence_is_not_zero(store: Store) -> None:
    (number,) = keep(store, mention(1, likes=5, views=100))
    keep(store, mention(1, likes=7, views=None))
    stored = store.mentions.get(number)
    assert stored is not None
    assert (stored.mention.likes, stored.mention.views, stored.mention.shares) == (7, 100, None)


def test_cursors_are_kept_with_the_mentions_they_belong_to(store: Store) -> None:
    thread = ThreadState("0", "41", 3, NOW, NOW)
    store.mentions.keep("zoria-telegram", Batch((mention(1),), threads=(thread,), cursor="etag"), NOW)
    assert store.threads.get("zoria-telegram", "0") == thread
    assert store.sources.state("zoria-telegram").cursor == "etag"
    assert list(store.threads.known("zoria-telegram", "0")) == ["0/1"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.text(min_size=1, max_size=8)), max_size=25))
def test_whatever_is_repeated_the_store_holds_the_latest_of_each(seen: list[tuple[int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "x.db")
        for number, text in seen:
            keep(store, mention(number, text))
        kept = {
            row.mention.position: row.mention.text for row in store.mentions.thread("zoria-telegram", "0")
        }
        store.close()
    assert kept == dict(seen)
