"""App Store: customers' reviews with stars, from the feed that Apple publishes for each country."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from listener.network import Http, SourceError, json_of
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.reaction import Reaction
from models.moments import from_text, to_text
from models.options import AppStoreOptions
from models.records import Batch, Kind, Mention
from models.settings import Source

BASE_URL = "https://itunes.apple.com"
SITE = "https://apps.apple.com"
PAGES = 10  # of fifty reviews: all that Apple shows of one country
APP = re.compile(r"(?:https?://apps\.apple\.com/.*/)?(?:id)?(\d{5,12})(?:[?/].*)?")
TOO_FAST = Reaction("Apple refuses for now", "asking again later", pause=timedelta(minutes=15))
EMPTY = Reaction("the feed shows no reviews, though there are some", "asking again later")

Marks = dict[str, str]  # country → the change up to which its reviews have been read


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """New and changed reviews of each country; one country that fails does not hold back the others."""
    found = APP.fullmatch(source.target)
    if found is None:
        reason = "target is no app; write its number or its address, such as id1234567890"
        raise SourceError(source.name, reason, permanent=True)
    marks: Marks = json.loads(memory.cursor) if memory.cursor else {}
    failed: list[SourceError] = []
    for country in source.opted(AppStoreOptions).countries:
        try:
            yield from _read(source, http, memory, at, country, found[1], marks)
        except SourceError as error:
            failed.append(error)
    if failed:
        raise failed[0]


def _read(
    source: Source, http: Http, memory: Memory, at: datetime, country: str, app: str, marks: Marks
) -> Iterator[Batch]:
    mark = None if memory.thorough else from_text(marks.get(country))
    floor, top, settled = mark or memory.since, mark, True
    for number in range(1, PAGES + 1):
        reviews = _ask(source, http, country, app, number)
        if not reviews:
            if number == 1 and country in marks:
                raise EMPTY.fault(source, country)
            break
        known = [memory.known(review.external_id).get(review.external_id) for review in reviews]
        # a review that goes while pages are turned lifts another out of sight: look once more the next time
        settled = settled and (number == 1 or None not in known)
        texts = [None if each is None else each.text for each in known]
        yield Batch(tuple(_dated(*pair) for pair in zip(reviews, texts, strict=True)))
        if number == 1:
            top = min(reviews[0].published_at, at)
        if reviews[-1].published_at < floor:
            break
    if settled and top:
        marks[country] = to_text(top)
        yield Batch(cursor=json.dumps(marks))


def _dated(review: Mention, known: str | None) -> Mention:
    """The review; with the time of its edit where another text of it is known."""
    changed = known is not None and known != review.text
    return replace(review, edited_at=review.published_at) if changed else review


def _ask(source: Source, http: Http, country: str, app: str, page: int) -> list[Mention]:
    """The reviews of one page, the latest change first."""
    base = source.base_url or BASE_URL
    url = f"{base}/{country}/rss/customerreviews/page={page}/id={app}/sortby=mostrecent/json"
    answer = http.get(source, url, allow={403})
    if answer.status == 403:
        raise TOO_FAST.fault(source, country)
    body = json_of(source, answer)
    if not understood(body):
        reason = f"the store of {country.upper()} knows no such app; check target and countries"
        raise SourceError(source.name, reason, permanent=True)
    return reviews(source, country, app, body)


def understood(body: Any) -> bool:
    """Whether the answer is about an app: of one that does not exist Apple tells an empty feed."""
    links = body["feed"].get("link") or ()
    return any(link["attributes"].get("rel") == "self" for link in _several(links))


def reviews(source: Source, country: str, app: str, body: Any) -> list[Mention]:
    """The reviews of an answer, the latest change first; KeyError or ValueError when it is none."""
    entries = _several(body["feed"].get("entry") or ())
    found = [_review(source, country, app, each) for each in entries if "im:rating" in each]
    return sorted(found, key=lambda review: review.published_at, reverse=True)


def _review(source: Source, country: str, app: str, entry: Any) -> Mention:
    name = f"{country}/{entry['id']['label']}"
    title, text = str(entry["title"]["label"]).strip(), str(entry["content"]["label"]).strip()
    author = entry.get("author") or {}
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=name,
        kind=Kind.POST,
        text=text if text.startswith(title) else f"{title}\n{text}".strip(),
        published_at=_time(entry["updated"]["label"]),
        thread_id=name,
        url=f"{SITE}/{country}/app/id{app}",
        author_id=_label(author.get("uri")).rpartition("/id")[2] or None,
        author_name=_label(author.get("name")) or None,
        rating=float(entry["im:rating"]["label"]),
        likes=int(_label(entry.get("im:voteSum")) or 0),
    )


def _several(given: Any) -> list[Any]:
    """A list, also where Apple writes a single thing without one."""
    return [given] if isinstance(given, dict) else list(given)


def _label(given: Any) -> str:
    return str(given["label"]) if given else ""


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    per_second=1.0,
    gives=Declaration(
        title="App Store",
        reads="customers' reviews with stars, country by country",
        comments="yes",
        replies="no",
        edits="yes, with their time",
        deletions="no",
        likes="votes",
        brand_replies="no",
        reply_window="none",
        limits="the 500 latest reviews of each country; a quiet turn costs one request a country",
        unverified=(
            "how long the feed lags behind, and how often it is empty by mistake",
            "that the store of China answers this address",
        ),
    ),
)
