"""YouTube's Data API as one source may call it: every call is written into the ledger of the day's quota."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from listener.network import Http, SourceError, json_of
from listener.sources.reaction import Reaction
from models.records import ThreadState
from models.settings import Source

BASE_URL = "https://youtube.googleapis.com"
PACIFIC = ZoneInfo("America/Los_Angeles")  # where YouTube's day begins
TOLD = frozenset({400, 401, 403, 404, 429})  # statuses whose body says what is wrong
LEDGER = "quota"  # what the store calls the ledger; no thread is named so
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)

KEY = Reaction("YouTube refused the key", "make a new one and set the variable that token_env names", True)
FORBIDDEN = Reaction("YouTube gives no access", "check the key's restrictions and the target", True)
GONE = Reaction("there is no such channel or video", "check target in config.toml", True)
CLOSED = Reaction("comments are turned off here", "looking again in a week", pause=timedelta(days=7))
TOO_FAST = Reaction("YouTube wants slower requests", "asking again later", pause=timedelta(minutes=2))
TROUBLE = Reaction("YouTube could not do it", "asking again later", pause=timedelta(minutes=5))
UNKNOWN = Reaction("YouTube refused the request", "asking again later")

SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
NOT_FOUND = frozenset({"videoNotFound", "channelNotFound", "commentThreadNotFound", "commentNotFound"})
REACTIONS = {
    **dict.fromkeys(("keyInvalid", "badRequest", "authError", "keyExpired"), KEY),
    **dict.fromkeys(("forbidden", "accessNotConfigured", "ipRefererBlocked"), FORBIDDEN),
    **dict.fromkeys(NOT_FOUND, GONE),
    **dict.fromkeys(("rateLimitExceeded", "userRateLimitExceeded"), TOO_FAST),
    "commentsDisabled": CLOSED,
    "processingFailure": TROUBLE,
    "invalidPageToken": TROUBLE,
}

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Ledger:
    """The units of quota that this source has spent on YouTube's present day."""

    day: str
    spent: int = 0

    @classmethod
    def read(cls, kept: ThreadState | None, at: datetime) -> "Ledger":
        """The ledger of the day on which `at` lies; a blank one when another day was kept."""
        day = at.astimezone(PACIFIC).date().isoformat()
        held = json.loads(kept.cursor) if kept and kept.cursor else {}
        return cls(day, held["spent"] if held.get("day") == day else 0)

    @property
    def state(self) -> ThreadState:
        """What the store keeps of it."""
        return ThreadState(LEDGER, json.dumps({"day": self.day, "spent": self.spent}))


@dataclass(slots=True)
class Api:
    """YouTube as one source reaches it."""

    source: Source
    http: Http
    ledger: Ledger
    daily_units: int
    at: datetime

    def ask(self, method: str, parse: Callable[[Any], Parsed], **fields: str | int) -> Parsed | None:
        """What `parse` makes of an answer, for a unit of quota; None where the thing asked for is gone."""
        if self.ledger.spent >= self.daily_units:
            raise self._spent("this source's share of the day's quota is spent")
        self.ledger = replace(self.ledger, spent=self.ledger.spent + 1)  # a refused call costs too
        url = f"{self.source.base_url or BASE_URL}/youtube/v3/{method}"
        params = fields | {"key": self._key(), "textFormat": "plainText"}
        answer = self.http.get(self.source, url, params=params, allow=TOLD)
        body = json_of(self.source, answer)
        if answer.status != 200:
            self._refuse(method, fields, body)
            return None
        try:
            return parse(body)
        except MISSHAPEN as fault:
            kind = type(fault).__name__
            reason = f"{method}: the answer is not what YouTube promises ({kind}); asking again later"
            raise SourceError(self.source.name, reason) from None

    def _key(self) -> str:
        return self.source.token.get_secret_value() if self.source.token else ""

    def _refuse(self, method: str, fields: Mapping[str, str | int], body: Any) -> None:
        """Raise what an error means; not where a comment that was asked for by name is gone."""
        reason, said = _told(body)
        if reason in NOT_FOUND and fields.keys() & {"id", "parentId"}:
            return
        if reason in SPENT:
            raise self._spent("the key's quota of this day is spent")
        raise REACTIONS.get(reason, UNKNOWN).fault(self.source, f"{method}: {reason}: {said}")

    def _spent(self, happened: str) -> SourceError:
        local = self.at.astimezone(PACIFIC)
        midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        pause = midnight.astimezone(self.at.tzinfo) - self.at
        return SourceError(self.source.name, f"{happened}; going on when YouTube's day begins", False, pause)


def _told(body: Any) -> tuple[str, str]:
    """The reason that an error names, and its words."""
    try:
        first = body["error"]["errors"][0]
        return str(first["reason"]), str(first.get("message", ""))
    except MISSHAPEN:
        return "unknown", ""
