"""What Telegram's public pages say: a channel's preview, and the discussion under one of its posts. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

KINDS = {
    "tgme_widget_message_photo_wrap": "photo",
    "tgme_widget_message_video_player": "video",
    "tgme_widget_message_roundvideo_player": "video",
    "tgme_widget_message_voice_player": "voice",
    "tgme_widget_message_document_wrap": "document",
    "tgme_widget_message_sticker_wrap": "sticker",
    "tgme_widget_message_poll": "poll",
    "tgme_widget_message_location_wrap": "location",
    "tgme_widget_message_link_preview": "link",
    "tgme_widget_message_forwarded_from": "forward",
    "message_media_not_supported": "other",
}
MULTIPLES = {"": 1, "K": 1_000, "M": 1_000_000}
ROUNDED = re.compile(r"(\d+(?:\.\d+)?)([KM]?)\s*$")
COUNTED = re.compile(r"\s*(\d[\d\s,]*)comments?\b")
PUBLIC_NAME = re.compile(r"https?://(?:www\.)?t(?:elegram)?\.me/([A-Za-z0-9_]{3,32})/?")
REPLIED_TO = re.compile(r"https?://t\.me/\w+/(\d{1,18})")
CLOSED = re.compile(r"not available|open telegram", re.IGNORECASE)
API_URL = re.compile(r'"api_url"\s*:\s*("(?:[^"\\]|\\.)*")')
NOBODY = "Deleted Account"
BLOCKS = frozenset({"blockquote", "pre", "p", "div"})
Parts = dict[str, list[LexborNode]]
UNSEEN = frozenset({"script", "style", "template", "-comment"})


@dataclass(frozen=True, slots=True)
class Message:
    """A post or a comment, as the page shows it."""

    number: int
    text: str
    published_at: datetime
    author: str | None
    username: str | None  # of the author; None: has none, or the page does not say
    reply_to: int | None
    views: int | None
    reactions: Mapping[str, int] | None
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of messages without gaps."""

    messages: tuple[Message, ...]  # what could be read
    numbers: frozenset[int]  # all that is listed, service messages and the unreadable too
    older: bool  # there is more below the lowest number


@dataclass(frozen=True, slots=True)
class Discussion:
    """The newest comments under a post, and what is needed to ask for older ones."""

    page: Page
    count: int | None  # of all comments; None: the page does not say it to the last one
    form: Mapping[str, str]
    api: str | None  # path and query of the address that answers for older comments


CLOSED_DISCUSSION = Discussion(Page((), frozenset(), False), None, {}, None)


def channel_page(text: str) -> Page | None:
    """The posts of a preview page; None when it is no such page."""
    tree = LexborHTMLParser(text)
    blocks = tree.css(".tgme_widget_message[data-post]")
    if not blocks:
        ended = tree.css_first(".tgme_channel_history .tme_no_messages_found")
        return Page((), frozenset(), False) if ended else None
    return _page(blocks, "data-post", tree)


def discussion(text: str) -> Discussion | None:
    """The discussion that a widget shows, CLOSED_DISCUSSION when it has none; None when it is no widget."""
    tree = LexborHTMLParser(text)
    notice = tree.css_first(".tme_no_messages_found")
    if tree.css_first(".tgme_widget_message_error") or (notice and CLOSED.search(notice.text())):
        return CLOSED_DISCUSSION
    header = tree.css_first(".tgme_post_discussion_header_wrap .js-header")
    count = _count(header.text()) if header else None
    page = _comments(tree)
    if page is None or (not page.numbers and count != 0):
        return None
    fields = tree.css("form.js-new_message_form input[name]")
    form = {str(each.attributes["name"]): each.attributes.get("value") or "" for each in fields}
    return Discussion(page, count, form, _api(text))


def comments_page(payload: Any) -> Page | None:
    """The comments of a loadComments answer; None when it holds none of its kind."""
    if not isinstance(payload, dict) or not payload.get("ok"):
        return None
    text = payload.get("comments_html")
    return _comments(LexborHTMLParser(text)) if isinstance(text, str) else None


def refusal(payload: Any) -> str:
    """Why loadComments gave no comments, in Telegram's words, cut to a line."""
    said = payload.get("error") if isinstance(payload, dict) else None
    return re.sub(r"[^\w .,-]", " ", str(said))[:80] if said else "no reason given"


def rounded(text: str) -> int | None:
    """The number that "740", "4.85K" or "1.2M" stands for; None when there is none."""
    found = ROUNDED.search(text)
    return round(float(found[1]) * MULTIPLES[found[2]]) if found else None


def plain(node: LexborNode) -> str:
    """The text of an element as a reader sees it: line breaks kept, nothing of the markup left."""
    return "".join(_pieces(node)).strip()


