"""What a site asks of robots (RFC 9309): read once a day, and obeyed."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from selectolax.lexbor import LexborHTMLParser

from listener.network import Answer, Http, SourceError
from models.moments import from_text, to_text
from models.settings import Source

NAME = "Vidhuk"  # the product token of our User-Agent
LONGEST = 512_000  # characters that are read, as the RFC wants
KEPT = timedelta(days=1)
HOPS = 5
SLOWEST = 60.0  # seconds; a longer Crawl-delay is taken for this
REDIRECTS = frozenset({301, 302, 303, 307, 308})
UNAVAILABLE = frozenset(range(400, 500)) - {429}  # by the RFC: everything may be read
LEFT_OUT = frozenset({"noindex", "none"})


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site, and when they were read."""

    site: str
    text: str
    read_at: datetime

    @classmethod
    def read(cls, cursor: str | None, site: str, at: datetime) -> "Robots | None":
        """Those that a cursor holds; None when they are of another site, or too old."""
        held = json.loads(cursor) if cursor else {}
        if held.get("site") != site:
            return None
        kept = cls(site, held["text"], from_text(held["read_at"]))
        return kept if at - kept.read_at < KEPT else None

    @property
    def cursor(self) -> str:
        """What `read` reads."""
        held = {"site": self.site, "text": self.text, "read_at": to_text(self.read_at)}
        return json.dumps(held, ensure_ascii=False)

    def allow(self, url: str) -> bool:
        """Whether a page may be read."""
        return Protego.parse(self.text).can_fetch(url, NAME)

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two requests."""
        return min(SLOWEST, Protego.parse(self.text).crawl_delay(NAME) or 0.0)


def ask(source: Source, http: Http, site: str, at: datetime) -> Robots:
    """The rules as they are now; SourceError when the site can not be asked: then nothing may be read."""
    url = f"{site}/robots.txt"
    try:
        for _ in range(HOPS + 1):
            answer = http.get(source, url, allow=REDIRECTS | UNAVAILABLE)
            if answer.status not in REDIRECTS:
                break
            url = urljoin(url, answer.headers.get("location", ""))
    except SourceError as error:
        reason = "robots.txt of the site cannot be read, so nothing is read from it; trying again later"
        raise SourceError(source.name, reason, error.permanent, error.retry_after) from None
    text = answer.text[:LONGEST] if answer.status == 200 else ""
    return Robots(site, text, at)


def site_of(url: str) -> str:
    """Scheme, host and port: what a robots.txt holds for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def left_out(answer: Answer, page: LexborHTMLParser) -> bool:
    """Whether a page asks robots to leave it out, in its head or in the answer's."""
    told = [answer.headers.get("x-robots-tag", "")]
    told += [_content(node) for node in page.css('meta[name="robots" i], meta[name="vidhuk" i]')]
    return any(LEFT_OUT & {word.strip().lower() for word in each.split(",")} for each in told)


def _content(node: Any) -> str:
    return str(node.attributes.get("content") or "")
