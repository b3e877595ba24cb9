"""A service account's login at Google: a signed claim is changed for a token that lasts an hour."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt

from listener.network import Http, SourceError, json_of
from listener.sources.reaction import quoted
from models.moments import from_text, to_text
from models.settings import Source

TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address; the key file may name no other
SCOPE = "https://www.googleapis.com/auth/androidpublisher"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFE = timedelta(hours=1)
SPARE = timedelta(minutes=5)  # a token is not used in its last minutes


@dataclass(frozen=True, slots=True)
class Login:
    """What one source is let in by; the token is kept in memory while the process runs, and never stored."""

    source: Source
    http: Http
    at: datetime

    def token(self) -> str:
        """A token that is in force; SourceError when the key is none, or Google refuses it."""
        if kept := self.http.lent.get(self.source.name):
            held = json.loads(kept)
            if self.at < from_text(held["until"]):
                return str(held["token"])
        token = self._new()
        until = to_text(self.at + LIFE - SPARE)
        self.http.lent[self.source.name] = json.dumps({"token": token, "until": until})
        return token

    def forget(self) -> None:
        """Log in anew the next time."""
        self.http.lent.pop(self.source.name, None)

    def _new(self) -> str:
        url = f"{self.source.base_url}/token" if self.source.base_url else TOKEN_URL
        form = {"grant_type": GRANT, "assertion": self._claim()}
        answer = self.http.post(self.source, url, form, allow={400, 401})
        body = json_of(self.source, answer)
        if answer.status != 200:
            said = quoted(self.source, str(body.get("error_description") or body.get("error")))
            raise self._refused(f"Google refused the key ({said}); check the key, and this machine's clock")
        return str(body["access_token"])

    def _claim(self) -> str:
        key = self._key()
        claims = {
            "iss": key["client_email"],
            "scope": SCOPE,
            "aud": TOKEN_URL,
            "iat": int(self.at.timestamp()),
            "exp": int((self.at + LIFE).timestamp()),
        }
        try:
            named = {"kid": str(key.get("private_key_id", ""))}
            return jwt.encode(claims, str(key["private_key"]), algorithm="RS256", headers=named)
        except (jwt.PyJWTError, ValueError, TypeError):
            raise self._refused("the private key cannot be read; make a new JSON key") from None

    def _key(self) -> Any:
        text = self.source.token.get_secret_value() if self.source.token else ""
        try:
            key = json.loads(text)
        except ValueError:
            key = None
        if not isinstance(key, dict) or not {"client_email", "private_key"} <= key.keys():
            raise self._refused(
                "the token is no service account's key; put the text of the whole JSON file there"
            )
        return key

    def _refused(self, reason: str) -> SourceError:
        return SourceError(self.source.name, reason, permanent=True)
