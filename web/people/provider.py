"""A provider of identities, asked by OpenID Connect: where to send somebody, and who came back. No Flask."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx

from models.login import Login

WAIT = 5.0  # seconds to connect, and for each part of an answer
WHOLE = 10.0  # seconds for a whole answer
LONGEST = 1_000_000  # bytes of an answer
SCOPE = "openid email"
PLACES = ("authorization_endpoint", "token_endpoint", "jwks_uri")  # as discovery calls them


class Refusal(StrEnum):
    """Why nobody is let in by the provider."""

    SILENT = "silent"  # no answer, or none that can be used; it may pass
    UNFIT = "unfit"  # the provider and config.toml do not fit together
    STALE = "stale"  # begun elsewhere, too long ago, or finished already
    DENIED = "denied"  # the provider let nobody in
    UNTRUSTED = "untrusted"  # what it said of somebody cannot be believed
    UNVERIFIED = "unverified"  # it knows no mail of theirs, or has not verified it


class LoginError(Exception):
    """Nobody is let in by the provider; the text says why, and holds no address, code or token."""

    def __init__(self, refusal: Refusal, reason: str) -> None:
        super().__init__(f"[login]: {reason}")
        self.refusal = refusal
        self.reason = reason
        self.permanent = refusal is Refusal.UNFIT


@dataclass(frozen=True, slots=True)
class Provider:
    """Where the provider takes what; by its own word."""

    authorize: str
    token: str
    keys: str
    secret_in_form: bool  # whether it wants the secret among the fields instead of in the head


@dataclass(frozen=True, slots=True)
class Departure:
    """What the browser keeps of who was sent away, until they come back; good for one return."""

    state: str
    nonce: str
    verifier: str
    to: str  # the page they came for
    at: float  # seconds since the epoch


def client() -> httpx.Client:
    """What asks the provider: no proxy of the environment, no redirects, no long waits."""
    return httpx.Client(timeout=WAIT, follow_redirects=False, trust_env=False)


def depart(to: str, at: float) -> Departure:
    """A fresh departure: nothing of it can be guessed."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Departure(state, nonce, verifier, to, at)


def discover(own: Login, http: httpx.Client) -> Provider:
    """Where the provider takes what; LoginError where it does not say so, or calls itself otherwise."""
    if own.secret is None:
        raise LoginError(
            Refusal.UNFIT, f"the environment variable {own.client_secret_env} is not set; set it"
        )
    said = ask(http, "GET", own.issuer.rstrip("/") + "/.well-known/openid-configuration")
    if said.get("issuer") != own.issuer:
        reason = "the provider calls itself otherwise than `issuer` says; write it letter for letter the same"
        raise LoginError(Refusal.UNFIT, reason)
    authorize, token, keys = (str(said.get(name, "")) for name in PLACES)
    if not all(_as_safe(place, own.issuer) for place in (authorize, token, keys)):
        raise LoginError(Refusal.UNFIT, "the provider names no https addresses; check `issuer`")
    methods = said.get("token_endpoint_auth_methods_supported")  # none named: in the head
    in_form = isinstance(methods, list) and "client_secret_basic" not in methods
    return Provider(authorize, token, keys, in_form)


def address(provider: Provider, own: Login, gone: Departure, back: str) -> str:
    """Where to send somebody, so that they come to `back` when the provider has let them in."""
    digest = hashlib.sha256(gone.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": own.client_id,
        "redirect_uri": back,
        "scope": SCOPE,
        "state": gone.state,
        "nonce": gone.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    joint = "&" if urlsplit(provider.authorize).query else "?"
    return f"{provider.authorize}{joint}{urlencode(asked)}"


def same(gone: Departure, state: str) -> bool:
    """Whether somebody came back from that departure; takes as long either way."""
    return hmac.compare_digest(gone.state.encode(), state.encode())


def redeem(provider: Provider, own: Login, gone: Departure, code: str, back: str, http: httpx.Client) -> str:
    """Give the code back for what the provider says of somebody: a signed ID token, not yet believed."""
    secret = own.secret.get_secret_value() if own.secret else ""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": gone.verifier,
    }
    if provider.secret_in_form:
        said = ask(
            http, "POST", provider.token, data=form | {"client_id": own.client_id, "client_secret": secret}
        )
    else:
        who = (quote(own.client_id, safe=""), quote(secret, safe=""))
        said = ask(http, "POST", provider.token, data=form, auth=who)
    token = said.get("id_token")
    if not isinstance(token, str):
        raise LoginError(Refusal.UNFIT, "the provider gives no ID token; is it one of OpenID Connect?")
    return token


def ask(http: httpx.Client, method: str, place: str, **more: Any) -> Mapping[str, Any]:
    """A JSON object of the provider; LoginError where it gives none in time."""
    begun, body = time.monotonic(), b""
    try:
        with http.stream(method, place, headers={"Accept": "application/json"}, **more) as answer:
            for part in answer.iter_bytes():
                body += part
                if len(body) > LONGEST or time.monotonic() - begun > WHOLE:
                    raise LoginError(Refusal.SILENT, "the provider's answer has no end; try again later")
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        reason = f"the provider gives no answer ({type(fault).__name__}); see whether it can be reached"
        raise LoginError(Refusal.SILENT, reason) from None
    return _understood(answer.status_code, body)


def _understood(status: int, body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if status >= 500 or status == 429:
        raise LoginError(Refusal.SILENT, f"the provider answers {status}; try again later")
    if isinstance(said, dict) and said.get("error") == "invalid_grant":
        raise LoginError(Refusal.STALE, "the provider no longer takes this code; begin again")
    if status != 200 or not isinstance(said, dict):
        raise LoginError(
            Refusal.UNFIT, f"the provider answers {status}; check `issuer`, `client_id` and the secret"
        )
    return said


def _as_safe(place: str, issuer: str) -> bool:
    return place.startswith("https://") or (issuer.startswith("http://") and place.startswith("http://"))
