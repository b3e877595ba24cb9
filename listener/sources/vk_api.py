"""VK's methods as one source may call them. VK tells its faults inside answers of status 200."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from listener.network import Http, SourceError, json_of
from models.settings import Source

BASE_URL = "https://api.vk.ru"
VERSION = "5.199"
LINK = re.compile(r"^(@|(https?://)?(m\.)?vk\.(com|ru)/)", re.IGNORECASE)
PAUSES = (1.0, 2.0, 4.0, 8.0)  # seconds before a call that met a passing fault is tried again
LONGEST_WORDS = 160
DAY = timedelta(days=1)

QUOTA = 29  # of one method for one token; its length is not told, so the pause grows with each refusal
MISUSED = frozenset({3, 8, 100, 113, 125, 1260})
PASSING = frozenset({1, 6, 10, 36, 43})
UNREADABLE = frozenset({15, 104, 180, 210, 211, 212, 213, 801, 1401, 1403})  # of one post: closed, or gone

OF_ONE_THING = frozenset({"wall.getComments", "board.getComments", "video.getComments", "market.getComments"})
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError)

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a fault of VK means for the source."""

    happened: str
    remedy: str
    permanent: bool = False
    pause: timedelta | None = None


TOKEN = Reaction("VK refused the token", "issue a new one and set the variable that token_env names", True)
PERSON = Reaction("VK wants a person to confirm this token", "log in as its owner and do what VK asks", True)
CONFIG = Reaction("VK cannot make sense of the request", "check target in config.toml", True)
GONE = Reaction("the page is deleted or blocked", "check target in config.toml", True)
CLOSED = Reaction(
    "VK gives no access", "have the page opened to this token; asking again in a day", pause=DAY
)
FLOOD = Reaction("VK sees too many like requests", "asking again later", pause=timedelta(minutes=10))
TOO_FAST = Reaction("VK wants slower requests", "asking again later", pause=timedelta(minutes=1))
QUOTA_SPENT = Reaction("the quota of this method is spent", "asking again later", pause=timedelta(hours=1))
DAY_SPENT = Reaction("the quota of this day is spent", "asking again tomorrow", pause=DAY)
TROUBLE = Reaction("VK has a fault of its own", "asking again later", pause=timedelta(minutes=15))
UNKNOWN = Reaction("VK refused the request", "asking again later")

REACTIONS = {
    **dict.fromkeys((5, 27, 28, 1114, 1116, 1117), TOKEN),
    **dict.fromkeys((14, 17, 24, 25, 42, 3300, 3301, 3302, 3303, 3304), PERSON),
    **dict.fromkeys(MISUSED, CONFIG),
    **dict.fromkeys((18, 19, 37, 3610), GONE),
    **dict.fromkeys((7, 15, 20, 21, 23, 30, 200, 203, 204, 205, 260), CLOSED),
    **dict.fromkeys((1, 10, 36, 43), TROUBLE),
    6: TOO_FAST,
    9: FLOOD,
    QUOTA: QUOTA_SPENT,
    601: DAY_SPENT,
}


@dataclass(frozen=True, slots=True)
class Api:
    """VK as one source reaches it."""

    source: Source
    http: Http
    failures: int = 0  # turns in a row that failed before this one

    def ask(self, method: str, parse: Callable[[Any], Parsed], **fields: str | int) -> Parsed:
        """What `parse` makes of a response; SourceError for every fault that patience did not cure."""
        return self._understand(method, self._patiently(method, fields), parse)

    def ask_if_open(self, method: str, parse: Callable[[Any], Parsed], **fields: str | int) -> Parsed | None:
        """The same of one object on the page; None when VK says that this object is closed, or gone."""
        body = self._patiently(method, fields)
        return None if _code(body) in UNREADABLE else self._understand(method, body, parse)

    def _understand(self, method: str, body: Any, parse: Callable[[Any], Parsed]) -> Parsed:
        code = _code(body)
        if code is not None:
            raise self._fault(method, code, str(body["error"].get("error_msg", "")))
        try:
            return parse(body["response"])
        except MISSHAPEN as fault:
            reason = (
                f"{method}: the answer is not what VK promises ({type(fault).__name__}); asking again later"
            )
            raise SourceError(self.source.name, reason) from None

    def _patiently(self, method: str, fields: dict[str, str | int]) -> Any:
        for pause in PAUSES:
            body = self._call(method, fields)
            if _code(body) not in PASSING:
                return body
            self.http.pause(pause)
        return self._call(method, fields)

    def _call(self, method: str, fields: dict[str, str | int]) -> Any:
        base = self.source.base_url or BASE_URL
        headers = {"authorization": f"Bearer {self._token()}"}
        response = self.http.post(
            self.source, f"{base}/method/{method}", data=fields | {"v": VERSION}, headers=headers
        )
        return json_of(self.source, response)

    def _token(self) -> str:
        if self.source.token is None:
            reason = "there is no token; set the variable that token_env names in config.toml"
            raise SourceError(self.source.name, reason, permanent=True)
        return self.source.token.get_secret_value()

    def _fault(self, method: str, code: int, said: str) -> SourceError:
        reaction = REACTIONS.get(code, UNKNOWN)
        # of a single thing the same code may only mean that it has gone since the list was read
        permanent = reaction.permanent and not (code in MISUSED and method in OF_ONE_THING)
        words = " ".join(said.replace(self._token(), "…").split())[:LONGEST_WORDS]
        reason = f"{method}: {reaction.happened} (VK {code}: {words}); {reaction.remedy}"
        pause = reaction.pause
        if code == QUOTA and pause is not None:
            pause = min(DAY, pause * 2 ** min(self.failures, 5))
        return SourceError(self.source.name, reason, permanent, pause)


def named(source: Source) -> str:
    """The page that a source reads: its number, or its short name."""
    return LINK.sub("", source.target).rstrip("/")


def _code(body: Any) -> int | None:
    """VK's number of a fault; None when the answer tells none."""
    try:
        return int(body["error"]["error_code"])
    except MISSHAPEN:
        return None
