"""How Meta calls: signed over the body, letters escaped, and a question before the first call."""

import hmac
import json
from hashlib import sha256
from typing import Any

from listener.replica.calls import JSON_HEADERS
from models.calls import Call

APP_SECRET = "meta-replica-app-secret"  # noqa: S105 - guards nothing
VERIFY_TOKEN = "meta-replica-verify-token"  # noqa: S105 - guards nothing


def signed(body: bytes, secret: str = APP_SECRET) -> Call:
    """A call with that body."""
    key = hmac.new(secret.encode(), body, sha256).hexdigest()
    return Call("POST", JSON_HEADERS | {"x-hub-signature-256": f"sha256={key}"}, body)


def told(kind: str, *entries: dict[str, Any], secret: str = APP_SECRET) -> Call:
    """A call that tells of objects of that kind."""
    return signed(json.dumps({"object": kind, "entry": list(entries)}).encode(), secret)


def question(token: str = VERIFY_TOKEN, challenge: str = "1158201444") -> Call:
    """The question that Meta asks of an address before it calls."""
    asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge}
    return Call("GET", {}, query=asked)
