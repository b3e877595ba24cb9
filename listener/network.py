"""The only outgoing HTTP. Every failure becomes a SourceError that says who and why."""

import json
import random
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from listener import deadline
from listener.pace import Breaker, Bucket, Clock
from models.settings import Source

TIMEOUT = httpx.Timeout(20.0, connect=10.0)  # of one read; the whole answer has WHOLE
WHOLE = 60.0  # seconds from the first byte sent to the last one received
MAX_BODY = 20_000_000  # bytes; a longer answer is no answer
USER_AGENT = "Vidhuk/0.1 (+public comments for the brand's own support team)"
PAUSES = (1.0, 4.0)  # seconds before the second and the third try
PATIENCE = 10.0  # seconds; a longer pause ends the turn instead of holding its thread
SHORTEST = 0.001  # seconds; falling asleep takes longer than to wait for less
UNPACED = 1.0  # requests a second where no pace was set
PAUSE_ASKED = timedelta(minutes=5)  # after a 429 that does not say how long
PAUSE_MAX = timedelta(days=1)
PASSING = frozenset({408, 500, 502, 503, 504, 520, 521, 522, 523, 524})
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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform answered, read to its end."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8; what is none shows as a replacement character."""
        return self.body.decode("utf-8", "replace")


class Http:
    """A polite client: paced per host and token, retried when the fault may pass, bounded in size and time.

    `per_second` takes the place of every adapter's own pace, for replicas that bear more.
    """

    def __init__(
        self,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        per_second: float | None = None,
        whole: float = WHOLE,
        clock: Clock = time.monotonic,
    ) -> None:
        self._deadline = deadline.Deadline()
        self._client = httpx.Client(
            transport=transport or deadline.Transport(self._deadline),
            timeout=TIMEOUT,
            headers={"user-agent": USER_AGENT},
            follow_redirects=False,
            trust_env=False,
        )
        self._sleep = sleep
        self._per_second = per_second
        self._whole = whole
        self._clock = clock
        self.lent: dict[str, str] = {}  # short-lived tokens by source: kept in memory only, never stored
        self._paces: dict[str, float] = {}
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._breakers: dict[str, Breaker] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def pace(self, source: Source, per_second: float) -> None:
        """How many requests a second the source's platform bears from one token."""
        self._paces[source.name] = per_second

    def pause(self, seconds: float) -> None:
        """Wait before the next request, because an answer of status 200 asks for it."""
        self._sleep(seconds)

    def get(
        self,
        source: Source,
        url: str,
        params: Mapping[str, str | int | Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Collection[int] = (),
    ) -> Answer:
        """A page; statuses other than 200 and those in `allow` raise SourceError."""
        return self._ask(source, "GET", url, allow, params=params, headers=headers)

    def post(
        self,
        source: Source,
        url: str,
        data: Mapping[str, str | int],
        headers: Mapping[str, str] | None = None,
        allow: Collection[int] = (),
        once: bool = False,
    ) -> Answer:
        """The answer to a form; statuses other than 200 and those in `allow` raise SourceError.

        `once`: never tried again, for what must not happen twice.
        """
        ask = self._once if once else self._ask
        return ask(source, "POST", url, allow, data=data, headers=headers)

    def post_json(
        self,
        source: Source,
        url: str,
        body: Mapping[str, object],
        headers: Mapping[str, str] | None = None,
        allow: Collection[int] = (),
        once: bool = False,
    ) -> Answer:
        """The answer to a JSON document, as of `post`."""
        ask = self._once if once else self._ask
        return ask(source, "POST", url, allow, json=body, headers=headers)

    def _ask(self, source: Source, method: str, url: str, allow: Collection[int], **rest: Any) -> Answer:
        for pause in PAUSES:
            try:
                return self._once(source, method, url, allow, **rest)
            except SourceError as error:
                asked = error.retry_after.total_seconds() if error.retry_after else None
                if error.permanent or (asked or 0) > PATIENCE:
                    raise
                self._sleep(pause * random.uniform(0.75, 1.25) if asked is None else asked)
        return self._once(source, method, url, allow, **rest)

    def _once(self, source: Source, method: str, url: str, allow: Collection[int], **rest: Any) -> Answer:
        breaker = self._breaker(source)
        if resting := breaker.open_for():
            reason = "gave no usable answer several times in a row; left alone for a minute"
            raise SourceError(source.name, reason, retry_after=timedelta(seconds=max(resting, PATIENCE + 1)))
        bucket = self._bucket(source, url)
        self._wait(source, bucket)
        try:
            answer = self._exchange(source, method, url, **rest)
            _refuse(source, answer, allow)
        except SourceError as error:
            if not error.permanent:
                breaker.failed()
            if error.retry_after:
                bucket.close_for(error.retry_after.total_seconds())
            raise
        breaker.worked()
        return answer

    def _wait(self, source: Source, bucket: Bucket) -> None:
        closed = bucket.closed_for()
        if closed > PATIENCE:
            reason = "the platform asked for a pause, which is not over yet"
            raise SourceError(source.name, reason, retry_after=timedelta(seconds=closed))
        if (pause := bucket.take()) >= SHORTEST:
            self._sleep(pause)

    def _exchange(self, source: Source, method: str, url: str, **rest: Any) -> Answer:
        try:
            with self._deadline.within(self._whole), self._client.stream(method, url, **rest) as response:
                return Answer(response.status_code, dict(response.headers), _read(source, response))
        except deadline.INVALID:
            reason = "the address is not valid; check target and base_url in config.toml"
            raise SourceError(source.name, reason, permanent=True) from None
        except deadline.FAULTS as fault:
            # the text of the fault may hold the address, and the address a token: name its kind only
            reason = f"no usable answer ({type(fault).__name__}); trying again later"
            raise SourceError(source.name, reason) from None

    def _breaker(self, source: Source) -> Breaker:
        with self._lock:
            return self._breakers.setdefault(source.name, Breaker(clock=self._clock))

    def _bucket(self, source: Source, url: str) -> Bucket:
        token = source.token.get_secret_value() if source.token else ""
        pace = self._per_second or self._paces.get(source.name, UNPACED)
        try:
            key = (httpx.URL(url).netloc.decode(), token)
        except httpx.InvalidURL:
            key = ("", token)  # asking will say what is wrong
        with self._lock:
            bucket = self._buckets.setdefault(key, Bucket(pace, clock=self._clock))
        bucket.slow_down(pace)
        return bucket


def json_of(source: Source, answer: Answer) -> Any:
    """The JSON of an answer; SourceError when it is cut off or something else."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        reason = "the answer is not what the platform promises (no JSON); trying again later"
        raise SourceError(source.name, reason) from None


def retry_after(answer: Answer, at: datetime | None = None) -> timedelta | None:
    """The pause that an answer asks for, in seconds or until a date, a day at most; None when it does not."""
    given = answer.headers.get("retry-after", "").strip()
    if given.isdecimal():
        return min(PAUSE_MAX, timedelta(seconds=int(given[:9])))
    try:
        until = parsedate_to_datetime(given)
    except ValueError:
        return None
    if until.tzinfo is None:  # "-0000" says that the zone is unknown
        until = until.replace(tzinfo=UTC)
    return min(PAUSE_MAX, max(timedelta(), until - (at or datetime.now(UTC))))


def _read(source: Source, response: httpx.Response) -> bytes:
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > MAX_BODY:
            raise SourceError(source.name, f"the answer is longer than {MAX_BODY // 1_000_000} MB; left out")
    return bytes(body)


def _refuse(source: Source, answer: Answer, allow: Collection[int]) -> None:
    status = answer.status
    if status == 200 or status in allow:
        return
    if status == 429:
        pause = retry_after(answer) or PAUSE_ASKED
        raise SourceError(source.name, "the platform asks for a pause (429)", retry_after=pause)
    if status in PASSING:
        reason = f"the platform has a fault ({status}); trying again later"
        raise SourceError(source.name, reason, retry_after=retry_after(answer))
    if status in GONE:
        reason = f"there is nothing at this address ({status}); check target in config.toml"
        raise SourceError(source.name, reason, permanent=True)
    if status in REFUSED:
        reason = f"access refused ({status}); check the token and its rights"
        raise SourceError(source.name, reason, permanent=True)
    raise SourceError(source.name, f"unexpected answer ({status}); trying again later")
