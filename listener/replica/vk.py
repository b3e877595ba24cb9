"""VK's API as one wall shows it: methods over POST or GET, faults inside answers of status 200."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from listener.replica.server import Fault, Reply, Request, as_json
from listener.replica.vk_page import visited
from listener.replica.world import Account, Item, World

TOKEN = "vk1.replica"  # noqa: S105 - guards nothing
PREVIEW = 90  # characters of a comment where the request does not say
DEFAULT_POSTS = 20
DEFAULT_COMMENTS = 10

Json = dict[str, Any]


class VkError(Exception):
    """A fault as VK numbers it."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code = code


def fault(code: int, said: str = "no") -> Fault:
    """One answer in which VK tells a fault."""
    return Fault(as_json({"error": {"error_code": code, "error_msg": said, "request_params": []}}))


@dataclass(slots=True)
class Vk:
    """Answers for one community's wall as VK would; hand its `answer` to a Replica."""

    world: World
    owner: int = -700700
    domain: str = "zoria_post"
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    spent: set[str] = field(default_factory=set)  # methods whose quota is used up
    closed: set[int] = field(default_factory=set)  # posts whose comments are closed
    pinned: int | None = None
    largest: int = 100  # items in one answer
    along: int = 10  # replies that come along with a comment, at most
    counts_deleted: bool = False  # whether deleted comments that keep their place are counted
    hidden: int = 0  # comments of every post that are counted and never shown
    per_second: int | None = None  # requests that one token may send
    more: Callable[[str, Any], Json | None] = lambda method, fields: None  # methods of what is not the wall
    clock: Callable[[], float] = time.monotonic
    answered: dict[str, int] = field(default_factory=dict)  # guid → comment that was made
    _sent: dict[str, deque[float]] = field(default_factory=dict)

    def answer(self, request: Request) -> Reply:
        """What VK answers; faults of the interface too come with status 200."""
        if page := visited(request.path, self.world):
            return page
        try:
            return as_json({"response": self._respond(request)})
        except VkError as error:
            echo = [{"key": key, "value": value} for key, value in request.fields.items()]
            told = {"error_code": error.code, "error_msg": str(error), "request_params": echo}
            return as_json({"error": told})

    def _respond(self, request: Request) -> Json:
        method = request.path.removeprefix("/method/")
        self._admit(method, request)
        if (told := self.more(method, request.fields)) is not None:
            return told
        if method == "wall.get":
            return self._wall(request.fields)
        if method == "wall.getById":
            return self._by_id(request.fields)
        if method == "wall.getComments":
            return self._comments(request.fields)
        if method == "wall.createComment":
            return self._answer(request.fields)
        raise VkError(3, "Unknown method passed")

    def _admit(self, method: str, request: Request) -> None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = token or request.fields.get("access_token", "")
        if token not in self.tokens:
            raise VkError(5, "User authorization failed: invalid access_token (4).")
        if "v" not in request.fields:
            raise VkError(8, "Invalid request: v (version) is required")
        if self._is_too_fast(token):
            raise VkError(6, "Too many requests per second")
        if method in self.spent:
            raise VkError(29, "Rate limit reached")

    def _is_too_fast(self, token: str) -> bool:
        sent, now = self._sent.setdefault(token, deque()), self.clock()
        while sent and sent[0] <= now - 1:
            sent.popleft()
        if self.per_second is None or len(sent) < self.per_second:
            sent.append(now)
            return False
        return True

    def _wall(self, fields: Any) -> Json:
        if fields.get("domain") != self.domain and fields.get("owner_id") != str(self.owner):
            raise VkError(
                100, "One of the parameters specified was missing or invalid: owner_id is undefined"
            )
        posts = sorted(self.world.posts(), key=lambda post: (post.at, post.number), reverse=True)
        posts.sort(key=lambda post: post.number != self.pinned)
        page = self._page(posts, fields, DEFAULT_POSTS)
        answer = {"count": len(posts), "items": [self._post(post) for post in page]}
        return answer | self._who(page, fields)

    def _by_id(self, fields: Any) -> Json:
        names = str(fields.get("posts", "")).split(",")
        posts = [post for post in self.world.posts() if f"{self.owner}_{post.number}" in names]
        return {"items": [self._post(post) for post in posts]} | self._who(posts, fields)

    def _comments(self, fields: Any) -> Json:
        post = self.world.find(int(fields.get("post_id") or 0))
        if fields.get("owner_id") != str(self.owner) or post is None or post.post is not None:
            raise VkError(15, "Access denied: post was not found")
        if post.number in self.closed:
            raise VkError(212, "Access to post comments denied")
        threads = Threads(self.world, post.number)
        under = int(fields.get("comment_id") or 0)
        if under and under not in threads.replies and self.world.find(under) is None:
            raise VkError(211, "Access to comment denied")
        listed = threads.replies.get(under, []) if under else threads.top
        listed = listed[::-1] if fields.get("sort") == "desc" else listed
        page = self._page(listed, fields, DEFAULT_COMMENTS)
        along = min(int(fields.get("thread_items_count") or 0), self.along)
        items = [self._comment(each, threads, fields, along) for each in page]
        count = len(listed) if under else self._count(threads)
        shown = [*page, *(reply for each in page for reply in threads.replies.get(each.number, [])[:along])]
        answer = {"count": count, "items": items, "current_level_count": len(listed), "can_post": 1}
        return answer | self._who(shown, fields)

    def _answer(self, fields: Any) -> Json:
        """A new comment in the community's name; one whose guid is known is not made again."""
        post, above = self.world.find(int(fields.get("post_id") or 0)), fields.get("reply_to_comment")
        if fields.get("owner_id") != str(self.owner) or post is None or post.number in self.closed:
            raise VkError(213, "Access to status replies denied")
        if above and self.world.find(int(above)) is None:
            raise VkError(100, "One of the parameters specified was missing or invalid: reply_to_comment")
        guid = str(fields.get("guid", ""))
        if guid not in self.answered:
            text, under = str(fields["message"]), int(above) if above else None
            author = Account(-self.owner, "Пошта Зоря", brand=True)
            self.answered[guid] = self.world.comment(post.number, author, text, under)
        return {"comment_id": self.answered[guid], "parents_stack": []}

    def _page(self, items: list[Item], fields: Any, default: int) -> list[Item]:
        count, offset = int(fields.get("count") or default), int(fields.get("offset") or 0)
        if not 0 <= count <= 100:
            raise VkError(100, "One of the parameters specified was missing or invalid: count is wrong")
        return items[offset : offset + min(count, self.largest)]

    def _count(self, threads: "Threads") -> int:
        return threads.shown + self.hidden + (len(threads.deleted) if self.counts_deleted else 0)

    def _from(self, author: Account) -> int:
        return self.owner if author.brand else author.number

    def _post(self, post: Item) -> Json:
        item = self._said(post) | {
            "post_type": "post",
            "comments": {"count": self._count(Threads(self.world, post.number)), "can_post": 1},
            "likes": {"count": post.likes, "user_likes": 0},
            "reposts": {"count": 0},
        }
        if post.views is not None:
            item["views"] = {"count": post.views}
        if post.edited_at:
            item["edited"] = int(post.edited_at.timestamp())
        if post.number == self.pinned:
            item["is_pinned"] = 1
        return item

    def _comment(self, comment: Item, threads: "Threads", fields: Any, along: int) -> Json:
        replies = threads.replies.get(comment.number, [])
        item: Json = {"id": comment.number, "post_id": comment.post, "owner_id": self.owner}
        if comment.number in threads.deleted:
            item |= {"date": int(comment.at.timestamp()), "text": "", "deleted": True}
        else:
            item |= self._said(comment) | {"text": _preview(comment.text, fields)}
        if fields.get("need_likes") == "1":
            item["likes"] = {"count": comment.likes, "user_likes": 0, "can_like": 1}
        above = threads.above(comment)
        item["parents_stack"] = [above] if above else []
        if comment.reply_to is not None:
            item["reply_to_comment"] = comment.reply_to
        if not above:
            along_items = [self._comment(each, threads, fields, 0) for each in replies[:along]]
            item["thread"] = {"count": len(replies), "items": along_items, "can_post": True}
        return item

    def _said(self, item: Item) -> Json:
        return {
            "id": item.number,
            "owner_id": self.owner,
            "from_id": self._from(item.author),
            "date": int(item.at.timestamp()),
            "text": item.text,
            "attachments": [{"type": kind, kind: {}} for kind in item.attachments],
        }

    def _who(self, items: Iterable[Item], fields: Any) -> Json:
        if fields.get("extended") != "1":
            return {}
        authors = {self._from(item.author): item.author for item in items}
        people = [_profile(number, author) for number, author in authors.items() if number > 0]
        groups = [_group(number, author) for number, author in authors.items() if number < 0]
        return {"profiles": people, "groups": groups}


