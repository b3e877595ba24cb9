"""The audit log: every deed is in it, what was typed is not, and nobody changes it."""

import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.records import Role
from models.store import Store
from tests.factories import NOW, user
from tests.web.conftest import signed_in
from tests.web.scene import fill
from web.audit import QUIET, TAKES_DATA_OUT
from web.deeds import DEEDS
from web.people.passwords import hashed
from web.people.sessions import OPEN_TO_ALL

PASSWORD = "сорок тисяч листів"


def deeds(store: Store) -> list[tuple[str, str, str | None]]:
    return [(each.who, each.deed, each.subject) for each in store.audit.latest()]


def test_every_form_of_the_board_has_a_name_in_the_log(app: Flask) -> None:
    forms = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}
        and not getattr(app.view_functions[rule.endpoint], OPEN_TO_ALL, False)
    }
    assert forms - QUIET <= set(DEEDS)
    assert set(app.view_functions) >= TAKES_DATA_OUT | QUIET


def test_a_deed_is_noted_with_who_and_to_what_and_without_what_was_typed(
    client: FlaskClient, store: Store
) -> None:
    fill(store)
    client.post("/cases/1/note", data={"version": 1, "text": "таємниця клієнта"})
    client.post("/cases/1/close", data={"version": 1, "reason": "spam"})
    entry = store.audit.latest()[0]
    assert (entry.who, entry.deed, entry.subject, entry.at) == ("olena", "actions.close", "case 1", NOW)
    assert entry.details == {"reason": "spam"}
    assert "таємниця" not in str(store.audit.latest())


def test_what_was_refused_is_not_a_deed(client: FlaskClient, store: Store) -> None:
    client.post("/cases/99/take", data={"version": 1})
    client.get("/")
    assert deeds(store) == []


def test_taking_a_list_out_is_noted(client: FlaskClient, store: Store) -> None:
    with client.get("/export/mentions.csv?label=complaint&q=таємниця"):
        pass
    entry = store.audit.latest()[0]
    assert (entry.deed, entry.details) == ("download.export", {"label": "complaint"})


def test_signing_in_and_being_refused_are_noted_but_no_unknown_login(
    guest: FlaskClient, store: Store
) -> None:
    user(store, "pavlo", password_hash=hashed(PASSWORD))
    guest.post("/login", data={"login": "my password by mistake", "password": "x"})
    guest.post("/login", data={"login": "pavlo", "password": "wrong"})
    guest.post("/login", data={"login": "pavlo", "password": PASSWORD})
    guest.post("/logout")
    assert [deed for _who, deed, _subject in reversed(deeds(store))] == [
        "refused",
        "people.sign_in",
        "people.logout",
    ]
    assert "mistake" not in str(store.audit.latest())


@pytest.mark.parametrize("sql", ["delete from audit", "update audit set who = 'nobody'"])
def test_the_database_refuses_to_change_the_log(store: Store, sql: str) -> None:
    store.audit.note("olena", "actions.take", NOW)
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        store.link.connection.execute(sql)
    assert len(store.audit.latest()) == 1


def test_only_administrators_read_the_log(app: Flask, client: FlaskClient, store: Store) -> None:
    assert client.get("/audit").status_code == 403
    boss = signed_in(app, user(store, "boss", Role.ADMIN, language="en"))
    boss.post("/people/1/sessions")
    page = boss.get("/audit").get_data(as_text=True)
    assert "Signed somebody out everywhere" in page
    assert "boss" in page


def test_the_log_is_read_page_by_page_and_by_person(app: Flask, store: Store) -> None:
    for number in range(130):
        store.audit.note("olena" if number % 2 else "ivan", "actions.take", NOW, subject=f"case {number}")
    boss = signed_in(app, user(store, "boss", Role.ADMIN, language="en"))
    first = boss.get("/audit").get_data(as_text=True)
    assert "case 129" in first
    assert "case 29<" not in first
    assert "case 29<" in boss.get("/audit?below=31").get_data(as_text=True)
    assert "case 128" not in boss.get("/audit?who=olena").get_data(as_text=True)
