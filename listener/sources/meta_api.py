"""Meta's Graph API as one source may call it: faults by number, limits as percentages in headers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from listener.network import Answer, Http, SourceError, json_of
from listener.sources.reaction import Reaction
from models.options import MetaOptions
from models.settings import Source

BASE_URL = "https://graph.facebook.com"
TOLD = frozenset({400, 401, 403, 404, 429})  # statuses whose body says what is wrong
BUSY, FULL = 80, 100  # percent of what Meta allows in an hour or a day
SLOWLY = 5.0  # seconds before each request when most of it is used up
PAUSE_MIN = timedelta(minutes=5)
NOT_THERE = 100  # of an object that was asked for by its id; else a wrong field
COUNTED = ("call_count", "total_cputime", "total_time")

TOKEN = Reaction("Meta refused the token", "issue a new one and set the variable that token_env names", True)
RIGHTS = Reaction("the token lacks a permission", "grant it to the app and issue a new token", True)
CONFIG = Reaction("Meta cannot make sense of the request", "check target and version in config.toml", True)
LIMIT = Reaction("Meta wants a pause", "asking again later", pause=timedelta(minutes=30))
BLOCKED = Reaction("Meta has blocked this for a while", "read what it says of it", pause=timedelta(days=1))
TROUBLE = Reaction("Meta has a fault of its own", "asking again later", pause=timedelta(minutes=2))
UNKNOWN = Reaction("Meta refused the request", "asking again later")

REACTIONS = {
    **dict.fromkeys((1, 2), TROUBLE),
    **dict.fromkeys((4, 17, 32, 613, 80001, 80002, 80006, 80008), LIMIT),
    **dict.fromkeys((3, 10, *range(200, 300)), RIGHTS),
    **dict.fromkeys((NOT_THERE, 803), CONFIG),
    **dict.fromkeys((102, 190), TOKEN),
    368: BLOCKED,
}


@dataclass(slots=True)
class Api:
    """The Graph API as one source reaches it."""

    source: Source
    http: Http
    version: str = field(init=False)
    _used: int = 0  # percent, by the latest answer
    _regain: timedelta = PAUSE_MIN

    def __post_init__(self) -> None:
        self.version = str(self.source.options.get("version", MetaOptions().version))

    def ask(self, path: str, **fields: str | int) -> Any:
        """The answer of an edge of the page; SourceError for every refusal."""
        return self._understood(json_of(self.source, self._get(path, fields)))

    def ask_by_name(self, path: str, **fields: str | int) -> Any:
        """The same of an object that may be gone, or of an edge of it: None where it is not there."""
        body = json_of(self.source, self._get(path, fields))
        return None if told(body)[0] == NOT_THERE else self._understood(body)

    def send(self, path: str, body: Mapping[str, object]) -> Any:
        """The answer of an edge to which something is written, once; SourceError for every refusal."""
        url, headers = self._reached(path)
        answer = self.http.post_json(self.source, url, body, headers=headers, allow=TOLD, once=True)
        told_of = json_of(self.source, answer)
        code, said = told(told_of)
        if code is not None:
            fault = self._fault(code, said)
            fault.permanent = fault.retry_after is None  # it was refused, and would be again
            raise fault
        return told_of

    def _reached(self, path: str) -> tuple[str, dict[str, str]]:
        token = self.source.token.get_secret_value() if self.source.token else ""
        url = f"{self.source.base_url or BASE_URL}/{self.version}/{path}"
        return url, {"authorization": f"Bearer {token}"}

    def _understood(self, body: Any) -> Any:
        code, said = told(body)
        if code is not None:
            raise self._fault(code, said)
        return body

    def _get(self, path: str, fields: dict[str, str | int]) -> Answer:
        if self._used >= FULL:
            raise SourceError(
                self.source.name, "Meta's limit is used up; asking again later", False, self._regain
            )
        if self._used >= BUSY:
            self.http.pause(SLOWLY)
        url, headers = self._reached(path)
        answer = self.http.get(self.source, url, params=fields, headers=headers, allow=TOLD)
        self._used, self._regain = used(answer)
        return answer

    def _fault(self, code: int, said: str) -> SourceError:
        error = REACTIONS.get(code, UNKNOWN).fault(self.source, f"Meta {code}: {said}")
        if error.retry_after is not None:
            error.retry_after = max(error.retry_after, self._regain)
        return error


def look(source: Source, http: Http) -> None:
    """SourceError when Meta does not know the target or refuses the token; nothing where there is none."""
    if source.token is not None:
        Api(source, http).ask(source.target, fields="id")


def told(body: Any) -> tuple[int | None, str]:
    """The number and the words of a refusal; None when the answer is none."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return None, ""
    code = error.get("code")
    return code if isinstance(code, int) else -1, str(error.get("message", ""))


def used(answer: Answer) -> tuple[int, timedelta]:
    """How many percent of Meta's limits are used up, and how long it takes to regain access."""
    shares = list(_shares(answer))
    percent = max((int(share.get(name, 0)) for share in shares for name in COUNTED), default=0)
    minutes = max((int(share.get("estimated_time_to_regain_access", 0)) for share in shares), default=0)
    return percent, max(PAUSE_MIN, timedelta(minutes=minutes))


def _shares(answer: Answer) -> Iterator[dict[str, Any]]:
    for name in ("x-app-usage", "x-page-usage", "x-business-use-case-usage"):
        try:
            given = json.loads(answer.headers.get(name, "{}"))
        except ValueError:
            continue
        if name == "x-business-use-case-usage":
            yield from (share for each in given.values() for share in each)
        else:
            yield given


def onward(body: Any) -> str | None:
    """What asks for the next page; the address that Meta gives holds the token and is never used."""
    paging = body.get("paging") or {}
    return (paging.get("cursors") or {}).get("after") if paging.get("next") else None
