"""Rules: tried before they are kept, applied once to each new case, named by what they did, and undone."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from classifier.search import sought, write_search_forms
from models.records import Role, Status, User
from models.store import Store
from models.store.rules import Effects
from tests.factories import NOW, judge, keep, mention, user, verdict
from tests.web.conftest import Clock, signed_in
from tests.web.scene import board_settings, fill
from web.alerts.addressed import addressed
from web.rules import apply_rules

SETTINGS = board_settings()
LATER = NOW + timedelta(minutes=5)
FORM = {"label": "complaint", "q": "посилка", "name": "Посилки на склад", "tags": "склад"}


@pytest.fixture
def hanna(store: Store) -> User:
    return user(store, "hanna", Role.LEAD, name="Ганна", language="en")


@pytest.fixture
def lead(app: Flask, hanna: User) -> FlaskClient:
    """The browser of a lead."""
    return signed_in(app, hanna)


def a_case(store: Store, number: int = 1, text: str = "Де моя посилка?", *flags: str, **more: object) -> int:
    """A new case that opened just after the rules of the test were made."""
    (key,) = keep(store, mention(number, text, **more))
    judge(store, {key: verdict(*(flags or ("complaint",)))}, LATER)
    write_search_forms(store)
    found = store.cases.of_mention(key)
    assert found is not None
    return found.id


def rule(store: Store, by: User, effects: Effects, **query: str) -> int:
    return store.rules.add("Правило", None, query or {"label": "complaint"}, effects, by.id, NOW)


def apply(store: Store) -> int:
    return apply_rules(store, SETTINGS, sought, LATER).cases


def tried(lead: FlaskClient, form: dict[str, str]) -> dict[str, str]:
    """The form that the trial offers to keep."""
    page = lead.post("/rules/try", data=form).text
    inputs = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in inputs}


@pytest.mark.parametrize(
    ("query", "meets"),
    [
        ({"label": "complaint"}, True),
        ({"label": "question"}, False),
        ({"platform": "telegram"}, True),
        ({"platform": "vk"}, False),
        ({"language": "uk"}, True),
        ({"q": "посилки"}, True),
        ({"q": "кредит"}, False),
        ({"author": "Автор 1"}, True),
        ({"author": "author-1"}, True),
        ({"author": "Автор 2"}, False),
        ({"stars": "2"}, True),
        ({"stars": "1"}, False),
        ({"longer": "5", "shorter": "40"}, True),
        ({"longer": "100"}, False),
        ({"shorter": "5"}, False),
        ({"brand": "zoria"}, True),
    ],
    ids=str,
)
def test_a_rule_meets_what_its_conditions_say(
    store: Store, hanna: User, query: dict[str, str], meets: bool
) -> None:
    rule(store, hanna, Effects(tags=("склад",)), **query)
    case = a_case(store, rating=2.0)
    assert apply(store) == int(meets)
    assert store.tags.of(case) == (("склад",) if meets else ())


def test_effects_are_deeds_that_name_their_rule(store: Store, hanna: User) -> None:
    rule(store, hanna, Effects(("склад",), hanna.id, "no_answer_needed", front=True))
    case = a_case(store)
    apply(store)
    kinds = [(each.kind, each.details["rule_name"], each.user_id) for each in store.cases.actions(case)[:-1]]
    assert kinds == [(kind, "Правило", None) for kind in ("close", "assign", "hasten", "tag")]
    found = store.cases.get(case)
    assert found is not None
    assert (found.status, found.assignee_id, found.reason) == (Status.CLOSED, hanna.id, "no_answer_needed")


def test_a_rule_meets_a_case_once_however_often_it_runs(store: Store, hanna: User) -> None:
    rule(store, hanna, Effects(tags=("склад",)))
    case = a_case(store)
    assert (apply(store), apply(store)) == (1, 0)
    assert len(store.cases.actions(case)) == 2


def test_what_a_person_has_taken_or_what_came_before_the_rule_is_let_be(store: Store, hanna: User) -> None:
    (old,) = keep(store, mention(7))
    judge(store, {old: verdict("complaint")}, NOW - timedelta(hours=1))
    rule(store, hanna, Effects(close="spam"))
    case = a_case(store, 8)
    store.cases.take(case, hanna.id, 1, LATER)
    assert apply(store) == 0


def test_a_rule_that_is_off_or_removed_does_nothing(store: Store, hanna: User) -> None:
    first, second = rule(store, hanna, Effects(tags=("а",))), rule(store, hanna, Effects(tags=("б",)))
    store.rules.switch(first, False, NOW)
    store.rules.remove(second, NOW)
    a_case(store)
    assert apply(store) == 0


def test_a_rule_that_names_what_is_gone_is_told_of_and_stops_no_other(store: Store, hanna: User) -> None:
    rule(store, hanna, Effects(tags=("а",)), source="closed-page")
    rule(store, hanna, Effects(tags=("б",)))
    a_case(store)
    applied = apply_rules(store, SETTINGS, sought, LATER)
    assert applied.cases == 1
    assert "closed-page" in applied.faults[0]


def test_who_has_left_is_given_no_cases(store: Store, hanna: User) -> None:
    gone = user(store, "gone")
    rule(store, hanna, Effects(("склад",), gone.id))
    store.users.set_active("gone", False)
    case = a_case(store)
    apply(store)
    assert (found := store.cases.get(case)) is not None
    assert found.status is Status.NEW


def test_an_alert_of_a_rule_says_which(store: Store, hanna: User) -> None:
    rule(store, hanna, Effects(tell=True))
    a_case(store)
    apply(store)
    (alert,) = store.alerts.waiting()
    letter = addressed(alert, SETTINGS, None)
    assert "Правило" in letter.subject
    assert "Де моя посилка?" in letter.quotes[0].text
    assert apply(store) == 0


def test_each_deed_of_a_rule_can_be_undone(store: Store, hanna: User) -> None:
    rule(store, hanna, Effects(front=True))
    case = a_case(store)
    apply(store)
    store.cases.undo(store.cases.actions(case)[0].id, hanna.id, LATER)
    assert store.link.row("select urgency from cases")["urgency"] == 1  # type: ignore[index]


def test_all_that_a_rule_did_is_taken_back_but_what_somebody_went_on_with(
    store: Store, lead: FlaskClient, hanna: User, clock: Clock
) -> None:
    number = rule(store, hanna, Effects(close="spam"))
    first, second = a_case(store, 1), a_case(store, 2, "І моя посилка де?")
    apply(store)
    store.cases.take(second, hanna.id, 2, LATER)
    clock.at = LATER
    page = lead.post(f"/rules/{number}/undo", follow_redirects=True).text
    assert "Taken back at 1 case." in page
    assert "1 was left" in page
    assert [each.status for each in map(store.cases.get, (first, second)) if each] == [
        Status.NEW,
        Status.TAKEN,
    ]


def test_a_rule_is_tried_before_it_is_kept(store: Store, lead: FlaskClient) -> None:
    fill(store)
    write_search_forms(store)
    assert lead.post("/rules", data=FORM).status_code == 409
    form = tried(lead, FORM)
    assert lead.post("/rules", data=form | {"tags": "інше"}).status_code == 409
    assert lead.post("/rules", data=form | {"name": "Інакше"}).status_code == 302
    (kept,) = store.rules.all()
    assert (kept.name, kept.query, kept.effects.tags) == (
        "Інакше",
        {"label": "complaint", "q": "посилка"},
        ("склад",),
    )


def test_the_trial_shows_what_would_have_been_done_and_does_nothing(store: Store, lead: FlaskClient) -> None:
    fill(store)
    write_search_forms(store)
    store.cases.answer(2, store.users.all()[0].id, 1, NOW, "Вибачте")
    before = list(map(tuple, store.link.rows("select * from actions")))
    page = lead.post("/rules/try", data=FORM | {"q": "", "close": "spam"}).text
    assert re.search(r"\d cases of the last thirty days would have met it", page)
    assert "It would have closed 1 case that was answered." in page
    assert list(map(tuple, store.link.rows("select * from actions"))) == before


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"label": "", "q": ""},
        {"tags": ""},
        {"close": "whim"},
        {"assignee": "999"},
        {"stars": "9"},
    ],
    ids=str,
)
def test_a_rule_that_makes_no_sense_is_refused(
    lead: FlaskClient, store: Store, change: dict[str, str]
) -> None:
    assert lead.post("/rules/try", data=FORM | change).status_code == 400
    assert store.rules.all() == []


def test_a_rule_begins_with_the_list_that_one_came_from(lead: FlaskClient) -> None:
    assert "/rules/new?label=complaint" in unescape(lead.get("/?label=complaint").text)
    page = lead.get("/rules/new?label=complaint&platform=vk").text
    assert '<option value="vk" selected>' in page


def test_a_rule_is_switched_removed_and_brought_back(lead: FlaskClient, store: Store, hanna: User) -> None:
    number = rule(store, hanna, Effects(tags=("склад",)))
    lead.post(f"/rules/{number}/switch")
    assert [each.active_since for each in store.rules.all()] == [None]
    lead.post(f"/rules/{number}/remove")
    assert store.rules.all() == []
    lead.post(f"/rules/{number}/restore")
    assert [each.id for each in store.rules.all()] == [number]


def test_who_is_confined_to_a_brand_makes_no_rule_for_all(app: Flask, store: Store) -> None:
    user(store, "pavlo", language="en")
    confined = signed_in(app, store.users.allow("pavlo", Role.VIEWER, {"zoria": Role.LEAD}))
    assert confined.post("/rules/try", data=FORM).status_code == 400
    assert confined.post("/rules/try", data=FORM | {"brand": "zoria"}).status_code == 200


def test_a_name_that_is_code_is_shown_as_text(lead: FlaskClient, store: Store, hanna: User) -> None:
    store.rules.add("<script>alert(1)</script>", None, {"q": "<b>"}, Effects(tags=("<i>",)), hanna.id, NOW)
    page = lead.get("/rules").text
    assert "<script>alert" not in page
    assert "<i>" not in page
