"""A site with feeds: the newest entries as RSS and as Atom, with validators and with the usual sloppiness."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from xml.sax.saxutils import escape, quoteattr

from listener.replica.server import Reply, Request
from listener.replica.world import Item, World

SLASH = "http://purl.org/rss/1.0/modules/slash/"
CREATOR = "http://purl.org/dc/elements/1.1/"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Feed:
    """Answers for one site: /reviews.rss and /reviews.atom; hand its `answer` to a Replica."""

    world: World
    title: str = "Відгуки про Пошту Зоря"
    newest: int = 20  # entries that a document shows
    moved: dict[str, str] = field(default_factory=dict)  # old path → new address, for good
    lent: dict[str, str] = field(default_factory=dict)  # the same for a while
    gone: set[str] = field(default_factory=set)
    validators: bool = True  # ETag and Last-Modified
    careless: bool = False  # a bare ampersand stands in the document
    dated: bool = True
    encoding: str = "utf-8"  # of the bytes
    charset: str | None = "utf-8"  # what the header says of them; None: nothing

    def answer(self, request: Request) -> Reply:
        """The answer to one request."""
        if request.path in self.gone:
            return Reply(b"", 410)
        for places, status in ((self.moved, 301), (self.lent, 302)):
            if request.path in places:
                return Reply(b"", status, {"Location": places[request.path]})
        if request.path == "/reviews.rss":
            return self._document(request, self._rss(), "application/rss+xml")
        if request.path == "/reviews.atom":
            return self._document(request, self._atom(), "application/atom+xml")
        return Reply(b"", 404)

    def _document(self, request: Request, text: str, kind: str) -> Reply:
        body = text.encode(self.encoding, "xmlcharrefreplace")
        headers = {"Content-Type": f"{kind}; charset={self.charset}" if self.charset else kind}
        if self.validators:
            etag = f'"{sha256(body).hexdigest()[:16]}"'
            changed = max((_changed(item) for item in self._shown()), default=EPOCH)
            headers |= {"ETag": etag, "Last-Modified": format_datetime(changed, usegmt=True)}
            if _is_known(request.headers, etag, changed):
                return Reply(b"", 304, headers)
        return Reply(body, 200, headers)

    def _shown(self) -> list[Item]:
        return sorted(self.world.posts(), key=lambda item: (item.at, item.number))[: -self.newest - 1 : -1]

    def _rss(self) -> str:
        items = "\n".join(self._rss_item(item) for item in self._shown())
        return (
            f'<?xml version="1.0" encoding="{self.encoding}"?>\n'
            f'<rss version="2.0" xmlns:slash="{SLASH}" xmlns:dc="{CREATOR}"><channel>\n'
            f"<title>{self._words(self.title)}</title><link>https://example.org/</link>\n{items}\n</channel></rss>"
        )

    def _rss_item(self, item: Item) -> str:
        markup = f"<p>{escape(item.text)}</p>"
        parts = [
            f"<title>{self._words(item.title)}</title>" if item.title else "",
            f"<link>{escape(item.link)}</link>" if item.link else "",
            f'<guid isPermaLink="false">review-{item.number}</guid>',
            f"<description>{self._words(markup)}</description>",
            f"<dc:creator>{self._words(item.author.name)}</dc:creator>" if item.author.name else "",
            f"<pubDate>{format_datetime(item.at)}</pubDate>" if self.dated else "",
            f"<slash:comments>{len(self.world.comments(item.number))}</slash:comments>",
        ]
        return f"<item>{''.join(parts)}</item>"

    def _atom(self) -> str:
        entries = "\n".join(self._atom_entry(item) for item in self._shown())
        return (
            f'<?xml version="1.0" encoding="{self.encoding}"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
            f"<id>tag:example.org,2026:reviews</id><title>{self._words(self.title)}</title>\n{entries}\n</feed>"
        )

    def _atom_entry(self, item: Item) -> str:
        changed = _changed(item).isoformat()
        dates = f"<published>{item.at.isoformat()}</published><updated>{changed}</updated>"
        author = f"<author><name>{self._words(item.author.name)}</name></author>" if item.author.name else ""
        return (
            f"<entry><id>tag:example.org,2026:{item.number}</id><title>{self._words(item.title)}</title>"
            f"<link href={quoteattr(item.link)}/>{dates if self.dated else ''}{author}"
            f'<content type="html">{self._words(f"<p>{escape(item.text)}</p>")}</content></entry>'
        )

    def _words(self, text: str) -> str:
        escaped = escape(text)
        return escaped.replace("&amp;", "&") if self.careless else escaped


def _changed(item: Item) -> datetime:
    return (item.edited_at or item.at).replace(microsecond=0)


def _is_known(headers: Mapping[str, str], etag: str, changed: datetime) -> bool:
    """Whether the client has this state already: the tag decides where there is one, then the time."""
    if "if-none-match" in headers:
        return etag in headers["if-none-match"]
    since = headers.get("if-modified-since")
    return since is not None and changed <= parsedate_to_datetime(since)
