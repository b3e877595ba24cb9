"""Google's Publisher API as one app's service account reaches it, with the login that goes before."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from listener.replica.server import Reply, Request, as_json
from listener.replica.world import Item, World

ACCOUNT = "vidhuk@zoria.example.org"
PACKAGE = "ua.example.zoria"
AUDIENCE = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/androidpublisher"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
WEEK = timedelta(days=7)
Json = dict[str, Any]


@cache
def _key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@cache
def key_file() -> str:
    """The JSON key of the service account that the replica lets in."""
    pem = _key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    told = {"type": "service_account", "client_email": ACCOUNT, "private_key_id": "k1"}
    return json.dumps(told | {"private_key": pem.decode(), "token_uri": AUDIENCE})


@dataclass(slots=True)
class GooglePlay:
    """Answers for one app; a post of the world is a review, a brand's comment its answer."""

    world: World
    largest: int = 100
    tokens: dict[str, datetime] = field(default_factory=dict)  # in force until
    logins: int = 0
    invited: bool = True  # the account may see reviews

    def answer(self, request: Request) -> Reply:
        """The answer to one request."""
        if request.path == "/token":
            return self._login(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, self.world.clock()) <= self.world.clock():
            return _error(401, "authError", "Request had invalid authentication credentials.")
        if not self.invited:
            return _error(403, "permissionDenied", "The caller does not have permission")
        if request.path != f"/androidpublisher/v3/applications/{PACKAGE}/reviews":
            return _error(404, "applicationNotFound", "No application was found for the given package name.")
        return self._reviews(request)

    def _login(self, request: Request) -> Reply:
        now = self.world.clock()
        try:
            claims = jwt.decode(
                request.form["assertion"],
                _key().public_key(),
                algorithms=["RS256"],
                audience=AUDIENCE,
                options={"verify_exp": False, "verify_iat": False},  # by the world's clock, below
            )
        except jwt.PyJWTError:
            return as_json({"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, 400)
        lives = claims["iat"] <= now.timestamp() < claims["exp"] <= claims["iat"] + 3600
        if not lives or claims["iss"] != ACCOUNT or claims["scope"] != SCOPE:
            return as_json({"error": "invalid_grant", "error_description": "Invalid JWT"}, 400)
        if request.form.get("grant_type") != GRANT:
            return as_json({"error": "unsupported_grant_type"}, 400)
        self.logins += 1
        token = f"ya29.replica{self.logins}"
        self.tokens[token] = now + timedelta(hours=1)
        return as_json({"access_token": token, "expires_in": 3600, "token_type": "Bearer"})

    def _reviews(self, request: Request) -> Reply:
        now = self.world.clock()
        recent = [each for each in self.world.posts() if now - _changed(each) <= WEEK]
        recent.sort(key=lambda each: (_changed(each), each.number), reverse=True)
        start = int(request.query.get("token", "t0")[1:])
        many = min(int(request.query.get("maxResults", "10")), self.largest)
        shown = recent[start : start + many]
        body: Json = {"reviews": [self._review(each) for each in shown]} if shown else {}
        if start + many < len(recent):
            body["tokenPagination"] = {"nextPageToken": f"t{start + many}"}
        return as_json(body)

    def _review(self, item: Item) -> Json:
        said = {
            "text": f"{item.title}\t{item.text}",
            "lastModified": _seconds(_changed(item)),
            "starRating": item.rating or 1,
            "reviewerLanguage": "uk",
            "thumbsUpCount": item.likes,
            "thumbsDownCount": 0,
        }
        answers = [each for each in self.world.comments(item.number) if each.author.brand]
        told = [
            {"developerComment": {"text": each.text, "lastModified": _seconds(_changed(each))}}
            for each in answers[-1:]
        ]
        name = f"review-{item.number}"
        return {"reviewId": name, "authorName": item.author.name, "comments": [{"userComment": said}, *told]}


def _changed(item: Item) -> datetime:
    return item.edited_at or item.at


def _seconds(at: datetime) -> Json:
    return {"seconds": str(int(at.timestamp())), "nanos": at.microsecond * 1000}


def _error(status: int, reason: str, said: str) -> Reply:
    errors = [{"message": said, "domain": "global", "reason": reason}]
    return as_json({"error": {"code": status, "message": said, "errors": errors}}, status)
