"""One story of many people on the board."""

import re

import pytest
from flask.testing import FlaskClient

from models.records import User
from models.store import Store
from tests.factories import NOW, keep, mention
from tests.models.test_clusters import PARCEL, case_of, tell


@pytest.fixture
def crowd(store: Store) -> list[int]:
    """Twenty-five people on two platforms who tell one story, and one who tells another."""
    telegram = [mention(number, f"Застосунок лежить, {number}") for number in range(1, 14)]
    vk = [mention(number, source="zoria-vk", platform="vk") for number in range(14, 26)]
    return [*tell(store, *telegram, *vk), *tell(store, mention(30, "Де моя посилка"), story=PARCEL)]


def test_the_line_and_the_page_tell_how_many_since_when(client: FlaskClient, crowd: list[int]) -> None:
    said = "25 people, 2 platforms, since 14:01"
    for path in ("/", "/cases/1"):
        assert said in " ".join(client.get(path).text.split()), path
    assert client.get("/").text.count('class="line is-') == 2


def test_the_members_come_in_pages(client: FlaskClient, crowd: list[int]) -> None:
    first, second = client.get("/cases/1").text, client.get("/cases/1?members=2").text
    assert first.count('id="member-') == 20
    assert second.count('id="member-') == 5
    assert 'href="/cases/1?members=2#members"' in first
    assert client.get("/cases/1?members=99").text.count('id="member-') == 5
    assert 'id="member-' not in client.get("/cases/2").text


def test_a_comment_is_taken_out_and_put_back(client: FlaskClient, store: Store, crowd: list[int]) -> None:
    form = {"version": 1, "mention": crowd[3]}
    page = client.post("/cases/1/split", data=form, follow_redirects=True).text
    assert "The comment has a case of its own now." in page
    assert case_of(store, crowd[3]).id == 3
    undo = re.search(r'action="(/actions/\d+/undo)"', page)
    assert undo is not None
    client.post(undo[1])
    assert case_of(store, crowd[3]).id == 1
    assert client.get("/cases/3").headers["Location"] == "/cases/1"


def test_two_cases_are_merged_and_parted(client: FlaskClient, store: Store, crowd: list[int]) -> None:
    page = client.post("/cases/1/merge", data={"version": 1, "other": "№ 2"}, follow_redirects=True).text
    assert "Case 2 is part of this one now." in page
    assert client.get("/cases/2", follow_redirects=True).request.path == "/cases/1"
    undo = re.search(r'action="(/actions/\d+/undo)"', page)
    assert undo is not None
    client.post(undo[1])
    assert case_of(store, crowd[-1]).id == 2


@pytest.mark.parametrize(
    ("deed", "form", "code"),
    [
        ("merge", {"other": "1"}, 400),
        ("merge", {"other": "99"}, 400),
        ("merge", {"other": "²"}, 400),
        ("merge", {"other": "2", "version": 7}, 409),
        ("split", {"mention": "26"}, 400),
        ("split", {"mention": "x"}, 400),
    ],
)
def test_what_makes_no_sense_is_refused(
    client: FlaskClient, store: Store, crowd: list[int], deed: str, form: dict[str, object], code: int
) -> None:
    assert client.post(f"/cases/1/{deed}", data={"version": 1} | form).status_code == code
    assert case_of(store, crowd[0]).members == 25


def test_chosen_cases_become_one_and_come_back_at_once(
    client: FlaskClient, store: Store, crowd: list[int]
) -> None:
    (third,) = tell(store, mention(31), story=range(900, 908))
    sent = client.post("/batch/merge", data={"case": ["1:1", "2:1", "3:1"]}, follow_redirects=True)
    assert "2 cases changed." in sent.text
    assert [case_of(store, each).id for each in (crowd[0], crowd[-1], third)] == [1, 1, 1]
    undo = re.search(r'action="(/batches/\d+/undo)"', sent.text)
    assert undo is not None
    client.post(undo[1])
    assert [case_of(store, each).id for each in (crowd[0], crowd[-1], third)] == [1, 2, 3]
    alone = client.post("/batch/merge", data={"case": "1:1"}, follow_redirects=True)
    assert "Nothing is chosen" in alone.text


def test_an_answer_a_label_and_a_closing_are_for_all_of_them(
    client: FlaskClient, store: Store, crowd: list[int]
) -> None:
    client.post("/cases/1/relabel", data={"version": 1, "flags": "risk"})
    assert all(store.decisions.of(each) for each in crowd[:-1])
    client.post("/cases/1/close", data={"version": 2, "reason": "spam"})
    assert client.get("/").text.count('class="line is-') == 1


def test_who_may_only_look_moves_nobody(viewer: FlaskClient, crowd: list[int]) -> None:
    page = viewer.get("/cases/1").text
    assert "25 people" in page
    assert "/split" not in page
    assert "/merge" not in page


def test_a_crowd_costs_no_page_more_than_twelve_questions(
    client: FlaskClient, store: Store, crowd: list[int], olena: User
) -> None:
    keep(store, mention(60, by_brand=True, parent_id="0/1"), mention(1, "Застосунок лежить!"))
    tell(store, mention(1, "Застосунок лежить! Полагодьте"))
    store.cases.tag(1, olena.id, NOW, ["збій"])
    store.cases.relabel(1, olena.id, 1, NOW, ("complaint",))
    store.drafts.keep(1, olena.id, "Вже лагодимо", NOW, 0, 2)
    for page in ("/", "/cases/1", "/cases/1?members=2"):
        asked: list[str] = []
        store.link.connection.set_trace_callback(asked.append)
        client.get(page)
        store.link.connection.set_trace_callback(None)
        assert len(asked) <= 12, (page, [" ".join(each.split())[:90] for each in asked])
