"""t.me as it shows a public channel: the preview pages, single posts, and the discussion widget."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from listener.replica import telegram_html as draw
from listener.replica.server import Replica, Reply, Request, as_json, html
from listener.replica.world import Item, World

PREVIEW = re.compile(r"/s/(\w+)(?:/(\d+))?/?")
SINGLE = re.compile(r"/(\w+)/(\d+)/?")
API = "/api/method"
API_HASH = "5f0e1d2c"
FORM = ("peer", "top_msg_id", "discussion_hash")


@dataclass(slots=True)
class Telegram:
    """Answers for one channel as t.me would; `serve` gives it a server.

    Deleted accounts: authors without a name. `closed`: posts whose discussion is not available.
    """

    world: World
    channel: str = "zoria_post"
    title: str = "Пошта Зоря"
    page: int = 20  # messages on a preview page
    comments_max: int = 100  # comments_limit above it is cut
    comments_more: int = 50  # comments of one loadComments answer
    open: bool = True  # False: the preview is off
    closed: set[int] = field(default_factory=set)
    hidden: int = 0  # comments that the head counts and the list leaves out
    overlap: int = 0  # messages of the newer page that an older one repeats
    service: set[int] = field(default_factory=set)  # posts shown as system messages

    def serve(self, port: int = 0) -> Replica:
        """The server, to be started."""
        return Replica(self.answer, port)

    def answer(self, request: Request) -> Reply:
        """The answer to one request."""
        if request.path == "/robots.txt":
            return html("", 404)
        if request.path == API:
            return self._api(request)
        if found := PREVIEW.fullmatch(request.path):
            return self._preview(request, found[1], found[2])
        if found := SINGLE.fullmatch(request.path):
            return self._widget(request, found[1], int(found[2]))
        return html(draw.document("Telegram", ""), 200)

    def _preview(self, request: Request, name: str, centre: str | None) -> Reply:
        if name.lower() != self.channel.lower() or not self.open:
            return Reply(b"", 302, {"Location": f"https://t.me/{quote(name)}"})
        posts = self.world.posts()
        shown = self._stretch(posts, request, centre)
        older = bool(shown) and posts[0].number < shown[0].number
        newer = bool(shown) and shown[-1].number < posts[-1].number
        body = draw.history(self.channel, self.title, shown, self.service, older, newer)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return as_json(body)
        return html(draw.preview(self.channel, self.title, body, shown, older, newer))

    def _stretch(self, posts: Sequence[Item], request: Request, centre: str | None) -> Sequence[Item]:
        """The posts that a request asks for; `before` and `after` are strict, as Telegram's are."""
        query = request.query
        if "q" in query:
            return [post for post in posts if query["q"].casefold() in post.text.casefold()][-self.page :]
        if "before" in query:
            return self._older(posts, _number(query["before"]), self.page)
        if "after" in query:
            return [post for post in posts if post.number > _number(query["after"])][: self.page]
        if centre is not None:
            below = [post for post in posts if post.number <= int(centre)][-self.page // 2 :]
            return below + [post for post in posts if post.number > int(centre)][: self.page // 2]
        return posts[-self.page :]

    def _older(self, items: Sequence[Item], before: int, many: int) -> Sequence[Item]:
        below = [each for each in items if each.number < before]
        return [*below[-many:], *items[len(below) : len(below) + self.overlap]]

    def _widget(self, request: Request, name: str, number: int) -> Reply:
        post = self.world.find(number)
        if name.lower() != self.channel.lower():
            return html(draw.failure(f"Channel with username <b>@{escape(name)}</b> not found"))
        if post is None or post.post is not None:
            return html(draw.failure("Post not found"))
        if "discussion" not in request.query:
            return html(draw.document(self.title, draw.post(self.channel, self.title, post)))
        if number in self.closed:
            return html(draw.no_discussion())
        every = self.world.comments(number)
        limit = min(max(_number(request.query.get("comments_limit", "5")), 1), self.comments_max)
        shown = every[-limit:]
        body = draw.comments(self.channel, self.title, number, shown, _has_older(every, shown))
        api = f"http://{request.headers.get('host', '')}{API}?api_hash={API_HASH}"
        count = len(every) + (self.hidden if every else 0)
        return html(draw.widget(self.channel, number, count, body, self._form(number), api))

    def _api(self, request: Request) -> Reply:
        form = request.form
        refused = self._refusal(request)
        if refused:
            return as_json({"error": refused})
        number = int(form["top_msg_id"]) - 1_000_000
        every = self.world.comments(number)
        if "before_id" in form:
            shown = [each for each in every if each.number < _number(form["before_id"])][
                -self.comments_more :
            ]
        else:
            shown = [each for each in every if each.number > _number(form["after_id"])][: self.comments_more]
        body = draw.comments(self.channel, self.title, number, shown, _has_older(every, shown))
        count = len(every) + (self.hidden if every else 0)
        head = draw.counted(count)
        return as_json({"ok": True, "comments_html": body, "header_html": head, "comments_cnt": count})

    def _refusal(self, request: Request) -> str | None:
        form = request.form
        if request.query.get("api_hash") != API_HASH:
            return "Invalid API hash"
        if request.headers.get("x-requested-with") != "XMLHttpRequest" or request.method != "POST":
            return "Bad request"
        if form.get("method") != "loadComments" or not ({"before_id", "after_id"} & form.keys()):
            return "Method not found"
        number = _number(form.get("top_msg_id", "")) - 1_000_000
        if {name: form.get(name) for name in FORM} != self._form(number):
            return "DISCUSSION_HASH_INVALID"
        if number in self.closed or self.world.find(number) is None:
            return "Discussion is not available at the moment."
        return None

    def _form(self, number: int) -> dict[str, str]:
        """The hidden fields of a discussion: the group, its own number for the post, and a seal on both."""
        seal = f"{number * 2654435761 % 2**32:08x}"
        return dict(zip(FORM, ("c1700000001_5", str(number + 1_000_000), seal), strict=True))


def _has_older(every: Sequence[Item], shown: Sequence[Item]) -> bool:
    return bool(shown) and every[0].number < shown[0].number


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
