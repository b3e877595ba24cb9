"""The Bot API as one source may call it: the token stands in the address, so no address is ever told."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from listener.network import Http, SourceError, json_of
from listener.sources.reaction import Reaction
from models.settings import Source

BASE_URL = "https://api.telegram.org"
TOLD = frozenset({400, 401, 403, 404, 409, 429})  # statuses whose body says what is wrong
PAUSE = timedelta(minutes=1)

TOKEN = Reaction("Telegram refused the token", "get one from @BotFather, set its variable and restart", True)
OUT = Reaction("the bot was put out or blocked", "add it again, with the right to read messages", True)
CONFIG = Reaction("Telegram cannot make sense of the request", "check target in config.toml", True)
TAKEN = Reaction(
    "somebody else takes this bot's updates",
    "end the other program, or delete its webhook (deleteWebhook), or name secret_env to be called instead",
    pause=timedelta(minutes=5),
)
LIMIT = Reaction("Telegram wants a pause", "asking again later")
UNKNOWN = Reaction("Telegram refused the request", "asking again later")
REACTIONS = {400: CONFIG, 401: TOKEN, 403: OUT, 404: TOKEN, 409: TAKEN, 429: LIMIT}


@dataclass(frozen=True, slots=True)
class Api:
    """Telegram as one bot reaches it."""

    source: Source
    http: Http
    once: bool = False  # never try a request again: it writes

    def ask(self, method: str, **fields: str | int) -> Any:
        """The result of a method; SourceError for every refusal."""
        token = self.source.token.get_secret_value() if self.source.token else ""
        url = f"{self.source.base_url or BASE_URL}/bot{token}/{method}"
        body = json_of(self.source, self.http.post(self.source, url, data=fields, allow=TOLD, once=self.once))
        if not isinstance(body, dict):
            raise UNKNOWN.fault(self.source)
        return body["result"] if body.get("ok") else self._refused(body)

    def _refused(self, body: dict[str, Any]) -> Any:
        code, given = body.get("error_code"), body.get("parameters") or {}
        if "migrate_to_chat_id" in given:
            reason = "the group became a supergroup; write its new number or its @name into target"
            raise SourceError(self.source.name, reason, permanent=True)
        error = REACTIONS.get(code if isinstance(code, int) else 0, UNKNOWN).fault(
            self.source, f"Telegram {code}: {body.get('description', '')}"
        )
        if code == 429:
            error.retry_after = timedelta(seconds=int(given.get("retry_after", PAUSE.total_seconds())))
        raise error


def listed(kinds: tuple[str, ...]) -> str:
    """A list as the Bot API takes it in a form."""
    return json.dumps(kinds)
