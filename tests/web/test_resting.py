"""Muting, marks, tags and what else a line of the queue shows."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from models.records import Role, User
from models.store import Store
from tests.factories import NOW, keep, mention, user
from tests.models.test_clusters import PARCEL, case_of, tell
from tests.web.conftest import Clock


@pytest.fixture
def work(store: Store) -> list[int]:
    """Two stories: one of two people, one of a third."""
    return [*tell(store, mention(1), mention(2)), *tell(store, mention(3), story=PARCEL)]


def flat(page: str) -> str:
    return " ".join(page.split())


def undo(page: str) -> str:
    found = re.search(r'action="(/(?:actions|marks|batches)/\d+/undo)"', page)
    assert found is not None
    return found[1]


def test_a_muted_case_leaves_the_front_and_is_counted(client: FlaskClient, work: list[int]) -> None:
    assert "Muted<b>" not in flat(client.get("/").text)
    form = {"version": 1, "lasts": "week", "why": "знаємо, лагодимо"}
    page = client.post("/cases/1/mute", data=form, follow_redirects=True).text
    assert "Muted until it gets worse, at the latest until" in page
    assert "it comes back at 3 people an hour" in page
    assert "знаємо, лагодимо" in page
    queue = flat(client.get("/").text)
    assert "Muted<b>1</b>" in queue
    assert "To do<b>1</b>" in queue
    assert client.get("/?status=muted").text.count('class="line is-') == 1
    client.post(undo(page))
    assert "Muted<b>" not in flat(client.get("/").text)


@pytest.mark.parametrize("form", [{"lasts": "week"}, {"why": "так"}, {"lasts": "year", "why": "так"}])
def test_a_mute_says_why_and_until_when(client: FlaskClient, work: list[int], form: dict[str, str]) -> None:
    assert client.post("/cases/1/mute", data={"version": 1} | form).status_code == 400


def test_many_are_muted_and_marked_and_come_back_at_once(
    client: FlaskClient, store: Store, work: list[int]
) -> None:
    chosen = {"case": ["1:1", "2:1"], "lasts": "day", "why": "збій", "mark": "regular"}
    page = client.post("/batch/mute", data=chosen, follow_redirects=True).text
    assert "2 cases changed." in page
    assert "Muted<b>2</b>" in flat(page)
    client.post(undo(page))
    assert "To do<b>2</b>" in flat(client.get("/").text)
    page = client.post("/batch/mark", data=chosen, follow_redirects=True).text
    assert page.count('is-mark is-regular">regular') == 2
    client.post(undo(page))
    assert "is-mark" not in client.get("/").text


def test_a_mark_stands_wherever_its_author_is_and_hides_nothing(
    client: FlaskClient, store: Store, work: list[int]
) -> None:
    page = client.post("/cases/1/mark", data={"mark": "troll"}, follow_redirects=True).text
    assert "The author is marked: troll." in page
    for path in ("/", "/mentions", "/cases/1", "/cases/2"):  # in the last one he stands in the thread
        assert 'is-mark is-troll">troll' in client.get(path).text, path
    assert client.get("/").text.count('class="line is-') == 2
    client.post(undo(page))
    assert "is-mark" not in client.get("/").text


def test_an_author_is_marked_without_a_case_too(client: FlaskClient, store: Store) -> None:
    keep(store, mention(1))
    page = client.post("/mentions/1/mark", data={"mark": "staff"}, follow_redirects=True).text
    assert 'is-mark is-staff">our own' in page
    client.post("/mentions/1/mark", data={"mark": ""})
    assert client.post(undo(page)).status_code == 409
    assert client.post("/mentions/1/mark", data={"mark": "evil"}).status_code == 400


def test_nobody_is_marked_without_an_identity(client: FlaskClient, store: Store) -> None:
    (number,) = tell(store, mention(1, author_id=None))
    assert "Mark the author" not in client.get("/cases/1").text.replace("Mark the authors", "")
    for path in ("/cases/1/mark", f"/mentions/{number}/mark"):
        assert client.post(path, data={"mark": "vip"}).status_code == 400


def test_a_line_shows_who_writes_its_tags_and_who_poses(
    client: FlaskClient, store: Store, work: list[int], olena: User, clock: Clock
) -> None:
    ivan = user(store, "ivan", Role.OPERATOR, name="Іван")
    store.drafts.keep(2, ivan.id, "Вже шукаємо", NOW, 0, 1)
    store.drafts.keep(1, olena.id, "Моє власне", NOW, 0, 1)
    store.cases.tag(1, olena.id, NOW, ["збій", "<b>"])
    (fraud,) = keep(store, mention(50, "Пишіть мені в особисті", parent_id="0/3"))
    store.suspicions.keep([], {fraud: (0.9, ("name",))}, NOW)
    page = client.get("/").text
    assert "Іван is writing" in page
    assert "Олена Коваль is writing" not in page
    assert "#<bdi>збій</bdi>" in page
    assert "#<bdi>&lt;b&gt;</bdi>" in page
    assert "somebody answered in your name" in page
    clock.at = NOW + timedelta(minutes=11)
    assert "Іван is writing" not in client.get("/").text


def test_a_tag_narrows_the_lists(client: FlaskClient, store: Store, work: list[int], olena: User) -> None:
    store.cases.tag(2, olena.id, NOW, ["повернення коштів"])
    assert 'href="/?tag=%D0%BF%D0%BE%D0%B2' in client.get("/").text
    page = client.get("/?tag=Повернення коштів").text
    assert page.count('class="line is-') == 1
    assert "Any tag" in page
    assert client.get("/mentions?tag=повернення коштів").text.count('id="mention-') == 1
    assert "Nothing fits these filters" in client.get("/?tag=немає").text


def test_a_line_says_why_it_stands_where_it_does(client: FlaskClient, store: Store, clock: Clock) -> None:
    tell(store, *(mention(number, likes=10) for number in range(1, 5)))
    clock.at = NOW + timedelta(hours=3)
    page = flat(client.get("/").text)
    assert "<dt>Complaint</dt><dd>+24 h</dd>" in page
    assert "<dt>how many care</dt><dd>+18 h</dd>" in page
    assert "<dt>Waits</dt><dd>3 hours</dd>" in page
    assert 'title="Complaint +24 h · how many care +18 h · waits for 3 hours"' in page


def test_the_queue_asks_no_more_for_all_that(
    client: FlaskClient, store: Store, work: list[int], olena: User
) -> None:
    store.cases.tag(1, olena.id, NOW, ["збій"])
    store.drafts.keep(2, olena.id, "Вже", NOW, 0, 1)
    store.marks.put(work[0], "vip", olena.id, NOW)
    asked: list[str] = []
    store.link.connection.set_trace_callback(asked.append)
    client.get("/")
    store.link.connection.set_trace_callback(None)
    assert len(asked) <= 12


def test_a_merged_members_case_number_stays_with_the_muted_one(
    store: Store, work: list[int], olena: User
) -> None:
    week = NOW + timedelta(days=7)
    store.mutes.mute(1, olena.id, 1, NOW, week, "збій")
    store.clusters.merge(1, olena.id, 2, NOW, 2)
    assert case_of(store, work[-1]).muted_at == NOW
