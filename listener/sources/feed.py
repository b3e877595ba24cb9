"""RSS and Atom feeds: asked only for what has changed, followed where they move."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from listener.network import Answer, Http, SourceError
from listener.sources import feed_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from models.records import Batch
from models.settings import Source

ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
NOT_CHANGED = 304
FOR_GOOD = frozenset({301, 308})
REDIRECTS = frozenset({302, 303, 307}) | FOR_GOOD
HOPS = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """What is kept of a feed from turn to turn."""

    target: str  # as config.toml has it: another one begins afresh
    url: str  # where the feed lives now
    etag: str | None = None
    modified: str | None = None  # Last-Modified, word for word

    @property
    def text(self) -> str:
        """What `_read_mark` reads."""
        return json.dumps(asdict(self), ensure_ascii=False)


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """The entries that the feed shows, when it has changed; one that has left it is not gone."""
    mark = _read_mark(source, memory.cursor)
    lasting, answer = _load(source, http, mark)
    if answer.status == NOT_CHANGED:
        return
    try:
        kind = answer.headers.get("content-type", "")
        feed = feed_parse.understand(source, answer.body, kind, lasting, at)
    except feed_parse.NotAFeedError:
        reason = "what stands at this address is no feed that can be read; check target in config.toml"
        raise SourceError(source.name, reason) from None
    # a broken document may be whole the next time, so it must be asked for again
    etag, modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    mark = Mark(mark.target, lasting, etag, modified) if feed.whole else Mark(mark.target, lasting)
    yield Batch(feed.entries, cursor=mark.text)


ADAPTER = Adapter(
    fetch,
    base_url="",  # every feed has an address of its own
    gives=Declaration(
        title="Feeds",
        reads="entries of any RSS or Atom document",
        comments="where they have a feed of their own",
        replies="their number",
        edits="while the entry stands in the feed",
        deletions="no",
        likes="no",
        brand_replies="no",
        reply_window="none",
        limits="what the site says; an unchanged feed costs one short answer",
        unverified=("how many entries a Google Alert holds",),
    ),
)


def _read_mark(source: Source, cursor: str | None) -> Mark:
    target = _joined(f"{source.base_url or ''}/", source.target)
    if target is None:
        reason = "target is not the address of a feed; write it whole, beginning with https://"
        raise SourceError(source.name, reason, permanent=True)
    kept = Mark(**json.loads(cursor)) if cursor else None
    return kept if kept and kept.target == target else Mark(target, target)


def _load(source: Source, http: Http, mark: Mark) -> tuple[str, Answer]:
    """Where the feed lives from now on, and what it answered."""
    url = lasting = mark.url
    for _ in range(HOPS):
        answer = http.get(source, url, headers=_headers(mark, url), allow={NOT_CHANGED, *REDIRECTS})
        if answer.status not in REDIRECTS:
            return lasting, answer
        onward = _joined(url, answer.headers.get("location", ""))
        if onward is None or onward == url:
            break
        if answer.status in FOR_GOOD and lasting == url:
            lasting = onward
        url = onward
    raise SourceError(source.name, "the feed sends from address to address without end; check target")


def _headers(mark: Mark, url: str) -> dict[str, str]:
    headers = {"accept": ACCEPT}
    if url == mark.url and mark.etag:
        headers["if-none-match"] = mark.etag
    if url == mark.url and mark.modified:
        headers["if-modified-since"] = mark.modified
    return headers


def _joined(base: str, onward: str) -> str | None:
    """Where `onward` leads from `base`; None when that is no address on the web."""
    try:
        url = urljoin(base, onward)
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None
