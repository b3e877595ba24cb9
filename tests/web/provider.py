"""A provider of identities on loopback: discovery, a login page that lets everybody in, tokens, keys."""

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import unquote, urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from listener.replica.server import Replica, Reply, Request, as_json

CLIENT, SECRET = "vidhuk", "s3cr3t of the: tests"
SIGNS = "the key of today"


@cache
def key(number: int) -> ec.EllipticCurvePrivateKey:
    """A key pair, the same for the same number."""
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Identities:
    """What the provider is and says; a test changes what it is about."""

    clock: Callable[[], datetime]
    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)  # over the usual ones; None leaves one out
    described: dict[str, Any] = field(default_factory=dict)  # over the usual discovery
    sign: Callable[[dict[str, Any]], str] | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)  # code → what was asked for it

    def answer(self, request: Request) -> Reply:
        """One request, as a provider would answer it."""
        pages = {
            "/.well-known/openid-configuration": self._discovery,
            "/authorize": self._authorize,
            "/token": self._token,
            "/keys": self._keys,
        }
        page = pages.get(request.path)
        return page(request) if page else as_json({"error": "not found"}, 404)

    def _discovery(self, request: Request) -> Reply:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        usual = {"issuer": self.url} | {name: f"{self.url}/{end}" for name, end in ends.items()}
        return as_json(usual | self.described)

    def _authorize(self, request: Request) -> Reply:
        code = secrets.token_urlsafe(8)
        self.codes[code] = dict(request.query)
        back = urlencode({"code": code, "state": request.query["state"]})
        return Reply(b"", 302, {"Location": f"{request.query['redirect_uri']}?{back}"})

    def _token(self, request: Request) -> Reply:
        asked = self.codes.pop(request.form["code"], None)
        if not self._knows(request):
            return as_json({"error": "invalid_client"}, 401)
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not asked or asked["code_challenge"] != challenge or asked["code_challenge_method"] != "S256":
            return as_json({"error": "invalid_grant"}, 400)
        if asked["redirect_uri"] != request.form["redirect_uri"]:
            return as_json({"error": "invalid_grant"}, 400)
        return as_json({"token_type": "Bearer", "access_token": "x", "id_token": self._signed(asked)})

    def _knows(self, request: Request) -> bool:
        if self.described.get("token_endpoint_auth_methods_supported") == ["client_secret_post"]:
            return (request.form.get("client_id"), request.form.get("client_secret")) == (CLIENT, SECRET)
        given = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode()
        return tuple(map(unquote, given.split(":"))) == (CLIENT, SECRET)

    def _signed(self, asked: dict[str, str]) -> str:
        at = int(self.clock().timestamp())
        usual = {"iss": self.url, "sub": "7", "aud": asked["client_id"], "iat": at, "exp": at + 300}
        known = {"nonce": asked["nonce"], "email": "maria@example.org", "email_verified": True}
        claims = {name: value for name, value in (usual | known | self.claims).items() if value is not None}
        return self.sign(claims) if self.sign else signed(claims)

    def _keys(self, request: Request) -> Reply:
        public = ECAlgorithm.to_jwk(key(1).public_key(), as_dict=True)
        return as_json({"keys": [public | {"kid": SIGNS, "use": "sig", "alg": "ES256"}]})


def signed(claims: dict[str, Any], by: int = 1, kid: str = SIGNS) -> str:
    """An ID token by one of the keys."""
    return jwt.encode(claims, key(by), "ES256", {"kid": kid})


@contextmanager
def provided(clock: Callable[[], datetime]) -> Iterator[tuple[Identities, Replica]]:
    """A running provider and its server."""
    identities = Identities(clock)
    with Replica(identities.answer) as server:
        identities.url = server.url
        yield identities, server
