"""Viber as it calls for one bot, and as it answers what the bot may ask."""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from listener.replica.calls import JSON_HEADERS
from listener.replica.server import Reply, Request, as_json
from listener.replica.world import Clock, Item
from models.calls import Call

TOKEN = "viber-replica-token"  # noqa: S105 - guards nothing
FIRST = 4912661846655238000  # message tokens have 64 bits


@dataclass(slots=True)
class Viber:
    """Calls for one bot; hand its `answer` to a Replica."""

    clock: Clock
    token: str = TOKEN

    def wrote(self, item: Item) -> Call:
        """The call that tells of a message."""
        sender = {
            "id": f"{item.author.number}==",
            "name": item.author.name,
            "language": "uk",
            "api_version": 10,
        }
        message = {"type": "text", "text": item.text, "tracking_data": ""}
        at = round(item.at.timestamp() * 1000)
        return self.tells("message", at, FIRST + item.number, sender=sender, message=message, silent=False)

    def edited(self, item: Item) -> Call:
        """Viber tells no edits."""
        raise NotImplementedError

    def deleted(self, item: Item) -> Call:
        """Viber tells no deletions."""
        raise NotImplementedError

    def tells(self, event: str, at: int, token: int, **parts: Any) -> Call:
        """A call about an event."""
        told = {"event": event, "timestamp": at, "chat_hostname": "SN-1", "message_token": token, **parts}
        return self.signed(json.dumps(told, ensure_ascii=False).encode())

    def signed(self, body: bytes) -> Call:
        """A call with that body, signed with the token."""
        key = hmac.new(self.token.encode(), body, sha256).hexdigest()
        return Call("POST", JSON_HEADERS | {"x-viber-content-signature": key}, body)

    def answer(self, request: Request) -> Reply:
        """The answer to get_account_info: always of status 200, whatever is wrong."""
        if request.headers.get("x-viber-auth-token") != self.token:
            return as_json({"status": 2, "status_message": "invalidAuthToken"})
        return as_json({"status": 0, "status_message": "ok", "id": "pa:1", "name": "Пошта Зоря"})
