"""Every route as every role: who may look, who may act, who may lead."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.records import Role
from models.store import Store
from tests.factories import user
from tests.web.conftest import signed_in
from tests.web.scene import an_incident, fill
from web.people.sessions import OPEN_TO_ALL

# what anybody may do who is signed in, for it concerns only themselves
OWN = {
    "people.logout",
    "account.change_password",
    "account.end_sessions",
}
LEADING = {
    *("templates.add", "templates.start", "templates.change", "templates.remove", "templates.restore"),
    *("rules.try_out", "rules.keep", "rules.switch", "rules.remove", "rules.restore", "rules.undo"),
    *("errands.read_back", "errands.pause", "errands.resume"),
    "outbox.resume",
    *("words.mark", "words.remove", "words.restore"),
    *("artefacts.train", "artefacts.activate", "artefacts.rollback"),
}
ADMINISTERING = {  # pages too: who works here is nobody else's business
    *("staff.index", "audit.index"),
    *("staff.invite", "staff.withdraw", "staff.allow", "staff.let_in", "staff.sign_out"),
}
FORM = {
    "version": 1,
    "reason": "spam",
    "until": "hour",
    "text": "x",
    "to": 1,
    "tags": "склад",
    "name": "x",
    "other": 2,
}
REFUSED, OUT = 403, 302


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Each route that wants a login: its name, a path with the first of everything, and how it is asked."""
    for rule in app.url_map.iter_rules():
        open_to_all = getattr(app.view_functions[rule.endpoint], OPEN_TO_ALL, False)
        if rule.endpoint != "static" and not open_to_all:
            named = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
            path = re.sub(r"<[^>]+>", "1", named)
            for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
                yield rule.endpoint, path, method


def seen(browser: FlaskClient, path: str) -> int:
    """What a page answers; a file that it hands out is put down again."""
    with browser.get(path) as answer:
        return answer.status_code


@pytest.fixture
def browsers(app: Flask, store: Store) -> dict[Role, FlaskClient]:
    """A signed-in browser for each role, before a board with a day's work on it."""
    fill(store)
    an_incident(store)
    return {role: signed_in(app, user(store, role.value, role)) for role in Role}


def test_everybody_sees_every_page(app: Flask, browsers: dict[Role, FlaskClient]) -> None:
    for name, path, method in routes(app):
        if method == "GET" and name not in ADMINISTERING:
            codes = {role: seen(browser, path) for role, browser in browsers.items()}
            assert len(set(codes.values())) == 1, (name, codes)
            assert REFUSED not in codes.values(), name


def test_only_administrators_see_who_works_here(app: Flask, browsers: dict[Role, FlaskClient]) -> None:
    for name, path, method in routes(app):
        if method == "GET" and name in ADMINISTERING:
            codes = {role: seen(browser, path) for role, browser in browsers.items()}
            assert {role for role, code in codes.items() if code != REFUSED} == {Role.ADMIN}, name


def test_a_viewer_changes_nothing_but_what_is_their_own(
    app: Flask, browsers: dict[Role, FlaskClient], store: Store
) -> None:
    before = [list(map(tuple, store.link.rows(f"select * from {table}"))) for table in ("cases", "actions")]
    for name, path, method in routes(app):
        if method != "GET" and name not in OWN:
            answer = browsers[Role.VIEWER].open(path, method=method, data=FORM)
            assert answer.status_code == REFUSED, name
    after = [list(map(tuple, store.link.rows(f"select * from {table}"))) for table in ("cases", "actions")]
    assert after == before


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.LEAD, Role.ADMIN])
def test_who_acts_is_refused_only_what_takes_a_lead(
    app: Flask, browsers: dict[Role, FlaskClient], role: Role
) -> None:
    leads = role is not Role.OPERATOR
    for name, path, method in routes(app):
        if method != "GET" and name not in OWN:
            code = browsers[role].open(path, method=method, data=FORM).status_code
            refused = (name in LEADING and not leads) or (name in ADMINISTERING and role is not Role.ADMIN)
            assert (code == REFUSED) is refused, (name, code)
            assert code < 500, name


def test_the_rights_that_are_written_here_are_of_routes_that_there_are(app: Flask) -> None:
    assert {name for name, _, _ in routes(app)} >= OWN | LEADING | ADMINISTERING


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(
    browsers: dict[Role, FlaskClient], store: Store
) -> None:
    store.users.set_active("operator", False)
    assert browsers[Role.OPERATOR].post("/cases/1/take", data=FORM).status_code == OUT
