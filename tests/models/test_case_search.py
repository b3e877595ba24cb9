"""The queue is searched by what stands in cases, kept once more apart and always the same."""

from datetime import timedelta
from itertools import product

from classifier.search import sought, write_search_forms
from models.records import Batch
from models.store import Store
from models.store.queue import Filters
from tests.factories import NOW, judge, keep, mention, user, verdict


def found(store: Store, typed: str) -> int:
    return store.queue.count(Filters(status="all", sought=sought(f"{typed} ")))


def kept(store: Store) -> list[int]:
    return [row["rowid"] for row in store.link.rows("select rowid from case_search order by rowid")]


def test_a_case_is_found_whether_it_opened_before_or_after_its_words_were_written(store: Store) -> None:
    first, second, praise = keep(store, mention(1, "посилка"), mention(2, "посилка"), mention(3, "посилка"))
    judge(store, {first: verdict("complaint"), praise: verdict("praise")})
    write_search_forms(store)
    assert found(store, "посилки") == 1
    judge(store, {second: verdict("complaint")})
    assert found(store, "посилки") == 2
    assert kept(store) == [first, second]


def test_an_edit_and_an_erasure_leave_nothing_of_the_old_words(store: Store) -> None:
    (number,) = keep(store, mention(1, "посилка"))
    judge(store, {number: verdict("complaint")})
    write_search_forms(store)
    store.mentions.keep("zoria-telegram", Batch((mention(1, "листівка"),)), NOW)
    assert found(store, "посилка") == 0
    write_search_forms(store)
    assert (found(store, "посилка"), found(store, "листівку")) == (0, 1)
    store.purges.erase("telegram", "author-1", NOW)
    assert kept(store) == []


def test_a_merged_case_is_found_by_the_one_that_took_it_over(store: Store) -> None:
    olena = user(store)
    numbers = keep(store, mention(1, "посилка"), mention(2, "листівка"))
    judge(store, {number: verdict("complaint") for number in numbers})
    write_search_forms(store)
    store.clusters.merge(1, olena.id, 1, NOW, 2)
    (line,) = store.queue.cases(Filters(sought=sought("листівку ")))
    assert line.case.id == 1


def test_numbers_are_those_of_the_lists(store: Store) -> None:
    olena = user(store)
    numbers = keep(store, *(mention(number) for number in range(1, 8)))
    flags = ("complaint", "risk", "question", "complaint", "complaint", "question", "risk")
    judge(store, {number: verdict(flag) for number, flag in zip(numbers, flags, strict=True)})
    store.cases.take(1, olena.id, 1, NOW)
    store.cases.close(4, olena.id, 1, NOW, "spam")
    store.mutes.mute(7, olena.id, 1, NOW, NOW + timedelta(days=1), "збій")
    for status, label in product(("open", "closed", "snoozed", "muted", "all"), (None, "complaint", "risk")):
        statuses, labels = store.queue.numbers(Filters(status=status, label=label))
        assert sum(labels.values()) == store.queue.count(Filters(status=status))
        if label:
            assert labels.get(label, 0) == store.queue.count(Filters(status=status, label=label))
        if status not in ("open", "all"):
            assert statuses.get(status, 0) == store.queue.count(Filters(status=status, label=label))
