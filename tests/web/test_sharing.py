"""Sharing the work: a case given to a colleague, tags, and what its author wrote before."""

import pytest
from flask.testing import FlaskClient

from models.records import Case, Role, Status, User
from models.store import Store
from models.store.cases import CaseError
from tests.factories import NOW, judge, keep, mention, user, verdict
from web.board.tags import MOST, tags_of


@pytest.fixture
def case(store: Store) -> Case:
    (key,) = keep(store, mention(2))
    judge(store, {key: verdict("complaint")})
    found = store.cases.of_mention(key)
    assert found is not None
    return found


@pytest.fixture
def ivan(store: Store) -> User:
    return user(store, "ivan", name="Іван")


def now_of(store: Store, case: Case) -> Case:
    found = store.cases.get(case.id)
    assert found is not None
    return found


def test_a_case_is_given_to_a_colleague_and_taken_back(
    client: FlaskClient, store: Store, case: Case, ivan: User
) -> None:
    assert f'name="to" value="{ivan.id}"' in client.get("/cases/1").text
    client.post("/cases/1/assign", data={"version": 1, "to": ivan.id})
    assert (now_of(store, case).status, now_of(store, case).assignee_id) == (Status.TAKEN, ivan.id)
    page = " ".join(client.get("/cases/1").text.split())
    assert "<strong>Assigned</strong> → <bdi>Іван</bdi>" in page
    client.post(f"/actions/{store.cases.actions(1)[0].id}/undo")
    assert now_of(store, case).assignee_id is None


@pytest.mark.parametrize("role", [Role.VIEWER, None])
def test_nobody_is_given_a_case_who_may_not_act_on_it(
    client: FlaskClient, store: Store, case: Case, olena: User, role: Role | None
) -> None:
    who = user(store, "vira", role or Role.OPERATOR)
    if role is None:
        store.users.set_active("vira", False)
    assert client.post("/cases/1/assign", data={"version": 1, "to": who.id}).status_code == 400
    with pytest.raises(CaseError, match="choose a colleague"):
        store.cases.assign(1, olena.id, 1, NOW, who.id)


def test_a_stale_gift_is_refused(client: FlaskClient, store: Store, case: Case, ivan: User) -> None:
    store.cases.take(1, ivan.id, 1, NOW)
    assert client.post("/cases/1/assign", data={"version": 1, "to": ivan.id}).status_code == 409


TYPED = """
Повернення, склад          | повернення;склад
#Склад  №3 ,, склад №3     | склад №3
сир; молоко                | сир;молоко
,                          |
"""


@pytest.mark.parametrize("line", TYPED.strip().splitlines())
def test_tags_are_read_as_people_type_them(line: str) -> None:
    text, expected = (part.strip() for part in line.split("|"))
    assert ";".join(tags_of(text)) == expected


def test_there_is_an_end_to_tags() -> None:
    assert len(tags_of(",".join(str(number) for number in range(99)))) == MOST
    assert len(tags_of("я" * 99)[0]) == 40


def test_tags_are_kept_shown_and_undone(client: FlaskClient, store: Store, case: Case) -> None:
    client.post("/cases/1/tag", data={"version": 1, "tags": "Склад, <b>"})
    page = client.get("/cases/1").text
    assert '<span class="chip"><bdi>склад</bdi></span>' in page
    assert "&lt;b&gt;" in page
    client.post("/cases/1/tag", data={"version": 1, "was": "склад, <b>", "tags": "склад"})
    client.post(f"/actions/{store.cases.actions(1)[0].id}/undo")
    assert store.tags.of(1) == ("<b>", "склад")


def test_two_people_who_tag_at_once_both_get_their_way(
    client: FlaskClient, store: Store, case: Case, ivan: User
) -> None:
    store.cases.tag(1, ivan.id, NOW, ["прострочка"])
    client.post("/cases/1/tag", data={"version": 1, "was": "", "tags": "склад"})
    assert store.tags.of(1) == ("прострочка", "склад")


def test_tags_stand_beside_what_happens_to_a_case(store: Store, case: Case, ivan: User) -> None:
    taken = store.cases.take(1, ivan.id, 1, NOW)
    tagged = store.cases.tag(1, ivan.id, NOW, ["склад"])
    assert tagged is not None
    assert store.cases.undo(taken, ivan.id, NOW).status is Status.NEW
    store.cases.undo(tagged, ivan.id, NOW)
    assert store.tags.of(1) == ()


def test_the_same_tags_again_are_no_action(client: FlaskClient, store: Store, case: Case) -> None:
    form = {"version": 1, "was": "", "tags": "склад"}
    for _ in range(2):
        assert client.post("/cases/1/tag", data=form).status_code == 302
    assert [each.kind for each in store.cases.actions(1)] == ["tag", "open"]


def test_tags_of_a_brand_are_offered_the_most_used_first(store: Store, case: Case, ivan: User) -> None:
    (key,) = keep(store, mention(3))
    judge(store, {key: verdict("complaint")})
    store.cases.tag(1, ivan.id, NOW, ["а", "склад"])
    store.cases.tag(2, ivan.id, NOW, ["склад"])
    assert store.tags.known("zoria", 2) == (("склад",), ("а",))
    assert store.tags.known("zoria", 404) == ((), ("склад", "а"))


def test_what_the_author_wrote_before_stands_beside(client: FlaskClient, store: Store, case: Case) -> None:
    before = mention(1, "Дякую, все швидко!", author_id="author-2")
    elsewhere = mention(5, "Не про вас", author_id="author-2", platform="vk", source="zoria-vk")
    praised, _ = keep(store, before, elsewhere)
    judge(store, {praised: verdict("praise")})
    card = client.get("/cases/1").text.split('id="author-title"')[1].split("</section>")[0]
    assert "2 comments" in card
    assert "1 thank-you" in card
    assert "Дякую, все швидко!" in card
    assert "Не про вас" not in card


def test_who_wrote_for_the_first_time_or_without_a_name_has_no_past(
    client: FlaskClient, store: Store, case: Case
) -> None:
    assert "author-title" not in client.get("/cases/1").text
    nobody = keep(store, mention(7, author_id=None), mention(8, author_id=None))
    found = store.mentions.get(nobody[0])
    assert found is not None
    assert store.authors.history(found.id, found.mention) is None


def test_a_million_mentions_do_not_slow_an_author_down(store: Store) -> None:
    plan = store.link.rows(
        "explain query plan select * from mentions as m"
        " where m.platform = 'vk' and m.author_id = 'x' and m.brand = 'zoria'"
    )
    assert any("mentions_author" in row["detail"] for row in plan)
