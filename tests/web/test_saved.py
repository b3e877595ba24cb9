"""Lists saved under a name, and lists as files."""

import csv
import io
import json
import re
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from classifier.search import write_search_forms
from models.records import Role, User
from models.store import Store
from models.store.queue import Filters
from tests.factories import NOW, judge, keep, mention, user, verdict
from tests.web.conftest import signed_in
from tests.web.scene import fill
from web.export import COLUMNS, harmless


@pytest.fixture
def work(store: Store) -> Store:
    """A queue with something to find."""
    fill(store)
    write_search_forms(store)
    return store


def save(client: FlaskClient, query: str, **more: str) -> str:
    form = {"room": "queue", "name": "Скарги", "query": query} | more
    return client.post("/views", data=form, follow_redirects=True).text


def listed(page: str) -> dict[str, str]:
    """Name of each saved list → what it counts."""
    return dict(re.findall(r"<bdi>([^<]+)</bdi><b>([^<]+)</b></a>", page))


def test_a_saved_list_opens_what_was_saved_and_counts_it(client: FlaskClient, work: Store) -> None:
    page = save(client, "label=complaint&q=посилка")
    assert "Saved as “Скарги”." in page
    many = work.queue.by_label(Filters())["complaint"]
    save(client, "label=complaint", name="Усі скарги")
    assert listed(client.get("/").text)["Усі скарги"] == str(many)
    found = listed(client.get("/").text)["Скарги"]
    assert 0 < int(found) < many


def test_a_private_list_is_ones_own_and_a_shared_one_everybodys(
    app: Flask, client: FlaskClient, work: Store
) -> None:
    ivan = signed_in(app, user(work, "ivan", language="en"))
    save(client, "label=risk", name="Мій")
    save(client, "label=risk&mine=1", name="Наш", shared="on")
    assert set(listed(ivan.get("/").text)) == {"Наш"}
    assert set(listed(client.get("/").text)) == {"Мій", "Наш"}


def test_only_mine_in_a_shared_list_means_whoever_looks(
    app: Flask, client: FlaskClient, work: Store, olena: User
) -> None:
    save(client, "mine=1", name="Моє", shared="on")
    work.cases.take(1, olena.id, 1, NOW)
    ivan = signed_in(app, user(work, "ivan", language="en"))
    assert listed(client.get("/").text)["Моє"] == "1"
    assert listed(ivan.get("/").text)["Моє"] == "0"


def test_saving_under_a_name_again_replaces_the_list(client: FlaskClient, work: Store, olena: User) -> None:
    save(client, "label=risk")
    save(client, "label=question&page=3")
    (view,) = work.views.visible(olena.id, "queue")
    assert view.query == {"label": "question"}


def test_a_list_is_removed_by_its_owner_or_a_lead(app: Flask, client: FlaskClient, work: Store) -> None:
    save(client, "label=risk", name="Мій")
    save(client, "label=risk", name="Наш", shared="on")
    ivan = signed_in(app, user(work, "ivan", language="en"))
    boss = signed_in(app, user(work, "boss", Role.LEAD, language="en"))
    assert ivan.post("/views/2/remove").status_code == 404
    assert boss.post("/views/1/remove").status_code == 404
    assert boss.post("/views/2/remove").status_code == 302
    assert client.post("/views/1/remove").status_code == 302
    assert listed(client.get("/").text) == {}


@pytest.mark.parametrize(
    "more", [{"name": " "}, {"name": "x" * 61}, {"room": "cellar"}, {"query": "label=x"}]
)
def test_what_cannot_be_saved_is_refused(client: FlaskClient, work: Store, more: dict[str, str]) -> None:
    form = {"room": "queue", "name": "Скарги", "query": ""} | more
    assert client.post("/views", data=form).status_code == 400


def test_who_may_only_look_saves_nothing_but_may_download(viewer: FlaskClient, work: Store) -> None:
    assert "/views" not in viewer.get("/").text
    assert viewer.post("/views", data={"room": "queue", "name": "a"}).status_code == 403
    assert viewer.get("/export/queue.csv", buffered=True).status_code == 200


def test_a_list_whose_source_is_gone_stays_and_is_not_counted(
    client: FlaskClient, work: Store, olena: User
) -> None:
    work.views.save(olena.id, "queue", "Старий", {"source": "gone"}, False, NOW)
    page = client.get("/").text
    assert "Старий" in page
    assert listed(page) == {}


def test_the_file_holds_exactly_the_list_in_its_order(client: FlaskClient, work: Store) -> None:
    query = "label=complaint&q=посилка&order=oldest"
    got = client.get(f"/export/queue.csv?{query}", buffered=True)
    rows = list(csv.DictReader(io.StringIO(got.data.decode("utf-8-sig"))))
    shown = re.findall(r'id="line-(\d+)"', client.get(f"/?{query}").text)
    assert [row["case"] for row in rows] == shown != []
    assert "vidhuk-queue-2026-11-25.csv" in got.headers["Content-Disposition"]
    assert rows[0]["published_at"].endswith("+02:00")


def test_all_pages_are_in_the_file(client: FlaskClient, store: Store) -> None:
    fill(store, rounds=4)
    lines = client.get("/export/mentions.jsonl", buffered=True).data.splitlines()
    assert len(lines) == 48
    assert set(json.loads(lines[0])) == set(COLUMNS)


HOSTILE = ("=HYPERLINK(1)", "+1", "-2", "@SUM(A1)", "\t=1", " =1", "＝1")


def test_no_cell_is_a_formula_in_any_format(client: FlaskClient, store: Store) -> None:
    keys = keep(store, *(mention(number, text) for number, text in enumerate(HOSTILE)))
    judge(store, {key: verdict("complaint") for key in keys})
    rows = list(
        csv.DictReader(
            io.StringIO(client.get("/export/mentions.csv", buffered=True).data.decode("utf-8-sig"))
        )
    )
    assert {row["text"][0] for row in rows} == {"'"}
    book = zipfile.ZipFile(io.BytesIO(client.get("/export/mentions.xlsx", buffered=True).data))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "=HYPERLINK(1)" in sheet
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


@pytest.mark.parametrize(("cell", "kept"), [(-5, -5), (None, None), ("a=1", "a=1"), ("=1", "'=1"), ("", "")])
def test_only_words_that_begin_like_a_formula_change(cell: str | int | None, kept: str | int | None) -> None:
    assert harmless(cell) == kept


def test_what_a_customer_gave_away_is_masked_in_a_file(client: FlaskClient, store: Store) -> None:
    keep(store, mention(1, "Подзвоніть мені +380 67 123 45 67"))
    assert "123 45 67" not in client.get("/export/mentions.jsonl", buffered=True).text


def test_a_file_of_nothing_and_of_nonsense(client: FlaskClient, guest: FlaskClient, work: Store) -> None:
    assert client.get("/export/queue.jsonl?q=телефон", buffered=True).data == b""
    assert client.get("/export/queue.csv?label=x", buffered=True).status_code == 400
    assert client.get("/export/queue.exe", buffered=True).status_code == 404
    assert guest.get("/export/queue.csv", buffered=True).status_code == 302
