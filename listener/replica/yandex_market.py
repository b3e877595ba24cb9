"""Yandex Market's interface for partners: the reviews of one shop's goods, and the comments under them."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from listener.replica.server import Reply, Request, as_json
from listener.replica.world import Item, World

KEY = "ACMA:replica"
BUSINESS = "7007"
Json = dict[str, Any]


@dataclass(slots=True)
class YandexMarket:
    """Answers for one shop; a post of the world is a review."""

    world: World
    largest: int = 50
    keys: set[str] = field(default_factory=lambda: {KEY})
    page_name: str = "page_token"  # or pageToken
    timeless: bool = False  # comments do not tell when they were written

    def answer(self, request: Request) -> Reply:
        """The answer to one request."""
        if request.headers.get("api-key") not in self.keys:
            return _error(401, "UNAUTHORIZED")
        path = request.path.removeprefix(f"/v2/businesses/{BUSINESS}/")
        body = json.loads(request.body)
        if path == "goods-feedback":
            return self._reviews(request.query, body)
        if path == "goods-feedback/comments":
            return self._comments(request.query, int(body["feedbackId"]))
        return _error(404, "NOT_FOUND")

    def _reviews(self, query: Any, body: Any) -> Reply:
        since, until = (datetime.fromisoformat(body[name]) for name in ("dateTimeFrom", "dateTimeTo"))
        if (until - since).days > 184:
            return _error(400, "the interval is longer than 6 months")
        found = [each for each in self.world.posts() if since <= each.at <= until]
        return self._page(query, "feedbacks", [self._review(each) for each in reversed(found)])

    def _comments(self, query: Any, number: int) -> Reply:
        return self._page(query, "comments", [self._comment(each) for each in self.world.comments(number)])

    def _page(self, query: Any, name: str, every: list[Json]) -> Reply:
        start = int(query.get(self.page_name, 0))
        many = min(int(query.get("limit", 20)), self.largest)
        more = {"nextPageToken": str(start + many)} if start + many < len(every) else {}
        return as_json({"status": "OK", "result": {name: every[start : start + many], "paging": more}})

    def _review(self, item: Item) -> Json:
        return {
            "feedbackId": item.number,
            "createdAt": item.at.isoformat(),
            "needReaction": True,
            "identifiers": {"orderId": 1, "offerId": "o"},
            "author": item.author.name,
            "description": {"advantages": "", "disadvantages": "", "comment": item.text},
            "media": {"photos": [], "videos": []},
            "statistics": {
                "rating": item.rating or 1,
                "commentsCount": len(self.world.comments(item.number)),
                "recommended": False,
            },
        }

    def _comment(self, item: Item) -> Json:
        kind = "BUSINESS" if item.author.brand else "USER"
        told: Json = {
            "id": item.number,
            "text": item.text,
            "author": {"type": kind, "name": item.author.name},
        }
        told |= {} if item.reply_to is None else {"parentId": item.reply_to}
        return told if self.timeless else told | {"createdAt": item.at.isoformat()}


def _error(status: int, said: str) -> Reply:
    return as_json({"status": "ERROR", "errors": [{"code": said, "message": said}]}, status)
