"""An instance of Mastodon: the timeline of a hashtag, mentions, posts by number, what stands under them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import unquote

from listener.replica.server import Reply, Request, as_json
from listener.replica.world import Account, Item, World

HOST = "mastodon.example.org"
TIMELINE = re.compile(r"/api/v1/timelines/tag/([^/]+)")
STATUS = re.compile(r"/api/v1/statuses/(\d+)(/context)?")
TOKEN = "mastodon-replica"  # noqa: S105 - guards nothing
LARGEST, DEFAULT, ANONYMOUS = 40, 20, 60
Json = dict[str, Any]


@dataclass(slots=True)
class Mastodon:
    """Answers for one hashtag that every post of the world bears. Hand its `answer` to a Replica."""

    world: World
    hashtag: str = "ПоштаЗоря"
    largest: int = LARGEST
    private: set[int] = field(default_factory=set)  # shown to followers only
    closed: bool = False  # the preview for visitors is off
    tokens: set[str] = field(default_factory=lambda: {TOKEN})

    def answer(self, request: Request) -> Reply:
        """The answer to one request."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if (token and token not in self.tokens) or (self.closed and not token):
            return as_json({"error": "This method requires an authenticated user"}, 401)
        path = unquote(request.path)
        if found := TIMELINE.fullmatch(path):
            posts = self.world.posts() if found[1].casefold() == self.hashtag.casefold() else []
            return self._page(request, posts, lambda post: self._status(post))
        if path == "/api/v1/notifications":
            if not token:
                return as_json({"error": "The access token is invalid"}, 401)
            return self._page(request, self.world.posts(), self._notification)
        if found := STATUS.fullmatch(path):
            return self._single(int(found[1]), bool(found[2]), bool(token))
        return as_json({"error": "Record not found"}, 404)

    def _page(self, request: Request, posts: Sequence[Item], draw: Any) -> Reply:
        """The newest below max_id, with a link to what is older."""
        query = request.query
        below = int(query["max_id"]) if "max_id" in query else None
        newest = [each for each in reversed(posts) if below is None or each.number < below]
        shown = newest[: min(int(query.get("limit", DEFAULT)), self.largest)]
        reply = as_json([draw(each) for each in shown])
        if len(newest) == len(shown):
            return reply
        address = f"https://{HOST}{request.path}"
        links = (
            f'<{address}?limit=40&max_id={shown[-1].number}>; rel="next", '
            f'<{address}?min_id={shown[0].number}>; rel="prev"'
        )
        return Reply(reply.body, 200, {**reply.headers, "Link": links})

    def _single(self, number: int, context: bool, known: bool) -> Reply:
        item = self.world.find(number)
        if item is None or (number in self.private and not known):
            return as_json({"error": "Record not found"}, 404)
        if not context:
            return as_json(self._status(item))
        under = self._under(item)
        shown = under if known else under[:ANONYMOUS]
        return as_json({"ancestors": [], "descendants": [self._status(each) for each in shown]})

    def _under(self, item: Item) -> list[Item]:
        """What hangs on a post by replies that are still there."""
        here = {item.number}
        found = []
        for each in self.world.comments(item.post or item.number):
            if (each.reply_to or each.post) in here and each.number not in self.private:
                here.add(each.number)
                found.append(each)
        return found

    def _notification(self, post: Item) -> Json:
        status = self._status(post)
        about = {"id": str(post.number), "type": "mention", "created_at": _time(post.at)}
        return about | {"account": status["account"], "status": status}

    def _status(self, item: Item) -> Json:
        above = item.reply_to or item.post
        return {
            "id": str(item.number),
            "uri": f"https://{HOST}/users/x/statuses/{item.number}",
            "url": f"https://{HOST}/@x/{item.number}",
            "created_at": _time(item.at),
            "edited_at": _time(item.edited_at) if item.edited_at else None,
            "account": _account(item.author),
            "content": f"<p>{escape(item.text)}</p>",
            "spoiler_text": "",
            "in_reply_to_id": str(above) if above else None,
            "replies_count": len(
                [each for each in self._under(item) if (each.reply_to or each.post) == item.number]
            ),
            "reblogs_count": 0,
            "favourites_count": item.likes,
            "visibility": "private" if item.number in self.private else "public",
            "language": "uk",
            "media_attachments": [],
            "reblog": None,
            "mentions": [],
            "tags": [],
        }


def _account(author: Account) -> Json:
    name = author.username or f"user{author.number}"
    url = f"https://{HOST}/@{name}"
    return {"id": str(author.number), "acct": name, "display_name": author.name, "url": url}


def _time(at: Any) -> str:
    return str(at.isoformat(timespec="milliseconds")).replace("+00:00", "Z")
