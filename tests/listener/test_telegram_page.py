"""What Telegram's pages say, from saved pages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from listener.sources.telegram_page import (
    CLOSED_DISCUSSION,
    Discussion,
    Message,
    Page,
    channel_page,
    comments_page,
    discussion,
    refusal,
    rounded,
)

PAYLOADS = Path(__file__).parent / "payloads" / "telegram"


def saved(name: str) -> str:
    return (PAYLOADS / name).read_text("utf-8")


@pytest.fixture
def posts() -> dict[int, Message]:
    page = channel_page(saved("channel.html"))
    assert page
    return {each.number: each for each in page.messages}


@pytest.fixture
def comments() -> dict[int, Message]:
    found = discussion(saved("discussion.html"))
    assert found
    return {each.number: each for each in found.page.messages}


def test_a_page_lists_what_it_shows_even_what_is_no_post() -> None:
    page = channel_page(saved("channel.html"))

    assert page
    assert page.numbers == {37, 38, 39, 41, 42, 43}
    assert [each.number for each in page.messages] == [38, 39, 41, 42]
    assert page.older


def test_a_post_reads_as_its_reader_sees_it(posts: dict[int, Message]) -> None:
    assert posts[38] == Message(
        number=38,
        text="Відділення №7 переїхало:\nтепер ми на вул. Садовій, 12 🎉\n\nexample.org/map",
        published_at=datetime(2026, 11, 20, 9, 15, tzinfo=UTC),
        author="Пошта Зоря",
        username="zoria_post",
        reply_to=None,
        views=4850,
        reactions={"👍": 1300, "🔥": 17, "custom 5368324170671202286": 2, "⭐": 5},
        attachments=(),
    )


def test_the_caption_of_an_album_is_read_once(posts: dict[int, Message]) -> None:
    album = posts[39]

    assert (album.text, album.attachments, album.reply_to) == ("Як тут тепер світло", ("photo",), 38)
    assert album.published_at == datetime(2026, 11, 20, 9, 20, tzinfo=UTC)
    assert album.views == 1_200_000


def test_a_forwarded_video_has_no_text_of_its_own(posts: dict[int, Message]) -> None:
    assert (posts[41].text, posts[41].attachments) == ("", ("forward", "video"))


def test_a_poll_is_its_question(posts: dict[int, Message]) -> None:
    assert (posts[42].text, posts[42].views) == ("Коли вам зручніше забирати?", None)


def test_only_no_posts_found_means_the_beginning() -> None:
    assert channel_page(saved("channel_empty.html")) == Page((), frozenset(), older=False)
    assert channel_page(saved("channel_postless.html")) is None
    assert channel_page("") is None


def test_a_page_in_which_nothing_can_be_read_is_no_page() -> None:
    other_markup = saved("channel.html").replace("tgme_widget_message_date", "date")

    assert channel_page(other_markup) is None


def test_a_discussion_says_how_to_ask_for_more() -> None:
    found = discussion(saved("discussion.html"))

    assert found
    assert found.count == 1740
    assert found.page.older
    assert found.form == {"peer": "c1700000001_5", "top_msg_id": "238700", "discussion_hash": "a1b2c3"}
    assert found.api == "/api/method?api_hash=5f0e"


@pytest.mark.parametrize(
    ("number", "author", "username"),
    [
        (238735, "Оксана К.", "oksana_k"),
        (238737, "Пошта Зоря", "Zoria_Post"),
        (238740, "Пошта Зоря", "zoria_support_help"),
        (238741, "Пошта Зоря", None),
        (238744, None, None),
    ],
)
def test_an_author_has_a_name_and_perhaps_a_public_one(
    comments: dict[int, Message], number: int, author: str | None, username: str | None
) -> None:
    assert (comments[number].author, comments[number].username) == (author, username)


def test_a_reply_names_what_it_answers_and_keeps_its_own_words(comments: dict[int, Message]) -> None:
    reply = comments[238737]

    assert (reply.reply_to, reply.text) == (238735, "Оксано, напишіть номер, перевіримо.")


def test_a_sticker_is_a_comment_too(comments: dict[int, Message]) -> None:
    assert (comments[238744].text, comments[238744].attachments) == ("", ("sticker",))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("discussion_closed.html", CLOSED_DISCUSSION),
        ("discussion_missing.html", CLOSED_DISCUSSION),
        ("discussion_hollow.html", None),
        ("channel_postless.html", None),
    ],
)
def test_no_comments_are_told_from_no_answer(name: str, expected: Discussion | None) -> None:
    assert discussion(saved(name)) is expected


def test_a_discussion_without_comments_counts_none() -> None:
    found = discussion(saved("discussion_none_yet.html"))

    assert found
    assert (found.count, found.page.numbers, found is CLOSED_DISCUSSION) == (0, frozenset(), False)


def test_hostile_markup_leaves_words_and_nothing_else() -> None:
    found = discussion(saved("discussion_hostile.html"))

    assert found
    (comment,) = found.page.messages
    assert comment.text == "<script>alert(1)</script> =1+1 тисни\nцитата\nкінець"
    assert (comment.author, comment.username) == ("<img src=x onerror=alert(1)>", None)
    assert found.page.numbers == {9}
    assert found.api == "/steal?x=1"  # the host is never the page's to choose


def test_markup_however_deep_is_read() -> None:
    deep = saved("discussion.html").replace("Чому мовчите?", "<i>" * 20_000 + "Чому?" + "</i>" * 20_000)
    found = discussion(deep)

    assert found
    assert found.page.messages[0].text == "Посилка третій день у Полтаві!\nЧому?"


@pytest.mark.parametrize(
    ("head", "count"),
    [
        ("Comments", 0),
        ("1 comment", 1),
        ("740 comments", 740),
        ("12 345 comments", 12345),
        ("1.2K comments", None),
        ("", None),
    ],
)
def test_the_head_counts_to_the_last_one_or_not_at_all(head: str, count: int | None) -> None:
    found = discussion(saved("discussion.html").replace("1,740 comments", head))

    assert found
    assert found.count == count


@pytest.mark.parametrize(
    ("text", "number"),
    [("740", 740), ("4.85K", 4850), ("1.2M", 1_200_000), ("👍3", 3), ("", None), ("K", None)],
)
def test_a_rounded_count_is_taken_for_what_it_stands_for(text: str, number: int | None) -> None:
    assert rounded(text) == number


def test_older_comments_come_as_json() -> None:
    inside = saved("discussion.html").split("js-message_history")[1]
    page = comments_page({"ok": True, "comments_html": "<div>" + inside, "comments_cnt": 1740})

    assert page
    assert page.numbers == {238735, 238737, 238740, 238741, 238744}
    assert page.older


@pytest.mark.parametrize(
    "payload",
    [None, [], "ok", {}, {"error": "X"}, {"ok": False}, {"ok": True}, {"ok": True, "comments_html": 7}],
)
def test_an_answer_without_comments_is_told_from_an_empty_list(payload: object) -> None:
    assert comments_page(payload) is None
    assert comments_page({"ok": True, "comments_html": ""}) == Page((), frozenset(), older=False)


def test_a_refusal_is_repeated_without_its_markup() -> None:
    assert refusal({"error": "FLOOD_WAIT <b>7</b>\nhttps://x"}) == "FLOOD_WAIT  b 7  b  https   x"
    assert refusal([]) == refusal({}) == "no reason given"
