"""A tool that delivers mentions by signed calls, for the tests and for whoever writes such a tool."""

import hmac
import json
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from typing import Any

from listener.replica.calls import JSON_HEADERS
from listener.replica.world import Clock, Item
from models.calls import Call

SECRET = "push-replica-secret"  # noqa: S105 - guards nothing


@dataclass(slots=True)
class Push:
    """Signs deliveries with a secret."""

    clock: Clock
    secret: str = SECRET
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def wrote(self, item: Item) -> Call:
        """The delivery of something new."""
        return self._delivery(mentions=[_said(item)])

    def edited(self, item: Item) -> Call:
        """The delivery of a later version."""
        return self.wrote(item)

    def deleted(self, item: Item) -> Call:
        """The delivery that says it is gone."""
        gone = {"id": str(item.number), "deleted_at": self.clock().isoformat()}
        return self._delivery(deleted=[gone])

    def signed(self, body: bytes) -> Call:
        """A call with that body, signed at this moment."""
        stamp = str(int(self.clock().timestamp()))
        key = hmac.new(self.secret.encode(), f"{stamp}.".encode() + body, sha256)
        vouched = {"x-vidhuk-timestamp": stamp, "x-vidhuk-signature": f"sha256={key.hexdigest()}"}
        return Call("POST", JSON_HEADERS | vouched, body)

    def _delivery(self, **parts: Any) -> Call:
        told = {"id": f"delivery-{next(self.numbers)}", **parts}
        return self.signed(json.dumps(told, ensure_ascii=False).encode())


def _said(item: Item) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(item.number),
        "text": item.text,
        "published_at": item.at.isoformat(),
        "author": {"id": str(item.author.number), "name": item.author.name},
        "by_brand": item.author.brand,
    }
    if item.edited_at:
        told["edited_at"] = item.edited_at.isoformat()
    if item.post is not None:
        told |= {"thread": str(item.post), "parent": str(item.reply_to or item.post)}
    return told
