"""VK as it tells by itself what happens in a community: it calls, or is listened to."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from listener.replica.calls import JSON_HEADERS
from listener.replica.server import Reply, Request, as_json
from listener.replica.world import Clock, Item
from models.calls import Call

GROUP = 700700
POST = 58  # under which stands what stands nowhere else
SECRET = "vkReplicaSecretKey"  # noqa: S105 - guards nothing
COMMUNITY = "vk1.replica-community"  # its own token
CODE = "a1b2c3d4"
Json = dict[str, Any]


@dataclass(slots=True)
class VkCalls:
    """Events of one community, told by calls (Callback API)."""

    clock: Clock
    secret: str = SECRET
    last: int = 0

    def wrote(self, item: Item) -> Call:
        """The call that tells of a comment."""
        return self.tells("wall_reply_new", comment(item))

    def edited(self, item: Item) -> Call:
        """The call that tells that a comment reads otherwise; it has the time of its writing only."""
        return self.tells("wall_reply_edit", comment(item))

    def deleted(self, item: Item) -> Call:
        """The call that tells that a comment is gone."""
        return self.tells("wall_reply_delete", gone(item))

    def posted(self, item: Item) -> Call:
        """The call that tells of a post."""
        return self.tells("wall_post_new", post(item))

    def tells(self, kind: str, about: Json) -> Call:
        """A call about an event."""
        return self.signed(json.dumps(self.event(kind, about) | {"secret": self.secret}).encode())

    def event(self, kind: str, about: Json) -> Json:
        """An event, the same whether it is brought or fetched."""
        self.last += 1
        number = f"{self.last:040x}"
        return {"group_id": GROUP, "type": kind, "event_id": number, "v": "5.199", "object": about}

    def signed(self, body: bytes) -> Call:
        """A call with that body: nothing but the word inside it vouches for a call of VK."""
        return Call("POST", JSON_HEADERS, body)

    def question(self, group: int = GROUP) -> Call:
        """The call by which VK makes sure of an address."""
        return self.signed(json.dumps({"type": "confirmation", "group_id": group}).encode())


def comment(item: Item) -> Json:
    """A comment as events tell it: no likes, no names."""
    under = item.post or POST
    told: Json = {
        "id": item.number,
        "from_id": -GROUP if item.author.brand else item.author.number,
        "post_id": under,
        "owner_id": -GROUP,
        "post_owner_id": -GROUP,
        "date": int(item.at.timestamp()),
        "text": item.text,
        "parents_stack": [],
    }
    if item.reply_to is not None:
        told |= {"parents_stack": [item.reply_to], "reply_to_comment": item.reply_to}
    return told


def gone(item: Item) -> Json:
    """A deleted comment as events tell it."""
    return {"owner_id": -GROUP, "id": item.number, "deleter_id": 17, "post_id": item.post or POST}


def post(item: Item) -> Json:
    """A post as events tell it."""
    by = -GROUP if item.author.brand else item.author.number
    told = {"id": item.number, "owner_id": -GROUP, "from_id": by, "post_type": "post", "text": item.text}
    return told | {"date": int(item.at.timestamp()), "comments": {"count": 0}}


@dataclass(slots=True)
class LongPoll:
    """The same events for who listens (Bots Long Poll); what it does not know it leaves to `otherwise`."""

    calls: VkCalls
    url: str = ""  # where this replica is served
    otherwise: Callable[[Request], Reply] | None = None
    group: int = GROUP
    events: list[Json] = field(default_factory=list)
    key: str = "key-1"
    failures: deque[Json] = field(default_factory=deque)  # answers in place of the next ones
    largest: int = 100

    def tell(self, kind: str, about: Json) -> None:
        """Let something happen."""
        self.events.append(self.calls.event(kind, about))

    def answer(self, request: Request) -> Reply:
        """The answer to one request."""
        if request.path == "/longpoll":
            return as_json(self._check(request))
        method, token = request.path.removeprefix("/method/"), request.headers.get("authorization", "")
        if not method.startswith("groups.") and self.otherwise:
            return self.otherwise(request)
        if token != f"Bearer {COMMUNITY}":
            return as_json({"error": {"error_code": 5, "error_msg": "User authorization failed"}})
        if method == "groups.getById":
            return as_json({"response": {"groups": [{"id": self.group, "name": "Пошта Зоря"}]}})
        told = {"key": self.key, "server": f"{self.url}/longpoll", "ts": str(len(self.events))}
        return as_json({"response": told})

    def _check(self, request: Request) -> Json:
        if self.failures:
            return self.failures.popleft()
        if request.query["key"] != self.key:
            return {"failed": 2}
        since = int(request.query["ts"])
        shown = self.events[since : since + self.largest]
        return {"ts": str(since + len(shown)), "updates": shown}
