"""Google Business: the reviews of the brand's own places on the map, and its answers to them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.network import Answer, Http, SourceError, json_of
from listener.sources import google_business_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.google_business_login import Login
from listener.sources.google_business_parse import Page
from listener.sources.reaction import Reaction
from listener.sources.reviews import kept, vanished
from models.moments import from_text, to_text
from models.options import GoogleBusinessOptions
from models.records import Batch
from models.settings import Source

BASE_URL = "https://mybusiness.googleapis.com"
PAGE = 50  # the most that Google gives at once
WHOLE_EVERY = timedelta(days=1)
TARGET = re.compile(r"accounts/(\d+)")
TOLD = frozenset({400, 401, 403, 404})  # statuses whose body says what is wrong

RIGHTS = Reaction(
    "Google gives no access",
    "have the owner grant it, and Google approve the project for this interface",
    True,
)
GONE = Reaction("there is no such place", "check target and locations in config.toml", True)
UNKNOWN = Reaction("Google refused the request", "asking again later")

Marks = dict[str, list[str | None]]  # place → the latest change that was read, and when all was read


@dataclass(frozen=True, slots=True)
class Api:
    """The reviews of the places of one account."""

    source: Source
    http: Http
    login: Login
    account: str

    def page(self, place: str, onward: str | None) -> Page:
        """A page of the reviews of one place, the latest change first; None asks for the first."""
        answer = self._get(place, onward)
        if answer.status == 401:
            self.login.forget()
            answer = self._get(place, onward)
        body = json_of(self.source, answer)
        if answer.status != 200:
            told = body.get("error") if isinstance(body, dict) else None
            said = f"{answer.status}: {told.get('message', '') if isinstance(told, dict) else ''}"
            raise {401: RIGHTS, 403: RIGHTS, 404: GONE}.get(answer.status, UNKNOWN).fault(self.source, said)
        return google_business_parse.page(self.source, place, body)

    def _get(self, place: str, onward: str | None) -> Answer:
        base = self.source.base_url or BASE_URL
        url = f"{base}/v4/accounts/{self.account}/locations/{place}/reviews"
        fields: dict[str, str | int] = {"pageSize": PAGE, "orderBy": "updateTime desc"}
        fields |= {"pageToken": onward} if onward else {}
        headers = {"authorization": f"Bearer {self.login.token()}"}
        return self.http.get(self.source, url, params=fields, headers=headers, allow=TOLD)


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """New and changed reviews of each place; one that fails does not hold back the others."""
    found = TARGET.fullmatch(source.target)
    if found is None:
        reason = "target is no account; write its number, such as accounts/123456"
        raise SourceError(source.name, reason, permanent=True)
    api = Api(source, http, Login(source, http, at), found[1])
    marks: Marks = json.loads(memory.cursor) if memory.cursor else {}
    failed: list[SourceError] = []
    for place in source.opted(GoogleBusinessOptions).locations:
        try:
            yield from _read(api, memory, at, place, marks)
        except SourceError as error:
            failed.append(error)
    if failed:
        raise max(failed, key=lambda error: error.permanent)


def _read(api: Api, memory: Memory, at: datetime, place: str, marks: Marks) -> Iterator[Batch]:
    held = marks.get(place, [None, None])
    top, looked = from_text(held[0]), from_text(held[1])
    whole = memory.thorough or looked is None or at - looked >= WHOLE_EVERY
    floor = memory.since if whole or top is None else top
    newest: datetime | None = top
    shown: set[str] = set()
    for _ in range(2 if whole else 1):  # pages shift while they are turned: what two listings miss is gone
        pages = 0
        for page in _pages(api, place, floor):
            yield kept(memory, page.reviews)[0]
            shown |= {each.mention.external_id for each in page.reviews}
            newest = max([*page.changed, *([newest] if newest else [])], default=None)
            pages += 1
        if pages < 2:
            break
    if whole and shown:  # an empty list teaches nothing
        yield vanished(memory, f"{place}/", memory.since, shown)
    marks[place] = [to_text(newest), to_text(at if whole else looked)]
    yield Batch(cursor=json.dumps(marks))


def _pages(api: Api, place: str, floor: datetime) -> Iterator[Page]:
    """The pages down to a change that is older than `floor`."""
    onward: str | None = None
    asked: set[str | None] = set()
    while onward not in asked:
        asked.add(onward)
        page = api.page(place, onward)
        yield page
        onward = page.onward
        if onward is None or (page.changed and page.changed[-1] <= floor):
            return


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    needs_token=True,
    per_second=1.0,
    gives=Declaration(
        title="Google Business",
        reads="reviews of the brand's own places on the map with stars, and its answers",
        comments="yes, those without a text too",
        replies="the brand's alone: there are no others",
        edits="yes, with their time",
        deletions="yes, within a day",
        likes="no",
        brand_replies="yes",
        reply_window="none",
        limits="Google admits a project only after a look at it; a quiet turn costs one request a place",
        unverified=(
            "how Google marks its translations (both known forms are cut off)",
            "that reviews of a place that was not verified are refused with 403",
        ),
    ),
)
