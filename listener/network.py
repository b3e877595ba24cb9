"""The only outgoing HTTP. Every failure becomes a SourceError that says who and why."""

import json
import random
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from models.settings import Source

TIMEOUT = httpx.Timeout(20.0, connect=10.0)
MAX_BODY = 20_000_000  # bytes; a longer answer is no answer
USER_AGENT = "Vidhuk/0.1 (+public comments for the brand's own support team)"
TRIES = 3
PAUSES = (1.0, 4.0)  # seconds before the second and the third try
PASSING = frozenset({500, 502, 503, 504})
GONE = frozenset({404, 410})
REFUSED = frozenset({401, 403})


class SourceError(Exception):
    """One source could not be read.

    `permanent`: only a person can mend it. `retry_after`: the platform asked for that pause.
    The text never holds an address or a token.
    """

    def __init__(
        self, source: str, reason: str, permanent: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after


@dataclass(slots=True)
class Bucket:
    """Requests that may still be sent at once; refills at a steady rate."""

    per_second: float
    burst: float = 1.0
    clock: Callable[[], float] = time.monotonic
    _tokens: float = field(init=False)
    _filled_at: float = field(init=False)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._tokens = self.burst
        self._filled_at = self.clock()

    def take(self) -> float:
        """Reserve one request; returns how many seconds to wait before sending it."""
        with self._lock:
            now = self.clock()
            self._tokens = min(self.burst, self._tokens + (now - self._filled_at) * self.per_second)
            self._filled_at = now
            self._tokens -= 1
            return max(0.0, -self._tokens / self.per_second)


class Http:
    """A polite client: paced per host and token, retried when the fault may pass, bounded in size."""

    def __init__(
        self,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        per_second: float = 1.0,
    ) -> None:
        self._client = httpx.Client(
            transport=transport, timeout=TIMEOUT, headers={"user-agent": USER_AGENT}, follow_redirects=False
        )
        self._sleep = sleep
        self._per_second = per_second
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def get(
        self,
        source: Source,
        url: str,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Collection[int] = (),
    ) -> httpx.Response:
        """A page; statuses other than 200 and those in `allow` raise SourceError."""
        return self._ask(source, "GET", url, allow, params=params, headers=headers)

    def post(
        self,
        source: Source,
        url: str,
        data: Mapping[str, str | int],
        headers: Mapping[str, str] | None = None,
        allow: Collection[int] = (),
    ) -> httpx.Response:
        """The answer to a form; statuses other than 200 and those in `allow` raise SourceError."""
        return self._ask(source, "POST", url, allow, data=data, headers=headers)

    def _ask(
        self, source: Source, method: str, url: str, allow: Collection[int], **rest: Any
    ) -> httpx.Response:
        for pause in PAUSES:
            try:
                return self._once(source, method, url, allow, **rest)
            except SourceError as error:
                if error.permanent or error.retry_after is not None:
                    raise
                self._sleep(pause * random.uniform(0.75, 1.25))
        return self._once(source, method, url, allow, **rest)

    def _once(
        self, source: Source, method: str, url: str, allow: Collection[int], **rest: Any
    ) -> httpx.Response:
        self._sleep(self._bucket(source, url).take())
        try:
            with self._client.stream(method, url, **rest) as response:
                _read_bounded(source, response)
        except httpx.InvalidURL as invalid:
            reason = "the address is not valid; check target and base_url in config.toml"
            raise SourceError(source.name, reason, permanent=True) from invalid
        except httpx.HTTPError as fault:
            # the text of the fault may hold the address, and the address a token: name its kind only
            reason = f"no usable answer ({type(fault).__name__}); trying again later"
            raise SourceError(source.name, reason) from None
        _refuse(source, response, allow)
        return response

    def _bucket(self, source: Source, url: str) -> Bucket:
        token = source.token.get_secret_value() if source.token else ""
        key = (httpx.URL(url).host, token)
        with self._lock:
            if key not in self._buckets:
                self._buckets[key] = Bucket(self._per_second)
            return self._buckets[key]


def json_of(source: Source, response: httpx.Response) -> Any:
    """The JSON of an answer; SourceError when it is cut off or something else."""
    try:
        return json.loads(response.content)
    except ValueError:
        reason = "the answer is not what the platform promises (no JSON); trying again later"
        raise SourceError(source.name, reason) from None


def retry_after(response: httpx.Response, at: datetime | None = None) -> timedelta | None:
    """The pause that an answer asks for, in seconds or until a date; None when it does not."""
    given = response.headers.get("retry-after", "").strip()
    if given.isdecimal():
        return timedelta(seconds=int(given))
    try:
        until = parsedate_to_datetime(given)
    except ValueError:
        return None
    return max(timedelta(), until - (at or datetime.now(UTC)))


def _read_bounded(source: Source, response: httpx.Response) -> None:
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > MAX_BODY:
            raise SourceError(source.name, f"the answer is longer than {MAX_BODY // 1_000_000} MB; left out")
    response._content = bytes(body)


def _refuse(source: Source, response: httpx.Response, allow: Collection[int]) -> None:
    status = response.status_code
    if status == 200 or status in allow:
        return
    if status == 429:
        pause = retry_after(response) or timedelta(minutes=5)
        raise SourceError(source.name, "the platform asks for a pause (429)", retry_after=pause)
    if status in PASSING:
        pause_asked = retry_after(response)
        raise SourceError(source.name, f"the platform has a fault ({status})", retry_after=pause_asked)
    if status in GONE:
        reason = f"there is nothing at this address ({status}); check target in config.toml"
        raise SourceError(source.name, reason, permanent=True)
    if status in REFUSED:
        reason = f"access refused ({status}); check the token and its rights"
        raise SourceError(source.name, reason, permanent=True)
    raise SourceError(source.name, f"unexpected answer ({status})")
