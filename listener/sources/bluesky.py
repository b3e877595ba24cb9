"""Bluesky: what a search finds, and the replies under it, through the API with an app password."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from listener.network import Answer, Http, SourceError, json_of
from listener.sources import bluesky_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.reaction import Reaction
from listener.sources.rolling import WHOLE_EVERY, CutError, GoneError, Item, Page, read
from models.options import BlueskyOptions
from models.records import Batch, Mention
from models.settings import Source

BASE_URL = "https://bsky.social"
PAGE = 100  # the most that a search gives at once
BY_NAME = 25  # posts that can be asked for by name in one call
DEPTH = 20  # levels of replies
REFUSED = frozenset({400, 401})  # statuses whose body says what is wrong
EXPIRED = frozenset({"ExpiredToken", "InvalidToken"})
GONE = frozenset({"NotFound"})
PASSWORD = Reaction(
    "Bluesky refused the login", "make a new app password and set the variable that token_env names", True
)
CONFIG = Reaction("Bluesky cannot make sense of the request", "check target in config.toml", True)


@dataclass(frozen=True, slots=True)
class Search:
    """What one search finds, as Bluesky lists it."""

    source: Source
    http: Http
    login: str
    again_at_once: int = BY_NAME
    whole_every: timedelta = WHOLE_EVERY
    replies_again: timedelta = timedelta(hours=6)  # replies to replies change no number of the post
    newest_first: bool = False

    def newest(self, onward: str | None) -> Page:
        """A page of posts, the latest indexed first."""
        given = {"cursor": onward} if onward else {}
        asked = {"q": self.source.target, "sort": "latest", "limit": PAGE} | given
        return bluesky_parse.found(self.source, self.login, self._ask("app.bsky.feed.searchPosts", asked))

    def again(self, names: Sequence[str]) -> Iterable[Item]:
        """Those of the posts that are still there."""
        body = self._ask("app.bsky.feed.getPosts", {"uris": list(names)})
        return bluesky_parse.found(self.source, self.login, body).items

    def replies(self, name: str) -> Iterator[Sequence[Mention]]:
        """All replies under a post, in one answer."""
        body = self._ask("app.bsky.feed.getPostThread", {"uri": name, "depth": DEPTH, "parentHeight": 0})
        if body is None or bluesky_parse.lost(body):
            raise GoneError(name)
        yield bluesky_parse.replies(self.source, self.login, name, body)
        if bluesky_parse.cut(body["thread"]):
            raise CutError(name)

    def _ask(self, method: str, fields: dict[str, Any]) -> Any:
        """An answer; None where what was asked for by name is gone."""
        answer = self._get(method, fields)
        if _error(self.source, answer) in EXPIRED:
            self.http.lent.pop(self.source.name, None)
            answer = self._get(method, fields)
        error = _error(self.source, answer)
        if error in GONE:
            return None
        if error is not None:
            said = str(json_of(self.source, answer).get("message", ""))
            kind = PASSWORD if answer.status == 401 or error in EXPIRED else CONFIG
            raise kind.fault(self.source, f"{error}: {said}")
        return json_of(self.source, answer)

    def _get(self, method: str, fields: dict[str, Any]) -> Answer:
        url = f"{self.source.base_url or BASE_URL}/xrpc/{method}"
        headers = {"authorization": f"Bearer {self._session()}"}
        return self.http.get(self.source, url, params=fields, headers=headers, allow=REFUSED)

    def _session(self) -> str:
        """The token of a session that is kept while the process runs: logins are few a day."""
        if held := self.http.lent.get(self.source.name):
            return held
        password = self.source.token.get_secret_value() if self.source.token else ""
        url = f"{self.source.base_url or BASE_URL}/xrpc/com.atproto.server.createSession"
        body = {"identifier": self.login, "password": password}
        answer = self.http.post_json(self.source, url, body, allow=REFUSED)
        if error := _error(self.source, answer):
            raise PASSWORD.fault(self.source, error)
        token = str(json_of(self.source, answer)["accessJwt"])
        self.http.lent[self.source.name] = token
        return token


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """New posts and replies, and the posts unseen for the longest time."""
    login = source.opted(BlueskyOptions).login.removeprefix("@")
    yield from read(Search(source, http, login), memory, at)


def _error(source: Source, answer: Answer) -> str | None:
    """What a refusal calls itself; None when the answer is none."""
    if answer.status == 200:
        return None
    body = json_of(source, answer)
    if not isinstance(body, dict):
        raise SourceError(source.name, f"unexpected answer ({answer.status}); trying again later")
    return str(body.get("error", "unknown"))


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    needs_token=True,
    per_second=5.0,
    gives=Declaration(
        title="Bluesky",
        reads="posts that a search finds, and the replies under them",
        comments="yes",
        replies="yes; below the first level within six hours",
        edits="there are none",
        deletions="yes",
        likes="yes",
        brand_replies="yes, by the login's handle",
        reply_window="none",
        limits="few logins a day, so a session is kept while the process runs; a quiet turn costs 2 requests",
        unverified=(
            "the headers that tell how many requests are left",
            "how far back a search reaches",
            "how many replies a thread shows; where it is fewer than are counted, nothing counts as gone",
        ),
    ),
)
