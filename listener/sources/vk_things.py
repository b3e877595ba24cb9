"""What VK lets people comment on beside posts of a wall: topics, photos, videos and products. Pure.

Webhooks and polling call them by the same names, so that each is stored once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from listener.sources.vk_parse import attachments_of, count_of, external_id, names_in, site_of, time_of
from models.records import Kind, Mention
from models.settings import Source

ON_A_WALL = re.compile(r"(-?\d+)(?:_\d+)+")
Sort = Literal["topic", "photo", "video", "product"]


@dataclass(frozen=True, slots=True)
class Thing:
    """One of them."""

    sort: Sort
    owner: int  # below zero: a community
    number: int

    @property
    def name(self) -> str:
        """What the store calls it."""
        return f"{self.sort}{external_id(self.owner, self.number)}"

    @classmethod
    def read(cls, sort: Sort, name: str) -> "Thing":
        """What `name` named."""
        owner, number = name.removeprefix(sort).split("_")
        return cls(sort, int(owner), int(number))


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of the comments under one thing, or in the thread under one of them."""

    mentions: tuple[Mention, ...]
    count: int  # comments in this listing
    cut: tuple[int, ...]  # comments of whose threads only a part came along


def is_on_a_wall(name: str) -> bool:
    """Whether an external id is that of a post, or of a comment under one."""
    return ON_A_WALL.fullmatch(name) is not None


def owner_of(name: str) -> int:
    """Whose wall it stands on; ValueError when it stands on none."""
    found = ON_A_WALL.fullmatch(name)
    if found is None:
        raise ValueError("not the name of what stands on a wall")
    return int(found[1])


def opening(source: Source, item: Any, thing: Thing, names: Mapping[int, str]) -> Mention:
    """A topic, video or product, as what opens a thread; KeyError or TypeError when it is none."""
    author = int(item.get("created_by") or item.get("owner_id") or thing.owner)
    words = (str(item.get("title") or ""), str(item.get("description") or ""))
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=thing.name,
        kind=Kind.POST,
        text="\n".join(filter(None, words)),
        published_at=time_of(item.get("created") or item["date"]),
        thread_id=thing.name,
        position=thing.number,
        url=f"{site_of(source)}/{thing.name}",
        author_id=str(author),
        author_name=names.get(author),
        by_brand=author == thing.owner,
        likes=count_of(item, "likes"),
        replies=int(item["comments"]) if isinstance(item.get("comments"), int) else None,
    )


def comments(source: Source, response: Any, thing: Thing, under: int = 0) -> Said:
    """An answer of board.getComments, video.getComments or market.getComments; KeyError if it is none."""
    names, mentions, cut = names_in(response), [], []
    for item in response["items"]:
        thread = item.get("thread") or {}
        replies = thread.get("items") or ()
        if not item.get("deleted"):
            mentions.append(comment(source, item, thing, names, under))
        mentions += [
            comment(source, each, thing, names, int(item["id"]))
            for each in replies
            if not each.get("deleted")
        ]
        if int(thread.get("count") or 0) > len(replies):
            cut.append(int(item["id"]))
    count = int(response.get("current_level_count", response["count"]))
    return Said(tuple(mentions), count, tuple(cut))


def comment(source: Source, item: Any, thing: Thing, names: Mapping[int, str], under: int = 0) -> Mention:
    """A comment on one of them; KeyError, TypeError or ValueError when it is none."""
    number, author = int(item["id"]), int(item["from_id"])
    answered = int(item.get("reply_to_comment") or under)
    address = f"{site_of(source)}/{thing.name}"
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=f"{thing.name}_{number}",
        kind=Kind.COMMENT,
        text=str(item["text"]),
        published_at=time_of(item["date"]),
        thread_id=thing.name,
        parent_id=f"{thing.name}_{answered}" if answered else thing.name,
        position=number,
        url=f"{address}?post={number}" if thing.sort == "topic" else address,
        author_id=str(author),
        author_name=names.get(author),
        by_brand=author == thing.owner,
        likes=count_of(item, "likes"),
        replies=count_of(item, "thread"),
        attachments=attachments_of(item),
    )
