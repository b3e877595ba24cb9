"""Somebody who poses as the brand is told of at once, whatever the machine made of the text."""

from typing import Any

from models.records import Batch, Decision
from models.store import Store
from models.store.queue import Filters
from tests.factories import mention, user, verdict
from tests.web.alerts.stage import NOW, settings, turn, wrote
from web.alerts.facts import Critical, unpacked
from web.alerts.letter import letter
from web.alerts.speech import Speech
from web.alerts.watch import watch

FAKE = {"author_name": "Пoшта Зоря Пiдтримка"}
LURE = "Напишіть мені в особисті, повернемо кошти"


def look(store: Store) -> list[str]:
    turn(store, NOW)
    return [event.what for event in watch(store, settings(), NOW) if event.kind == "critical"]


def fake(store: Store, text: str = LURE, **more: Any) -> int:
    (number,) = wrote(store, [text], NOW, verdict(), **(FAKE | more))
    return number


def test_an_impostor_is_told_of_once(store: Store) -> None:
    number = fake(store)
    assert look(store) == [f"mention {number}: impostor"]
    assert look(store) == []


def test_an_honest_comment_tells_nobody_even_without_a_verdict(store: Store) -> None:
    store.mentions.keep("zoria-telegram", Batch((mention(1, LURE),)), NOW)
    assert look(store) == []
    assert store.suspicions.unlooked("zoria", 10) == []


def test_a_back_fill_and_what_has_gone_tell_nobody(store: Store) -> None:
    fake(store, backfilled=True)
    gone = store.mentions.get(fake(store))
    assert gone is not None
    store.mentions.keep("zoria-telegram", Batch(vanished=(gone.mention.external_id,)), NOW)
    assert look(store) == []


def test_whom_a_person_has_called_harmless_tells_nobody(store: Store) -> None:
    number = fake(store)
    store.decisions.record(Decision(number, (), user(store).id, NOW))
    assert look(store) == []


def test_an_edit_is_looked_at_anew(store: Store) -> None:
    store.mentions.keep("zoria-telegram", Batch((mention(1, "Дякую"),)), NOW)
    assert look(store) == []
    posed = mention(1, f"Служба підтримки на зв'язку. {LURE}")
    store.mentions.keep("zoria-telegram", Batch((posed,)), NOW)
    assert len(look(store)) == 1


def test_the_mail_says_what_it_is(store: Store) -> None:
    fake(store)
    look(store)
    alert = next(each for each in store.alerts.waiting() if each.kind == "critical")
    facts = unpacked(alert.kind, alert.payload)
    assert isinstance(facts, Critical)
    written = letter("critical", facts, Speech("uk", settings().service.zone), "http://board")
    assert written.subject == "Пошта Зоря: критичний коментар — хтось видає себе за нас"


def test_an_impostor_is_a_case_before_all_others_whatever_its_verdict(store: Store) -> None:
    wrote(store, ["Де посилка?"], NOW, verdict("risk"))
    number = fake(store)
    look(store)
    store.cases.open_due(NOW)
    case = store.cases.of_mention(number)
    assert case is not None
    assert case.id == store.queue.cases(Filters())[0].case.id
