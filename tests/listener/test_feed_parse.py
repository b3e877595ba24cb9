"""What a feed says, read from documents in the files of payloads/feed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from listener.sources.feed_parse import NotAFeedError, address, plain, understand
from models.records import Mention
from tests.listener.conftest import a_source

PAYLOADS = Path(__file__).parent / "payloads" / "feed"
NOW = datetime(2026, 11, 6, tzinfo=UTC)
FEED = a_source(name="zoria-feed", platform="feed", target="https://example.org/feed")


def entries(name: str) -> list[Mention]:
    body = (PAYLOADS / name).read_bytes()
    feed = understand(FEED, body, "application/xml", "https://example.org/feed", NOW)
    assert feed.whole
    return list(feed.entries)


def test_a_blog_s_entry_is_read_whole() -> None:
    entry = entries("wordpress.rss")[0]

    assert entry.external_id == "https://blog.example.org/?p=4711"
    assert entry.url == "https://blog.example.org/2026/11/three-weeks/"
    assert entry.author_name == "Марта"
    assert entry.published_at == datetime(2026, 11, 3, 7, tzinfo=UTC)
    assert entry.replies == 12
    assert entry.attachments == ("photo", "audio", "doc")


def test_the_full_text_is_preferred_and_no_markup_of_it_is_left() -> None:
    assert entries("wordpress.rss")[0].text.splitlines() == [
        "Три тижні в дорозі — хроніка однієї посилки",
        "Відправила 1 жовтня.",
        "Дійшла ніколи.",
        "Оператор мовчить & чекає.",
    ]


def test_an_entry_without_a_date_has_the_time_it_was_first_seen() -> None:
    assert entries("wordpress.rss")[1].published_at == NOW


def test_a_link_that_runs_something_is_not_kept() -> None:
    assert entries("wordpress.rss")[1].url is None


def test_a_mail_address_is_not_taken_for_a_name() -> None:
    assert [entry.author_name for entry in entries("wordpress.rss")[1:]] == ["Марта", None]


def test_an_entry_without_id_and_link_is_known_by_what_does_not_change() -> None:
    twice = [entries("wordpress.rss")[2].external_id for _ in range(2)]

    assert twice[0] == twice[1]
    assert len(twice[0]) == 64


def test_an_entry_that_says_nothing_is_left_out() -> None:
    assert len(entries("wordpress.rss")) == 3


def test_a_forum_s_post_tells_when_it_was_changed() -> None:
    post = entries("forum.atom")[0]

    assert post.author_name == "Валера из Николаева"
    assert post.published_at == datetime(2026, 11, 4, 19, 30, tzinfo=UTC)
    assert post.edited_at == datetime(2026, 11, 5, 6, tzinfo=UTC)
    assert post.url == "https://forum.example.org/t/9#101"


def test_a_title_that_the_text_repeats_stands_once() -> None:
    assert entries("forum.atom")[1].text == "Спасибо, 5 < 7, всё пришло"


def test_a_date_to_come_is_not_believed() -> None:
    assert entries("forum.atom")[2].published_at == NOW


def test_a_google_alert_leads_to_the_page_itself() -> None:
    alert = entries("google_alerts.atom")[0]

    assert alert.url == "https://news.example.org/tariffs?id=7"
    assert alert.text.splitlines() == [
        "Пошта Зоря підняла тарифи: що думають люди",
        "Клієнти Пошти Зоря обурені: доставка дорожча на 20 % ...",
    ]
    assert alert.author_name is None


@pytest.mark.parametrize("body", [b"", b"<rss", b"plain", b"<html><p>x</p></html>", b"\xff\xfe\x00"])
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(NotAFeedError):
        understand(FEED, body, "text/html", "https://example.org/", NOW)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("http://example.org/a", "http://example.org/a"),
        ("https://www.google.com/url?url=https://example.org/a%3Fb%3D1&ct=ga", "https://example.org/a?b=1"),
        ("https://www.google.com.ua/url?url=http://example.org/", "http://example.org/"),
        ("https://www.google.com/url?url=javascript:alert(1)", None),
        ("https://www.google.com/url?q=1", None),
        (
            "https://example.org/url?url=https://evil.example/",
            "https://example.org/url?url=https://evil.example/",
        ),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org/a", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_addresses(link: str, expected: str | None) -> None:
    assert address(link) == expected


MARKUP = """
<p>один</p><p>два</p>                  | один/два
один<br>два<br/><br/>три               | один/два/три
<ul><li>один<li>два</ul>               | один/два
Ціна <b>100</b> грн &amp; доставка     | Ціна 100 грн & доставка
<script>x()</script>текст<style>y</style> | текст
5 < 7                                  | 5 < 7
<table><tr><td>а</td></tr><tr><td>б</td></tr></table> | а/б
"""


@pytest.mark.parametrize("line", MARKUP.strip().splitlines())
def test_markup_becomes_text(line: str) -> None:
    markup, expected = line.split("|")
    assert plain(markup) == expected.strip().replace("/", "\n")
