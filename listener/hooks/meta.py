"""Meta calls: one address for all pages and numbers of an app, signed with the app's secret."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from listener.hooks.hook import RefusedError, same, secret_of, signed
from models.calls import Call
from models.settings import Source

SIGNATURE = "x-hub-signature-256"
FAMILY = "meta"
MILLISECONDS = 100_000_000_000  # from here on a time is none of seconds: that would be the year 5138


def verify(source: Source, call: Call, at: datetime) -> None:
    """RefusedError when the call is not signed with the secret of the app."""
    if not signed(call.header(SIGNATURE), secret_of(source), call.body, scheme="sha256="):
        raise RefusedError(401, "the signature is wrong or missing; secret_env must hold the app's secret")


def greet(source: Source, call: Call) -> str:
    """What Meta wants to hear when the address is set; RefusedError when it is not Meta that asks."""
    known = same(call.asked("hub.verify_token"), secret_of(source, "verify_env"))
    if call.asked("hub.mode") != "subscribe" or not known:
        raise RefusedError(403, "the verify token is wrong; it must be the one that verify_env holds")
    return call.asked("hub.challenge")


def entries(body: Any, kind: str, name: str | None = None) -> Iterator[Any]:
    """The entries about objects of that kind, or only about the one of that name."""
    if body["object"] == kind:
        yield from (each for each in body["entry"] if name is None or str(each["id"]) == name)


def changes(entry: Any) -> Iterator[tuple[str, Any]]:
    """The field and the value of each change of an entry."""
    for each in entry.get("changes") or ():
        yield str(each["field"]), each["value"]


def moment(told: Any) -> datetime:
    """A time as Meta tells it in calls: seconds or milliseconds since 1970, or ISO 8601."""
    if isinstance(told, str) and not told.isdecimal():
        at = datetime.fromisoformat(told)
        if at.tzinfo is None:
            raise ValueError("a time without its zone")
        return at.astimezone(UTC)
    number = int(told)
    return datetime.fromtimestamp(number / 1000 if number >= MILLISECONDS else number, UTC)
