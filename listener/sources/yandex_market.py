"""Yandex Market: the reviews of the goods of the brand's own shop, and the comments under them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from listener.network import Http, SourceError, json_of
from listener.sources import yandex_market_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.reaction import Reaction
from listener.sources.reviews import vanished
from listener.sources.yandex_market_parse import Page
from models.moments import from_text, to_text
from models.records import Batch, Mention, ThreadState
from models.settings import Source

BASE_URL = "https://api.partner.market.yandex.ru"
PAGE = 50  # the most that Yandex gives at once
REACH = timedelta(days=180)  # half a year is the longest span that may be asked for
OVERLAP = timedelta(days=1)  # a review may be shown a while after it was written
WHOLE_EVERY = timedelta(hours=1)
TOLD = frozenset({400, 401, 403, 404, 420})  # statuses whose body says what is wrong

TOKEN = Reaction("Yandex refused the key", "make a new one and set the variable that token_env names", True)
RIGHTS = Reaction("Yandex gives no access", "give the key the right to read reviews", True)
GONE = Reaction("there is no such shop", "check target in config.toml", True)
QUERY = Reaction("Yandex cannot make sense of the request", "check target in config.toml", True)
TOO_FAST = Reaction("Yandex wants a pause", "asking again later", pause=timedelta(minutes=10))
REACTIONS = {400: QUERY, 401: TOKEN, 403: RIGHTS, 404: GONE, 420: TOO_FAST}


@dataclass(frozen=True, slots=True)
class Api:
    """The reviews of one business."""

    source: Source
    http: Http

    def page(self, since: datetime, until: datetime, onward: str | None) -> Page:
        """A page of the reviews written in this time."""
        body = {"dateTimeFrom": since.isoformat(), "dateTimeTo": until.isoformat(), "reactionStatus": "ALL"}
        # the sheets differ in how the page is named
        more = f"&page_token={onward}&pageToken={onward}" if onward else ""
        return yandex_market_parse.page(self.source, self._ask(f"goods-feedback?limit={PAGE}{more}", body))

    def comments(self, review: str, at: datetime) -> list[Mention]:
        """The comments under one review."""
        found: list[Mention] = []
        onward, asked = "", set[str]()
        while onward not in asked:
            asked.add(onward)
            more = f"&page_token={onward}&pageToken={onward}" if onward else ""
            body = self._ask(f"goods-feedback/comments?limit={PAGE}{more}", {"feedbackId": int(review)})
            found += yandex_market_parse.comments(self.source, review, body, at)
            onward = (body["result"].get("paging") or {}).get("nextPageToken") or ""
        return found

    def _ask(self, what: str, body: Mapping[str, object]) -> Any:
        base = self.source.base_url or BASE_URL
        token = self.source.token.get_secret_value() if self.source.token else ""
        url = f"{base}/v2/businesses/{self.source.target}/{what}"
        answer = self.http.post_json(self.source, url, body, {"api-key": token}, TOLD)
        if answer.status == 200:
            return json_of(self.source, answer)
        try:
            said = str(json.loads(answer.body)["errors"][0].get("message", ""))
        except (ValueError, LookupError, TypeError, AttributeError):
            said = ""
        raise REACTIONS[answer.status].fault(self.source, f"{answer.status}: {said}")


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """New reviews; once an hour all of the window, and the comments of those whose number of them changed."""
    if not source.target.isdecimal():
        reason = "target is no shop; write the number of the business in Yandex Market's cabinet"
        raise SourceError(source.name, reason, permanent=True)
    api = Api(source, http)
    held = json.loads(memory.cursor) if memory.cursor else {}
    looked: datetime | None = from_text(held.get("whole"))
    whole = memory.thorough or looked is None or at - looked >= WHOLE_EVERY
    oldest = max(memory.since, at - REACH)
    top = from_text(held["top"]) if held else oldest
    floor = oldest if whole else max(oldest, top - OVERLAP)
    shown: set[str] = set()
    for _ in range(2 if whole else 1):  # pages shift while they are turned: what two listings miss is gone
        pages = 0
        for page in _pages(api, floor, at):
            yield _kept(memory, page.reviews)
            yield from _read_comments(api, memory, page.reviews, at)
            shown |= {each.external_id for each in page.reviews}
            top = max([*(each.published_at for each in page.reviews), top])
            pages += 1
        if pages < 2:
            break
    if whole and shown:  # an empty list teaches nothing
        yield vanished(memory, "", floor, shown)
    yield Batch(cursor=json.dumps({"top": to_text(top), "whole": to_text(at if whole else looked)}))


def _pages(api: Api, since: datetime, until: datetime) -> Iterator[Page]:
    onward: str | None = None
    asked: set[str | None] = set()
    while onward not in asked:
        asked.add(onward)
        page = api.page(since, until, onward)
        yield page
        onward = page.onward
        if onward is None:
            return


def _kept(memory: Memory, reviews: tuple[Mention, ...]) -> Batch:
    new = [each for each in reviews if memory.thread(each.external_id) is None]
    threads = tuple(ThreadState(each.external_id, replies=0, published_at=each.published_at) for each in new)
    return Batch(reviews, threads=threads)


def _read_comments(api: Api, memory: Memory, reviews: tuple[Mention, ...], at: datetime) -> Iterator[Batch]:
    """The comments of those reviews that have another number of them than when they were last read."""
    for review in reviews:
        thread = memory.thread(review.external_id)
        if review.replies == (thread.replies if thread else 0):
            continue
        found = api.comments(review.external_id, at)
        here = {review.external_id, *(each.external_id for each in found)}
        known = memory.known(review.external_id).items()
        gone = tuple(name for name, each in known if name not in here and not each.deleted)
        state = ThreadState(review.external_id, replies=review.replies, read_at=at)
        yield Batch(tuple(found), gone, (state,))


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    needs_token=True,
    per_second=1.0,
    gives=Declaration(
        title="Yandex Market",
        reads="reviews of the goods of the brand's own shop with stars, and the comments under them",
        comments="yes",
        replies="yes",
        edits="yes; noticed, not dated",
        deletions="yes, within an hour",
        likes="no",
        brand_replies="yes",
        reply_window="none",
        limits="a quiet turn costs one request, and one for each 50 reviews of the window once an hour",
        unverified=(
            "the address of the interface and the header `Api-Key`",
            "the name of the parameter that asks for the next page (both spellings are sent)",
            "what a comment tells of its author and its time (without one, that of its first reading)",
        ),
    ),
)
