"""The replica of a site with feeds behaves as sites do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree

import httpx
import pytest

from listener.replica.feed import Feed
from listener.replica.server import Replica
from listener.replica.world import Account, World

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NOBODY = Account(0, "")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def feed() -> Feed:
    world = World(lambda: NOW)
    for number in range(3):
        world.publish(NOBODY, f"Відгук {number} & <решта>")
    return Feed(world)


@pytest.fixture
def client(feed: Feed) -> Iterator[httpx.Client]:
    with Replica(feed.answer) as replica, httpx.Client(base_url=replica.url) as client:
        yield client


def test_the_newest_stand_first_and_the_oldest_leave_the_window(feed: Feed, client: httpx.Client) -> None:
    feed.newest = 2

    document = ElementTree.fromstring(client.get("/reviews.rss").content)

    assert [guid.text for guid in document.iter("guid")] == ["review-3", "review-2"]


def test_atom_tells_the_same(client: httpx.Client) -> None:
    document = ElementTree.fromstring(client.get("/reviews.atom").content)

    texts = [content.text for content in document.iter(f"{ATOM}content")]
    assert texts[0] == "<p>Відгук 2 &amp; &lt;решта&gt;</p>"


@pytest.mark.parametrize(
    ("given", "asked"), [("etag", "if-none-match"), ("last-modified", "if-modified-since")]
)
def test_a_known_state_is_answered_without_a_body(
    feed: Feed, client: httpx.Client, given: str, asked: str
) -> None:
    state = client.get("/reviews.rss").headers[given]
    assert client.get("/reviews.rss", headers={asked: state}).status_code == 304
    assert client.get("/reviews.rss", headers={asked: state}).content == b""

    feed.world.clock = lambda: datetime(2026, 11, 21, tzinfo=UTC)
    feed.world.publish(NOBODY, "Новий")

    assert client.get("/reviews.rss", headers={asked: state}).status_code == 200


def test_moves_and_ends_are_told_by_status(feed: Feed, client: httpx.Client) -> None:
    feed.moved["/a"], feed.lent["/b"] = "/reviews.rss", "/reviews.atom"
    feed.gone.add("/c")

    seen = [client.get(path) for path in ("/a", "/b", "/c", "/d")]

    assert [answer.status_code for answer in seen] == [301, 302, 410, 404]
    assert seen[0].headers["location"] == "/reviews.rss"


def test_a_careless_site_breaks_its_own_document(feed: Feed, client: httpx.Client) -> None:
    feed.careless, feed.title = True, "Відгуки & скарги"

    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(client.get("/reviews.rss").content)


def test_the_header_can_lie_about_the_encoding(feed: Feed, client: httpx.Client) -> None:
    feed.charset = "windows-1251"

    answer = client.get("/reviews.rss")

    assert answer.headers["content-type"] == "application/rss+xml; charset=windows-1251"
    assert "Відгук" in answer.content.decode("utf-8")
