"""A way that refuses for good is told of by the other ways, and nobody calls whom it cannot reach."""

from models.store import Store
from tests.web.alerts.stage import HOUR, NOW, settings
from web.alerts.duty import on_call
from web.alerts.facts import Off, unpacked
from web.alerts.readers import listening
from web.alerts.watch import watch

PEOPLE = [
    {"name": "olena", "mail": "olena@example.org", "on_call": 1, "channels": ["ops"]},
    {"name": "ivan", "mail": "ivan@example.org", "on_call": 2},
]
OPS = [{"name": "ops", "kind": "webhook", "url_env": "OPS_URL"}]
CHOSEN = settings(mail={"to": None}, people=PEOPLE, channels=OPS)
WHY = "mail: the server refuses the recipient (550 5.1.1)"


def stopped(store: Store) -> None:
    store.stops.put("mail", "olena@example.org", "refused", WHY, NOW)


def test_a_refusal_is_told_once_to_everybody_who_is_still_reached(store: Store) -> None:
    stopped(store)
    assert [event.kind for event in watch(store, CHOSEN, NOW)] == ["channel_off"]
    assert watch(store, CHOSEN, NOW + HOUR) == []
    told = store.alerts.waiting()
    assert {(each.channel, each.recipient) for each in told} == {
        ("mail", "ivan@example.org"),
        ("ops", "olena"),
    }
    facts = unpacked(told[0].kind, told[0].payload)
    assert isinstance(facts, Off)
    assert (facts.name, facts.reason) == ("olena", WHY)


def test_one_who_wished_for_no_letters_is_nobody_elses_business(store: Store) -> None:
    store.stops.put("mail", "olena@example.org", "left", "", NOW)
    assert watch(store, CHOSEN, NOW) == []
    assert len(listening(store, CHOSEN)) == 2


def test_whoever_cannot_be_reached_is_not_the_one_on_call(store: Store) -> None:
    assert [reader.channel for reader in on_call(store, CHOSEN, "zoria")[0]] == ["mail", "ops"]
    stopped(store)
    assert [reader.channel for reader in on_call(store, CHOSEN, "zoria")[0]] == ["ops"]


def test_a_way_that_refuses_again_is_told_of_again(store: Store) -> None:
    stopped(store)
    watch(store, CHOSEN, NOW)
    store.stops.remove("mail", "olena@example.org")
    store.stops.put("mail", "olena@example.org", "refused", WHY, NOW + HOUR)
    assert [event.kind for event in watch(store, CHOSEN, NOW + HOUR)] == ["channel_off"]
