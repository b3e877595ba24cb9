"""A Bot API with one group: it hands out updates, or calls with them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from listener.replica.calls import JSON_HEADERS
from listener.replica.server import Reply, Request, as_json
from listener.replica.world import Clock, Item
from models.calls import Call

TOKEN = "870001:telegram-bot-replica"  # noqa: S105 - guards nothing
WORD = "telegram-bot-replica-word"
CHAT = {"id": -1001700000001, "type": "supergroup", "title": "Пошта Зоря: чат", "username": "zoria_chat"}
CHANNEL = {"id": -1001600000002, "type": "channel", "title": "Пошта Зоря", "username": "zoria_post"}
Json = dict[str, Any]


@dataclass(slots=True)
class TelegramBot:
    """Telegram as one bot sees it; hand its `answer` to a Replica."""

    clock: Clock
    word: str = WORD
    webhook: str = ""  # where Telegram calls; then nothing can be asked for
    updates: list[Json] = field(default_factory=list)
    confirmed: int = 0  # updates below it are never given again
    polled: bool = False  # another program is waiting for updates
    last: int = 870000

    def wrote(self, item: Item) -> Call:
        """The call that tells of a message."""
        return self._called(self.tell("message", message(item)))

    def edited(self, item: Item) -> Call:
        """The call that tells that a message reads otherwise."""
        edited = int((item.edited_at or self.clock()).timestamp())
        return self._called(self.tell("edited_message", message(item) | {"edit_date": edited}))

    def deleted(self, item: Item) -> Call:
        """Bots are not told of deletions."""
        raise NotImplementedError

    def signed(self, body: bytes) -> Call:
        """A call with that body and the word that vouches for it."""
        return Call("POST", JSON_HEADERS | {"x-telegram-bot-api-secret-token": self.word}, body)

    def tell(self, kind: str, told: Json) -> Json:
        """Queue an update."""
        self.last += 1
        self.updates.append({"update_id": self.last, kind: told})
        return self.updates[-1]

    def answer(self, request: Request) -> Reply:
        """The answer to one method."""
        token, _, method = request.path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            return refused(401, "Unauthorized")
        if method == "getUpdates":
            return self._get_updates(request.fields)
        known = {"getMe": {"id": 870001, "is_bot": True}, "getWebhookInfo": {"url": self.webhook}}
        return (
            as_json({"ok": True, "result": known[method]}) if method in known else refused(404, "Not Found")
        )

    def _get_updates(self, asked: Mapping[str, str]) -> Reply:
        if self.webhook or self.polled:
            return refused(409, "Conflict: terminated by other getUpdates request")
        self.confirmed = max(self.confirmed, int(asked.get("offset", "0")))
        kinds = json.loads(asked.get("allowed_updates", "[]"))
        left = [each for each in self.updates if each["update_id"] >= self.confirmed]
        shown = [each for each in left if not kinds or any(kind in each for kind in kinds)]
        return as_json({"ok": True, "result": shown[: int(asked.get("limit", "100"))]})

    def _called(self, update: Json) -> Call:
        return self.signed(json.dumps(update).encode())


def message(item: Item) -> Json:
    """A message of the group as Telegram tells it."""
    told: Json = {
        "message_id": item.number,
        "date": int(item.at.timestamp()),
        "chat": CHAT,
        "from": {"id": item.author.number, "is_bot": False, "first_name": item.author.name},
        "text": item.text,
    }
    if item.author.username:
        told["from"]["username"] = item.author.username
    if item.post is not None:
        above = {"message_id": item.reply_to or item.post, "date": told["date"], "chat": CHAT}
        told |= {"message_thread_id": item.post, "reply_to_message": above}
    return told


def refused(code: int, said: str, **parameters: int) -> Reply:
    """How the Bot API tells a fault."""
    told: Json = {"ok": False, "error_code": code, "description": said}
    return as_json(told | ({"parameters": parameters} if parameters else {}), code)
