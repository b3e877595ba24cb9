"""What a feed says: RSS and Atom, however carelessly written. Pure."""

import io
from calendar import timegm
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import feedparser
from feedparser.exceptions import ThingsNobodyCaresAboutButMe
from selectolax.lexbor import LexborHTMLParser

from models.records import Kind, Mention
from models.settings import Source

LONGEST = 50_000  # characters; what is longer is a book
SILENT = ["script", "style", "template", "noscript"]
BLOCKS = "p, div, li, tr, blockquote, h1, h2, h3, h4, h5, h6"
ATTACHMENTS = {"image": "photo", "video": "video", "audio": "audio"}


class NotAFeedError(ValueError):
    """The document is no feed, or so broken that nothing can be read from it."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What one answer showed."""

    entries: tuple[Mention, ...]
    whole: bool  # False: the document is broken, and more may stand in it than could be read


def understand(source: Source, body: bytes, content_type: str, url: str, at: datetime) -> Feed:
    """The entries of a document that came from `url`; NotAFeedError when it is no feed."""
    headers = {"content-type": _encoded(body, content_type), "content-location": url}
    read: Any = feedparser.parse(io.BytesIO(body), response_headers=headers)
    whole = not read.bozo or isinstance(read.bozo_exception, ThingsNobodyCaresAboutButMe)
    if not read.entries and not (whole and read.get("version")):
        raise NotAFeedError("neither RSS nor Atom")
    return Feed(tuple(filter(None, (_mention(source, entry, at) for entry in read.entries))), whole)


def plain(markup: str) -> str:
    """The text that HTML shows, blocks on lines of their own."""
    tree = LexborHTMLParser(markup)
    tree.strip_tags(SILENT)
    for node in tree.css("br"):
        node.replace_with("\n")
    for node in tree.css(BLOCKS):
        node.insert_after("\n")
    return _tidy(tree.body.text() if tree.body else "")


def address(link: str) -> str | None:
    """Where a link leads, taken out of Google's own redirect; None when a browser should not follow it."""
    try:
        parts = urlsplit(link)
        if parts.path == "/url" and (parts.hostname or "").startswith("www.google."):
            link = next(iter(parse_qs(parts.query).get("url", [])), "")
        return link if urlsplit(link).scheme in ("http", "https") else None
    except ValueError:
        return None


def _mention(source: Source, entry: Any, at: datetime) -> Mention | None:
    text = _text(entry)
    if not text:
        return None
    name = _name(entry)
    published = _time(entry, "published_parsed") or _time(entry, "updated_parsed") or at
    updated = _time(entry, "updated_parsed")
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=name,
        kind=Kind.POST,
        text=text,
        published_at=min(published, at),  # a date to come would stand above all others for ever
        thread_id=name,
        url=address(entry.get("link", "")),
        author_name=_author(entry),
        edited_at=updated if updated and published < updated <= at else None,
        replies=_replies(entry),
        attachments=_attachments(entry),
    )


def _name(entry: Mapping[str, Any]) -> str:
    """What the feed calls an entry: its id, else its link, else a print of what never changes in it."""
    given = entry.get("id") or entry.get("link")
    if given:
        return str(given)
    return sha256(f"{entry.get('title', '')}\n{entry.get('published', '')}".encode()).hexdigest()


def _text(entry: Mapping[str, Any]) -> str:
    title = _said(entry.get("title_detail"))
    body = _said(next(iter(entry.get("content") or ()), None)) or _said(entry.get("summary_detail"))
    if body.casefold().startswith(title.casefold()):
        return body[:LONGEST]
    return "\n".join(filter(None, (title, body)))[:LONGEST]


def _said(detail: Mapping[str, Any] | None) -> str:
    if detail is None:
        return ""
    return _tidy(detail["value"]) if detail["type"] == "text/plain" else plain(detail["value"])


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def _author(entry: Mapping[str, Any]) -> str | None:
    name = (entry.get("author_detail") or {}).get("name") or entry.get("author") or ""
    return " ".join(name.split()) if name.strip() and "@" not in name else None  # an address is nobody's name


def _replies(entry: Mapping[str, Any]) -> int | None:
    told = str(entry.get("slash_comments", "")).strip()
    return int(told) if told.isdecimal() and len(told) < 10 else None


def _attachments(entry: Mapping[str, Any]) -> tuple[str, ...]:
    def kinds() -> Iterator[str]:
        for link in entry.get("enclosures") or ():
            major = str(link.get("type", "")).partition("/")[0]
            yield ATTACHMENTS.get(major, "doc")

    return tuple(kinds())


def _time(entry: Mapping[str, Any], key: str) -> datetime | None:
    given = entry.get(key) if key in entry else None  # asked without looking, feedparser lends another date
    try:
        return datetime.fromtimestamp(timegm(given), UTC) if given else None
    except (ValueError, OverflowError):
        return None


def _encoded(body: bytes, content_type: str) -> str:
    """The content type; with the true encoding where the body can only be UTF-8, whatever it is called."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return content_type
    kind = content_type.partition(";")[0].strip() or "application/xml"
    return f"{kind}; charset=utf-8"
