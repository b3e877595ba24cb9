"""The replica of t.me keeps to what is known of t.me."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from listener.replica.server import Replica
from listener.replica.telegram import Telegram
from listener.replica.telegram_html import rounded
from listener.replica.world import Account, Item, World

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
BRAND = Account(1, "Пошта Зоря", "zoria_post", brand=True)
OKSANA = Account(2, "Оксана <К.>", "oksana_k")
TARAS = Account(3, "Тарас")
AJAX = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def world() -> World:
    """A channel with 45 posts and a talk of 230 under the last."""
    made = World(lambda: START + timedelta(days=1))
    posts = [made.publish(BRAND, f"Новина {number}", START) for number in range(45)]
    for number in range(230):
        made.comment(posts[-1], OKSANA, f"Питання {number}", at=START)
    return made


@pytest.fixture
def telegram(world: World) -> Telegram:
    return Telegram(world)


@pytest.fixture
def site(telegram: Telegram) -> Iterator[httpx.Client]:
    with Replica(telegram.answer) as replica, httpx.Client(base_url=replica.url) as client:
        yield client


def numbers(text: str) -> list[int]:
    """The posts or comments of a page, in its order."""
    return [int(number) for number in re.findall(r'data-post(?:-id)?="(?:\w+/)?(\d+)"', text)]


def fields(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))


def load(site: httpx.Client, text: str, **given: Any) -> Any:
    address = re.findall(r'"api_url": "([^"]+)"', text)[0].replace(r"\/", "/")
    data = {"method": "loadComments", **fields(text), **given}
    return site.post(address, data=data, headers=AJAX).json()


def test_the_preview_shows_the_newest_page_oldest_on_top(site: httpx.Client) -> None:
    page = site.get("/s/zoria_post").text

    assert numbers(page) == list(range(26, 46))
    assert '<link rel="prev" href="/s/zoria_post?before=26">' in page
    assert 'data-before="26"' in page
    assert 'rel="next"' not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("before=26", range(6, 26)),
        ("before=6", range(1, 6)),
        ("after=40", range(41, 46)),
        ("after=1", range(2, 22)),
        ("q=новина+44", [45]),
    ],
)
def test_before_and_after_are_strict(site: httpx.Client, query: str, expected: list[int]) -> None:
    assert numbers(site.get(f"/s/zoria_post?{query}").text) == list(expected)


def test_before_the_beginning_no_posts_are_found(site: httpx.Client) -> None:
    page = site.get("/s/zoria_post?before=1")

    assert page.status_code == 200
    assert "No posts found" in page.text
    assert "tgme_channel_history" in page.text


def test_a_script_gets_the_posts_as_a_json_string(site: httpx.Client) -> None:
    fragment = site.get("/s/zoria_post?before=6", headers=AJAX).json()

    assert numbers(fragment) == [1, 2, 3, 4, 5]
    assert "<html" not in fragment


@pytest.mark.parametrize("name", ["zoria_post_help", "durov"])
def test_what_is_no_public_channel_is_sent_away(site: httpx.Client, name: str) -> None:
    answer = site.get(f"/s/{name}")

    assert (answer.status_code, answer.headers["location"]) == (302, f"https://t.me/{name}")


def test_a_channel_whose_preview_is_off_is_sent_away(site: httpx.Client, telegram: Telegram) -> None:
    telegram.open = False

    assert site.get("/s/zoria_post").status_code == 302


def test_deleted_posts_vanish_without_a_trace(site: httpx.Client, world: World) -> None:
    world.delete(44)
    world.edit(43, "Виправлено")
    page = site.get("/s/zoria_post").text

    assert numbers(page) == [*range(25, 44), 45]
    assert page.count("edited &nbsp;") == 1


def test_an_album_nests_its_caption_and_says_that_it_is_one(site: httpx.Client, world: World) -> None:
    album = Item(900, None, 45, BRAND, "Фото\nй підпис", START, views=4850, attachments=("photo", "photo"))
    world.add(album)
    page = site.get("/s/zoria_post?after=899").text

    inner = '<div class="tgme_widget_message_text js-message_text" dir="auto">'
    assert f"{inner}{inner}Фото<br/>й підпис</div></div>" in page
    assert '<span class="tgme_widget_message_views">4.85K</span>' in page
    assert 'class="tgme_widget_message_reply" href="https://t.me/zoria_post/45"' in page


def test_a_single_post_stands_alone(site: httpx.Client) -> None:
    assert numbers(site.get("/zoria_post/45?embed=1").text) == [45]
    assert "Post not found" in site.get("/zoria_post/46?embed=1").text
    assert "not found" in site.get("/durov/1?embed=1").text


@pytest.mark.parametrize(("limit", "shown"), [(5, 5), (100, 100), (500, 100), (0, 1)])
def test_the_widget_shows_the_newest_comments_up_to_its_limit(
    site: httpx.Client, limit: int, shown: int
) -> None:
    page = site.get(f"/zoria_post/45?embed=1&discussion=1&comments_limit={limit}").text

    assert numbers(page) == list(range(276 - shown, 276))
    assert ">230 comments</span> on <a" in page
    assert 'autoload hide" data-after="275"' in page


def test_older_and_newer_comments_come_by_the_api(site: httpx.Client) -> None:
    page = site.get("/zoria_post/45?embed=1&discussion=1&comments_limit=100").text
    older = load(site, page, before_id=176)
    newer = load(site, page, after_id=273)

    assert numbers(older["comments_html"]) == list(range(126, 176))
    assert 'data-before="126"' in older["comments_html"]
    assert (older["ok"], older["comments_cnt"], older["header_html"]) == (True, 230, "230 comments")
    assert numbers(newer["comments_html"]) == [274, 275]


@pytest.mark.parametrize(
    "wrong", [{"discussion_hash": "x"}, {"method": "deleteComments"}, {"peer": ""}, {"top_msg_id": "7"}]
)
def test_the_api_refuses_what_it_did_not_give_out(site: httpx.Client, wrong: dict[str, str]) -> None:
    page = site.get("/zoria_post/45?embed=1&discussion=1").text

    assert set(load(site, page, before_id=176, **wrong)) == {"error"}


def test_a_person_without_a_public_name_has_no_link(site: httpx.Client, world: World) -> None:
    for author in (TARAS, Account(4, ""), BRAND):
        world.comment(44, author, "Так", at=START)
    page = site.get("/zoria_post/44?embed=1&discussion=1").text

    name = r'<(span|a) class="tgme_widget_message_author_name"(?: href="([^"]+)")?><span dir="auto">([^<]+)'
    assert re.findall(name, page) == [
        ("span", "", "Тарас"),
        ("span", "", "Deleted Account"),
        ("a", "https://t.me/zoria_post", "Пошта Зоря"),
    ]


def test_what_people_write_is_escaped(site: httpx.Client, world: World) -> None:
    world.comment(44, OKSANA, "<script>alert(1)</script>\n& далі", at=START)
    page = site.get("/zoria_post/44?embed=1&discussion=1").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br/>&amp; далі" in page
    assert "Оксана &lt;К.&gt;" in page


def test_a_discussion_can_be_unavailable(site: httpx.Client, telegram: Telegram) -> None:
    telegram.closed.add(45)

    page = site.get("/zoria_post/45?embed=1&discussion=1").text
    assert '<div class="tme_no_messages_found">Discussion is not available at the moment.</div>' in page


def test_a_post_without_comments_says_comments_and_counts_none(site: httpx.Client) -> None:
    assert '<span class="js-header">Comments</span>' in site.get("/zoria_post/3?embed=1&discussion=1").text


@pytest.mark.parametrize(
    ("number", "text"), [(740, "740"), (1000, "1K"), (4850, "4.85K"), (1_200_000, "1.2M"), (0, "0")]
)
def test_counts_are_rounded_as_telegram_rounds_them(number: int, text: str) -> None:
    assert rounded(number) == text


def test_there_is_no_robots_txt(site: httpx.Client) -> None:
    assert site.get("/robots.txt").status_code == 404
