"""What VK's answers mean: posts of a wall, comments under a post. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from models.records import Kind, Mention
from models.settings import Source

SITE = "https://vk.com"
INTERFACES = ("api.vk.com", "api.vk.ru")
UNDER_THE_POST = 0  # stands for "no comment" where the comment above another is named


@dataclass(frozen=True, slots=True)
class Post:
    """A post as the wall shows it."""

    owner: int  # below zero: a community
    number: int
    mention: Mention
    comments: int  # all that VK counts under it, replies included
    deleted: bool
    pinned: bool  # stands first whatever its age


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as a listing shows it."""

    number: int
    under: int  # the comment in whose thread it stands
    mention: Mention | None  # None: deleted, and kept in its place by the replies under it
    thread: int = 0  # how many replies VK counts under it
    replies: tuple["Comment", ...] = ()  # those of them that came along


@dataclass(frozen=True, slots=True)
class WallPage:
    """A stretch of a wall, newest first after the pinned post."""

    posts: tuple[Post, ...]
    count: int  # posts on the whole wall


@dataclass(frozen=True, slots=True)
class CommentPage:
    """A stretch of the comments under a post, or of the thread under one of them."""

    comments: tuple[Comment, ...]
    count: int  # under the post, replies included (of a thread: in it)
    level: int  # in this listing alone


def site_of(source: Source) -> str:
    """Where a person reads what was collected: VK itself, or the server that stands in for it."""
    return _site(source.base_url)


@cache  # it is asked for each comment
def _site(base_url: str | None) -> str:
    stands_in = base_url and urlsplit(base_url).hostname not in INTERFACES
    return base_url if base_url and stands_in else SITE


def external_id(*numbers: int) -> str:
    """What the store calls a post (owner, post) or a comment (owner, post, comment)."""
    return "_".join(map(str, numbers))


def number_of(name: str) -> int:
    """VK's own number of what `external_id` named."""
    return int(name.rpartition("_")[2])


def wall(source: Source, response: Any) -> WallPage:
    """The answer of wall.get with extended=1; KeyError, TypeError or ValueError when it is none."""
    names = names_in(response)
    return WallPage(tuple(_post(source, item, names) for item in response["items"]), int(response["count"]))


def standing(response: Any) -> set[str]:
    """External ids of the posts in an answer of wall.getById; KeyError, TypeError or ValueError as above."""
    found = (item for item in response["items"] if not item.get("is_deleted"))
    return {external_id(int(item["owner_id"]), int(item["id"])) for item in found}


def comments(source: Source, response: Any, post: Post, under: int = UNDER_THE_POST) -> CommentPage:
    """The answer of wall.getComments with extended=1; KeyError, TypeError or ValueError when it is none."""
    names = names_in(response)
    found = tuple(_comment(source, item, post, under, names) for item in response["items"])
    count = int(response["count"])
    return CommentPage(found, count, int(response.get("current_level_count", count)))


def found(source: Source, item: Any, names: Mapping[int, str]) -> Mention:
    """A post, or a comment, that a search found; KeyError, TypeError or ValueError when it is none."""
    post = _post(source, item, names)
    if item.get("post_type") != "reply" or "post_id" not in item:
        return post.mention
    thread = external_id(post.owner, int(item["post_id"]))
    above = replace(post, number=int(item["post_id"]), mention=replace(post.mention, external_id=thread))
    stack = [int(each) for each in item.get("parents_stack") or ()]
    said = _said(source, item, above, 0, names)
    return replace(said, parent_id=external_id(post.owner, above.number, *stack[-1:]))


def _post(source: Source, item: Any, names: Mapping[int, str]) -> Post:
    owner, number, author = int(item["owner_id"]), int(item["id"]), int(item["from_id"])
    told = count_of(item, "comments")
    mention = Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=external_id(owner, number),
        kind=Kind.POST,
        text=str(item["text"]),
        published_at=time_of(item["date"]),
        thread_id=external_id(owner, number),
        position=number,
        url=f"{site_of(source)}/wall{owner}_{number}",
        author_id=str(author),
        author_name=names.get(author),
        by_brand=author == owner,
        edited_at=time_of(item["edited"]) if item.get("edited") else None,
        likes=count_of(item, "likes"),
        replies=told,
        shares=count_of(item, "reposts"),
        views=count_of(item, "views"),
        attachments=attachments_of(item),
    )
    return Post(owner, number, mention, told or 0, bool(item.get("is_deleted")), bool(item.get("is_pinned")))


def _comment(source: Source, item: Any, post: Post, under: int, names: Mapping[int, str]) -> Comment:
    number, thread = int(item["id"]), item.get("thread")
    mention = None if item.get("deleted") else _said(source, item, post, under, names)
    if not thread:
        return Comment(number, under, mention)
    along = thread.get("items")
    replies = tuple(_comment(source, each, post, number, names) for each in along) if along else ()
    return Comment(number, under, mention, int(thread.get("count", 0)), replies)


def _said(source: Source, item: Any, post: Post, under: int, names: Mapping[int, str]) -> Mention:
    number, author = int(item["id"]), int(item["from_id"])
    answered = int(item.get("reply_to_comment") or under)
    thread = f"&thread={under}" if under else ""
    above = external_id(post.owner, post.number)
    return Mention(
        brand=source.brand,
        source=source.name,
        platform=source.platform,
        external_id=f"{above}_{number}",
        kind=Kind.COMMENT,
        text=str(item["text"]),
        published_at=time_of(item["date"]),
        thread_id=post.mention.external_id,
        parent_id=f"{above}_{answered}" if answered else above,
        position=number,
        url=f"{site_of(source)}/wall{above}?reply={number}{thread}",
        author_id=str(author),
        author_name=names.get(author),
        by_brand=author == post.owner,
        likes=count_of(item, "likes"),
        replies=count_of(item, "thread"),
        attachments=attachments_of(item),
    )


def said_under(source: Source, item: Any, owner: int, post: int, under: int) -> Mention:
    """A comment as an event tells it, in the thread of the comment `under`; KeyError if it is none."""
    above = _post(source, {**item, "owner_id": owner, "id": post}, {})  # as much as a comment needs of it
    return _said(source, item, above, under, {})


def names_in(response: Any) -> dict[int, str]:
    """Names by the number that from_id uses: communities stand below zero."""
    people = {int(one["id"]): _full_name(one) for one in response.get("profiles") or ()}
    groups = {-int(one["id"]): str(one["name"]) for one in response.get("groups") or ()}
    return people | groups


def _full_name(profile: Any) -> str:
    return f"{profile.get('first_name', '')} {profile.get('last_name', '')}".strip()


def attachments_of(item: Any) -> tuple[str, ...]:
    """The kinds of what is attached."""
    given: Iterable[Any] = item.get("attachments") or ()
    return tuple(str(each["type"]) for each in given) if given else ()


def count_of(item: Any, name: str) -> int | None:
    """A number that VK tells within an object of its own; None where it does not."""
    told = item.get(name)
    return int(told["count"]) if told and "count" in told else None


def time_of(seconds: Any) -> datetime:
    """The time that VK tells in seconds."""
    return datetime.fromtimestamp(int(seconds), UTC)
