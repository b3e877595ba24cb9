"""The same story told by many: one case, and all the ways in and out of it."""

from datetime import timedelta
from typing import Any

import pytest

from models.likeness import Likeness
from models.records import Batch, Case, Mention, Status, User
from models.store import Store
from models.store.cases import CaseError, StaleCaseError
from models.store.queue import Filters
from tests.factories import NOW, keep, mention, user, verdict

LATER = NOW + timedelta(minutes=5)
PARCEL, OUTAGE = range(1, 7), range(101, 107)  # words of two stories


@pytest.fixture
def olena(store: Store) -> User:
    return user(store)


def tell(
    store: Store, *said: Mention, story: range = OUTAGE, flags: tuple[str, ...] = ("complaint",)
) -> list[int]:
    """Mentions that tell a story, judged, and weighed one turn after another."""
    numbers = keep(store, *said)
    waiting = {each.mention_id: each for each in store.verdicts.unjudged("test", 10_000)}
    spoken = {number: Likeness(dict.fromkeys(story, 100)) for number in numbers}
    store.verdicts.keep([(waiting[number], verdict(*flags)) for number in numbers], NOW, spoken)
    store.cases.open_due(NOW)
    return numbers


def case_of(store: Store, number: int) -> Case:
    found = store.cases.of_mention(number)
    assert found is not None
    return found


def members(store: Store, case: int) -> list[int]:
    held = store.cases.get(case)
    assert held is not None
    return [each.mention.id for each in store.clusters.members(case, held.lead_id, 5000)]


def test_the_same_story_from_three_platforms_is_one_case(store: Store) -> None:
    first, second, third, other = (
        *tell(store, mention(1), mention(2, source="zoria-vk", platform="vk")),
        *tell(store, mention(3, author_id="author-1")),
        *tell(store, mention(4), story=PARCEL),
    )
    case = case_of(store, first)
    assert members(store, case.id) == [first, second, third]
    assert (case.members, case.people, case.version) == (3, 2, 1)
    assert case_of(store, other).id != case.id
    line = store.queue.line(case.id)
    assert line is not None
    assert line.crowd is not None
    assert (line.crowd.people, line.crowd.platforms) == (2, ("telegram", "vk"))
    assert line.crowd.since == mention(1).published_at
    assert store.queue.count(Filters()) == 2


@pytest.mark.parametrize(
    "stranger",
    [
        {"brand": "other", "source": "other-vk"},
        {"published_at": NOW + timedelta(days=5)},
    ],
)
def test_another_brand_or_another_week_is_another_case(store: Store, stranger: dict[str, Any]) -> None:
    first, second = tell(store, mention(1), mention(2, **stranger))
    assert case_of(store, first).id != case_of(store, second).id


def test_a_risk_stands_out_of_the_complaints(store: Store) -> None:
    (first,) = tell(store, mention(1))
    (risk,) = tell(store, mention(2), flags=("complaint", "risk"))
    assert case_of(store, first).id != case_of(store, risk).id


def test_a_settled_case_gathers_no_more(store: Store, olena: User) -> None:
    (first,) = tell(store, mention(1))
    store.cases.answer(case_of(store, first).id, olena.id, 1, NOW, "Вже лагодимо")
    (second,) = tell(store, mention(2))
    assert case_of(store, second).status is Status.NEW


def test_telling_it_twice_or_weighing_it_again_changes_nothing(store: Store) -> None:
    first, _second = tell(store, mention(1), mention(2))
    store.link.run("update mentions set weighed = 0")
    assert store.cases.open_due(NOW) == 2
    assert case_of(store, first).members == 2
    assert store.queue.count(Filters(status="all")) == 1


