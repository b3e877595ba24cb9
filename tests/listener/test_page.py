"""Review sites: read only with a permission, by robots.txt, and by whatever marks a review on the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from listener.network import Http
from listener.replica.page import Site
from listener.replica.server import Fault, Reply, status
from listener.sources import page_markup
from listener.sources.page_parse import Reader
from models.options import PageOptions
from models.records import Kind, Mention
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.rolling_stage import BRAND, START, TARAS, Kit, Stage, a_stage

SAVED = Path(__file__).parent / "payloads" / "page"
URL = "https://reviews.example/zoria"
AT = datetime(2026, 11, 22, tzinfo=UTC)
ALLOWED = {"permission": "лист редакції від 2026-11-01"}
PLAIN = ALLOWED | {
    "date_format": "%d.%m.%Y",
    "best_rating": 10,
    "selectors": {
        "item": ".review",
        "text": ".said",
        "author": ".who",
        "date": ".when",
        "rating": ".stars",
        "reply": "blockquote",
    },
}
KIT = Kit(
    platform="page",
    make=Site,
    post_name=lambda post: f"#review-{post.number}",
    comment_name=lambda post, item: f"#answer-{item.number}",
    parent_name=lambda world, post, item: f"#review-{post.number}",
    target="/reviews",
    options=ALLOWED,
)


@contextmanager
def a_site(store: Store, http: Http, options: dict[str, Any] = ALLOWED, **given: Any) -> Iterator[Stage]:
    """A site without reviews, and a source that may read it."""
    with a_stage(replace(KIT, options=options), store, http, **given) as stage:
        target = f"{stage.replica.url}/reviews"
        stage.source = stage.source.model_copy(update={"target": target, "base_url": None})
        yield stage


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_site(store, http) as ready:
        yield ready


def read(name: str, **options: Any) -> tuple[Mention, ...]:
    page = LexborHTMLParser((SAVED / name).read_text("utf-8"))
    reader = Reader(a_source(platform="page", target=URL), PageOptions(**options), AT)
    return reader.mentions(page_markup.reviews(page, None), URL)


def test_saved_json_ld_is_read_with_the_answer_though_a_comma_is_too_many() -> None:
    lilia, answer, taras = read("json_ld.html", brand_author="пошта зоря")

    assert lilia.text == "Мокра посилка\nКоробка розмокла & порвана.\nХто відповість? 😡"
    assert (lilia.external_id, lilia.kind, lilia.author_name) == (
        "https://reviews.example/r/7",
        Kind.POST,
        "Лілія Р.",
    )
    assert lilia.published_at == datetime(2026, 11, 19, 22, tzinfo=UTC)  # the day begins in Kyiv
    assert lilia.edited_at == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert lilia.rating == 1.8
    assert (answer.kind, answer.parent_id, answer.by_brand) == (Kind.COMMENT, lilia.external_id, True)
    assert (taras.rating, taras.url, taras.author_name) == (5.0, "https://reviews.example/r/6", "Тарас")
    assert len(taras.external_id) == 64


def test_saved_microdata_is_read_by_its_own_properties_alone() -> None:
    (lilia,) = read("microdata.html")

    assert lilia.text == "Коробка ціла.\nДякую!"
    assert (lilia.author_name, lilia.rating, lilia.url) == ("Лілія Р.", 4.0, "https://reviews.example/r/8")
    assert lilia.published_at == datetime(2026, 11, 20, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize("markup", ["json", "graph", "broken", "microdata"])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_a_review_is_read_however_it_is_marked(store: Store, http: Http, markup: str, encoding: str) -> None:
    with a_site(store, http, markup=markup, encoding=encoding) as stage:
        number = stage.writes("Оператор & посилка: їде пів року </script>")
        stage.turn()

        mention = stage.find(number).mention
        assert mention.text == "Оператор & посилка: їде пів року </script>"
        assert (mention.author_name, mention.published_at) == ("Анна К.", START)
        assert mention.rating == 1.0


def test_a_page_that_marks_nothing_is_read_by_selectors(store: Store, http: Http) -> None:
    with a_site(store, http, PLAIN, markup="plain") as stage:
        review = stage.writes("Не відповідають")
        stage.world.comment(review, BRAND, "Напишіть нам")
        stage.turn()

        found = store.mentions.find("zoria-page", "1")
        assert found
        assert found.mention.rating == 1.0
        assert found.mention.published_at == datetime(2026, 11, 19, 22, tzinfo=UTC)
        answer = store.mentions.find("zoria-page", "1/reply")
        assert answer
        assert (answer.mention.text, answer.mention.by_brand) == ("Напишіть нам", True)


def test_answers_are_stored_under_their_review(stage: Stage) -> None:
    review = stage.writes("Не відповідають")
    stage.world.comment(review, TARAS, "Так і є")
    stage.turn()

    assert stage.kept() == stage.shown()


def test_without_a_permission_nothing_is_asked(store: Store, http: Http) -> None:
    with a_site(store, http, {}) as stage:
        assert "reading this site is switched off" in (stage.turn().error or "")
        assert store.sources.state("zoria-page").permanent
        assert not stage.replica.requests


def test_robots_are_asked_once_a_day(stage: Stage) -> None:
    stage.writes("Відгук")
    stage.turn()
    stage.turn()
    assert stage.replica.paths() == ["/robots.txt", "/reviews", "/reviews"]

    stage.later(days=1)
    stage.turn()
    assert stage.replica.paths()[3:] == ["/robots.txt", "/reviews"]


@pytest.mark.parametrize(
    ("robots", "words"),
    [
        ("User-agent: *\nDisallow: /", "forbids this page"),
        ("User-agent: *\nAllow: /\n\nUser-agent: vidhuk\nDisallow: /rev", "forbids this page"),
        ("User-agent: *\nDisallow: /\nAllow: /reviews$", None),
        ("User-agent: other\nDisallow: /", None),
        ("<html>not a robots file</html>", None),
    ],
)
def test_robots_txt_is_obeyed(store: Store, http: Http, robots: str, words: str | None) -> None:
    with a_site(store, http, robots=robots) as stage:
        stage.writes("Відгук")
        error = stage.turn().error

        assert (words or "") in (error or "")
        assert (error is None) is (words is None)
        assert ("/reviews" in stage.replica.paths()) is (words is None)


@pytest.mark.parametrize(
    ("code", "may_read"), [(404, True), (401, True), (403, True), (500, False), (503, False)]
)
def test_robots_that_cannot_be_asked_forbid_everything(
    store: Store, http: Http, code: int, may_read: bool
) -> None:
    with a_site(store, http, robots_status=code) as stage:
        stage.writes("Відгук")

        assert (stage.turn().error is None) is may_read
        assert ("/reviews" in stage.replica.paths()) is may_read
        assert not store.sources.state("zoria-page").permanent


def test_robots_that_have_moved_are_followed(store: Store, http: Http) -> None:
    with a_site(store, http, moved={"/robots.txt": "/reviews/robots"}) as stage:
        stage.writes("Відгук")

        assert stage.turn().error is None
        assert stage.replica.paths() == ["/robots.txt", "/reviews/robots", "/reviews"]


def test_a_page_that_moves_behind_a_fence_is_not_followed(store: Store, http: Http) -> None:
    with a_site(store, http, moved={"/reviews": "/private/reviews"}) as stage:
        assert "forbids this page" in (stage.turn().error or "")
        assert stage.replica.paths() == ["/robots.txt", "/reviews"]


def test_a_page_that_moves_to_another_site_is_not_followed(store: Store, http: Http) -> None:
    with a_site(store, http, moved={"/reviews": "http://127.0.0.2:9/"}) as stage:
        assert "moved to another site" in (stage.turn().error or "")


@pytest.mark.parametrize(
    "given",
    [
        {"head": '<meta name="robots" content="noindex, nofollow">'},
        {"head": '<meta name="ROBOTS" content="NONE">'},
        {"headers": {"X-Robots-Tag": "noindex"}},
    ],
)
def test_a_page_that_asks_to_be_left_out_is_left_out(store: Store, http: Http, given: dict[str, Any]) -> None:
    with a_site(store, http, **given) as stage:
        stage.writes("Відгук")

        assert "leave it out" in (stage.turn().error or "")
        assert stage.kept() == {}


@pytest.mark.parametrize(
    ("robots", "seconds"),
    [("", 5.0), ("User-agent: *\nCrawl-delay: 20", 20.0), ("User-agent: *\nCrawl-delay: 9999", 60.0)],
)
def test_the_site_sets_the_pace(store: Store, robots: str, seconds: float) -> None:
    slept: list[float] = []
    http = Http(sleep=slept.append, clock=lambda: 0.0)
    with a_site(store, http, robots=robots) as stage:
        stage.writes("Відгук")
        stage.turn()

    assert max(slept) == pytest.approx(seconds)
    http.close()


def test_further_pages_are_read_while_they_hold_anything_new(store: Store, http: Http) -> None:
    with a_site(store, http, ALLOWED | {"pages": 10}, largest=2) as stage:
        for number in range(6):
            stage.writes(f"Відгук {number}")
        stage.turn()
        assert len(stage.kept()) == 6
        assert stage.asked() == 1

        for number in range(3):
            stage.writes(f"Новий {number}")
        assert stage.asked() == 3
        assert stage.kept() == stage.shown()


def test_an_edit_keeps_its_time_and_the_old_text(stage: Stage) -> None:
    number = stage.writes("Погано")
    stage.turn()
    edited_at = stage.clock[0]
    stage.world.edit(number, "Виправились")
    stage.turn()

    kept = stage.find(number)
    assert (kept.mention.text, kept.mention.edited_at) == ("Виправились", edited_at)
    assert len(stage.store.mentions.revisions(kept.id)) == 1


def test_a_review_without_a_name_is_stored_once(store: Store, http: Http) -> None:
    with a_site(store, http, named=False) as stage:
        stage.writes("Погано")

        assert [stage.turn().kept.new for _ in range(3)] == [1, 0, 0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target": "reviews.example"}, "not the address of a page"),
        ({"options": ALLOWED | {"next": "a["}}, "no CSS selector"),
        ({"options": PLAIN | {"selectors": {"item": "::", "text": "p"}}}, "no CSS selector"),
    ],
)
def test_what_is_written_wrong_is_a_matter_for_a_person(stage: Stage, changes: Any, words: str) -> None:
    stage.source = stage.source.model_copy(update=changes)

    assert words in (stage.turn().error or "")
    assert stage.store.sources.state("zoria-page").permanent


@pytest.mark.parametrize(
    ("fault", "words", "permanent"),
    [
        (Fault(Reply(b"<p>nothing here")), "no reviews are marked", False),
        (status(403), "access refused", True),
        (status(429, 3600), "429", False),
    ],
    ids=["nothing", "refused", "too fast"],
)
def test_a_page_that_cannot_be_read_is_said_to_be(
    stage: Stage, fault: Fault, words: str, permanent: bool
) -> None:
    stage.replica.faults.extend([None, fault])

    assert words in (stage.turn().error or "")
    assert stage.store.sources.state("zoria-page").permanent is permanent


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(
        st.sampled_from(
            [
                '<script type="application/ld+json">',
                "</script>",
                '{"@type":"Review","reviewBody":',
                '"x"',
                "}",
                "[" * 50,
                '{"review":[null,7,true]}',
                '<div itemscope itemtype="https://schema.org/Review">',
                '<b itemprop="reviewBody">',
                '<i itemprop="ratingValue" content="1e999">',
                '"datePublished":"9999-99-99",',
                "&lt;\x00",
            ]
        ),
        max_size=12,
    )
)
def test_no_page_is_so_broken_that_reading_it_fails(pieces: list[str]) -> None:
    page = LexborHTMLParser("".join(pieces))
    reader = Reader(a_source(platform="page", target=URL), PageOptions(), AT)

    for mention in reader.mentions(page_markup.reviews(page, None), URL):
        assert mention.published_at <= AT
        assert mention.rating is None or 1 <= mention.rating <= 5


def test_the_same_name_for_two_reviews_is_no_name() -> None:
    found = [page_markup.Found("Перший", name="#r"), page_markup.Found("Другий", name="#r")]
    reader = Reader(a_source(platform="page", target=URL), PageOptions(), AT + timedelta(days=1))

    assert len({each.external_id for each in reader.mentions(found, URL)}) == 2
