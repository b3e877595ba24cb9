"""A signed webhook for other systems, by the rules of standardwebhooks.com."""

import base64
import binascii
import hashlib
import hmac
import json
import sys
from collections.abc import Callable
from datetime import datetime

import httpx

from models.moments import to_text
from models.people import Channel
from models.records import Alert
from models.settings import Settings
from web.alerts.addressed import addressed
from web.alerts.ballot import Ballot
from web.alerts.channels.fault import ChannelError
from web.alerts.page import as_text

TIMEOUT = 10.0  # seconds to connect, to send, and for each part of the answer's head
PREFIX = "whsec_"  # of a secret that is written in base64
BUSY = frozenset({408, 425, 429})
CLOSED = frozenset({401, 403, 404, 405})
GONE = 410  # Standard Webhooks: the receiver wants nothing more
AGAIN = "trying again later"


def channel(
    settings: Settings,
    own: Channel,
    printed: Callable[[str], object] | None = None,
    *,
    ballot: Ballot | None = None,
) -> Callable[[Alert, datetime], None]:
    """What posts one alert as JSON to the address of a [[channels]] entry, or prints it where so chosen."""
    client = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    def send(alert: Alert, at: datetime) -> None:
        body = _body(alert, settings, own, ballot)
        headers = signed(own, hashlib.sha256(alert.key.encode()).hexdigest()[:32], body, at)
        if own.console:
            shown = "\n".join(f"{name}: {value}" for name, value in headers.items())
            (printed or sys.stdout.write)(f"{shown}\n\n{body.decode()}\n")
            return
        _judge(own, _post(client, own, body, headers))

    return send


def check(own: Channel) -> None:
    """Look whether a webhook can be sent at all, sending nothing; ChannelError says what is missing."""
    if not own.console:
        _address(own)
    signed(own, "check", b"", datetime.fromtimestamp(0).astimezone())


def signed(own: Channel, number: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers of a message: its number, its time and, with a secret, its HMAC-SHA256."""
    seconds = str(int(at.timestamp()))
    headers = {"content-type": "application/json", "webhook-id": number, "webhook-timestamp": seconds}
    if own.secret_env is not None:
        content = b".".join((number.encode(), seconds.encode(), body))
        digest = hmac.new(_key(own), content, hashlib.sha256).digest()
        headers["webhook-signature"] = "v1," + base64.b64encode(digest).decode()
    return headers


def _key(own: Channel) -> bytes:
    if own.secret is None:
        raise _fault(own, f"the environment variable {own.secret_env} is not set; set it", everyone=True)
    secret = own.secret.get_secret_value()
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        reason = f"what stands after {PREFIX} in {own.secret_env} is not base64; copy the secret again"
        raise _fault(own, reason, everyone=True) from None


def _body(alert: Alert, settings: Settings, own: Channel, ballot: Ballot | None) -> bytes:
    try:
        letter = addressed(alert, settings, ballot)
    except ValueError as broken:
        reason = f"what alert {alert.id} knows cannot be read; see the board instead"
        raise _fault(own, reason, permanent=True) from broken
    data = {
        "key": alert.key,
        "brand": alert.brand,
        "incident": alert.incident_id,
        "subject": letter.subject,
        "text": as_text(letter),
        "url": letter.button.url,
        "facts": alert.payload,
    }
    message = {"type": alert.kind, "timestamp": to_text(alert.created_at), "data": data}
    return json.dumps(message, ensure_ascii=False).encode()


def _address(own: Channel) -> httpx.URL:
    if own.url is None:
        raise _fault(own, f"the environment variable {own.url_env} is not set; set it", everyone=True)
    try:
        address = httpx.URL(own.url.get_secret_value())
    except httpx.InvalidURL:
        address = httpx.URL()
    if address.scheme not in ("http", "https") or not address.host:
        raise _fault(own, f"what stands in {own.url_env} is no web address; put it right", everyone=True)
    return address


def _post(client: httpx.Client, own: Channel, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer, whose body is of no interest and is not read."""
    address = _address(own)
    try:
        with client.stream("POST", address, content=body, headers=headers) as answer:
            return answer.status_code
    except (httpx.ConnectError, httpx.ConnectTimeout) as fault:
        raise _fault(own, f"no connection ({type(fault).__name__}); {AGAIN}", everyone=True) from None
    except httpx.HTTPError as fault:
        raise _fault(own, f"no usable answer ({type(fault).__name__}); {AGAIN}") from None


def _judge(own: Channel, status: int) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        reason = f"sends us elsewhere ({status}), which is not followed; correct {own.url_env}"
        raise _fault(own, reason, everyone=True)
    if status == GONE:
        reason = f"wants nothing more ({status}); take it out of config.toml, or switch it on again"
        raise ChannelError(own.name, reason, gone=True)
    if status in CLOSED:
        raise _fault(own, f"refuses us ({status}); check {own.url_env} and its secret", everyone=True)
    if status >= 500 or status in BUSY:
        raise _fault(own, f"takes nothing now ({status}); {AGAIN}", everyone=status != 500)
    raise _fault(own, f"refuses this message ({status}); see its log", permanent=True)


def _fault(own: Channel, reason: str, permanent: bool = False, everyone: bool = False) -> ChannelError:
    return ChannelError(own.name, reason, permanent, everyone)
