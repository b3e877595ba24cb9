"""X's API: a search of the last week, mentions of an account, posts by number; what is read is counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from listener.replica.server import Fault, Reply, Request, as_json
from listener.replica.world import Account, Item, World
from listener.sources.x_parse import BEGAN

TOKEN = "AAAAreplica"  # noqa: S105 - guards nothing
BRAND_NUMBER = "700700"
WEEK = timedelta(days=7)
Json = dict[str, Any]


@dataclass(slots=True)
class X:
    """Answers about all posts of a world; hand its `answer` to a Replica."""

    world: World
    largest: int = 100
    posts_spelling: bool = False  # answers speak of posts in place of tweets
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    read_posts: int = 0  # what X would bill
    read_users: int = 0

    def answer(self, request: Request) -> Reply:
        """The answer to one request."""
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return problem(401, "Unauthorized")
        path = request.path.removeprefix("/2/")
        if path == "users/by/username/zoria_post":
            self.read_users += 1
            return as_json({"data": {"id": BRAND_NUMBER, "name": "Пошта Зоря", "username": "zoria_post"}})
        if path.startswith("users/by/username/"):
            return as_json({"errors": [{"title": "Not Found Error", "detail": "Could not find user"}]})
        if path == "tweets":
            return self._by_number(request.query)
        if path == "tweets/search/recent":
            words = request.query["query"].removesuffix(" -is:retweet").casefold()
            return self._list(request.query, lambda each: words in each.text.casefold())
        if path == f"users/{BRAND_NUMBER}/mentions":
            return self._list(request.query, lambda each: "@zoria_post" in each.text)
        return problem(404, "Not Found")

    def _list(self, query: Any, wanted: Callable[[Item], bool]) -> Reply:
        if "start_time" in query and datetime.fromisoformat(query["start_time"]) < self.world.clock() - WEEK:
            return problem(400, "start_time must be within the last 7 days")
        if "since_id" in query and "start_time" in query:
            return problem(400, "since_id and start_time exclude each other")
        many = int(query.get("max_results", 10))
        if not 10 <= many <= 100:
            return problem(400, "max_results is not between 10 and 100")
        shown = [each for each in self._all() if wanted(each) and self._within(each, query)]
        page = shown[: min(many, self.largest)]
        more = {"next_token": "t"} if len(page) < len(shown) else {}
        names = {"newest_id": _version(page[0]), "oldest_id": _version(page[-1])} if page else {}
        return self._told(page, query, {"meta": {"result_count": len(page)} | names | more})

    def _within(self, item: Item, query: Any) -> bool:
        number, now = int(_version(item)), self.world.clock()
        since = datetime.fromisoformat(query["start_time"]) if "start_time" in query else now - WEEK
        above = int(query.get("since_id", 0)) < number
        return above and item.at >= since and number < int(query.get("until_id", 2**63))

    def _by_number(self, query: Any) -> Reply:
        asked = query["ids"].split(",")
        here = {version: each for each in self._all() for version in _versions(each)}
        found = [(version, here[version]) for version in asked if version in here]
        missing = [{"title": "Not Found Error", "resource_id": each} for each in asked if each not in here]
        data = [self._post(each) | {"id": version} for version, each in found]
        self.read_posts += len(data)
        return as_json(({"data": data} if data else {}) | ({"errors": missing} if missing else {}))

    def _told(self, page: Sequence[Item], query: Any, rest: Json) -> Reply:
        body = rest | ({"data": [self._post(each) for each in page]} if page else {})
        self.read_posts += len(page)
        if page and query.get("expansions") == "author_id":
            people = {_number(each.author): each.author for each in page}
            self.read_users += len(people)
            users = [
                {"id": number, "name": who.name, "username": who.username or f"u{number}"}
                for number, who in people.items()
            ]
            body["includes"] = {"users": users}
        return as_json(body)

    def _post(self, item: Item) -> Json:
        word = "post" if self.posts_spelling else "tweet"
        root = self.world.written(item.post) if item.post is not None else item
        answered = self.world.written(item.reply_to or item.post or 0)
        told: Json = {
            "id": _version(item),
            "text": item.text.replace("&", "&amp;").replace("<", "&lt;"),
            "author_id": _number(item.author),
            "created_at": (item.edited_at or item.at).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "conversation_id": name(root or item),
            f"edit_history_{word}_ids": _versions(item),
            "public_metrics": {"like_count": item.likes, "reply_count": 0, "retweet_count": 0},
        }
        if answered:
            told[f"referenced_{word}s"] = [{"type": "replied_to", "id": name(answered)}]
        return told

    def _all(self) -> list[Item]:
        """Every post and answer, the newest version first."""
        posts = self.world.posts()
        every = [*posts, *(each for post in posts for each in self.world.comments(post.number))]
        return sorted(every, key=lambda each: int(_version(each)), reverse=True)


def name(item: Item) -> str:
    """The number of a post's first version."""
    return _snowflake(item.at, item.number)


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Reply:
    """The answer in which X tells a fault."""
    told = {"title": "Problem", "detail": detail, "type": "about:blank", "status": status}
    reply = as_json(told, status)
    return Reply(reply.body, status, {**reply.headers, **(headers or {})})


def fault(status: int, detail: str = "no", **headers: str) -> Fault:
    """One answer in which X tells a fault."""
    return Fault(problem(status, detail, {key.replace("_", "-"): value for key, value in headers.items()}))


def _versions(item: Item) -> list[str]:
    return [name(item)] if item.edited_at is None else [name(item), _version(item)]


def _version(item: Item) -> str:
    return _snowflake(item.edited_at or item.at, item.number)


def _snowflake(at: datetime, number: int) -> str:
    return str((int((at - BEGAN).total_seconds() * 1000) << 22) + number)


def _number(author: Account) -> str:
    return BRAND_NUMBER if author.brand else str(author.number)
