"""Who asked for risks alone is not told of complaints, unless they are on call."""

from typing import Any

import pytest

from models.records import Verdict
from models.store import Store
from tests.factories import verdict
from tests.web.alerts.stage import HOUR, MINUTE, NOW, calm, complaints, settings, turn, wrote
from web.alerts.watch import watch

COMPLAINT, RISK = verdict("complaint"), verdict("risk")


def told(store: Store, said: Verdict, many: int = 9, **person: Any) -> list[str]:
    people = [{"name": "olena", "mail": "olena@example.org", "kinds": ["incidents"]} | person]
    calm(store)
    wrote(store, complaints(many), NOW - 5 * MINUTE, said)
    turn(store)
    watch(store, settings(mail={"to": None}, people=people), NOW)
    return [alert.kind for alert in store.alerts.waiting()]


@pytest.mark.parametrize(
    ("said", "labels", "hears"),
    [
        (COMPLAINT, [], True),
        (COMPLAINT, ["complaint"], True),
        (COMPLAINT, ["risk"], False),
        (RISK, ["risk"], True),
        (RISK, ["complaint"], False),
    ],
)
def test_a_burst_is_told_to_whoever_asked_for_what_it_holds(
    store: Store, said: Verdict, labels: list[str], hears: bool
) -> None:
    assert told(store, said, labels=labels) == (["incident_opened"] if hears else [])


def test_whoever_is_on_call_hears_of_every_burst(store: Store) -> None:
    assert told(store, COMPLAINT, labels=["risk"], on_call=1) == ["incident_opened"]


def test_one_risk_among_complaints_is_no_burst_of_risks_and_two_are(store: Store) -> None:
    assert told(store, COMPLAINT, labels=["risk"]) == []
    people = [{"name": "olena", "mail": "olena@example.org", "kinds": ["incidents"], "labels": ["risk"]}]
    for texts, hears in ((["Тут небезпечно"], []), (["Там небезпечно", "І тут"], ["incident_grew"])):
        wrote(store, texts, NOW + 6 * HOUR, RISK)
        wrote(store, [f"{text} і {texts[0]}" for text in complaints(11)], NOW + 6 * HOUR, COMPLAINT)
        turn(store, NOW + 6 * HOUR + MINUTE)
        watch(store, settings(mail={"to": None}, people=people), NOW + 6 * HOUR + MINUTE)
        assert [alert.kind for alert in store.alerts.waiting()][:1] in ([], hears)
