"""X's API as one source may call it: what is read has a price, and the ledger never lets it pass the cap."""

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from listener.network import Answer, Http, SourceError, json_of
from listener.sources.reaction import Reaction
from listener.sources.x_parse import Found
from models.options import XOptions
from models.records import Batch, ThreadState
from models.settings import Source

BASE_URL = "https://api.x.com"
LEDGER = "ledger"  # what the store calls it; no post is named so
MICROS = 1_000_000  # of a dollar: prices are added up as whole numbers
TOLD = frozenset({400, 401, 402, 403, 404, 429})  # statuses whose body says what is wrong
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)

TOKEN = Reaction("X refused the token", "issue a new one and set the variable that token_env names", True)
PLAN = Reaction("X gives no access", "check the app's project, its plan and the token's rights", True)
QUERY = Reaction("X cannot make sense of the request", "check target in config.toml", True)
CREDITS = Reaction("the credits bought from X are used up", "buy more", True)
GONE = Reaction("there is no such account", "check target and account in config.toml", True)
TOO_FAST = Reaction("X wants a pause", "asking again later", pause=timedelta(minutes=15))
REACTIONS = {400: QUERY, 401: TOKEN, 402: CREDITS, 403: PLAN, 404: GONE, 429: TOO_FAST}

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was spent in a month of UTC, and what a request under way may cost."""

    month: str
    micros: int = 0

    @classmethod
    def read(cls, kept: ThreadState | None, at: datetime) -> "Ledger":
        """The ledger of the month in which `at` lies; a blank one when another month was kept."""
        month = f"{at.astimezone(UTC):%Y-%m}"
        held = json.loads(kept.cursor) if kept and kept.cursor else {}
        return cls(month, held["micros"] if held.get("month") == month else 0)

    def batch(self) -> Batch:
        """What the store is to keep of it."""
        return Batch(threads=(ThreadState(LEDGER, json.dumps({"month": self.month, "micros": self.micros})),))


@dataclass(slots=True)
class Api:
    """X as one source reaches it."""

    source: Source
    http: Http
    options: XOptions
    ledger: Ledger
    at: datetime

    def affordable(self, most: int, least: int = 1) -> int:
        """How many posts may still be read, `most` at the most; SourceError when not even `least`."""
        left = round(self.options.monthly_cap * MICROS) - self.ledger.micros
        many = min(most, left // self._price(1, 1 if self.options.authors else 0))
        if many < least:
            raise self._spent()
        return many

    def read(
        self, path: str, parse: Callable[[Any], Found], many: int, **fields: str | int
    ) -> Generator[Batch, None, Found]:
        """At most so many posts."""
        most = self._price(many, many if self.options.authors else 0)
        ask = partial(self.ask, path, parse, **fields)
        return (yield from self._paid(most, ask, lambda found: self._price(len(found.posts), found.users)))

    def number_of(self, name: str, parse: Callable[[Any], str | None]) -> Generator[Batch, None, str]:
        """The number of an account, for the price of a profile."""
        self.affordable(1)
        price = self._price(0, 1)
        ask = partial(self.ask, f"users/by/username/{name}", parse)
        found = yield from self._paid(price, ask, lambda found: price)
        if found is None:
            raise GONE.fault(self.source, name)
        return found

    def _paid(
        self, most: int, ask: Callable[[], Parsed], cost: Callable[[Parsed], int]
    ) -> Generator[Batch, None, Parsed]:
        """What is asked for; its price is kept before, so that a crash makes nothing cheaper."""
        before = self.ledger
        self.ledger = replace(before, micros=before.micros + most)
        yield self.ledger.batch()
        try:
            found = ask()
        except SourceError:  # what was refused costs nothing
            self.ledger = before
            yield self.ledger.batch()
            raise
        self.ledger = replace(before, micros=before.micros + cost(found))
        yield self.ledger.batch()
        return found

    def ask(self, path: str, parse: Callable[[Any], Parsed], **fields: str | int) -> Parsed:
        """What `parse` makes of an answer."""
        token = self.source.token.get_secret_value() if self.source.token else ""
        headers = {"authorization": f"Bearer {token}"}
        url = f"{self.source.base_url or BASE_URL}/2/{path}"
        answer = self.http.get(self.source, url, params=fields, headers=headers, allow=TOLD)
        if answer.status != 200:
            raise self._fault(answer)
        try:
            return parse(json_of(self.source, answer))
        except MISSHAPEN as fault:
            reason = f"the answer is not what X promises ({type(fault).__name__}); asking again later"
            raise SourceError(self.source.name, reason) from None

    def _price(self, posts: int, users: int) -> int:
        return round((posts * self.options.price_per_post + users * self.options.price_per_user) * MICROS)

    def _spent(self) -> SourceError:
        now = self.at.astimezone(UTC)
        first = (now.replace(day=1) + timedelta(days=32)).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        cap, spent = self.options.monthly_cap, self.ledger.micros / MICROS
        reason = (
            f"this month's cap of ${cap:.2f} is reached (${spent:.2f} spent); going on on {first:%d.%m.%Y},"
            " or when monthly_cap is raised in config.toml. Until then nobody looks whether posts were"
            " deleted at X"
        )
        return SourceError(self.source.name, reason, False, first - now)

    def _fault(self, answer: Answer) -> SourceError:
        try:
            told = json.loads(answer.body)
            said = str(told.get("detail") or told.get("title") or "")
        except (ValueError, AttributeError, RecursionError):
            said = ""
        error = REACTIONS[answer.status].fault(self.source, f"{answer.status}: {said}")
        until = answer.headers.get("x-rate-limit-reset", "")
        if answer.status == 429 and until.isdecimal() and len(until) < 12:
            pause = datetime.fromtimestamp(int(until), UTC) - self.at
            error.retry_after = min(timedelta(days=1), max(timedelta(seconds=5), pause))
        return error
