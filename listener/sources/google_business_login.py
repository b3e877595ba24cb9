"""An owner's login at Google: a refresh token is changed for one that lasts an hour."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from listener.network import Http, SourceError, json_of
from listener.sources.reaction import quoted
from models.moments import from_text, to_text
from models.settings import Source

TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address; the key may name no other
NEEDED = ("client_id", "client_secret", "refresh_token")
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
        url = f"{self.source.base_url}/token" if self.source.base_url else TOKEN_URL
        form = {name: str(self._key()[name]) for name in NEEDED} | {"grant_type": "refresh_token"}
        answer = self.http.post(self.source, url, form, allow={400, 401})
        body = json_of(self.source, answer)
        if answer.status != 200:
            said = quoted(self.source, str(body.get("error_description") or body.get("error")))
            raise self._refused(f"Google refused the key ({said}); have the owner grant access anew")
        until = self.at + timedelta(seconds=int(body["expires_in"])) - SPARE
        token = str(body["access_token"])
        self.http.lent[self.source.name] = json.dumps({"token": token, "until": to_text(until)})
        return token

    def forget(self) -> None:
        """Log in anew the next time."""
        self.http.lent.pop(self.source.name, None)

    def _key(self) -> Any:
        text = self.source.token.get_secret_value() if self.source.token else ""
        try:
            key = json.loads(text)
        except ValueError:
            key = None
        if not isinstance(key, dict) or not key.keys() >= set(NEEDED):
            raise self._refused(f"the token is no key; put JSON with {', '.join(NEEDED)} there")
        return key

    def _refused(self, reason: str) -> SourceError:
        return SourceError(self.source.name, reason, permanent=True)
