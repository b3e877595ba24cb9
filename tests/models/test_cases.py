"""Cases: opened for what needs a person, changed by actions, each with its undo."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.records import Batch, Case, Status
from models.store import Store
from models.store.cases import CaseError, StaleCaseError
from models.store.queue import Filters
from tests.factories import NOW, judge, keep, mention, user, verdict

LATER = NOW + timedelta(hours=2)


def case_of(store: Store, *flags: str, number: int = 1) -> Case:
    (key,) = keep(store, mention(number))
    judge(store, {key: verdict(*flags)})
    found = store.cases.of_mention(key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("flags", "opens"),
    [
        (("complaint",), True),
        (("question",), True),
        (("risk", "praise"), True),
        (("praise",), False),
        ((), False),
    ],
)
def test_only_what_needs_a_person_opens_a_case(store: Store, flags: tuple[str, ...], opens: bool) -> None:
    (number,) = keep(store, mention(1))
    judge(store, {number: verdict(*flags)})
    assert (store.cases.of_mention(number) is not None) is opens


def test_risk_and_complaints_come_before_questions(store: Store) -> None:
    for number, flag in enumerate(("question", "complaint", "risk", "complaint"), start=1):
        case_of(store, flag, number=number)
    lines = store.queue.cases(Filters())
    assert [line.case.label for line in lines] == ["risk", "complaint", "complaint", "question"]
    assert [line.lead.mention.mention.position for line in lines] == [3, 2, 4, 1]  # who waits longer first
    assert store.queue.by_label(Filters(label="risk")) == {"risk": 1, "complaint": 2, "question": 1}


def test_a_case_opens_once_whatever_is_repeated(store: Store) -> None:
    case_of(store, "complaint")
    store.cases.open_due(NOW)
    assert store.queue.count(Filters(status="all")) == 1


@pytest.mark.parametrize("status", [Status.TAKEN, Status.ANSWERED, Status.CLOSED, Status.SNOOZED])
def test_each_action_changes_the_status_and_its_undo_brings_it_back(store: Store, status: Status) -> None:
    olena = user(store)
    case = case_of(store, "complaint")
    act: dict[Status, Callable[[], int]] = {
        Status.TAKEN: lambda: store.cases.take(case.id, olena.id, case.version, NOW),
        Status.ANSWERED: lambda: store.cases.answer(case.id, olena.id, case.version, NOW, "Вже шукаємо"),
        Status.CLOSED: lambda: store.cases.close(case.id, olena.id, case.version, NOW, "spam"),
        Status.SNOOZED: lambda: store.cases.snooze(case.id, olena.id, case.version, NOW, LATER),
    }
    action = act[status]()
    changed = store.cases.get(case.id)
    assert changed is not None
    assert changed.status is status
    assert store.cases.undo(action, olena.id, NOW).status is Status.NEW


def test_a_stale_version_is_refused_and_a_note_makes_nothing_stale(store: Store) -> None:
    olena, taras = user(store), user(store, "taras")
    case = case_of(store, "complaint")
    store.cases.note(case.id, taras.id, NOW, "дзвонив, зайнято")
    store.cases.take(case.id, olena.id, case.version, NOW)
    with pytest.raises(StaleCaseError):
        store.cases.take(case.id, taras.id, case.version, NOW)


def test_what_was_built_upon_cannot_be_undone(store: Store) -> None:
    olena = user(store)
    case = case_of(store, "complaint")
    taken = store.cases.take(case.id, olena.id, case.version, NOW)
    store.cases.close(case.id, olena.id, case.version + 1, NOW, "spam")
    with pytest.raises(CaseError, match="no longer be undone"):
        store.cases.undo(taken, olena.id, NOW)


def test_a_decision_wins_over_the_verdict_until_it_is_undone(store: Store) -> None:
    olena = user(store)
    case = case_of(store, "question")
    first = store.cases.relabel(case.id, olena.id, case.version, NOW, ("complaint",))
    second = store.cases.relabel(case.id, olena.id, case.version + 1, NOW, ("risk", "complaint"))
    (line,) = store.queue.cases(Filters())
    assert (line.case.label, line.lead.label, line.lead.decided) == ("risk", "risk", True)
    store.cases.undo(second, olena.id, NOW)
    (line,) = store.queue.cases(Filters())
    assert (line.case.label, line.lead.flags) == ("complaint", ("complaint",))
    store.cases.undo(first, olena.id, NOW)
    (line,) = store.queue.cases(Filters())
    assert (line.case.label, line.lead.label, line.lead.decided) == ("question", "question", False)


def test_a_new_verdict_moves_the_case_but_never_against_a_decision(store: Store) -> None:
    olena = user(store)
    asked, told = case_of(store, "question", number=1), case_of(store, "question", number=2)
    store.cases.relabel(told.id, olena.id, told.version, NOW, ("praise",))
    judge(store, {asked.lead_id: verdict("risk", artefact="b"), told.lead_id: verdict("risk", artefact="b")})
    labels = {line.case.id: line.case.label for line in store.queue.cases(Filters())}
    assert labels == {asked.id: "risk", told.id: "praise"}


def test_relabelling_a_mention_without_a_case_opens_one_where_it_is_needed(store: Store) -> None:
    olena = user(store)
    (number,) = keep(store, mention(1))
    judge(store, {number: verdict()})
    assert store.cases.relabel_mention(number, olena.id, NOW, ("praise",)) is None
    opened = store.cases.relabel_mention(number, olena.id, NOW, ("complaint",))
    assert opened is not None
    assert [line.case.label for line in store.queue.cases(Filters())] == ["complaint"]


@pytest.mark.parametrize("reply_first", [True, False])
def test_a_reply_of_the_brand_answers_the_case_once(store: Store, reply_first: bool) -> None:
    reply = mention(2, "Вже шукаємо", parent_id="0/1", by_brand=True)
    if reply_first:
        keep(store, mention(1), reply)
    case = case_of(store, "complaint", number=1)
    if not reply_first:
        keep(store, reply)
        store.cases.open_due(NOW)
    line = store.queue.line(case.id)
    assert line is not None
    assert line.case.status is Status.ANSWERED
    assert line.lead.replied_at == reply.published_at
    olena = user(store)
    action = next(each for each in store.cases.actions(case.id) if each.kind == "reply")
    assert store.cases.undo(action.id, olena.id, NOW).status is Status.NEW
    store.cases.open_due(NOW)
    assert store.queue.count(Filters()) == 1


def test_a_snoozed_case_comes_back_in_time(store: Store) -> None:
    olena = user(store)
    case = case_of(store, "complaint")
    store.cases.snooze(case.id, olena.id, case.version, NOW, LATER)
    assert store.cases.wake(NOW) == 0
    assert store.cases.wake(LATER) == 1
    woken = store.cases.get(case.id)
    assert woken is not None
    assert woken.status is Status.NEW


def test_a_deleted_comment_leaves_the_queue(store: Store) -> None:
    case_of(store, "complaint")
    store.mentions.keep("zoria-telegram", Batch(vanished=("0/1",)), NOW)
    assert store.queue.cases(Filters()) == []
