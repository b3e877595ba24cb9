"""Mastodon: the posts with a hashtag, or those that mention us, and the replies under them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from listener.network import Answer, Http, SourceError, json_of
from listener.sources import mastodon_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.reaction import Reaction
from listener.sources.rolling import WHOLE_EVERY, CutError, GoneError, Item, Page, read
from models.options import MastodonOptions
from models.records import Batch, Mention
from models.settings import Source

PAGE = 40  # the most that Mastodon gives at once
BY_NAME = 1  # posts asked for by name in one turn: each is a request
VISITORS, MEMBERS = 60, 4096  # replies that an instance gives at most without a token, and with one
GONE = frozenset({404, 410})
HASHTAG = re.compile(r"#?(\w+)")
CLOSED = Reaction(
    "the instance shows this to its own members only", "name a token by token_env in config.toml", True
)


@dataclass(frozen=True, slots=True)
class Timeline:
    """One hashtag, or the mentions of the token's account, as an instance lists it."""

    source: Source
    http: Http
    base: str
    path: str
    fields: dict[str, str | int]
    brand: str | None  # the brand's own account, name@host
    again_at_once: int = BY_NAME
    whole_every: timedelta = WHOLE_EVERY
    replies_again: timedelta = timedelta(hours=6)  # replies to replies change no number of the post
    newest_first: bool = False

    def newest(self, onward: str | None) -> Page:
        """A page of posts, newest first."""
        given = {"max_id": onward} if onward else {}
        answer = self._ask(self.path, self.fields | {"limit": PAGE} | given)
        older = mastodon_parse.older(answer.headers.get("link", ""))
        return Page(self._listed(json_of(self.source, answer)), older)

    def again(self, names: Sequence[str]) -> Iterable[Item]:
        """Those of the posts that are still there, and still public."""
        for name in names:
            answer = self._ask(f"/api/v1/statuses/{name}", {}, GONE)
            if answer.status == 200:
                yield from self._listed([json_of(self.source, answer)])

    def replies(self, name: str) -> Iterator[Sequence[Mention]]:
        """All replies under a post that the instance knows of, in one answer."""
        answer = self._ask(f"/api/v1/statuses/{name}/context", {}, GONE)
        if answer.status != 200:
            raise GoneError(name)
        body = json_of(self.source, answer)
        yield mastodon_parse.replies(self.source, self.brand, name, body)
        if len(body["descendants"]) >= (MEMBERS if self.source.token else VISITORS):
            raise CutError(name)

    def _listed(self, body: Any) -> tuple[Item, ...]:
        return mastodon_parse.listed(self.source, self.brand, body)

    def _ask(self, path: str, fields: dict[str, Any], allow: Iterable[int] = ()) -> Answer:
        token = self.source.token.get_secret_value() if self.source.token else None
        headers = {"authorization": f"Bearer {token}"} if token else {}
        refused = () if token else (401, 403, 422)
        answer = self.http.get(
            self.source, f"{self.base}{path}", params=fields, headers=headers, allow={*allow, *refused}
        )
        if answer.status in refused:
            raise CLOSED.fault(self.source)
        return answer


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """New posts and replies, and the posts unseen for the longest time."""
    yield from read(_timeline(source, http), memory, at)


def _timeline(source: Source, http: Http) -> Timeline:
    if source.base_url is None:
        reason = "name the instance by base_url in config.toml, such as https://mastodon.social"
        raise SourceError(source.name, reason, permanent=True)
    brand = source.opted(MastodonOptions).account
    if source.target == "@":
        if source.token is None:
            reason = "mentions want the token of the account that is mentioned; name it by token_env"
            raise SourceError(source.name, reason, permanent=True)
        path, fields = "/api/v1/notifications", {"types[]": "mention"}
        return Timeline(source, http, source.base_url, path, dict(fields), brand)
    if found := HASHTAG.fullmatch(source.target):
        return Timeline(source, http, source.base_url, f"/api/v1/timelines/tag/{found[1]}", {}, brand)
    reason = 'target is neither a hashtag nor "@"; a hashtag is one word of letters, digits and _'
    raise SourceError(source.name, reason, permanent=True)


ADAPTER = Adapter(
    fetch,
    base_url="",  # every instance has an address of its own
    per_second=1.0,
    gives=Declaration(
        title="Mastodon",
        reads="posts with a hashtag, or those that mention the token's account, and the replies under them",
        comments="yes; 60 under a post without a token",
        replies="yes; below the first level within six hours",
        edits="yes, with their time",
        deletions="yes",
        likes="yes",
        brand_replies="yes, by the account that the options name",
        reply_window="none",
        limits="300 requests in 5 minutes; a quiet turn costs 2. An instance knows only what has reached it",
        unverified=("how many replies an instance gives without a login (60 are documented)",),
    ),
)
