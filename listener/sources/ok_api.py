"""Odnoklassniki's interface as one source may call it: signed forms, faults in answers of status 200."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import md5
from typing import Any

from listener.network import Http, SourceError, json_of
from listener.sources.reaction import LONGEST_WORDS, Reaction
from models.settings import Source

BASE_URL = "https://api.ok.ru"
NEEDED = ("application_key", "application_secret", "access_token")
NOT_FOUND = 300

TOKEN = Reaction("OK refused the token", "issue a new one and set the variable that token_env names", True)
SIGNED = Reaction("OK refused the signature", "check application_key and application_secret", True)
RIGHTS = Reaction("OK gives no access", "ask OK for VALUABLE_ACCESS and GROUP_CONTENT", True)
GONE = Reaction("there is no such group", "check target in config.toml", True)
BLOCKED = Reaction("OK has blocked this", "look at the group yourself", True)
LIMIT = Reaction("OK wants fewer requests", "asking again later", pause=timedelta(hours=1))
TROUBLE = Reaction("OK has a fault of its own", "asking again later", pause=timedelta(minutes=5))
UNKNOWN = Reaction("OK refused the request", "asking again later")
REACTIONS = {
    2: TROUBLE,
    10: RIGHTS,
    11: LIMIT,
    102: TOKEN,
    103: TOKEN,
    104: SIGNED,
    NOT_FOUND: GONE,
    455: BLOCKED,
}


@dataclass(frozen=True, slots=True)
class Api:
    """OK as one source reaches it."""

    source: Source
    http: Http

    def ask(self, method: str, **fields: str | int) -> Any:
        """The answer of a method; SourceError for every fault."""
        body = self.ask_if_there(method, **fields)
        if body is None:
            raise GONE.fault(self.source, method)
        return body

    def ask_if_there(self, method: str, **fields: str | int) -> Any:
        """The same of one thing that may be gone: None where OK does not find it."""
        key = self._key()
        given = {name: str(value) for name, value in fields.items()}
        given |= {"method": method, "format": "json", "application_key": key["application_key"]}
        secret = md5(f"{key['access_token']}{key['application_secret']}".encode(), usedforsecurity=False)
        form = given | {"sig": signature(given, secret.hexdigest()), "access_token": key["access_token"]}
        url = f"{self.source.base_url or BASE_URL}/fb.do"
        body = json_of(self.source, self.http.post(self.source, url, form))
        code = body.get("error_code") if isinstance(body, dict) else None
        if code is None:
            return body
        if code == NOT_FOUND:
            return None
        said = str(body.get("error_msg", ""))
        for each in key.values():
            said = said.replace(each, "…")
        words = " ".join(said.split())[:LONGEST_WORDS]
        raise REACTIONS.get(code, UNKNOWN).fault(self.source, f"{method}: OK {code}: {words}")

    def _key(self) -> dict[str, str]:
        text = self.source.token.get_secret_value() if self.source.token else ""
        try:
            key = json.loads(text)
        except ValueError:
            key = None
        if not isinstance(key, dict) or not all(key.get(name) for name in NEEDED):
            reason = f"the token is no key; put JSON with {', '.join(NEEDED)} there"
            raise SourceError(self.source.name, reason, permanent=True)
        return {name: str(key[name]) for name in NEEDED}


def signature(fields: Mapping[str, str], secret: str) -> str:
    """What OK wants to see under a form: its sorted fields with the secret, as MD5 (OK knows no other)."""
    line = "".join(f"{name}={value}" for name, value in sorted(fields.items()))
    return md5(f"{line}{secret}".encode(), usedforsecurity=False).hexdigest()
