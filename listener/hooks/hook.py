"""What the hook of each platform offers, and how it refuses."""

import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import SecretStr

from models.calls import Answer, Call, Event
from models.settings import Source

MISSHAPEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError, RecursionError)


class RefusedError(Exception):
    """A call that is not taken; `reason` is for the people who run Vidhuk and holds nothing of the call."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Hook:
    """How one platform calls."""

    verify: Callable[[Source, Call, datetime], None]  # RefusedError when the call is not the platform's
    read: Callable[[Source, Any, datetime], Sequence[Event]]  # MISSHAPEN where it is no such document
    greet: Callable[[Source, Call], str] | None = None  # the GET by which it makes sure of the address
    welcome: Callable[[Source, Any], str | None] | None = None  # a POST that only makes sure of it
    thanks: str = ""  # the body of a good answer
    family: str | None = None  # platforms that call one address together, signed with one secret


def plain(status: int, text: str = "", **headers: str) -> Answer:
    """An answer of plain text."""
    return Answer(status, {"Content-Type": "text/plain; charset=utf-8", **headers}, text.encode())


def document(call: Call) -> Any:
    """The JSON of a call; RefusedError when it is none."""
    kind = call.header("content-type").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise RefusedError(415, "the call was no JSON (its Content-Type must be application/json)")
    try:
        return _storable(json.loads(call.body))
    except MISSHAPEN:
        raise RefusedError(400, "the call was signed, but its body is no JSON") from None


def _storable(value: Any) -> Any:
    """The value with a question mark for each half of a letter, which no file can hold."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.loads(text.encode("utf-8", "replace"))
    return value


def secret_of(source: Source, key: str = "secret_env") -> SecretStr:
    """The secret that an option names; RefusedError when its variable is not set."""
    found = source.secret(key)
    if found is None:
        raise RefusedError(503, f"the variable that {key} names is not set; set it and restart")
    return found


def same(given: str, secret: SecretStr) -> bool:
    """Whether somebody knows the secret, in a time that tells nothing of it."""
    return hmac.compare_digest(given.encode(), secret.get_secret_value().encode())


def signature(secret: SecretStr, *parts: bytes) -> str:
    """HMAC-SHA256 over the parts one after another, in hexadecimal."""
    return hmac.new(secret.get_secret_value().encode(), b"".join(parts), sha256).hexdigest()


def signed(given: str, secret: SecretStr, *parts: bytes, scheme: str = "") -> bool:
    """Whether `given` is the signature of the parts, in a time that tells nothing of the true one."""
    return hmac.compare_digest(given.encode(), f"{scheme}{signature(secret, *parts)}".encode())


def digest(value: Any) -> str:
    """A name for an event that its platform does not name: the same for the same words."""
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
