"""Bluesky's API as one account reaches it: a session, a search, posts by name, threads."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from listener.replica.server import Reply, Request, as_json
from listener.replica.world import Account, Item, World

LOGIN = "zoria.example.org"
PASSWORD = "abcd-efgh-ijkl-mnop"  # noqa: S105 - guards nothing
Json = dict[str, Any]


@dataclass(slots=True)
class Bluesky:
    """Answers a search that every post of the world matches. Hand its `answer` to a Replica."""

    world: World
    largest: int = 100  # posts of a search
    sessions: set[str] = field(default_factory=set)  # tokens in force
    logins: int = 0
    blocked: set[int] = field(default_factory=set)  # replies that the thread hides from us
    unseen: set[int] = field(default_factory=set)  # replies that are counted and left out of the thread
    early: timedelta = timedelta()  # how much clients' clocks are ahead

    def answer(self, request: Request) -> Reply:
        """The answer to one call; refusals say their name."""
        if request.path == "/xrpc/com.atproto.server.createSession":
            return self._login(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not token:
            return _error(401, "AuthMissing")
        if token not in self.sessions:
            return _error(400, "ExpiredToken")
        methods: dict[str, Callable[[Request], Reply]] = {
            "/xrpc/app.bsky.feed.searchPosts": self._search,
            "/xrpc/app.bsky.feed.getPosts": self._posts,
            "/xrpc/app.bsky.feed.getPostThread": self._thread,
        }
        method = methods.get(request.path)
        return method(request) if method else _error(501, "MethodNotImplemented")

    def _login(self, request: Request) -> Reply:
        given = json.loads(request.body)
        if request.headers.get("content-type") != "application/json":
            return _error(400, "InvalidRequest")
        if (given["identifier"], given["password"]) != (LOGIN, PASSWORD):
            return _error(401, "AuthenticationRequired")
        self.logins += 1
        token = f"access-{self.logins}"
        self.sessions.add(token)
        return as_json({"did": "did:plc:700700", "handle": LOGIN, "accessJwt": token, "refreshJwt": "r"})

    def _search(self, request: Request) -> Reply:
        query = request.query
        if not query.get("q"):
            return _error(400, "InvalidRequest")
        start = int(query.get("cursor", "0"))
        many = min(int(query.get("limit", "25")), self.largest)
        posts = sorted(self.world.posts(), key=lambda post: (post.at, post.number), reverse=True)
        shown = [self._view(post) for post in posts[start : start + many]]
        onward = {"cursor": str(start + many)} if start + many < len(posts) else {}
        return as_json({"posts": shown, "hitsTotal": len(posts)} | onward)

    def _posts(self, request: Request) -> Reply:
        names = [value for name, value in request.pairs if name == "uris"]
        if not 1 <= len(names) <= 25:
            return _error(400, "InvalidRequest")
        return as_json({"posts": [self._view(post) for post in self.world.posts() if uri(post) in names]})

    def _thread(self, request: Request) -> Reply:
        name = request.query.get("uri", "")
        post = next((post for post in self.world.posts() if uri(post) == name), None)
        if post is None:
            return _error(400, "NotFound")
        every = self.world.comments(post.number)

        def replies(above: int | None) -> list[Json]:
            under = [each for each in every if each.reply_to == above]
            shown = [each for each in under if each.number not in self.unseen]
            return [self._reply(each, post, replies(each.number)) for each in shown]

        view = {"$type": "app.bsky.feed.defs#threadViewPost", "post": self._view(post)}
        return as_json({"thread": view | {"replies": replies(None)}})

    def _reply(self, item: Item, post: Item, replies: list[Json]) -> Json:
        if item.number in self.blocked:
            return {"$type": "app.bsky.feed.defs#blockedPost", "uri": uri(item), "blocked": True}
        view = {"$type": "app.bsky.feed.defs#threadViewPost", "post": self._view(item, post)}
        return view | {"replies": replies}

    def _view(self, item: Item, root: Item | None = None) -> Json:
        record: Json = {
            "$type": "app.bsky.feed.post",
            "text": item.text,
            "createdAt": (item.at + self.early).isoformat().replace("+00:00", "Z"),
            "langs": ["uk"],
        }
        if root is not None:
            above = self.world.written(item.reply_to) if item.reply_to else root
            parent = {"uri": uri(above or root), "cid": "c"}
            record["reply"] = {"root": {"uri": uri(root), "cid": "c"}, "parent": parent}
        direct = [
            each
            for each in self.world.comments(item.number if item.post is None else item.post)
            if each.reply_to == (None if item.post is None else item.number)
        ]
        return {
            "uri": uri(item),
            "cid": f"bafy{item.number}",
            "author": {
                "did": did(item.author),
                "handle": _handle(item.author),
                "displayName": item.author.name,
            },
            "record": record,
            "replyCount": len(direct),
            "repostCount": 0,
            "likeCount": item.likes,
            "quoteCount": 0,
            "indexedAt": item.at.isoformat().replace("+00:00", "Z"),
            "labels": [],
        }


def did(author: Account) -> str:
    """The lasting name of an account."""
    return f"did:plc:{author.number}"


def uri(item: Item) -> str:
    """The lasting name of a post."""
    return f"at://{did(item.author)}/app.bsky.feed.post/3k{item.number}"


def _handle(author: Account) -> str:
    return LOGIN if author.brand else f"{(author.username or 'nobody').replace('_', '-')}.bsky.social"


def _error(status: int, name: str) -> Reply:
    return as_json({"error": name, "message": f"{name}, says Bluesky"}, status)