def _pieces(node: LexborNode) -> Iterator[str]:
    waiting: list[LexborNode | str] = [*[*node.iter(include_text=True)][::-1]]
    while waiting:  # no recursion: a stranger may nest as deep as they like
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif each.tag == "-text":
            yield (each.text_content or "").replace("\n", " ")
        elif each.tag == "br":
            yield "\n"
        elif each.tag not in UNSEEN:
            edge = ["\n"] if each.tag in BLOCKS else []
            waiting += [*edge, *[*each.iter(include_text=True)][::-1], *edge]


def _comments(tree: LexborHTMLParser) -> Page | None:
    return _page(tree.css(".tgme_widget_message[data-post-id]"), "data-post-id", tree)


def _page(blocks: list[LexborNode], key: str, tree: LexborHTMLParser) -> Page | None:
    """What the blocks say; None when not one of them can be read: then the markup is another."""
    older = tree.css_first(".js-messages_more[data-before]") is not None
    messages, numbers, silent = [], set(), 0
    for block in blocks:
        number = (block.attributes.get(key) or "").rpartition("/")[2]
        if not number.isdecimal():
            continue
        numbers.add(int(number))
        if "service_message" in (block.attributes.get("class") or "").split():
            silent += 1
        elif message := _message(block, int(number)):
            messages.append(message)
    if blocks and not messages and silent < len(blocks):
        return None
    return Page(tuple(sorted(messages, key=lambda each: each.number)), frozenset(numbers), older)


def _message(block: LexborNode, number: int) -> Message | None:
    reply_to = _take_out_reply(block)
    parts = _parts(block)
    published_at = _time(parts)
    if published_at is None:
        return None
    author, username = _author(parts)
    views = parts.get("tgme_widget_message_views")
    return Message(
        number=number,
        text=_text(parts),
        published_at=published_at,
        author=author,
        username=username,
        reply_to=reply_to,
        views=rounded(views[0].text()) if views else None,
        reactions=_reactions(parts),
        attachments=tuple(dict.fromkeys(KINDS[name] for name in parts if name in KINDS)),
    )


def _parts(block: LexborNode) -> Parts:
    """The elements of a block by class, in their order: one walk in place of one for each question."""
    parts: Parts = {}
    for node in block.css("[class]"):
        for name in (node.attributes["class"] or "").split():
            parts.setdefault(name, []).append(node)
    return parts


def _take_out_reply(block: LexborNode) -> int | None:
    """The message that this one answers; its quotation leaves the tree, for it names another author."""
    quoted = block.css_first(".tgme_widget_message_reply")
    if quoted is None:
        return None
    marked = quoted.attributes.get("data-reply-to") or ""
    linked = REPLIED_TO.match(quoted.attributes.get("href") or "")
    quoted.decompose()
    if marked.isdecimal():
        return int(marked)
    return int(linked[1]) if linked else None


def _author(parts: Parts) -> tuple[str | None, str | None]:
    named = parts.get("tgme_widget_message_author_name") or parts.get("tgme_widget_message_owner_name")
    name = plain(named[0]) if named else ""
    if not named or name in ("", NOBODY):
        return None, None
    linked = PUBLIC_NAME.fullmatch(named[0].attributes.get("href") or "")
    return name, linked[1] if linked else None


def _text(parts: Parts) -> str:
    """The message's own words; the caption of an album stands in an element within its like."""
    found = parts.get("js-message_text") or parts.get("tgme_widget_message_poll_question")
    if not found:
        return ""
    return plain(found[1] if len(found) > 1 and found[1].parent == found[0] else found[0])


def _time(parts: Parts) -> datetime | None:
    for link in parts.get("tgme_widget_message_date", ()):
        if shown := link.css_first("time[datetime]"):
            return _moment(shown.attributes.get("datetime") or "")
    return None


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None


def _reactions(parts: Parts) -> dict[str, int] | None:
    found = {}
    for node in parts.get("tgme_reaction", ()):
        number = rounded(node.text())
        if number is not None:
            found[_emoji(node)] = number
    return found or None


def _emoji(node: LexborNode) -> str:
    if drawn := node.css_first("i.emoji b"):
        return plain(drawn)
    custom = node.css_first("tg-emoji[emoji-id]")
    return f"custom {custom.attributes['emoji-id']}" if custom else "⭐"  # a star was paid for


def _count(text: str) -> int | None:
    if found := COUNTED.match(text):
        return int(re.sub(r"[\s,]", "", found[1]))
    return 0 if text.strip().lower().startswith("comments") else None


def _api(text: str) -> str | None:
    """Path and query only: what a page says never chooses the host that is asked."""
    found = API_URL.search(text)
    try:
        path = re.sub(r"^https?://[^/]*", "", str(json.loads(found[1]))) if found else ""
    except ValueError:
        return None
    return path if path.startswith("/") and not path.startswith("//") else None
