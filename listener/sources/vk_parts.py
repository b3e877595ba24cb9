"""VK: what a community shows beside its wall, each part read on its own within one source."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from listener.network import SourceError
from listener.sources import vk_parse, vk_things
from listener.sources.adapter import Memory
from listener.sources.rolling import REPLIES_AGAIN, WHOLE_EVERY, CutError, GoneError, Item, Page, read
from listener.sources.vk_api import Api, named
from listener.sources.vk_photos import read_photos
from listener.sources.vk_things import Said, Sort, Thing, is_on_a_wall, owner_of
from models.options import VkOptions
from models.records import Batch, Mention, ThreadState

PAGE = 100  # the most that VK gives of most things at once
MOST = 200  # videos and products that are looked after, and posts in one answer of a search
UNCOUNTED = 1  # stands for the number of comments of what does not tell it


@dataclass(frozen=True)
class Part(Memory):
    """What the store holds of one part of a source."""

    key: str = ""
    holds: Callable[[str], bool] = str.isidentifier

    @property
    def cursor(self) -> str | None:
        """What was kept for this part."""
        held = _held(self).get(self.key)
        return held if isinstance(held, str) else None

    def threads(self, limit: int = 200) -> list[ThreadState]:
        """The threads of this part, newest first."""
        return [each for each in Memory.threads(self, 10 * limit) if self.holds(each.thread_id)][:limit]


@dataclass(frozen=True, slots=True)
class Topics:
    """The board of a community: its topics by their latest comment."""

    api: Api
    owner: int
    at: datetime
    again_at_once: int = PAGE
    whole_every: timedelta = timedelta()  # the list tells the number of comments: read down each turn
    replies_again: timedelta = REPLIES_AGAIN
    newest_first: bool = True

    def newest(self, onward: str | None) -> Page:
        """A page of topics, the one that changed last first."""
        offset = int(onward or 0)
        items, count = self._topics(order=1, offset=offset, count=PAGE)
        return Page(items, str(offset + len(items)) if items and offset + len(items) < count else None)

    def again(self, names: Sequence[str]) -> Iterable[Item]:
        """Those of the topics that still stand."""
        numbers = ",".join(str(Thing.read("topic", name).number) for name in names)
        return [each for each in self._topics(topic_ids=numbers, count=PAGE)[0] if each.name in names]

    def replies(self, name: str) -> Iterator[Sequence[Mention]]:
        """All comments in a topic, the newest first."""
        thing = Thing.read("topic", name)
        fields = {"group_id": -self.owner, "topic_id": thing.number, "sort": "desc"}
        yield from _comments(self.api, "board.getComments", thing, fields)

    def _topics(self, **fields: str | int) -> tuple[tuple[Item, ...], int]:
        return self.api.ask("board.getTopics", self._parse, group_id=-self.owner, extended=1, **fields)

    def _parse(self, response: Any) -> tuple[tuple[Item, ...], int]:
        names = vk_parse.names_in(response)
        items = []
        for each in response["items"]:
            thing = Thing("topic", self.owner, int(each["id"]))
            mention = vk_things.opening(self.api.source, each, thing, names)
            # a fixed one stands first whatever its age
            listed_at = self.at if each.get("is_fixed") else vk_parse.time_of(each["updated"])
            items.append(Item(mention, listed_at, mention.replies or 0))
        return tuple(items), int(response["count"])


@dataclass(frozen=True, slots=True)
class Shelf:
    """The videos or the products of a community, and the comments on them."""

    api: Api
    owner: int
    at: datetime
    sort: Sort
    again_at_once: int = PAGE
    whole_every: timedelta = timedelta()
    replies_again: timedelta = REPLIES_AGAIN
    newest_first: bool = False

    def newest(self, onward: str | None) -> Page:
        """The newest of them, whatever their age: people comment on old ones too."""
        return Page(self._items(owner_id=self.owner, count=MOST), None)

    def again(self, names: Sequence[str]) -> Iterable[Item]:
        """Those that still stand."""
        things = [Thing.read(self.sort, name) for name in names]
        listed = ",".join(f"{each.owner}_{each.number}" for each in things)
        if self.sort == "video":
            return self._items(videos=listed, count=MOST)
        return self.api.ask("market.getById", self._parse, item_ids=listed, extended=1)

    def replies(self, name: str) -> Iterator[Sequence[Mention]]:
        """All comments on one, with the threads under them."""
        thing = Thing.read(self.sort, name)
        what = {"video": "video_id", "product": "item_id"}[self.sort]
        fields = {"owner_id": thing.owner, what: thing.number, "sort": "desc"}
        if self.sort == "video":
            fields |= {"thread_items_count": 10}
        method = {"video": "video.getComments", "product": "market.getComments"}[self.sort]
        yield from _comments(self.api, method, thing, fields)

    def _items(self, **fields: str | int) -> tuple[Item, ...]:
        method = {"video": "video.get", "product": "market.get"}[self.sort]
        return self.api.ask(method, self._parse, extended=1, **fields)

    def _parse(self, response: Any) -> tuple[Item, ...]:
        names, items = vk_parse.names_in(response), []
        for each in response["items"]:
            thing = Thing(self.sort, int(each["owner_id"]), int(each["id"]))
            mention = vk_things.opening(self.api.source, each, thing, names)
            items.append(Item(mention, self.at, UNCOUNTED if mention.replies is None else mention.replies))
        return tuple(items)


@dataclass(frozen=True, slots=True)
class Mentions:
    """Posts that a search finds on any wall but the community's own."""

    api: Api
    owner: int
    memory: Memory
    query: str
    again_at_once: int = PAGE
    whole_every: timedelta = WHOLE_EVERY
    replies_again: timedelta = REPLIES_AGAIN
    newest_first: bool = False

    def newest(self, onward: str | None) -> Page:
        """A page of what is found, newest first."""
        start = {"start_from": onward} if onward else {}
        since = int(self.memory.since.timestamp())
        fields: dict[str, str | int] = {"q": self.query, "count": MOST, "extended": 1, "start_time": since}
        return self.api.ask("newsfeed.search", self._page, **fields, **start)

    def again(self, names: Sequence[str]) -> Iterable[Item]:
        """Those that still stand; of a comment that was found nobody can say it."""
        posts = [name for name in names if name.count("_") == 1]
        kept = (self._kept(name) for name in names if name not in posts)
        found = [each for each in kept if each]
        if posts:
            found += self.api.ask("wall.getById", self._page, posts=",".join(posts), extended=1).items
        return found

    def replies(self, name: str) -> Iterator[Sequence[Mention]]:
        """None: what others say under a stranger's post is not collected."""
        yield ()

    def _kept(self, name: str) -> Item | None:
        stored = self.memory.store.mentions.find(self.memory.source.name, name)
        return Item(stored.mention, stored.mention.published_at) if stored else None

    def _page(self, response: Any) -> Page:
        names = vk_parse.names_in(response)
        others = [each for each in response["items"] if int(each["owner_id"]) != self.owner]
        found = [
            vk_parse.found(self.api.source, each, names) for each in others if not each.get("is_deleted")
        ]
        mine = str(self.owner)
        marked = (replace(each, by_brand=each.author_id == mine) for each in found)
        items = tuple(Item(each, each.published_at) for each in marked)
        return Page(items, str(response["next_from"]) if response.get("next_from") else None)


