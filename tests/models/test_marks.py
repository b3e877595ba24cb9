"""A word beside an author's name; it hides nothing."""

import pytest

from models.records import User
from models.store import Store
from models.store.marks import MarkError
from tests.factories import NOW, judge, keep, mention, user, verdict


@pytest.fixture
def olena(store: Store) -> User:
    return user(store)


def marks(store: Store, numbers: list[int]) -> list[str | None]:
    found = [store.queue.mention(number) for number in numbers]
    return [each.mark for each in found if each is not None]


def test_a_mark_stands_at_everything_of_the_author_at_the_brand(store: Store, olena: User) -> None:
    ours = mention(1, author_id="галина")
    again = mention(2, author_id="галина")
    elsewhere = mention(3, author_id="галина", brand="other", source="other")
    numbers = keep(store, ours, again, elsewhere, mention(4))
    put = store.marks.put(numbers[0], "vip", olena.id, NOW)
    assert put is not None
    assert marks(store, numbers) == ["vip", "vip", None, None]
    assert store.marks.put(numbers[1], "vip", olena.id, NOW) is None
    store.marks.undo(put.id, NOW)
    assert marks(store, numbers) == [None] * 4


def test_only_the_latest_mark_is_undone(store: Store, olena: User) -> None:
    (number,) = keep(store, mention(1))
    first = store.marks.put(number, "troll", olena.id, NOW)
    second = store.marks.put(number, None, olena.id, NOW)
    assert first is not None
    assert second is not None
    assert second.was == "troll"
    with pytest.raises(MarkError):
        store.marks.undo(first.id, NOW)
    store.marks.undo(second.id, NOW)
    assert marks(store, [number]) == ["troll"]
    latest = store.marks.of(number)
    assert latest is not None
    assert (latest.user_name, latest.at) == (olena.name, NOW)


def test_a_mark_set_from_a_case_is_one_of_its_deeds(store: Store, olena: User) -> None:
    (number,) = keep(store, mention(1))
    judge(store, {number: verdict("complaint")})
    action = store.cases.mark(1, olena.id, NOW, "regular")
    assert action is not None
    store.cases.take(1, olena.id, 1, NOW)  # nothing is built on a mark
    assert marks(store, [number]) == ["regular"]
    store.cases.undo(action, olena.id, NOW)
    assert marks(store, [number]) == [None]
    assert store.cases.mark(1, olena.id, NOW, None) is None


def test_nobody_is_marked_whom_the_platform_does_not_name(store: Store, olena: User) -> None:
    (number,) = keep(store, mention(1, author_id=None))
    with pytest.raises(MarkError):
        store.marks.put(number, "troll", olena.id, NOW)
    with pytest.raises(MarkError):
        store.marks.put(999, "troll", olena.id, NOW)


def test_who_is_erased_keeps_no_mark(store: Store, olena: User) -> None:
    numbers = keep(store, mention(1), mention(2))
    for number in numbers:
        store.marks.put(number, "vip", olena.id, NOW)
    store.purges.erase("telegram", "author-1", NOW)
    assert [row["author_id"] for row in store.link.rows("select author_id from author_marks")] == ["author-2"]
