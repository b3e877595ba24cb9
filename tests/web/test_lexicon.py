"""Words of the brand: marked by who leads, read by everybody, shown where they counted."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.records import Evidence, Role
from models.store import Store
from tests.factories import judge, keep, mention, user, verdict
from tests.web.conftest import signed_in

FORM = {"brand": "zoria", "phrase": "чорна п’ятниця", "mark": "bad"}


@pytest.fixture
def lead(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, user(store, "lesia", Role.LEAD, name="Леся", language="en"))


def test_a_lead_marks_a_word_and_everybody_reads_it(
    lead: FlaskClient, client: FlaskClient, store: Store
) -> None:
    assert lead.post("/learning/words", data=FORM).headers["Location"] == "/learning/words"
    (entry,) = store.lexicon.of("zoria")
    assert (entry.phrase, entry.mark, entry.added_by) == ("чорна п’ятниця", "bad", "Леся")
    assert entry.forms[0][0] == "чорна"
    page = client.get("/learning/words").text
    assert "чорна п’ятниця" in page
    assert "<input name=" not in page


def test_a_word_is_removed_and_brought_back(lead: FlaskClient, store: Store) -> None:
    lead.post("/learning/words", data=FORM)
    lead.post("/learning/words/1/remove")
    assert store.lexicon.of("zoria") == []
    assert "/learning/words/1/restore" in lead.get("/learning/words").text
    lead.post("/learning/words/1/restore")
    assert len(store.lexicon.of("zoria")) == 1


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        ({"phrase": " "}, 400, "Write a word"),
        ({"phrase": "x" * 81}, 400, "Write a word"),
        ({"phrase": "112 33"}, 400, "holds no word"),
        ({"mark": "ugly"}, 400, "choose bad, neutral, good"),
        ({"brand": "luna"}, 400, "choose zoria"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    lead: FlaskClient, wrong: dict[str, str], code: int, words: str
) -> None:
    answer = lead.post("/learning/words", data=FORM | wrong)
    assert answer.status_code == code
    assert words in answer.text


def test_the_same_mark_twice_is_refused_and_another_one_replaces_it(lead: FlaskClient, store: Store) -> None:
    assert [lead.post("/learning/words", data=FORM).status_code for _ in range(2)] == [302, 409]
    lead.post("/learning/words", data=FORM | {"mark": "neutral"})
    assert [entry.mark for entry in store.lexicon.of("zoria")] == ["neutral"]
    assert lead.post("/learning/words/1/restore").status_code == 409


@pytest.mark.parametrize("address", ["/learning/words/9/remove", "/learning/words/9/restore"])
def test_there_is_nothing_to_do_to_one_that_is_not(lead: FlaskClient, address: str) -> None:
    assert lead.post(address).status_code == 404


def test_the_case_shows_the_words_of_the_brand_that_counted(client: FlaskClient, store: Store) -> None:
    text = "Гном <b>знову</b> тут"
    (key,) = keep(store, mention(2, text))
    own = (Evidence(0, 4, "complaint", 3.0, "bad"), Evidence(8, 13, "other", 0.0, "neutral"))
    judge(store, {key: verdict("complaint", evidence=own)})
    page = client.get("/cases/1").text
    assert "“Гном”</bdi> bad" in page
    assert "“знову”</bdi> neutral" in page
    assert '<mark class="ev is-complaint' in page


def test_the_case_says_what_a_comment_names(client: FlaskClient, store: Store) -> None:
    text = "В Харькове оператор Олена <i>з Нової пошти</i> краща. У Харькове!"
    (key,) = keep(store, mention(2, text))
    judge(store, {key: verdict("complaint")})
    page = client.get("/cases/1").text
    assert "Places: <bdi>Харькове</bdi> ·" in page
    assert "Organisations: <bdi>Нової пошти</bdi>" in page
    assert "People named: <bdi>Олена</bdi>" in page
