"""What VK shows of a community beside its wall: a board, photos, videos, a market, a search for posts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from listener.replica.vk import Threads, VkError
from listener.replica.world import Clock, Item, World

Json = dict[str, Any]
FOR_PEOPLE = ("photos.", "video.", "market.")  # methods that a service key may not call


@dataclass(slots=True)
class Parts:
    """Hand its `respond` to a Vk as `more`; each part is a world of its own, its posts the things."""

    clock: Clock
    owner: int = -700700
    domain: str = "zoria_post"
    largest: int = 100
    along: int = 10
    hidden: int = 0  # comments of every topic that are counted and never shown
    service: bool = False  # the token is a service key
    fixed: set[int] = field(default_factory=set)  # topics that stand first
    topics: World = field(init=False)
    photos: World = field(init=False)
    videos: World = field(init=False)
    market: World = field(init=False)
    found: World = field(init=False)  # posts on the walls of their authors

    def __post_init__(self) -> None:
        for name in ("topics", "photos", "videos", "market", "found"):
            setattr(self, name, World(self.clock))

    def respond(self, method: str, fields: Any) -> Json | None:
        """The answer of a method; None where it is none of these."""
        methods: dict[str, Callable[[Any], Json | None]] = {
            "utils.resolveScreenName": self._resolve,
            "board.getTopics": self._topics,
            "board.getComments": lambda given: self._comments(self.topics, given, "topic_id", flat=True),
            "video.get": lambda given: self._things(self.videos, given, "videos"),
            "video.getComments": lambda given: self._comments(self.videos, given, "video_id"),
            "market.get": lambda given: self._things(self.market, given, "item_ids"),
            "market.getById": lambda given: self._things(self.market, given, "item_ids"),
            "market.getComments": lambda given: self._comments(self.market, given, "item_id", flat=True),
            "photos.getAllComments": self._photos,
            "newsfeed.search": self._search,
            "wall.getById": self._by_id,
        }
        if self.service and method.startswith(FOR_PEOPLE):
            raise VkError(28, "Application authorization failed: method is unavailable with service token.")
        return methods[method](fields) if method in methods else None

    def _resolve(self, fields: Any) -> Json:
        if fields.get("screen_name") != self.domain:
            return []  # type: ignore[return-value] # VK's way to say that there is nobody
        return {"type": "group", "object_id": -self.owner}

    def _topics(self, fields: Any) -> Json:
        if fields.get("group_id") != str(-self.owner):
            raise VkError(100, "One of the parameters specified was missing or invalid: group_id is invalid")
        topics = sorted(
            self.topics.posts(), key=lambda each: (self._updated(each), each.number), reverse=True
        )
        topics.sort(key=lambda each: each.number not in self.fixed)
        if asked := fields.get("topic_ids"):
            topics = [each for each in topics if str(each.number) in asked.split(",")]
        return {"count": len(topics), "items": [self._topic(each) for each in self._page(topics, fields)]}

    def _topic(self, item: Item) -> Json:
        many = len(self.topics.comments(item.number)) + self.hidden
        return {
            "id": item.number,
            "title": item.text,
            "created": int(item.at.timestamp()),
            "created_by": self._from(item),
            "updated": self._updated(item),
            "comments": many,
            "is_fixed": int(item.number in self.fixed),
        }

    def _updated(self, topic: Item) -> int:
        said = [each.at for each in self.topics.comments(topic.number)]
        return int(max([topic.at, *said]).timestamp())

    def _things(self, world: World, fields: Any, names: str) -> Json:
        things = world.posts()[::-1]
        if asked := fields.get(names):
            things = [each for each in things if f"{self.owner}_{each.number}" in asked.split(",")]
        return {"count": len(things), "items": [self._thing(world, each) for each in things]}

    def _thing(self, world: World, item: Item) -> Json:
        told = {
            "id": item.number,
            "owner_id": self.owner,
            "title": item.text,
            "date": int(item.at.timestamp()),
        }
        return told | ({"comments": len(world.comments(item.number))} if world is self.videos else {})

    def _comments(self, world: World, fields: Any, what: str, flat: bool = False) -> Json:
        thing = world.find(int(fields.get(what) or 0))
        if thing is None:
            raise VkError(100 if flat else 801, "Access denied")
        threads, under = Threads(world, thing.number), int(fields.get("comment_id") or 0)
        listed = threads.replies.get(under, []) if under else threads.top
        every = world.comments(thing.number) if flat else listed
        page = self._page(every[::-1] if fields.get("sort") == "desc" else every, fields)
        along = 0 if flat else min(self.along, int(fields.get("thread_items_count") or 0))
        items = [self._comment(each, threads, along, flat) for each in page]
        authors = [*page, *(reply for each in page for reply in threads.replies.get(each.number, []))]
        count = len(every) if flat or under else threads.shown
        return {"count": count, "current_level_count": len(every), "items": items} | self._who(authors)

    def _comment(self, item: Item, threads: Threads, along: int, flat: bool) -> Json:
        told = self._said(item) | ({"reply_to_comment": item.reply_to} if item.reply_to else {})
        if item.number in threads.deleted:
            return {"id": item.number, "date": told["date"], "text": "", "deleted": True} | (
                self._thread(item, threads, along)
            )
        return told if flat or threads.above(item) else told | self._thread(item, threads, along)

    def _thread(self, item: Item, threads: Threads, along: int) -> Json:
        replies = threads.replies.get(item.number, [])
        shown = [self._comment(each, threads, 0, flat=True) for each in replies[:along]]
        return {"thread": {"count": len(replies), "items": shown}}

    def _photos(self, fields: Any) -> Json:
        every = [each for photo in self.photos.posts() for each in self.photos.comments(photo.number)]
        every.sort(key=lambda each: (each.at, each.number), reverse=True)
        items = [self._said(each) | {"pid": each.post} for each in self._page(every, fields)]
        return {"count": len(every), "items": items}

    def _search(self, fields: Any) -> Json:
        since, words = int(fields.get("start_time") or 0), str(fields.get("q", "")).casefold()
        hits = [each for each in self.found.posts() if words in each.text.casefold()]
        hits = sorted(hits, key=lambda each: (each.at, each.number), reverse=True)
        hits = [each for each in hits if each.at.timestamp() >= since]
        start = int(fields.get("start_from") or 0)
        page = hits[start : start + self.largest]
        more = {"next_from": str(start + len(page))} if start + len(page) < len(hits) else {}
        return {"items": [self._hit(each) for each in page], "count": len(hits)} | more | self._who(page)

    def _by_id(self, fields: Any) -> Json | None:
        names = str(fields.get("posts", "")).split(",")
        if any(name.startswith(f"{self.owner}_") for name in names):
            return None
        hits = [each for each in self.found.posts() if f"{self._from(each)}_{each.number}" in names]
        return {"items": [self._hit(each) for each in hits]} | self._who(hits)

    def _hit(self, item: Item) -> Json:
        return self._said(item) | {"owner_id": self._from(item), "post_type": "post"}

    def _said(self, item: Item) -> Json:
        told = {"id": item.number, "from_id": self._from(item), "text": item.text}
        return told | {"date": int(item.at.timestamp()), "likes": {"count": item.likes}}

    def _from(self, item: Item) -> int:
        return self.owner if item.author.brand else item.author.number

    def _page(self, items: Sequence[Item], fields: Any) -> Sequence[Item]:
        offset = int(fields.get("offset") or 0)
        return items[offset : offset + min(int(fields.get("count") or 20), self.largest)]

    def _who(self, items: Sequence[Item]) -> Json:
        people = {each.author.number: each.author.name for each in items if not each.author.brand}
        return {"profiles": [{"id": number, "first_name": name} for number, name in people.items()]}