def test_a_turn_that_is_killed_half_way_leaves_nothing_and_the_next_one_does_it_all(store: Store) -> None:
    numbers = keep(store, mention(1), mention(2))
    waiting = store.verdicts.unjudged("test", 10)
    spoken = {number: Likeness(dict.fromkeys(OUTAGE, 100)) for number in numbers}
    store.verdicts.keep([(each, verdict("complaint")) for each in waiting], NOW, spoken)

    def killed() -> None:
        with store.link.writing():
            store.cases.open_due(NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert store.queue.count(Filters(status="all")) == 0
    store.cases.open_due(NOW)
    assert case_of(store, numbers[0]).members == 2


def test_one_label_for_all_and_all_get_their_own_back(store: Store, olena: User) -> None:
    first, second = tell(store, mention(1), mention(2))
    case = case_of(store, first)
    store.cases.relabel_mention(second, olena.id, NOW, ("question",))
    action = store.cases.relabel(case.id, olena.id, 1, LATER, ("risk",))
    assert [d.flags for each in (first, second) if (d := store.decisions.of(each))] == [("risk",), ("risk",)]
    store.cases.undo(action, olena.id, LATER)
    assert store.decisions.of(first) is None
    earlier = store.decisions.of(second)
    assert earlier is not None
    assert earlier.flags == ("question",)


@pytest.mark.parametrize("leaving", [0, 1])
def test_a_mention_is_taken_out_and_put_back(store: Store, olena: User, leaving: int) -> None:
    numbers = tell(store, mention(1), mention(2), mention(3))
    case = case_of(store, numbers[0])
    action = store.clusters.split(case.id, olena.id, 1, LATER, numbers[leaving])
    out = case_of(store, numbers[leaving])
    assert out.id != case.id
    assert (out.status, out.members, out.lead_id) == (Status.NEW, 1, numbers[leaving])
    stays = store.cases.get(case.id)
    assert stays is not None
    assert (stays.members, stays.lead_id) == (2, numbers[1] if leaving == 0 else numbers[0])
    tell(store, mention(4))
    assert case_of(store, numbers[leaving]).members == 1  # the story goes on without it
    restored = store.cases.undo(action, olena.id, LATER)
    assert restored.lead_id == numbers[0]
    assert numbers[leaving] in members(store, case.id)
    gone = store.cases.get(out.id)
    assert gone is not None
    assert gone.merged_into == case.id


def test_what_was_built_on_the_case_taken_out_keeps_it_out(store: Store, olena: User) -> None:
    first, second = tell(store, mention(1), mention(2))
    case = case_of(store, first)
    action = store.clusters.split(case.id, olena.id, 1, LATER, second)
    store.cases.take(case_of(store, second).id, olena.id, 1, LATER)
    with pytest.raises(CaseError):
        store.cases.undo(action, olena.id, LATER)
    assert case_of(store, second).status is Status.TAKEN
    assert case_of(store, first).id == case.id


def test_the_only_mention_of_a_case_cannot_be_taken_out(store: Store, olena: User) -> None:
    (first,) = tell(store, mention(1))
    with pytest.raises(CaseError):
        store.clusters.split(case_of(store, first).id, olena.id, 1, NOW, first)
    with pytest.raises(CaseError):
        store.clusters.split(case_of(store, first).id, olena.id, 1, NOW, 99)


def test_two_cases_become_one_and_two_again(store: Store, olena: User) -> None:
    first, second = (*tell(store, mention(1)), *tell(store, mention(2), story=PARCEL))
    one, other = case_of(store, first), case_of(store, second)
    store.cases.take(other.id, olena.id, 1, NOW)
    action = store.clusters.merge(one.id, olena.id, 1, LATER, other.id)
    assert members(store, one.id) == [first, second]
    assert [line.case.id for line in store.queue.cases(Filters(status="all"))] == [one.id]
    with pytest.raises(CaseError):
        store.cases.take(other.id, olena.id, 3, LATER)
    store.cases.undo(action, olena.id, LATER)
    assert case_of(store, second).id == other.id
    assert case_of(store, second).status is Status.TAKEN
    assert case_of(store, first).members == 1


def test_a_merge_that_makes_no_sense_changes_nothing(store: Store, olena: User) -> None:
    first, foreign = (*tell(store, mention(1)), *tell(store, mention(2, brand="other", source="other-vk")))
    one, other = case_of(store, first).id, case_of(store, foreign).id
    for pair in ((one, one), (one, other), (one, 99)):
        with pytest.raises(CaseError):
            store.clusters.merge(pair[0], olena.id, 1, NOW, pair[1])
    (second,) = tell(store, mention(3), story=PARCEL)
    third = case_of(store, second).id
    with pytest.raises(StaleCaseError):
        store.clusters.merge(one, olena.id, 7, NOW, third)
    store.cases.close(one, olena.id, 1, NOW, "spam")
    with pytest.raises(CaseError):
        store.clusters.merge(one, olena.id, 2, NOW, third)
    assert case_of(store, second).id == third


def test_the_case_that_was_merged_away_undoes_nothing_by_itself(store: Store, olena: User) -> None:
    first, second = (*tell(store, mention(1)), *tell(store, mention(2), story=PARCEL))
    other = case_of(store, second).id
    store.clusters.merge(case_of(store, first).id, olena.id, 1, LATER, other)
    (merged,) = [each for each in store.cases.actions(other) if each.kind == "merged"]
    with pytest.raises(CaseError):
        store.cases.undo(merged.id, olena.id, LATER)
    assert case_of(store, second).id != other


def test_the_case_is_answered_when_everybody_was(store: Store) -> None:
    first, _second = tell(store, mention(1), mention(2))
    case = case_of(store, first).id
    for number, becomes in ((1, Status.NEW), (2, Status.ANSWERED)):
        keep(store, mention(50 + number, by_brand=True, parent_id=f"0/{number}"))
        store.cases.open_due(LATER)
        assert case_of(store, first).status is becomes
    assert [each.kind for each in store.cases.actions(case)] == ["reply", "open"]


def test_when_the_one_it_is_shown_by_is_deleted_the_next_one_stands_for_it(store: Store) -> None:
    first, second = tell(store, mention(1), mention(2))
    store.mentions.keep("zoria-telegram", Batch(vanished=("0/1",)), LATER)
    store.cases.open_due(LATER)
    (line,) = store.queue.cases(Filters())
    assert line.case.lead_id == second
    assert line.crowd is None
    assert case_of(store, first).id == line.case.id


def test_texts_of_a_week_ago_are_compared_no_longer(store: Store) -> None:
    tell(store, mention(1))
    assert store.link.rows("select * from likeness_keys")
    store.cases.open_due(NOW + timedelta(days=8))
    assert not store.link.rows("select * from likeness_keys")


def test_a_thousand_who_tell_it_are_one_case_read_in_pages(store: Store) -> None:
    numbers = tell(store, *(mention(number) for number in range(1, 301)))
    case = case_of(store, numbers[0])
    assert (case.members, case.people) == (300, 300)
    assert [each.mention.id for each in store.clusters.members(case.id, case.lead_id, 20, 280)] == numbers[
        280:
    ]


def test_who_is_erased_leaves_the_story_of_the_others_and_no_note_on_what_was_merged(
    store: Store, olena: User
) -> None:
    first, second = (*tell(store, mention(1)), *tell(store, mention(2), story=PARCEL))
    one, other = case_of(store, first).id, case_of(store, second).id
    store.cases.note(other, olena.id, NOW, "дзвонила Галина")
    store.clusters.merge(one, olena.id, 1, NOW, other)
    store.purges.erase("telegram", "author-1", LATER)
    assert case_of(store, second).lead_id == second
    assert [row["mention_id"] for row in store.link.rows("select mention_id from likenesses")] == [second]
    store.purges.erase("telegram", "author-2", LATER)
    assert case_of(store, second).status is Status.CLOSED
    assert "Галина" not in str([each.details for each in store.cases.actions(other)])
    assert not store.link.rows("select * from likeness_keys")
