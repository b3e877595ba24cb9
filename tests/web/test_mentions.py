"""Every mention, labels put right, and the way back."""

import re

import pytest
from flask.testing import FlaskClient

from models.records import Batch
from models.store import Store
from tests.factories import NOW, judge, keep, mention, verdict

HTMX = {"HX-Request": "true"}


def praised(store: Store, text: str = "Дякую, швидко!") -> int:
    (number,) = keep(store, mention(1, text))
    judge(store, {number: verdict("praise")})
    return number


def undo_of(page: str) -> str:
    found = re.search(
        r'action="(/[^"]+)" hx-post[^>]+>\s*<input[^>]+>(?:\s*<input[^>]+>)*\s*<button>Undo', page
    )
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_what_needs_nobody_is_listed_too(client: FlaskClient, store: Store) -> None:
    praised(store)
    keep(store, mention(2, "Ще не оцінено"), mention(3, "Ми відповіли", by_brand=True))
    page = client.get("/mentions").text
    assert "Дякую, швидко!" in page
    assert "Not judged yet" in page
    assert "Ми відповіли" not in page


def test_a_deleted_mention_stays_and_is_marked(client: FlaskClient, store: Store) -> None:
    praised(store)
    store.mentions.keep("zoria-telegram", Batch(vanished=("0/1",)), NOW)
    assert '<span class="chip">deleted</span>' in client.get("/mentions").text


@pytest.mark.parametrize(
    ("query", "shown"), [("label=praise", True), ("label=risk", False), ("since=2026-11-26", False)]
)
def test_the_address_narrows_the_list(client: FlaskClient, store: Store, query: str, shown: bool) -> None:
    praised(store)
    assert ("Дякую, швидко!" in client.get(f"/mentions?{query}").text) is shown


def test_a_mention_without_a_case_has_its_own_page(client: FlaskClient, store: Store) -> None:
    number = praised(store)
    page = client.get(f"/mentions/{number}").text
    assert "needs nobody" in page
    assert "Judged by test" in page


def test_a_mention_with_a_case_leads_to_it(client: FlaskClient, store: Store) -> None:
    (number,) = keep(store, mention(1))
    judge(store, {number: verdict("question")})
    assert client.get(f"/mentions/{number}").headers["Location"] == "/cases/1"


def test_a_label_can_be_put_right_and_back(client: FlaskClient, store: Store) -> None:
    number = praised(store)
    answer = client.post(f"/mentions/{number}/relabel", headers=HTMX).text
    assert "label set by a person" in answer
    assert "Label set to “Other”" in answer
    address = undo_of(answer)
    undone = client.post(address.split("?")[0], query_string=address.split("?")[1], headers=HTMX)
    assert "Undone" in undone.text
    assert store.decisions.of(number) is None


def test_a_label_that_calls_for_a_person_opens_a_case(client: FlaskClient, store: Store) -> None:
    number = praised(store)
    form = {"flags": ["complaint", "risk"], "back": "/mentions?page=1"}
    answer = client.post(f"/mentions/{number}/relabel", data=form)
    assert answer.headers["Location"] == "/mentions?page=1"
    case = store.cases.of_mention(number)
    assert case is not None
    assert case.label == "risk"


def test_relabelling_the_comment_of_a_case_is_undone_on_the_case(client: FlaskClient, store: Store) -> None:
    (number,) = keep(store, mention(1))
    judge(store, {number: verdict("question")})
    form = {"flags": "complaint", "view": "mention"}
    answer = client.post(f"/mentions/{number}/relabel", data=form, headers=HTMX).text
    undone = client.post(undo_of(answer), data={"view": "mention"}, headers=HTMX).text
    assert undone.lstrip().startswith(f'<li id="mention-{number}"')
    case = store.cases.of_mention(number)
    assert case is not None
    assert case.label == "question"


def test_only_the_latest_word_of_ones_own_is_taken_back(client: FlaskClient, store: Store) -> None:
    number = praised(store)
    client.post(f"/mentions/{number}/relabel")
    refused = client.post(f"/mentions/{number}/unlabel?decided=2020-01-01T00:00:00%2B00:00", headers=HTMX)
    assert refused.status_code == 409
    assert store.decisions.of(number) is not None
    assert client.post(f"/mentions/{number}/unlabel?decided=soon", headers=HTMX).status_code == 409


def test_relabelling_is_refused_to_viewers_and_for_what_is_not_there(
    client: FlaskClient, viewer: FlaskClient, store: Store
) -> None:
    number = praised(store)
    (ours,) = keep(store, mention(2, by_brand=True))
    assert viewer.post(f"/mentions/{number}/relabel").status_code == 403
    assert viewer.post(f"/mentions/{number}/unlabel").status_code == 403
    assert client.post("/mentions/404/relabel").status_code == 404
    assert client.post(f"/mentions/{ours}/relabel").status_code == 404
    assert client.post(f"/mentions/{number}/relabel", data={"flags": "dull"}).status_code == 400


def test_an_empty_list_says_what_to_do(client: FlaskClient, store: Store) -> None:
    assert "Nothing was collected yet" in client.get("/mentions").text
    assert "Nothing fits these filters" in client.get("/mentions?label=risk").text
