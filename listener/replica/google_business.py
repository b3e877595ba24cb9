"""The reviews of the places of one account at Google, with the login that goes before."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from listener.replica.server import Reply, Request, as_json
from listener.replica.world import Item, World

KEY = {"client_id": "c1", "client_secret": "s1", "refresh_token": "1//replica"}
ACCOUNT, PLACE = "123", "456"
STARS = ("ONE", "TWO", "THREE", "FOUR", "FIVE")
Json = dict[str, Any]


@dataclass(slots=True)
class GoogleBusiness:
    """Answers for one account; a post of the world is a review of its place, a brand's comment the answer."""

    world: World
    largest: int = 50
    translated: bool = False
    granted: bool = True
    closed: bool = False  # the place is not shown to this account
    tokens: dict[str, datetime] = field(default_factory=dict)  # in force until
    logins: int = 0

    def answer(self, request: Request) -> Reply:
        """The answer to one request."""
        if request.path == "/token":
            return self._login(request)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, self.world.clock()) <= self.world.clock():
            return _error(401, "Request had invalid authentication credentials.")
        if self.closed:
            return _error(403, "The caller does not have permission")
        if request.path != f"/v4/accounts/{ACCOUNT}/locations/{PLACE}/reviews":
            return _error(404, "Requested entity was not found.")
        return as_json(self._reviews(request.query))

    def _login(self, request: Request) -> Reply:
        form = request.form
        if not self.granted or any(form.get(name) != value for name, value in KEY.items()):
            told = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
            return as_json(told, 400)
        self.logins += 1
        token = f"ya29.replica{self.logins}"
        self.tokens[token] = self.world.clock() + timedelta(hours=1)
        return as_json({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def _reviews(self, query: Any) -> Json:
        every = sorted(self.world.posts(), key=lambda each: (_changed(each), each.number), reverse=True)
        start = int(query.get("pageToken", "t0")[1:])
        many = min(int(query.get("pageSize", "50")), self.largest)
        shown = every[start : start + many]
        body: Json = {"reviews": [self._review(each) for each in shown]} if shown else {}
        body |= {"averageRating": 3.1, "totalReviewCount": len(every)}
        return body | ({"nextPageToken": f"t{start + many}"} if start + many < len(every) else {})

    def _review(self, item: Item) -> Json:
        told: Json = {
            "reviewId": f"r{item.number}",
            "reviewer": {"displayName": item.author.name, "isAnonymous": not item.author.name},
            "starRating": STARS[(item.rating or 1) - 1],
            "createTime": _time(item.at),
            "updateTime": _time(_changed(item)),
        }
        if item.text:
            words = f"(Translated by Google) Words\n\n(Original)\n{item.text}"
            told["comment"] = words if self.translated else item.text
        answers = [each for each in self.world.comments(item.number) if each.author.brand]
        for each in answers[-1:]:
            told["reviewReply"] = {"comment": each.text, "updateTime": _time(each.edited_at or each.at)}
            told["updateTime"] = max(told["updateTime"], told["reviewReply"]["updateTime"])
        return told


def key() -> str:
    """The key that the replica lets in."""
    return json.dumps({"type": "authorized_user"} | KEY)


def _changed(item: Item) -> datetime:
    return item.edited_at or item.at


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f") + "123Z"


def _error(status: int, said: str) -> Reply:
    return as_json({"error": {"code": status, "message": said, "status": "NO"}}, status)
