"""Single critical mentions: told at once, each once, and never too many to be read."""

from dataclasses import replace
from typing import Any

import pytest

from models.records import Alert, Decision, Role
from models.store import Store
from tests.factories import user, verdict
from tests.web.alerts.stage import HOUR, LEAD, MINUTE, NOW, settings, turn, wrote
from web.alerts.facts import Critical, unpacked
from web.alerts.watch import watch


def risk(*topics: str, **more: Any) -> Any:
    return replace(verdict("risk"), risk_topics=topics, **more)


def look(store: Store, at: Any = NOW) -> list[str]:
    turn(store, at)
    return [event.kind for event in watch(store, settings(), at) if event.kind.startswith("critical")]


def critical(alert: Alert) -> Critical:
    facts = unpacked(alert.kind, alert.payload)
    assert isinstance(facts, Critical)
    return facts


def alerts(store: Store) -> list[Alert]:
    return [alert for alert in store.alerts.waiting() if alert.kind.startswith("critical")]


def test_a_threat_is_told_at_once_with_its_case(store: Store) -> None:
    (number,) = wrote(store, ["Спалю ваше відділення"], NOW, risk("hate", "violence"))
    store.cases.open_due(NOW)
    assert look(store) == ["critical"]
    (alert,) = alerts(store)
    assert alert.key == f"critical:{number}:mail:{LEAD}"
    assert critical(alert).topics == ("violence",)
    assert critical(alert).quotes[0].case == 1


@pytest.mark.parametrize(
    ("topics", "told"),
    [
        ("violence", True),
        ("safety", True),
        ("legal", True),
        ("privacy", True),
        ("fraud", True),
        ("politics", False),
        ("war", False),
        ("boycott", False),
    ],
)
def test_only_some_topics_cannot_wait(store: Store, topics: str, told: bool) -> None:
    wrote(store, ["Щось"], NOW, risk(topics))
    assert look(store) == (["critical"] if told else [])


def test_a_mention_is_told_once(store: Store) -> None:
    wrote(store, ["До суду!"], NOW, risk("legal"))
    assert [look(store, NOW + step * MINUTE) for step in range(3)] == [["critical"], [], []]
    assert look(store, NOW + 5 * HOUR) == []


def test_an_unsure_verdict_tells_nobody(store: Store) -> None:
    wrote(store, ["До суду?"], NOW, risk("legal", confident=False))
    assert look(store) == []


def test_a_back_fill_tells_nobody(store: Store) -> None:
    wrote(store, ["До суду!"], NOW, risk("legal"), backfilled=True)
    assert look(store) == []


def test_what_a_person_has_decided_on_tells_nobody(store: Store) -> None:
    (number,) = wrote(store, ["До суду!"], NOW, risk("legal"))
    person = user(store, "olena", Role.OPERATOR)
    store.decisions.record(Decision(number, ("risk",), person.id, NOW))
    assert look(store) == []


def test_a_flood_comes_as_three_and_one_summary(store: Store) -> None:
    numbers = wrote(store, [f"Суд номер {number}" for number in range(20)], NOW, risk("legal"))
    assert look(store) == ["critical"] * 3 + ["critical_many"]
    facts = critical(alerts(store)[-1])
    assert facts.mentions == tuple(numbers[3:])
    assert len(facts.quotes) == 10


def test_a_flood_that_goes_on_is_told_again_only_after_an_hour(store: Store) -> None:
    wrote(store, [f"Суд {number}" for number in range(5)], NOW, risk("legal"))
    look(store)
    (late,) = wrote(store, ["Ще суд"], NOW + MINUTE, risk("legal"))
    assert look(store, NOW + 2 * MINUTE) == []
    assert look(store, NOW + HOUR + MINUTE) == ["critical"]
    assert critical(alerts(store)[-1]).mentions == (late,)


def test_each_recipient_counts_for_himself(store: Store) -> None:
    wrote(store, [f"Суд {number}" for number in range(3)], NOW, risk("legal"))
    turn(store)
    events = watch(store, settings(mail={"to": [LEAD, "smm@example.org"]}), NOW)
    assert [event.kind for event in events].count("critical") == 3
    assert len(alerts(store)) == 6
