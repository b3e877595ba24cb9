"""The page of a case, and every deed on it: done, refused, missing, undone."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from models.records import Batch, Case, Evidence, Kind, Status, User
from models.store import Store
from tests.factories import NOW, judge, keep, mention, user, verdict
from tests.web.scene import LONG

HTMX = {"HX-Request": "true"}


@pytest.fixture
def case(store: Store) -> Case:
    post = mention(0, "Сьогодні працюємо до 20:00", kind=Kind.POST, external_id="0", by_brand=True)
    asked = mention(2, "Де моя посилка?", url="https://t.me/zoria_post/0?comment=2")
    _, key = keep(store, post, asked)
    said = verdict("complaint", evidence=(Evidence(0, 2, "complaint", 1.0),))
    judge(store, {key: said})
    found = store.cases.of_mention(key)
    assert found is not None
    return found


def test_the_page_of_what_was_removed_says_so_and_why_its_case_is_closed(
    client: FlaskClient, store: Store, case: Case
) -> None:
    store.purges.erase("telegram", "author-2", NOW)
    page = client.get(f"/cases/{case.id}").text
    assert "The words and the author were removed for good" in page
    assert "the comment was removed for good" in page
    assert "Де моя посилка?" not in page
    assert "Автор 2" not in page


def now_of(store: Store, case: Case) -> Case:
    found = store.cases.get(case.id)
    assert found is not None
    return found


def test_the_page_shows_the_comment_its_verdict_and_its_thread(client: FlaskClient, case: Case) -> None:
    page = client.get(f"/cases/{case.id}").text
    assert '<mark class="ev is-complaint s3" title="Complaint">Де</mark> моя посилка?' in page
    assert "Judged by test" in page
    assert "90%" in page
    assert page.index("Сьогодні працюємо до 20:00") < page.index("this comment")
    assert (
        'href="https://t.me/zoria_post/0?comment=2" target="_blank" rel="noopener noreferrer nofollow"'
        in page
    )


def test_looking_changes_nothing(client: FlaskClient, store: Store, case: Case) -> None:
    client.get(f"/cases/{case.id}")
    assert now_of(store, case) == case


@pytest.mark.parametrize(
    ("deed", "form", "status"),
    [
        ("take", {}, Status.TAKEN),
        ("answer", {"text": "Вже шукаємо"}, Status.ANSWERED),
        ("answer", {}, Status.ANSWERED),
        ("close", {"reason": "spam"}, Status.CLOSED),
        ("snooze", {"until": "hour"}, Status.SNOOZED),
        ("relabel", {"flags": ["question"]}, Status.NEW),
        ("note", {"text": "Дзвонив"}, Status.NEW),
    ],
)
def test_each_deed_is_done_and_undone_with_plain_forms(
    client: FlaskClient, store: Store, case: Case, deed: str, form: dict[str, str], status: Status
) -> None:
    answer = client.post(f"/cases/{case.id}/{deed}", data={"version": case.version, **form})
    assert answer.headers["Location"] == f"/cases/{case.id}"
    assert now_of(store, case).status is status
    action = store.cases.actions(case.id)[0]
    assert action.user_name == "Олена Коваль"
    page = client.get(f"/cases/{case.id}").text
    assert f'<form method="post" action="/actions/{action.id}/undo">' in page  # in the toast
    client.post(f"/actions/{action.id}/undo")
    assert (now_of(store, case).status, now_of(store, case).label) == (case.status, case.label)


def test_releasing_gives_it_back(client: FlaskClient, store: Store, case: Case, olena: User) -> None:
    store.cases.take(case.id, olena.id, 1, NOW)
    assert "Release" in client.get(f"/cases/{case.id}").text
    client.post(f"/cases/{case.id}/release", data={"version": 2})
    assert now_of(store, case).assignee_id is None


def test_a_deed_goes_back_to_the_list_it_came_from(client: FlaskClient, case: Case) -> None:
    form = {"version": case.version, "back": "/?label=complaint"}
    assert client.post(f"/cases/{case.id}/take", data=form).headers["Location"] == "/?label=complaint"
    elsewhere = client.post(f"/cases/{case.id}/release", data={"version": 2, "back": "//evil.example"})
    assert elsewhere.headers["Location"] == f"/cases/{case.id}"


def test_a_line_is_swapped_with_its_undo(client: FlaskClient, case: Case) -> None:
    form = {"version": case.version, "view": "line", "reason": "spam"}
    answer = client.post(f"/cases/{case.id}/close", data=form, headers=HTMX)
    assert answer.text.lstrip().startswith(f'<li id="line-{case.id}"')
    assert "Closed: spam" in answer.text
    assert 'id="toasts" hx-swap-oob="innerHTML"' in answer.text
    assert f'hx-target="#line-{case.id}"' in answer.text.split("toasts")[1]


def test_a_page_is_swapped_and_keeps_what_is_typed_elsewhere(client: FlaskClient, case: Case) -> None:
    form = {"version": case.version, "view": "case", "form": "note", "text": "Дзвонив"}
    answer = client.post(f"/cases/{case.id}/note", data=form, headers=HTMX).text
    assert answer.lstrip().startswith('<article id="case"')
    note, typed = answer.split('id="note-text"')[1], answer.split('id="answer-text"')[1]
    assert "hx-preserve" not in note.split(">")[0]
    assert "hx-preserve" in typed.split(">")[0]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_stale_answer_is_refused_shows_why_and_loses_nothing(
    client: FlaskClient, store: Store, case: Case, headers: dict[str, str]
) -> None:
    ivan = user(store, "ivan", name="Іван")
    store.cases.take(case.id, ivan.id, case.version, NOW)
    form = {"version": case.version, "view": "case", "form": "answer", "text": "Вже шукаємо <3"}
    answer = client.post(f"/cases/{case.id}/answer", data=form, headers=headers)
    assert answer.status_code == 409
    assert "Somebody was quicker" in answer.text
    assert "Іван" in answer.text.split("Somebody was quicker")[1]
    assert ">Вже шукаємо &lt;3</textarea>" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert now_of(store, case).status is Status.TAKEN


def test_a_stale_line_comes_back_as_it_is_now(
    client: FlaskClient, store: Store, case: Case, olena: User
) -> None:
    store.cases.take(case.id, olena.id, case.version, NOW)
    form = {"version": case.version, "view": "line", "reason": "spam"}
    answer = client.post(f"/cases/{case.id}/close", data=form, headers=HTMX)
    assert answer.status_code == 409
    assert "Taken" in answer.text
    assert "Somebody changed this case meanwhile" in answer.text


@pytest.mark.parametrize(
    ("deed", "form", "code", "words"),
    [
        ("close", {"reason": "tired"}, 400, "choose answered_elsewhere"),
        ("snooze", {"until": "day", "day": "2020-01-01T10:00"}, 400, "in the future"),
        ("snooze", {"until": "day", "day": "soon"}, 400, "in the future"),
        ("relabel", {"flags": "boring"}, 400, "choose complaint"),
        ("note", {"text": "  "}, 400, "empty"),
        ("answer", {"text": "x" * 20_001}, 413, "too long"),
        ("release", {}, 409, "which does not allow this"),
    ],
)
def test_a_deed_that_makes_no_sense_says_why(
    client: FlaskClient, case: Case, deed: str, form: dict[str, str], code: int, words: str
) -> None:
    answer = client.post(f"/cases/{case.id}/{deed}", data={"version": case.version, **form})
    assert answer.status_code == code
    assert words in answer.text


def test_a_form_without_a_version_is_refused(client: FlaskClient, case: Case) -> None:
    assert client.post(f"/cases/{case.id}/take").status_code == 400


DEEDS = ("take", "release", "answer", "close", "snooze", "relabel", "note")


@pytest.mark.parametrize("deed", DEEDS)
def test_there_is_nothing_to_do_to_a_case_that_is_not(client: FlaskClient, deed: str) -> None:
    form = {"version": 1, "reason": "spam", "until": "hour", "text": "x"}
    assert client.post(f"/cases/404/{deed}", data=form).status_code == 404


@pytest.mark.parametrize("deed", DEEDS)
def test_who_may_only_look_may_not_act(viewer: FlaskClient, store: Store, case: Case, deed: str) -> None:
    form = {"version": case.version, "reason": "spam", "until": "hour", "text": "x"}
    answer = viewer.post(f"/cases/{case.id}/{deed}", data=form)
    assert answer.status_code == 403
    assert "lets you look" in answer.text
    assert now_of(store, case) == case
    assert "/take" not in viewer.get(f"/cases/{case.id}").text


def test_what_something_was_built_on_cannot_be_undone(
    client: FlaskClient, store: Store, case: Case, olena: User
) -> None:
    taken = store.cases.take(case.id, olena.id, 1, NOW)
    store.cases.close(case.id, olena.id, 2, NOW, "spam")
    answer = client.post(f"/actions/{taken}/undo", headers=HTMX)
    assert answer.status_code == 409
    assert "no longer be undone" in answer.text
    assert client.post("/actions/999/undo").status_code == 409


def test_the_history_tells_who_did_what(client: FlaskClient, store: Store, case: Case, olena: User) -> None:
    store.cases.snooze(case.id, olena.id, 1, NOW, NOW + timedelta(hours=2))
    store.cases.note(case.id, olena.id, NOW, "Чекаю на склад")
    page = " ".join(client.get(f"/cases/{case.id}").text.split())
    assert "<strong>Snoozed</strong> until 16:00" in page  # Kyiv time
    assert "Чекаю на склад" in page
    assert "<strong>Case opened</strong>" in page


def test_an_edited_comment_shows_its_earlier_words(client: FlaskClient, store: Store, case: Case) -> None:
    keep(store, mention(2, "Посилка знайшлась"))
    page = client.get(f"/cases/{case.id}").text
    assert "Edited 1 time" in page
    assert page.index("Посилка знайшлась") < page.index("Де моя посилка?")


def test_a_deleted_comment_is_marked(client: FlaskClient, store: Store, case: Case) -> None:
    store.mentions.keep("zoria-telegram", Batch(vanished=("0/2",)), NOW)
    page = client.get(f"/cases/{case.id}").text
    assert "no longer shows this comment" in page
    assert "is-gone" in page


def test_a_very_long_comment_is_folded(client: FlaskClient, store: Store) -> None:
    (key,) = keep(store, mention(5, LONG))
    judge(store, {key: verdict("complaint")})
    case = store.cases.of_mention(key)
    assert case is not None
    assert "Show the rest" in client.get(f"/cases/{case.id}").text


def test_replies_stand_under_what_they_answer(client: FlaskClient, store: Store, case: Case) -> None:
    under = mention(9, "Напишіть номер", by_brand=True, parent_id="0/2", author_name="Пошта Зоря")
    keep(store, mention(3, "Інша розмова"), under)
    thread = client.get(f"/cases/{case.id}").text.split('id="thread-title"')[1]
    assert thread.index("Де моя посилка?") < thread.index("Напишіть номер") < thread.index("Інша розмова")
    assert "the brand" in thread.split("Напишіть номер")[0]


def test_the_whole_of_a_long_thread_is_one_click_away(client: FlaskClient, store: Store, case: Case) -> None:
    keep(store, *(mention(number, f"Слово {number}") for number in range(10, 60)))
    near, whole = client.get(f"/cases/{case.id}").text, client.get(f"/cases/{case.id}?whole").text
    assert "Слово 12" in near
    assert "Слово 55" not in near
    assert "Слово 55" in whole
