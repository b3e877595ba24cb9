"""What VK's answers mean, read from the files of payloads/vk."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from listener.sources import vk_parse
from listener.sources.vk_parse import CommentPage, Post, WallPage
from models.records import Kind, Mention
from models.settings import Source
from tests.listener.conftest import a_source

PAYLOADS = Path(__file__).parent / "payloads" / "vk"
VK = a_source(name="zoria-vk", platform="vk", target="zoria_post")


def response(name: str) -> Any:
    return json.loads((PAYLOADS / name).read_text("utf-8"))["response"]


def wall() -> WallPage:
    return vk_parse.wall(VK, response("wall.json"))


def post() -> Post:
    return wall().posts[1]


def comments() -> CommentPage:
    return vk_parse.comments(VK, response("comments.json"), post())


def said(number: int) -> Mention:
    listed = [each for top in comments().comments for each in (top, *top.replies)]
    mention = next(each for each in listed if each.number == number).mention
    assert mention
    return mention


def test_the_brand_s_own_post_is_known_as_such() -> None:
    pinned = wall().posts[0]

    assert pinned.pinned
    assert pinned.mention.by_brand
    assert (pinned.mention.author_id, pinned.mention.author_name) == ("-700700", "Пошта Зоря")
    assert (pinned.mention.likes, pinned.mention.shares, pinned.mention.views) == (12, 2, 5100)


def test_a_stranger_s_post_is_read_whole() -> None:
    mention = post().mention

    assert (mention.kind, mention.external_id, mention.thread_id) == (Kind.POST, "-700700_58", "-700700_58")
    assert (mention.author_id, mention.author_name, mention.by_brand) == ("17", "Анна К.", False)
    assert mention.url == "https://vk.com/wall-700700_58"
    assert mention.published_at == datetime(2026, 11, 22, tzinfo=UTC)
    assert mention.edited_at == datetime(2026, 11, 22, 0, 6, 40, tzinfo=UTC)
    assert mention.attachments == ("photo", "poll")
    assert mention.position == 58


def test_what_vk_does_not_say_is_not_nought() -> None:
    bare = wall().posts[2].mention

    assert (bare.likes, bare.replies, bare.shares, bare.views) == (None, None, None, None)
    assert bare.author_name is None


def test_a_deleted_post_is_known_as_such() -> None:
    assert [post.deleted for post in wall().posts] == [False, False, False, True]


def test_a_comment_stands_under_its_post() -> None:
    mention = said(901)

    assert (mention.kind, mention.external_id) == (Kind.COMMENT, "-700700_58_901")
    assert (mention.thread_id, mention.parent_id) == ("-700700_58", "-700700_58")
    assert mention.url == "https://vk.com/wall-700700_58?reply=901"
    assert (mention.likes, mention.replies, mention.position) == (3, 2, 901)


def test_a_reply_stands_under_what_it_answers_and_its_link_names_the_thread() -> None:
    mention = said(903)

    assert mention.parent_id == "-700700_58_902"
    assert mention.url == "https://vk.com/wall-700700_58?reply=903&thread=901"
    assert mention.replies is None


def test_the_brand_s_answer_keeps_vk_s_markup_of_names() -> None:
    assert said(902).by_brand
    assert said(902).text == "[id17|Анна], сьогодні до 18:00"


def test_a_sticker_without_words_is_kept() -> None:
    assert (said(907).text, said(907).attachments) == ("", ("sticker",))
    assert said(907).author_name == "DELETED"


def test_a_deleted_comment_keeps_its_place_and_says_nothing() -> None:
    deleted = comments().comments[1]

    assert (deleted.number, deleted.mention, deleted.thread) == (904, None, 1)
    assert said(905).parent_id == "-700700_58_904"


def test_the_counts_of_a_listing_are_told_apart() -> None:
    assert (comments().count, comments().level) == (6, 3)
    assert wall().count == 214


@pytest.mark.parametrize("key", ["id", "from_id", "owner_id", "date", "text"])
def test_a_post_that_lacks_what_vk_promises_is_refused(key: str) -> None:
    answer = response("wall.json")
    del answer["items"][0][key]

    with pytest.raises(KeyError, match=key):
        vk_parse.wall(VK, answer)


@pytest.mark.parametrize(
    ("base_url", "site"),
    [
        (None, "https://vk.com"),
        ("https://api.vk.ru", "https://vk.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_links_lead_to_vk_or_to_the_server_that_stands_in_for_it(base_url: str | None, site: str) -> None:
    source = Source(name="zoria-vk", brand="zoria", platform="vk", target="zoria_post", base_url=base_url)
    assert vk_parse.site_of(source) == site
