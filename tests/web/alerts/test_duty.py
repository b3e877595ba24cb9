"""On call: one after another, until somebody has seen the incident."""

from datetime import datetime
from typing import Any

from models.settings import Settings
from models.store import Store
from tests.factories import verdict
from tests.web.alerts import samples
from tests.web.alerts.stage import HOUR, MINUTE, NOW, calm, complaints, settings, turn, wrote
from web.alerts.facts import Spike, packed, unpacked
from web.alerts.watch import watch

DUTY: list[dict[str, Any]] = [
    {"name": "olena", "mail": "olena@example.org", "on_call": 1},
    {"name": "petro", "mail": "petro@example.org", "on_call": 2, "quiet": "00:00-23:00"},
    {"name": "oksana", "mail": "oksana@example.org", "on_call": 2},
    {"name": "ira", "mail": "ira@example.org", "on_call": 3},
    {"name": "smm", "mail": "smm@example.org"},
]


def on_duty(*people: dict[str, Any], **alerts: Any) -> Settings:
    return settings(mail={"to": None}, people=list(people or DUTY), alerts=alerts)


def told(store: Store) -> list[tuple[str, str]]:
    return [
        (each.kind.removeprefix("incident_"), each.recipient.split("@")[0]) for each in store.alerts.waiting()
    ]


def outbreak(store: Store, chosen: Settings, at: datetime = NOW) -> None:
    """Fourteen people complain, and an incident opens."""
    calm(store)
    wrote(store, complaints(14), at - 10 * MINUTE, verdict("complaint"))
    turn(store, at)
    watch(store, chosen, at)


def later(store: Store, chosen: Settings, minutes: int) -> None:
    at = NOW + minutes * MINUTE
    turn(store, at)
    watch(store, chosen, at)


def test_the_first_on_call_is_told_at_once_and_whoever_is_not_on_call_too(store: Store) -> None:
    outbreak(store, on_duty())
    assert told(store) == [("opened", "olena"), ("opened", "smm")]


def test_the_next_ones_are_called_when_nobody_has_seen_it(store: Store) -> None:
    chosen = on_duty()
    outbreak(store, chosen)
    later(store, chosen, 14)
    assert len(told(store)) == 2
    later(store, chosen, 16)
    later(store, chosen, 17)
    assert told(store)[2:] == [("unseen", "petro"), ("unseen", "oksana")]
    later(store, chosen, 31)
    assert told(store)[4:] == [("unseen", "ira")]


def test_nobody_else_is_called_once_somebody_has_seen_it(store: Store) -> None:
    chosen = on_duty()
    outbreak(store, chosen)
    store.responses.acknowledge(1, "olena", NOW + MINUTE)
    later(store, chosen, 40)
    assert len(told(store)) == 2


def test_a_service_that_slept_calls_all_whose_turn_has_come(store: Store) -> None:
    chosen = on_duty(escalate_after="5m")
    outbreak(store, chosen)
    later(store, chosen, 12)
    assert [who for _, who in told(store)] == ["olena", "smm", "petro", "oksana", "ira"]


def test_whoever_is_called_is_not_left_asleep(store: Store) -> None:
    chosen = on_duty(DUTY[0] | {"quiet": "00:00-23:00"}, DUTY[1])
    outbreak(store, chosen)
    later(store, chosen, 16)
    assert [each.held_until for each in store.alerts.waiting()] == [None, None]


def test_those_who_were_called_get_the_letters_that_follow_in_one_thread(store: Store) -> None:
    chosen = on_duty()
    outbreak(store, chosen)
    later(store, chosen, 16)
    wrote(store, complaints(40), NOW + 20 * MINUTE, verdict("complaint"))
    later(store, chosen, 21)
    grew = [each.recipient.split("@")[0] for each in store.alerts.waiting() if each.kind == "incident_grew"]
    assert grew == ["olena", "petro", "oksana", "smm"]
    first = next(each for each in store.alerts.waiting() if each.recipient == "petro@example.org")
    facts = unpacked(first.kind, first.payload)
    assert isinstance(facts, Spike)
    assert first.key == f"{facts.thread}:mail:petro@example.org"
    assert facts.unseen == 16 * MINUTE


def test_whoever_does_not_care_for_the_brand_is_not_on_call_for_it(store: Store) -> None:
    brands = [{"name": "zoria", "title": "Пошта Зоря"}, {"name": "luna", "title": "Луна"}]
    people = [DUTY[0] | {"brands": ["luna"]}, DUTY[1], DUTY[3]]
    chosen = settings(mail={"to": None}, people=people, brands=brands)
    outbreak(store, chosen)
    assert told(store) == [("opened", "petro")]


def test_an_incident_that_is_over_calls_nobody(store: Store) -> None:
    chosen = on_duty()
    outbreak(store, chosen)
    incident = store.incidents.current("zoria")
    assert incident is not None
    store.incidents.end(incident, NOW + HOUR)
    later(store, chosen, 90)
    assert len(told(store)) == 2


def test_facts_of_before_there_was_an_order_can_still_be_read() -> None:
    old = {name: value for name, value in packed(samples.SPIKE).items() if name != "unseen"}
    assert unpacked("incident_opened", old) == samples.SPIKE
