"""The Graph API of one professional account on Instagram: its posts, the comments and replies under them."""

import re
from dataclasses import dataclass, field

from listener.replica.graph import MISSING, Gate, GraphError, Json, time
from listener.replica.server import Reply, Request
from listener.replica.world import Item, World

ACCOUNT = "17841400700700"
WINDOW = 50


@dataclass(slots=True)
class Instagram:
    """Answers for one account; hand its `answer` to a Replica."""

    world: World
    largest: int = WINDOW
    ends: bool = False  # comments have no cursors: nothing is shown below the newest fifty
    along: int = 50  # replies that come along with a comment
    elsewhere: dict[str, Json] = field(default_factory=dict)  # posts and comments of others, by number
    gate: Gate = field(default_factory=Gate)

    def answer(self, request: Request) -> Reply:
        """The answer to one request."""
        self.gate.largest = min(self.largest, WINDOW)
        return self.gate.pass_through(request, self._edge)

    def _edge(self, path: str, request: Request) -> Json:
        name, _, edge = path.partition("/")
        if (name, edge) == (ACCOUNT, "media"):
            newest = sorted(self.world.posts(), key=lambda each: (each.at, each.number), reverse=True)
            return self.gate.page(request, newest, self._media)
        if (name, edge) == (ACCOUNT, ""):
            return self._mentioned(request.query.get("fields", ""))
        item = self.world.find(int(name)) if name.isdecimal() else None
        if item is None:
            raise MISSING
        if not edge and item.post is None:
            return self._media(item)
        if edge == "comments" and item.post is None:
            return self._comments(item, request)
        if edge == "replies" and item.post is not None:
            return self.gate.page(request, self._under(item), self._comment)
        raise GraphError(100, "Tried accessing nonexisting field")

    def _mentioned(self, fields: str) -> Json:
        asked = re.match(r"(mentioned_(?:comment|media))\.(?:comment|media)_id\((\d+)\)", fields)
        if asked is None or asked[2] not in self.elsewhere:
            raise MISSING
        return {asked[1]: self.elsewhere[asked[2]] | {"id": asked[2]}, "id": ACCOUNT}

    def _comments(self, post: Item, request: Request) -> Json:
        tops = [each for each in reversed(self.world.comments(post.number)) if self._top(each) is each]
        body = self.gate.page(request, tops, lambda each: self._with_replies(each, request))
        if self.ends:
            body.pop("paging", None)
        return body

    def _top(self, item: Item) -> Item:
        """The comment in whose thread a reply stands: Instagram has one level."""
        above = self.world.written(item.reply_to) if item.reply_to is not None else None
        return item if above is None else self._top(above)

    def _under(self, top: Item) -> list[Item]:
        every = self.world.comments(top.post or 0)
        return [
            each for each in every if each is not top and self._top(each).number == top.number != each.number
        ]

    def _with_replies(self, item: Item, request: Request) -> Json:
        replies = self._under(item)
        if not replies or "replies{" not in request.query.get("fields", ""):
            return self._comment(item)
        shown = {"data": [self._comment(each) for each in replies[: self.along]]}
        if len(replies) > self.along:
            asked = Request("GET", f"/v26.0/{item.number}/replies", {"limit": str(self.along)}, {}, {}, 0.0)
            shown = self.gate.page(asked, replies, self._comment)
        return self._comment(item) | {"replies": shown}

    def _media(self, item: Item) -> Json:
        tops = {each.number for each in self.world.comments(item.number) if self._top(each) is each}
        seen = [each for each in self.world.comments(item.number) if self._top(each).number in tops]
        return {
            "id": str(item.number),
            "caption": item.text,
            "media_type": "IMAGE",
            "permalink": f"https://www.instagram.com/p/C{item.number}/",
            "timestamp": time(item.at),
            "comments_count": len(seen),
            "like_count": item.likes,
            "username": "zoria_post",
        }

    def _comment(self, item: Item) -> Json:
        name = "zoria_post" if item.author.brand else item.author.username
        number = ACCOUNT if item.author.brand else str(item.author.number)
        told = {"id": str(item.number), "text": item.text, "timestamp": time(item.at), "username": name}
        return told | {"from": {"id": number, "username": name}, "like_count": item.likes, "hidden": False}
