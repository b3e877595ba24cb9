"""The Graph API of one Facebook page: its feed, its posts by number, the comments under them."""

from dataclasses import dataclass, field

from listener.replica.graph import MISSING, Gate, GraphError, Json, time
from listener.replica.server import Reply, Request
from listener.replica.world import Item, World

PAGE = "700700"


@dataclass(slots=True)
class Facebook:
    """Answers for one page; hand its `answer` to a Replica."""

    world: World
    largest: int = 100
    empty_pages: bool = False
    hidden: int = 0  # comments of every post that are counted and never shown
    nameless: set[int] = field(default_factory=set)  # items whose author Meta does not tell
    gate: Gate = field(default_factory=Gate)

    def answer(self, request: Request) -> Reply:
        """The answer to one request."""
        self.gate.largest, self.gate.empty_pages = self.largest, self.empty_pages
        return self.gate.pass_through(request, self._edge)

    def _edge(self, path: str, request: Request) -> Json:
        name, _, edge = path.partition("/")
        if edge == "feed":
            if name not in (PAGE, "zoria_post"):
                raise MISSING
            newest = sorted(self.world.posts(), key=lambda each: (each.at, each.number), reverse=True)
            return self.gate.page(request, newest, lambda each: self._post(each, request))
        post = self._find(name)
        if edge == "comments":
            return self._comments(post, request)
        if edge:
            raise GraphError(100, "Tried accessing nonexisting field")
        return self._post(post, request)

    def _find(self, name: str) -> Item:
        page, _, number = name.partition("_")
        post = self.world.find(int(number)) if page == PAGE and number.isdecimal() else None
        if post is None or post.post is not None:
            raise MISSING
        return post

    def _comments(self, post: Item, request: Request) -> Json:
        query, every = request.query, self.world.comments(post.number)
        if query.get("filter") != "stream":
            every = [each for each in every if each.reply_to is None]
        if query.get("order") == "reverse_chronological":
            every.reverse()
        return self.gate.page(request, every, lambda each: self._comment(each, post, request))

    def _post(self, item: Item, request: Request) -> Json:
        stream = "comments.filter(stream)" in request.query.get("fields", "")
        comments = [each for each in self.world.comments(item.number) if stream or each.reply_to is None]
        count = len(comments) + self.hidden
        told = {
            "id": f"{PAGE}_{item.number}",
            "message": item.text,
            "created_time": time(item.at),
            "permalink_url": f"https://www.facebook.com/{PAGE}/posts/{item.number}",
            "reactions": {"data": [], "summary": {"total_count": item.likes}},
            "comments": {"data": [], "summary": {"order": "chronological", "total_count": count}},
        }
        return self._asked(told | self._from(item), request)

    def _comment(self, item: Item, post: Item, request: Request) -> Json:
        told = {
            "id": comment_name(post, item),
            "message": item.text,
            "created_time": time(item.at),
            "like_count": item.likes,
            "comment_count": 0,
            "permalink_url": f"https://www.facebook.com/{PAGE}/posts/{post.number}?comment_id={item.number}",
        }
        if item.reply_to is not None:
            told["parent"] = {"id": f"{post.number}_{item.reply_to}"}
        return self._asked(told | self._from(item), request)

    def _from(self, item: Item) -> Json:
        if item.number in self.nameless:
            return {}
        number = PAGE if item.author.brand else str(item.author.number)
        return {"from": {"id": number, "name": item.author.name}}

    def _asked(self, told: Json, request: Request) -> Json:
        """What `fields` names; Meta gives little unasked."""
        fields = request.query.get("fields", "id,message,created_time")
        return {name: value for name, value in told.items() if name in fields}


def comment_name(post: Item, item: Item) -> str:
    """What Meta calls a comment."""
    return f"{post.number}_{item.number}"
