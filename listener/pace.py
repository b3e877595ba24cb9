"""How often a platform is asked: a bucket for each host and token, a breaker for each source."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Clock = Callable[[], float]  # seconds that only grow


@dataclass(slots=True)
class Bucket:
    """Requests that may still be sent at once; refills at a steady rate."""

    per_second: float
    burst: float = 1.0
    clock: Clock = time.monotonic
    _tokens: float = field(init=False)
    _filled_at: float = field(init=False)
    _closed_until: float = field(init=False, default=float("-inf"))
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
            return max(0.0, -self._tokens / self.per_second, self._closed_until - now)

    def close_for(self, seconds: float) -> None:
        """Let nobody through for a while: the platform asked for a pause."""
        with self._lock:
            self._closed_until = max(self._closed_until, self.clock() + seconds)

    def closed_for(self) -> float:
        """Seconds that are left of a pause the platform asked for; 0 when there is none."""
        with self._lock:
            return max(0.0, self._closed_until - self.clock())

    def slow_down(self, per_second: float) -> None:
        """Two sources share the bucket: the slower pace holds for both."""
        with self._lock:
            self.per_second = min(self.per_second, per_second)


@dataclass(slots=True)
class Breaker:
    """Opens after so many failed requests in a row; when it has rested, one request is let through."""

    limit: int = 6
    rest: float = 60.0  # seconds
    clock: Clock = time.monotonic
    _failures: int = field(init=False, default=0)
    _open_until: float = field(init=False, default=float("-inf"))
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def open_for(self) -> float:
        """Seconds until the next request may be tried; 0 when it may be tried now."""
        with self._lock:
            return max(0.0, self._open_until - self.clock())

    def failed(self) -> None:
        """A request got no usable answer."""
        with self._lock:
            self._failures += 1
            if self._failures >= self.limit:
                self._open_until = self.clock() + self.rest

    def worked(self) -> None:
        """A request was answered."""
        with self._lock:
            self._failures = 0
