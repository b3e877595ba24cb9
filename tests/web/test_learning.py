"""One comment after another gets its label, and figures are made of those that were drawn by lot."""

import pytest
from flask.testing import FlaskClient

from models.learning import Answered, Chosen, Share
from models.records import Decision
from models.store import Store
from tests.factories import NOW, judge, keep, mention, verdict
from web.learning.estimate import estimates, whole, wilson

CHATTER, COMPLAINT = "О, перший сніг", "Посилка приїхала розбита"


@pytest.fixture
def asked(store: Store) -> list[int]:
    """Two comments that wait for a label."""
    numbers = keep(store, mention(2, COMPLAINT), mention(3, CHATTER))
    judge(store, {numbers[0]: verdict("question"), numbers[1]: verdict()})
    store.learning.choose([Chosen(number, 3) for number in numbers], NOW)
    return numbers


def test_a_comment_is_asked_about_without_saying_what_the_machine_thinks(
    client: FlaskClient, asked: list[int]
) -> None:
    page = client.get("/learning").text
    assert COMPLAINT in page
    assert "3 more comments say nearly the same" in page
    assert "checked" not in page.split('id="ask-title"')[1].split("</form>")[0]
    assert "pill is-question" not in page


def test_a_label_is_a_decision_and_brings_the_next(
    client: FlaskClient, store: Store, asked: list[int]
) -> None:
    answer = client.post(
        f"/learning/{asked[0]}", data={"flags": ["complaint", "risk"]}, follow_redirects=True
    )
    decided = store.decisions.of(asked[0])
    assert decided is not None
    assert decided.flags == ("complaint", "risk")
    assert "You: complaint, risk. Vidhuk: question." in answer.text
    assert CHATTER in answer.text
    assert "1 comment waits" in answer.text


def test_none_of_the_labels_is_an_answer_too(client: FlaskClient, store: Store, asked: list[int]) -> None:
    client.post(f"/learning/{asked[0]}", data={"do": "none", "flags": ["risk"]})
    decided = store.decisions.of(asked[0])
    assert decided is not None
    assert decided.flags == ()


def test_the_latest_label_is_undone_and_the_comment_asked_again(
    client: FlaskClient, store: Store, asked: list[int]
) -> None:
    page = client.post(f"/learning/{asked[1]}", data={"do": "none"}, follow_redirects=True).text
    undo = page.split('id="toasts"')[1].split('action="')[1].split('"')[0].replace("&amp;", "&")
    assert client.post(undo, data={"back": "/learning"}).headers["Location"] == "/learning"
    assert store.decisions.of(asked[1]) is None
    assert store.learning.waiting("test") == 2


def test_what_nobody_can_tell_is_left_out_until_that_is_undone(
    client: FlaskClient, store: Store, asked: list[int]
) -> None:
    page = client.post(f"/learning/{asked[0]}/skip", follow_redirects=True).text
    assert COMPLAINT not in page.split('id="ask-title"')[0]
    assert store.decisions.of(asked[0]) is None
    assert client.post(f"/learning/{asked[0]}/ask-again").status_code == 302
    assert client.post(f"/learning/{asked[0]}/ask-again").status_code == 404
    assert COMPLAINT in client.get("/learning").text


def test_with_nothing_to_label_the_page_says_what_to_expect(client: FlaskClient) -> None:
    page = client.get("/learning").text
    assert "Nothing to label just now" in page
    assert "No figures yet" in page


def test_figures_come_from_the_lot_alone(client: FlaskClient, store: Store, asked: list[int]) -> None:
    store.decisions.record(Decision(asked[0], ("complaint",), 1, NOW))
    assert "No figures yet" in client.get("/learning").text
    store.learning.draw("test", NOW, 20, NOW)
    store.decisions.record(Decision(asked[1], (), 1, NOW))
    page = client.get("/learning").text
    assert "By 2 comments drawn by lot" in page
    assert "0 of 1 right" in page  # the one called a question
    assert "found 0 of 1" in page  # the complaint


@pytest.mark.parametrize("flags", ["", "complain"])
def test_a_label_that_is_none_is_refused(client: FlaskClient, asked: list[int], flags: str) -> None:
    assert client.post(f"/learning/{asked[0]}", data={"flags": flags}).status_code == 400


@pytest.mark.parametrize("path", ["/learning/99", "/learning/99/skip"])
def test_there_is_nothing_to_say_of_what_is_not(client: FlaskClient, path: str) -> None:
    assert client.post(path, data={"do": "none"}).status_code == 404


def test_who_only_looks_sees_figures_and_no_form(viewer: FlaskClient, asked: list[int]) -> None:
    page = viewer.get("/learning").text
    assert COMPLAINT in page
    assert 'id="ask-title"' not in page


# right | of | from | to (Wilson 1927, 95 %; as in the tables of Newcombe 1998)
INTERVALS = """
 0 |  10 | 0.000 | 0.278
 9 |  10 | 0.596 | 0.982
81 | 263 | 0.255 | 0.366
15 | 148 | 0.062 | 0.161
 1 |  29 | 0.006 | 0.172
29 |  29 | 0.883 | 1.000
 0 |   0 | 0.000 | 1.000
"""


@pytest.mark.parametrize("line", INTERVALS.strip().splitlines())
def test_the_interval_of_a_share(line: str) -> None:
    right, of, low, high = (float(part) for part in line.split("|"))
    assert wilson(int(right), int(of)) == pytest.approx((low, high), abs=6e-4)


def test_each_flag_has_its_precision_and_its_recall() -> None:
    share = Share(
        (
            Answered(("complaint",), ("complaint",)),
            Answered(("complaint", "risk"), ("complaint",)),
            Answered((), ("complaint",)),
            Answered(("praise",), ()),
        ),
        passed=1,
        waiting=2,
    )
    found = {each.flag: (each.precision, each.recall) for each in estimates(share)}
    assert [(rate.right, rate.of) for rate in found["complaint"]] == [(2, 2), (2, 3)]
    assert [(rate.right, rate.of) for rate in found["praise"]] == [(0, 1), (0, 0)]
    assert whole(share).share == 0.25
