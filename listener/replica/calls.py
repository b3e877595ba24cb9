"""What goes wrong with calls on their way, whoever sends them, and how they travel over real HTTP."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

import httpx

from listener.replica.world import Item
from models.calls import Answer, Call

JSON_HEADERS = {"content-type": "application/json"}


class Sender(Protocol):
    """A platform that calls."""

    def wrote(self, item: Item) -> Call:
        """The call that tells of something new."""

    def edited(self, item: Item) -> Call:
        """The call that tells that it reads otherwise."""

    def deleted(self, item: Item) -> Call:
        """The call that tells that it is gone."""

    def signed(self, body: bytes) -> Call:
        """A call with that body, signed as the platform signs."""


def unsigned(call: Call, *names: str) -> Call:
    """The call without the headers that vouch for it."""
    return replace(call, headers={key: each for key, each in call.headers.items() if key not in names})


def forged(call: Call) -> Call:
    """The call with another body under the same signature."""
    return replace(call, body=call.body.replace(b"{", b'{ "more": 1, ', 1))


def sent(call: Call, address: str) -> Answer:
    """What a server answers to the call."""
    headers: Mapping[str, str] = {**call.headers}
    answer = httpx.request(
        call.method,
        address,
        headers=headers,
        content=call.body,
        params=dict(call.query or {}),
        trust_env=False,
    )
    return Answer(answer.status_code, dict(answer.headers), answer.content)
