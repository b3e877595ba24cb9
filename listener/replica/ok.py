"""The interface of Odnoklassniki as one group's discussions show it, after what is told of it second-hand."""

import json
from dataclasses import dataclass
from hashlib import md5
from typing import Any
from zoneinfo import ZoneInfo

from listener.replica.server import Fault, Reply, Request, as_json
from listener.replica.world import Item, World

KEY = {"application_key": "CBA", "application_secret": "s3cr3t", "access_token": "tkn1replica"}
GROUP = "700700"
MOSCOW = ZoneInfo("Europe/Moscow")
Json = dict[str, Any]


class OkError(Exception):
    """A fault as OK numbers it."""

    def __init__(self, code: int) -> None:
        super().__init__("no")
        self.code = code


@dataclass(slots=True)
class Ok:
    """Answers for one group; hand its `answer` to a Replica."""

    world: World
    largest: int = 100
    hidden: int = 0  # comments of every discussion that are counted and never shown
    clocked: bool = False  # times are told by the clock of Moscow alone

    def answer(self, request: Request) -> Reply:
        """The answer to one request; faults too come with status 200."""
        form = dict(request.form)
        try:
            self._admit(form)
            return as_json(self._respond(form["method"], form))
        except OkError as error:
            return refusal(error.code, "no")

    def _admit(self, form: Json) -> None:
        if form.get("access_token") != KEY["access_token"]:
            raise OkError(103)
        given = form.pop("sig"), form.pop("access_token")
        secret = md5(
            (KEY["access_token"] + KEY["application_secret"]).encode(), usedforsecurity=False
        ).hexdigest()
        line = "".join(f"{name}={form[name]}" for name in sorted(form)) + secret
        if given[0] != md5(line.encode(), usedforsecurity=False).hexdigest():
            raise OkError(104)

    def _respond(self, method: str, form: Json) -> Any:
        if method == "discussions.getList" and form.get("gid") == GROUP:
            newest = sorted(
                self.world.posts(), key=lambda each: (self._active(each), each.number), reverse=True
            )
            return self._page("discussions", [self._discussion(each) for each in newest], form)
        if method == "users.getInfo":
            return [{"uid": uid, "first_name": f"Name{uid}"} for uid in form["uids"].split(",")]
        post = self.world.find(int(form.get("discussionId", 0)))
        if post is None or method not in ("discussions.get", "discussions.getComments"):
            raise OkError(300)
        if method == "discussions.get":
            return {"discussion": self._discussion(post)}
        return self._page(
            "comments", [self._comment(each) for each in self.world.comments(post.number)], form
        )

    def _page(self, name: str, every: list[Json], form: Json) -> Json:
        start = int(form.get("anchor", 0))
        end = start + min(int(form.get("count", 20)), self.largest)
        return {name: every[start:end], "has_more": end < len(every), "anchor": str(end)}

    def _active(self, post: Item) -> Any:
        return max([post.at, *(each.at for each in self.world.comments(post.number))])

    def _discussion(self, post: Item) -> Json:
        told = {
            "object_id": str(post.number),
            "object_type": "GROUP_TOPIC",
            "title": post.text,
            "like_count": 0,
        }
        told |= {"total_comments_count": len(self.world.comments(post.number)) + self.hidden}
        return (
            told | self._time("creation_date", post.at) | self._time("last_activity_date", self._active(post))
        )

    def _comment(self, item: Item) -> Json:
        author = GROUP if item.author.brand else str(item.author.number)
        told = {"id": str(item.number), "text": item.text, "type": "ACTIVE_MESSAGE", "author_id": author}
        told |= {"reply_to_comment_id": str(item.reply_to)} if item.reply_to else {}
        return told | self._time("date", item.at)

    def _time(self, name: str, at: Any) -> Json:
        clock = {name: at.astimezone(MOSCOW).strftime("%Y-%m-%d %H:%M:%S")}
        return clock if self.clocked else clock | {f"{name}_ms": int(at.timestamp() * 1000)}


def key() -> str:
    """The key that the replica lets in."""
    return json.dumps(KEY)


def refusal(code: int, said: str) -> Reply:
    """The answer in which OK tells a fault."""
    return as_json({"error_code": code, "error_msg": said, "error_data": None})


def fault(code: int, said: str = "no") -> Fault:
    """One answer in which OK tells a fault."""
    return Fault(refusal(code, said))
