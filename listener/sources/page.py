"""Any review site, once somebody has allowed it: by robots.txt, and by what its pages mark for machines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from listener.network import Answer, Http, SourceError
from listener.sources import page_markup, page_robots
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.page_parse import Reader
from listener.sources.page_robots import Robots
from models.options import PageOptions
from models.records import Batch, Mention
from models.settings import Source

HOPS = 5
PER_SECOND = 0.2
SNIFFED = 2048  # bytes of a page in which it says its encoding
CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
NEXT = 'link[rel~="next"], a[rel~="next"]'


@dataclass(frozen=True, slots=True)
class Site:
    """One site as one source may read it."""

    source: Source
    http: Http
    robots: Robots

    def get(self, url: str) -> tuple[str, Answer]:
        """A page, and where it stood in the end; SourceError when robots may not read it."""
        for _ in range(HOPS):
            if page_robots.site_of(url) != self.robots.site:
                raise self._fault("the page has moved to another site; check target in config.toml")
            if not self.robots.allow(url):
                raise self._fault("robots.txt of the site forbids this page; ask the site, or take it out")
            answer = self.http.get(self.source, url, allow=page_robots.REDIRECTS)
            if answer.status not in page_robots.REDIRECTS:
                return url, answer
            url = urljoin(url, answer.headers.get("location", ""))
        raise SourceError(self.source.name, "the page sends from address to address without end")

    def read(self, url: str) -> tuple[str, LexborHTMLParser]:
        """The same, parsed; SourceError when the page asks robots to leave it out."""
        url, answer = self.get(url)
        page = LexborHTMLParser(_text(answer))
        if page_robots.left_out(answer, page):
            raise self._fault("the page asks robots to leave it out; ask the site, or take it out")
        return url, page

    def _fault(self, reason: str) -> SourceError:
        return SourceError(self.source.name, reason, permanent=True)


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """The newest reviews of a list; further pages while they hold anything new."""
    options = source.opted(PageOptions)
    target = _allowed(source, options)
    site = page_robots.site_of(target)
    robots = Robots.read(memory.cursor, site, at) or page_robots.ask(source, http, site, at)
    http.pace(source, min(PER_SECOND, 1 / max(options.delay, robots.delay, 1.0)))
    reader, url = Reader(source, options, at), target
    asked: set[str] = set()
    while url not in asked and len(asked) < options.pages:
        asked.add(url)
        place, page = Site(source, http, robots).read(url)
        mentions = reader.mentions(page_markup.reviews(page, options.selectors), place)
        if not mentions and not asked - {url}:
            raise _nothing(source)
        news = memory.thorough or any(_unknown(memory, each) for each in mentions)
        yield Batch(mentions, cursor=robots.cursor)
        onward = _next(page, options, place)
        if onward is None or not news:
            return
        url = onward


def _text(answer: Answer) -> str:
    """The page as text: as UTF-8 when it can be that, else by what the answer or the page says of itself."""
    try:
        return answer.body.decode("utf-8")
    except UnicodeDecodeError:
        told = CHARSET.search(answer.headers.get("content-type", "").encode() + answer.body[:SNIFFED])
    try:
        return answer.body.decode(told[1].decode() if told else "windows-1251", "replace")
    except LookupError:
        return answer.text


def _allowed(source: Source, options: PageOptions) -> str:
    if options.permission is None:
        reason = (
            "reading this site is switched off; read its terms, and write into options.permission"
            " who has allowed it, and when"
        )
        raise SourceError(source.name, reason, permanent=True)
    try:
        parts = urlsplit(source.target)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole:
        reason = "target is not the address of a page; write it whole, beginning with https://"
        raise SourceError(source.name, reason, permanent=True)
    for selector in filter(None, (options.next, *_selectors(options))):
        try:
            LexborHTMLParser("<p>").css(selector)
        except SelectolaxError:
            reason = f"'{selector}' is no CSS selector; mend it in the source's options"
            raise SourceError(source.name, reason, permanent=True) from None
    return source.target


def _selectors(options: PageOptions) -> list[str]:
    return list(options.selectors.model_dump().values()) if options.selectors else []


def _nothing(source: Source) -> SourceError:
    reason = "no reviews are marked on this page; check target, or name selectors in its options"
    return SourceError(source.name, reason)


def _unknown(memory: Memory, mention: Mention) -> bool:
    return mention.external_id not in memory.known(mention.thread_id)


def _next(page: LexborHTMLParser, options: PageOptions, url: str) -> str | None:
    """The address of the next page; None when the page names none on its own site."""
    node = page.css_first(options.next or NEXT)
    href = node.attributes.get("href") if node is not None else None
    onward = urljoin(url, href) if href else None
    return onward if onward and page_robots.site_of(onward) == page_robots.site_of(url) else None


ADAPTER = Adapter(
    fetch,
    base_url="",  # every site has an address of its own
    per_second=PER_SECOND,
    gives=Declaration(
        title="Review sites",
        reads="reviews on any page that marks them by schema.org, or by selectors of yours",
        comments="yes",
        replies="where the page marks them",
        edits="where the page gives a review a name of its own",
        deletions="no",
        likes="no",
        brand_replies="by the name that the options tell",
        reply_window="none",
        limits="nothing is read without a permission; robots.txt and Crawl-delay are obeyed",
        unverified=("that a site lists its newest reviews first",),
    ),
)