class Threads:
    """The comments of one post as VK hangs them: top comments, each with a flat thread of replies."""

    def __init__(self, world: World, post: int) -> None:
        comments = world.comments(post)
        self._world = world
        self.replies: dict[int, list[Item]] = {}
        for comment in comments:
            if above := self.above(comment):
                self.replies.setdefault(above, []).append(comment)
        top = {comment.number: comment for comment in comments if not self.above(comment)}
        # a deleted comment keeps its place while there are replies under it
        kept = {number: world.written(number) for number in self.replies if number not in top}
        self.deleted = {number: item for number, item in kept.items() if item is not None}
        self.top = [item for _, item in sorted((top | self.deleted).items())]
        self.shown = len(comments)

    def above(self, comment: Item) -> int:
        """The top comment in whose thread this one hangs; 0 for a top comment."""
        item: Item | None = comment
        while item is not None and item.reply_to is not None:
            item = self._world.written(item.reply_to)
        return 0 if item is None or item.number == comment.number else item.number


def _preview(text: str, fields: Any) -> str:
    length = int(fields.get("preview_length", PREVIEW))
    return text if not length or len(text) <= length else text[:length] + "…"


def _profile(number: int, author: Account) -> Json:
    first, _, last = author.name.partition(" ")
    return {
        "id": number,
        "first_name": first,
        "last_name": last,
        "screen_name": author.username or f"id{number}",
    }


def _group(number: int, author: Account) -> Json:
    return {
        "id": -number,
        "name": author.name,
        "screen_name": author.username or f"club{-number}",
        "type": "page",
    }