def read_part(part: str, api: Api, memory: Memory, at: datetime) -> Iterator[Batch]:
    """One part of what the options name: all but the wall, which has an order of its own."""
    owner = yield from _owner(api, memory)
    if part == "mentions":
        query = api.source.opted(VkOptions).query or ""
        mine = Part(
            memory.store, memory.source, memory.since, memory.thorough, part, partial(_elsewhere, owner)
        )
        yield from _joined(mine, read(Mentions(api, owner, memory, query), mine, at))
        return
    sort: Sort = {"topics": "topic", "photos": "photo", "videos": "video", "market": "product"}[part]  # type: ignore[assignment]
    begins: Callable[[str], bool] = lambda name: name.startswith(sort)  # noqa: E731
    mine = Part(memory.store, memory.source, memory.since, memory.thorough, part, begins)
    if part == "photos":
        yield from _joined(mine, read_photos(api, owner, mine, at))
        return
    pause = timedelta(minutes=10) if sort == "product" else REPLIES_AGAIN
    place = Topics(api, owner, at) if sort == "topic" else Shelf(api, owner, at, sort, replies_again=pause)
    yield from _joined(mine, read(place, mine, at))


def _comments(api: Api, method: str, thing: Thing, fields: dict[str, Any]) -> Iterator[Sequence[Mention]]:
    """All comments on one thing, page by page; GoneError where it is closed or gone."""
    listings = [0]
    while listings:
        under, offset, count = listings.pop(0), 0, 1
        given = fields | ({"comment_id": under} if under else {})
        while offset < count:
            parse = partial(vk_things.comments, api.source, thing=thing, under=under)
            more: dict[str, Any] = {"offset": offset, "count": PAGE, "need_likes": 1, "extended": 1}
            said: Said | None = api.ask_if_open(method, parse, **given, **more)
            if said is None:
                raise GoneError(thing.name)
            if said.count and not said.mentions and not under and not offset:
                raise CutError(thing.name)  # counted and not shown: nothing can be learnt from that
            yield said.mentions
            listings += [each for each in said.cut if each not in listings]
            count, offset = said.count, offset + PAGE


def _owner(api: Api, memory: Memory) -> Generator[Batch, None, int]:
    """The number of the community, below zero; asked once, and kept."""
    target = named(api.source)
    kept = _held(memory).get(target)
    if target.removeprefix("-").isdecimal() or isinstance(kept, int):
        return int(kept or target)
    found = api.ask("utils.resolveScreenName", _number, screen_name=target)
    if found is None:
        reason = "target is no community; write its number below zero, such as -700700, or its short name"
        raise SourceError(api.source.name, reason, permanent=True)
    yield Batch(cursor=json.dumps(_held(memory) | {target: found}))
    return found


def _number(response: Any) -> int | None:
    """The owner that a short name belongs to; None where nobody has it."""
    if not response:  # VK answers an empty list
        return None
    number = int(response["object_id"])
    return number if response["type"] == "user" else -number


def _elsewhere(owner: int, name: str) -> bool:
    return is_on_a_wall(name) and owner_of(name) != owner


def _held(memory: Memory) -> dict[str, Any]:
    """What the source keeps for all its parts."""
    cursor = Memory.cursor.__get__(memory)
    return dict(json.loads(cursor)) if cursor else {}


def _joined(part: Part, batches: Iterable[Batch]) -> Iterator[Batch]:
    """The batches, with the cursor of the part among those of the others."""
    for batch in batches:
        if batch.cursor is None:
            yield batch
        else:
            yield replace(batch, cursor=json.dumps(_held(part) | {part.key: batch.cursor}))
