"""Feeds as they are asked: only what has changed, wherever they have moved, however they are written."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from listener.network import Http
from listener.replica.server import Fault, Reply, html, status
from models.records import Kind
from models.store import Store
from tests.listener.feed_stage import LILIA, START, Stage, a_site


@pytest.fixture
def site(store: Store, http: Http) -> Iterator[Stage]:
    with a_site(store, http) as stage:
        yield stage


def test_an_entry_becomes_a_post_of_a_stranger(site: Stage) -> None:
    number = site.writes("Кур'єр чекав.\nДякую!", "Швидко", LILIA, "https://example.org/reviews/1")
    site.world.comment(number, LILIA, "І я задоволена")

    site.turn()

    mention = site.kept()["review-1"].mention
    assert (mention.kind, mention.by_brand, mention.thread_id) == (Kind.POST, False, "review-1")
    assert mention.text == "Швидко\nКур'єр чекав.\nДякую!"
    assert (mention.author_name, mention.url) == ("Лілія Р.", "https://example.org/reviews/1")
    assert (mention.published_at, mention.replies) == (START, 1)


def test_an_unchanged_feed_costs_one_request_and_no_document(site: Stage) -> None:
    site.writes("Посилка приїхала мокра")
    site.turn()

    assert site.asked() == ["/reviews.rss"]
    assert site.replica.requests[-1].headers["if-none-match"]
    assert site.replica.requests[-1].headers["if-modified-since"] == "Fri, 20 Nov 2026 09:00:00 GMT"


def test_a_feed_without_validators_is_read_again_and_stored_once(site: Stage) -> None:
    site.feed.validators = False
    site.writes("Посилка приїхала мокра")

    assert site.turn().kept.new == 1
    assert site.turn().kept.new == 0


def test_an_edit_keeps_the_old_text(site: Stage) -> None:
    number = site.writes("Відділення зачинене")
    site.turn()
    site.world.edit(number, "Відділення зачинене, але відкрили поруч")

    assert site.turn().kept.edited == 1
    kept = site.kept()["review-1"]
    assert [old.text for old in site.store.mentions.revisions(kept.id)] == ["Відділення зачинене"]


def test_what_has_left_the_window_is_not_gone(site: Stage) -> None:
    site.feed.newest = 2
    for day in range(5):
        site.writes(f"Відгук {day}")
        site.turn()

    assert len(site.kept()) == 5
    assert not [each for each in site.kept().values() if each.deleted_at]


def test_an_undated_entry_is_as_old_as_our_first_sight_of_it(site: Stage) -> None:
    site.feed.dated = False
    number = site.writes("Коли це було?")
    site.turn()
    site.world.edit(number, "Коли ж це було?")
    site.turn()

    assert site.kept()["review-1"].mention.published_at == START + timedelta(minutes=10)


def test_a_feed_that_has_moved_for_good_is_asked_at_its_new_place(site: Stage) -> None:
    site.writes("Посилка приїхала мокра")
    site.feed.moved["/old.rss"] = "/reviews.rss"
    site.source = site.source.model_copy(update={"target": "old.rss"})

    assert site.asked() == ["/old.rss", "/reviews.rss"]
    assert site.asked() == ["/reviews.rss"]
    assert site.replica.requests[-1].headers["if-none-match"]


def test_a_feed_that_is_elsewhere_for_a_while_is_asked_at_its_own_place(site: Stage) -> None:
    site.writes("Посилка приїхала мокра")
    site.feed.lent["/old.rss"] = "/reviews.rss"
    site.source = site.source.model_copy(update={"target": "old.rss"})

    assert site.asked() == ["/old.rss", "/reviews.rss"]
    assert site.asked() == ["/old.rss", "/reviews.rss"]


def test_a_new_target_forgets_the_old_one(site: Stage) -> None:
    site.writes("Посилка приїхала мокра")
    site.turn()
    site.source = site.source.model_copy(update={"target": "reviews.atom"})

    site.turn()

    assert site.store.mentions.find("zoria-feed", "tag:example.org,2026:1")


@pytest.mark.parametrize(
    ("trouble", "words", "permanent"),
    [
        ({"moved": {"/reviews.rss": "/a", "/a": "/reviews.rss"}}, "without end", False),
        ({"moved": {"/reviews.rss": "ftp://example.org/"}}, "without end", False),
        ({"gone": {"/reviews.rss"}}, "410", True),
    ],
    ids=["a ring of moves", "a move out of the web", "gone"],
)
def test_a_feed_that_cannot_be_reached_is_said_to_be(
    store: Store, http: Http, trouble: dict[str, Any], words: str, permanent: bool
) -> None:
    with a_site(store, http, **trouble) as site:
        assert words in (site.turn().error or "")
        assert site.store.sources.state("zoria-feed").permanent is permanent


@pytest.mark.parametrize("target", ["ftp://example.org/feed", "http://[", "https://"])
def test_a_target_that_is_no_address_is_a_matter_for_a_person(site: Stage, target: str) -> None:
    site.source = site.source.model_copy(update={"target": target})

    assert "target is not the address of a feed" in (site.turn().error or "")
    assert site.store.sources.state("zoria-feed").permanent
    assert not site.replica.requests


@pytest.mark.parametrize(
    "answer",
    [html("<html><body>Увійдіть</body></html>"), Reply(b""), Reply(b"{}"), Reply(b"\x00\xff" * 99)],
    ids=["a page", "nothing", "JSON", "bytes"],
)
def test_what_is_no_feed_is_an_error_and_not_an_empty_feed(site: Stage, answer: Reply) -> None:
    site.replica.faults.append(Fault(answer))

    assert "no feed that can be read" in (site.turn().error or "")


def test_an_empty_feed_is_a_feed(site: Stage) -> None:
    assert site.turn().error is None


def test_a_broken_document_gives_what_it_can_and_is_asked_for_again(site: Stage) -> None:
    for day in range(3):
        site.writes(f"Відгук {day}")
    site.replica.answer = lambda request: _cut_short(site.feed.answer(request))
    assert 0 < site.turn().kept.new < 3

    site.replica.answer = site.feed.answer
    site.turn()

    assert len(site.kept()) == 3


def _cut_short(reply: Reply) -> Reply:
    """The document ends in the middle, though the protocol says that it is whole."""
    return Reply(reply.body[: len(reply.body) * 2 // 3], reply.status, reply.headers)


def test_a_pause_that_the_site_asks_for_is_kept(site: Stage) -> None:
    site.replica.faults.append(status(429, retry_after=7200))

    assert "429" in (site.turn().error or "")
    retry_at = site.store.sources.state("zoria-feed").retry_at
    assert retry_at
    assert retry_at >= site.clock[0] + timedelta(hours=2)


@pytest.mark.parametrize(
    "sloppiness",
    [
        {},
        {"careless": True},
        {"charset": None},
        {"charset": "windows-1251"},
        {"charset": "us-ascii"},
        {"encoding": "windows-1251", "charset": "windows-1251"},
        {"encoding": "windows-1251", "charset": None},
        {"encoding": "windows-1251", "charset": "utf-8"},
        {"encoding": "utf-16", "charset": None},
    ],
    ids=str,
)
@pytest.mark.parametrize("target", ["reviews.rss", "reviews.atom"])
def test_sloppy_documents_read_like_proper_ones(
    store: Store, http: Http, target: str, sloppiness: dict[str, Any]
) -> None:
    with a_site(store, http, target, **sloppiness) as site:
        site.writes("Оператор №5 & посилка: «їде» пів року", "Ґанок & сніг")
        site.turn()

        name = "review-1" if target == "reviews.rss" else "tag:example.org,2026:1"
        kept = store.mentions.find("zoria-feed", name)
        assert kept
        assert kept.mention.text == "Ґанок & сніг\nОператор №5 & посилка: «їде» пів року"
