"""Google Play: the reviews of the brand's own app and its answers to them, through the Publisher API."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from listener.network import Answer, Http, SourceError, json_of
from listener.sources import googleplay_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.googleplay_login import Login
from listener.sources.reaction import Reaction
from listener.sources.reviews import kept
from models.moments import from_text, to_text
from models.records import Batch
from models.settings import Source

BASE_URL = "https://androidpublisher.googleapis.com"
PAGE = 100  # the most that Google gives at once
WHOLE_EVERY = timedelta(hours=1)
PACKAGE = re.compile(
    r"(?:https?://play\.google\.com/store/apps/details\?id=)?([A-Za-z]\w*(?:\.\w+)+)(?:&.*)?"
)
TOLD = frozenset({400, 401, 403, 404})  # statuses whose body says what is wrong
TOO_MANY = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})

RIGHTS = Reaction(
    "Google gives no access", "invite the service account in the Play Console and let it see reviews", True
)
GONE = Reaction("there is no such app", "check target in config.toml", True)
QUOTA = Reaction("the quota is spent", "asking again later", pause=timedelta(hours=1))
UNKNOWN = Reaction("Google refused the request", "asking again later")


@dataclass(frozen=True, slots=True)
class Api:
    """The reviews of one app."""

    source: Source
    http: Http
    login: Login
    package: str

    def page(self, onward: str | None) -> googleplay_parse.Page:
        """A page of reviews; None asks for the first."""
        answer = self._get(onward)
        if answer.status == 401:
            self.login.forget()
            answer = self._get(onward)
        body = json_of(self.source, answer)
        if answer.status != 200:
            raise refusal(self.source, answer.status, body)
        return googleplay_parse.page(self.source, self.package, body)

    def _get(self, onward: str | None) -> Answer:
        base = self.source.base_url or BASE_URL
        url = f"{base}/androidpublisher/v3/applications/{self.package}/reviews"
        fields: dict[str, str | int] = {"maxResults": PAGE}
        fields |= {"token": onward} if onward else {}
        headers = {"authorization": f"Bearer {self.login.token()}"}
        return self.http.get(self.source, url, params=fields, headers=headers, allow=TOLD)


def refusal(source: Source, status: int, body: Any) -> SourceError:
    """What Google's answer of that status means, in its own words too."""
    told = body.get("error") if isinstance(body, dict) else None
    told = told if isinstance(told, dict) else {}
    reasons = {each.get("reason") for each in told.get("errors") or ()}
    said = f"{status}: {told.get('message', '')}"
    if reasons & TOO_MANY:
        return QUOTA.fault(source, said)
    return {401: RIGHTS, 403: RIGHTS, 404: GONE}.get(status, UNKNOWN).fault(source, said)


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """New and changed reviews with the brand's answers; all that Google shows, once an hour."""
    found = PACKAGE.fullmatch(source.target)
    if found is None:
        reason = "target is no app; write its package, such as ua.example.zoria"
        raise SourceError(source.name, reason, permanent=True)
    api = Api(source, http, Login(source, http, at), found[1])
    read_at = from_text(json.loads(memory.cursor)["whole"]) if memory.cursor else None
    whole = memory.thorough or read_at is None or at - read_at >= WHOLE_EVERY
    onward: str | None = None
    asked: set[str | None] = set()
    while onward not in asked:
        asked.add(onward)
        page = api.page(onward)
        batch, news = kept(memory, page.reviews)
        yield batch
        onward = page.onward
        if onward is None or not (whole or news):
            break
    if whole:
        yield Batch(cursor=json.dumps({"whole": to_text(at)}))


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    needs_token=True,
    per_second=1.0,
    gives=Declaration(
        title="Google Play",
        reads="reviews of the brand's own app with stars, and its answers",
        comments="yes, those with a text",
        replies="the brand's alone: there are no others",
        edits="yes, with their time",
        deletions="of answers; of reviews no",
        likes="yes",
        brand_replies="yes",
        reply_window="none",
        limits="reviews that were written or changed within the last week; 200 requests an hour",
        unverified=(
            "that the latest reviews stand on the first page (all pages are read once an hour)",
            "the address of a single review",
        ),
    ),
)
