"""What the board asks of the store beyond the queue."""

from datetime import timedelta

from models.records import Kept, Kind
from models.store import Store
from models.store.queue import Filters
from tests.factories import NOW, judge, keep, mention, user, verdict

LATER = NOW + timedelta(minutes=1)


def cases(store: Store, *flags: str) -> list[int]:
    numbers = keep(store, *(mention(place) for place in range(1, len(flags) + 1)))
    judge(store, {number: verdict(flag) for number, flag in zip(numbers, flags, strict=True)})
    found = [store.cases.of_mention(number) for number in numbers]
    return [case.id for case in found if case is not None]


def test_cases_are_counted_by_status_whatever_status_is_chosen(store: Store) -> None:
    olena = user(store)
    first, _, _ = cases(store, "complaint", "risk", "question")
    store.cases.take(first, olena.id, 1, NOW)
    assert store.queue.by_status(Filters(status="closed")) == {"new": 2, "taken": 1}
    assert store.queue.by_status(Filters(label="complaint")) == {"taken": 1}


def test_only_cases_above_a_number_are_news(store: Store) -> None:
    assert store.queue.newest() == 0
    *_, last = cases(store, "complaint", "complaint", "question")
    assert store.queue.newest() == last
    assert store.queue.count(Filters(label="complaint"), above=1) == 1
    assert store.queue.count(Filters(), above=last) == 0


def test_around_a_mention_stand_its_post_its_line_of_parents_and_its_neighbours(store: Store) -> None:
    post = mention(0, external_id="0", kind=Kind.POST)
    early = mention(1)
    crowd = [mention(number) for number in range(2, 30)]
    asked = mention(40, parent_id="0/1")
    answer = mention(90, by_brand=True, parent_id="0/40")
    keep(store, post, early, *crowd, asked, *(mention(number) for number in range(41, 60)), answer)
    stored = store.mentions.find("zoria-telegram", "0/40")
    assert stored is not None
    near = [each.mention.mention.position for each in store.queue.around(stored, half=3)]
    assert near == [0, 1, 28, 29, 40, 41, 42, 43, 90]


def test_what_happened_since_a_version_includes_what_was_taken_back(store: Store) -> None:
    olena = user(store)
    (case,) = cases(store, "complaint")
    store.cases.take(case, olena.id, 1, NOW)
    assert [each.kind for each in store.cases.since(case, 1)] == ["take"]
    assert store.cases.since(case, 2) == []
    closed = store.cases.close(case, olena.id, 2, LATER, "spam")
    store.cases.note(case, olena.id, LATER, "обговорили")
    store.cases.undo(closed, olena.id, LATER + timedelta(minutes=1))
    assert [each.kind for each in store.cases.since(case, 3)] == ["close"]
    assert [each.kind for each in store.cases.since(case, 1)] == ["close", "take"]


def test_the_states_of_all_sources_come_at_once(store: Store) -> None:
    store.sources.begin("zoria-vk", NOW, timedelta(minutes=1))
    store.sources.succeed("zoria-vk", Kept(new=2), LATER)
    store.sources.plan("zoria-telegram", LATER)
    states = store.sources.states()
    assert states["zoria-vk"] == store.sources.state("zoria-vk")
    assert states["zoria-telegram"].next_at == LATER
    assert store.sources.state("other") == store.sources.blank("other")


def test_only_open_incidents_go_on(store: Store) -> None:
    first = store.incidents.open("zoria", NOW, 1, 9, 2.0, 0.1, NOW)
    second = store.incidents.open("other", NOW, 1, 9, 2.0, 0.1, NOW)
    assert first is not None
    assert second is not None
    store.incidents.end(first, LATER)
    assert [each.id for each in store.incidents.ongoing()] == [second.id]


def test_a_renewed_hash_ends_no_session(store: Store) -> None:
    before = user(store)
    store.users.rehash(before.id, "a stronger hash")
    after = store.users.get(before.id)
    assert after is not None
    assert (after.password_hash, after.session) == ("a stronger hash", before.session)
