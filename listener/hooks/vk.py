"""VK's Callback API: vouched for by a word in the body, answered with the two letters that VK waits for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from listener.hooks.hook import Hook, RefusedError, document, same, secret_of
from listener.sources import vk_events
from models.calls import Call, Event
from models.options import VkOptions
from models.settings import Source

CONFIRMATION = "confirmation"


def verify(source: Source, call: Call, at: datetime) -> None:
    """RefusedError when the body does not hold the secret key, or is about another community."""
    secret, body = secret_of(source), document(call)
    if not isinstance(body, dict):
        raise RefusedError(400, "the call is not what VK promises")
    given = body.get("secret")
    asks = body.get("type") == CONFIRMATION and given is None  # VK has not been given the key yet
    if not asks and not same(str(given), secret):
        raise RefusedError(401, "the secret key is wrong or missing; compare it with the one set at VK")
    if not vk_events.is_of(source, body.get("group_id")):
        raise RefusedError(401, "the call is about another community than target names")


def welcome(source: Source, body: Any) -> str | None:
    """The code that VK wants to hear when the address is set; None for every other call."""
    if body["type"] != CONFIRMATION:
        return None
    code = source.opted(VkOptions).confirmation
    if code is None:
        raise RefusedError(503, "VK asks for the confirmation code; write it as confirmation in the options")
    return code


def read(source: Source, body: Any, at: datetime) -> Sequence[Event]:
    """The one event that a call tells."""
    return (vk_events.event(source, body, at),)


HOOK = Hook(verify, read, welcome=welcome, thanks="ok")
