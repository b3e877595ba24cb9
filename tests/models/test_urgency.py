"""What comes first: a sum of hours that can be read and explained."""

from datetime import timedelta
from typing import Any

import pytest

from models.records import Status
from models.store import Store
from models.store.queue import Filters
from models.urgency import Standing, place, reasons
from tests.factories import NOW, judge, keep, mention, user, verdict


def standing(**more: Any) -> Standing:
    ordinary: dict[str, Any] = {"urgency": 1, "published_at": NOW, "opened_at": NOW}
    return Standing(**(ordinary | more))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"urgency": 0}, {"urgency": 1, "published_at": NOW - timedelta(days=3)}),  # a risk before all
        ({"urgency": 1}, {"urgency": 2}),
        ({"published_at": NOW - timedelta(hours=5)}, {}),  # who waits longer
        ({"people": 17}, {"published_at": NOW - timedelta(hours=20)}),  # what many tell
        ({"likes": 200}, {"likes": 3}),
        ({}, {"confident": False}),
        ({"window_hours": 24}, {"urgency": 1}),
        ({}, {"published_at": NOW - timedelta(days=90), "confident": False}),  # history is no news
        ({"urgency": 2, "published_at": NOW - timedelta(hours=30)}, {"urgency": 1}),
    ],
)
def test_this_comes_before_that(first: dict[str, Any], then: dict[str, Any]) -> None:
    assert place(standing(**first)) < place(standing(**then))


def test_the_reasons_add_up_to_the_place() -> None:
    its = standing(urgency=0, people=16, likes=160, confident=False, window_hours=24)
    assert reasons(its) == [("label", 240), ("reach", 30), ("unsure", -4), ("closing", 52)]
    assert NOW - place(its) == timedelta(hours=240 + 30 - 4 + 52)
    assert reasons(standing(urgency=4)) == []


def test_reach_has_an_end() -> None:
    assert dict(reasons(standing(people=10**6, urgency=4))) == {"reach": 48}


def test_the_order_never_turns_while_nothing_happens(store: Store) -> None:
    older, liked = keep(store, mention(1), mention(600, likes=300))
    judge(store, {older: verdict("complaint"), liked: verdict("complaint")})
    assert [line.lead.mention.id for line in store.queue.cases(Filters())] == [liked, older]


def test_a_place_follows_labels_likes_and_their_undo(store: Store) -> None:
    olena = user(store)
    first, second = keep(store, mention(1), mention(2))
    judge(store, {first: verdict("complaint"), second: verdict("complaint")})

    def order() -> list[int]:
        return [line.lead.mention.id for line in store.queue.cases(Filters())]

    assert order() == [first, second]
    action = store.cases.relabel(2, olena.id, 1, NOW, ("risk",))
    assert order() == [second, first]
    store.cases.undo(action, olena.id, NOW)
    assert order() == [first, second]
    keep(store, mention(2, likes=500))
    store.cases.open_due(NOW)
    assert order() == [second, first]


def test_what_a_rule_put_to_the_front_stays_there_when_it_is_weighed_again(store: Store) -> None:
    first, second = keep(store, mention(1), mention(2))
    judge(store, {first: verdict("complaint"), second: verdict("complaint")})
    store.cases.ledger.act(2, "front", None, NOW, {"urgency": 0})
    keep(store, mention(2, likes=5))
    store.cases.open_due(NOW)
    line = store.queue.cases(Filters())[0]
    assert (line.case.id, line.case.status) == (2, Status.NEW)
    assert line.standing is not None
    assert line.standing.urgency == 0
