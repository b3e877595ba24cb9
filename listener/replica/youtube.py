"""YouTube's Data API as it shows the comments of one channel, or of one of its videos."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from listener.replica.server import Fault, Reply, Request, as_json
from listener.replica.world import Account, Item, World

KEY = "replica-key"
DEFAULT_PAGE = 20
Json = dict[str, Any]


class RefusalError(Exception):
    """An error as YouTube gives it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def fault(status: int, reason: str, said: str = "no") -> Fault:
    """One answer in which YouTube tells an error."""
    return Fault(_error(status, reason, said))


@dataclass(slots=True)
class YouTube:
    """Answers for one channel; a post of the world is a top comment. Hand its `answer` to a Replica."""

    world: World
    channel: str = "UCzoria0000000000000post"
    video: str = "zoria-vid01"
    keys: set[str] = field(default_factory=lambda: {KEY})
    largest: int = 100
    along: int = 5  # replies that come along with a thread, at most
    hidden: int = 0  # replies of every thread that are counted and never shown
    units: int = 10_000  # that are left of the day
    closed: bool = False  # comments are turned off
    strict: bool = False  # asking by name fails where one of the threads is gone

    def answer(self, request: Request) -> Reply:
        """What YouTube answers; even a refusal costs a unit."""
        try:
            if self.units <= 0:
                raise RefusalError(403, "quotaExceeded")
            self.units -= 1
            return as_json(self._respond(request))
        except RefusalError as refusal:
            return _error(refusal.status, refusal.reason)

    def _respond(self, request: Request) -> Json:
        query = request.query
        if query.get("key") not in self.keys:
            raise RefusalError(400, "keyInvalid")
        if request.path == "/youtube/v3/commentThreads":
            return self._page("commentThread", self._threads(request), query)
        if request.path == "/youtube/v3/comments":
            return self._page("comment", self._replies(query), query)
        raise RefusalError(404, "notFound")

    def _threads(self, request: Request) -> list[Json]:
        query = request.query
        if "id" in query:
            return [self._thread(post, query) for post in self._named(query["id"].split(","))]
        if query.get("allThreadsRelatedToChannelId") not in (None, self.channel):
            raise RefusalError(404, "channelNotFound")
        if query.get("videoId") not in (None, self.video):
            raise RefusalError(404, "videoNotFound")
        if self.closed:
            raise RefusalError(403, "commentsDisabled")
        newest = sorted(self.world.posts(), key=lambda post: (post.at, post.number), reverse=True)
        return [self._thread(post, query) for post in newest]

    def _named(self, names: Sequence[str]) -> list[Item]:
        found = [post for post in self.world.posts() if _name(post) in names]
        if self.strict and len(found) < len(names):
            raise RefusalError(404, "commentThreadNotFound")
        return found

    def _replies(self, query: Any) -> list[Json]:
        thread = next((post for post in self.world.posts() if _name(post) == query.get("parentId")), None)
        if thread is None:
            raise RefusalError(404, "commentNotFound")
        return [self._comment(each, query, thread) for each in self.world.comments(thread.number)]

    def _page(self, kind: str, every: list[Json], query: Any) -> Json:
        start = _offset(query["pageToken"]) if "pageToken" in query else 0
        many = min(int(query.get("maxResults", DEFAULT_PAGE)), self.largest)
        shown = every[start : start + many]
        onward = {"nextPageToken": _token(start + many)} if start + many < len(every) else {}
        info = {"totalResults": len(shown), "resultsPerPage": many}
        return {"kind": f"youtube#{kind}ListResponse", "etag": "e", "pageInfo": info, "items": shown} | onward

    def _thread(self, post: Item, query: Any) -> Json:
        replies = self.world.comments(post.number)
        shown = [self._comment(each, query, post) for each in replies[-self.along :]] if self.along else []
        snippet = {
            "channelId": self.channel,
            "videoId": self.video,
            "topLevelComment": self._comment(post, query),
            "canReply": True,
            "totalReplyCount": len(replies) + self.hidden,
            "isPublic": True,
        }
        given = {"replies": {"comments": shown}} if shown and "replies" in query.get("part", "") else {}
        return {"kind": "youtube#commentThread", "etag": "t", "id": _name(post), "snippet": snippet} | given

    def _comment(self, item: Item, query: Any, thread: Item | None = None) -> Json:
        text = item.text if query.get("textFormat") == "plainText" else item.text.replace("\n", "<br>")
        snippet: Json = {
            "channelId": self.channel,
            "videoId": self.video,
            "textDisplay": text,
            "authorDisplayName": f"@{item.author.username or item.author.name}",
            "authorChannelUrl": f"http://www.youtube.com/@{item.author.username}",
            "canRate": True,
            "viewerRating": "none",
            "likeCount": item.likes,
            "publishedAt": _time(item.at),
            "updatedAt": _time(item.edited_at or item.at),
        }
        if item.author.name:
            snippet["authorChannelId"] = {"value": self._channel_of(item.author)}
        if thread is not None:
            snippet["parentId"] = _name(thread)
        name = _name(item) if thread is None else f"{_name(thread)}.{item.number}"
        return {"kind": "youtube#comment", "etag": "c", "id": name, "snippet": snippet}

    def _channel_of(self, author: Account) -> str:
        return self.channel if author.brand else f"UC{author.number:022d}"


def _name(post: Item) -> str:
    return f"Ugx{post.number}"


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _token(offset: int) -> str:
    return urlsafe_b64encode(json.dumps({"o": offset}).encode()).decode()


def _offset(token: str) -> int:
    try:
        return int(json.loads(urlsafe_b64decode(token))["o"])
    except (ValueError, KeyError) as fault:
        raise RefusalError(400, "invalidPageToken") from fault


def _error(status: int, reason: str, said: str = "no") -> Reply:
    each = {"message": said, "domain": "youtube.commentThread", "reason": reason}
    return as_json({"error": {"code": status, "message": said, "errors": [each]}}, status)
