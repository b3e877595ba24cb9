"""VK: the posts of a wall and the comments under them, through the API with a service or user token."""

from collections.abc import Generator, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from math import inf

from listener.network import Http, SourceError
from listener.sources import vk_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.vk_api import BASE_URL, Api, named
from listener.sources.vk_longpoll import listen
from listener.sources.vk_parse import Post, WallPage
from listener.sources.vk_parts import read_part
from listener.sources.vk_things import is_on_a_wall, owner_of
from listener.sources.vk_thread import PAGE, Reading
from models.options import VkOptions
from models.records import Batch, ThreadState
from models.settings import Source

MANY = 2000  # posts of the window, those of other walls among them
UNREAD = -1  # stands for the count of a thread that has not been read to its end


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """The wall, and what else the options name; a part that fails does not hold back the others."""
    failed: list[SourceError] = []
    for part in _parts(source, http, memory, at):
        try:
            yield from part
        except SourceError as error:
            failed.append(error)
    if failed:
        raise max(failed, key=lambda error: error.permanent)


def _parts(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Iterator[Batch]]:
    if source.secret("community_env") is not None:
        yield listen(source, http, memory, at)
    if source.token is not None or not source.opted(VkOptions).stands_alone:
        api = Api(source, http, memory.store.sources.state(source.name).failures)
        for part in source.opted(VkOptions).reads:
            yield _read(api, memory, at) if part == "wall" else read_part(part, api, memory, at)


def _read(api: Api, memory: Memory, at: datetime) -> Iterator[Batch]:
    """The wall within `memory.since`, the threads whose count has changed, and one stretch read again."""
    posts = yield from _read_wall(api, memory)
    quiet = []
    for post in posts:
        thread = memory.thread(post.mention.external_id)
        if thread is None or thread.replies != post.comments:
            yield from Reading(api, memory, post, at).news()
        else:
            quiet.append((post, thread))
    if stalest := _stalest(quiet, at):
        yield from Reading(api, memory, stalest, at).again()


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    needs_token=True,
    per_second=3.0,
    gives=Declaration(
        title="VK",
        reads="posts of a wall and the comments under them; where asked, topics, comments on photos, videos"
        " and products, and posts anywhere that a search finds",
        comments="yes",
        replies="yes",
        edits="yes; their time for posts only",
        deletions="yes, proved by counts",
        likes="yes",
        brand_replies="yes, by the wall's owner",
        reply_window="none",
        limits="3 requests a second for a token, and quotas for each method that VK does not tell",
        unverified=(
            "how the daily quotas of a method are counted",
            "how a deleted comment with replies under it is shown and counted",
            "the addresses of comments",
            "how far back a search for mentions reaches, and that it lists the newest first",
            "whether the number of a topic's comments counts its opening (a constant difference is borne)",
            "the order in which two edits are told, when one of the calls has to be repeated",
            "that products do not tell how many comments they have (one product is read again each turn)",
        ),
    ),
)


def _read_wall(api: Api, memory: Memory) -> Generator[Batch, None, list[Post]]:
    """The posts within `since`, newest first, and the pinned one whatever its age."""
    found: dict[int, Post] = {}
    offset, goes_on = 0, True
    while goes_on:
        page = _ask_wall(api, offset)
        yield _as_batch(page, memory)
        offset += len(page.posts)
        fresh = any(post.number not in found for post in page.posts)
        found |= {post.number: post for post in page.posts}
        goes_on = fresh and offset < page.count and not _reaches(page, memory.since)
    posts = [post for post in found.values() if not post.deleted]
    if missing := _missing(posts, memory):
        yield _vanished(missing - _that_stand(api, missing), memory)
    return [post for post in posts if _is_wanted(post, memory)]


def _ask_wall(api: Api, offset: int) -> WallPage:
    target = named(api.source)
    whose = "owner_id" if target.removeprefix("-").isdecimal() else "domain"
    fields: dict[str, str | int] = {whose: target, "offset": offset, "count": PAGE, "extended": 1}
    return api.ask("wall.get", partial(vk_parse.wall, api.source), **fields)


def _reaches(page: WallPage, since: datetime) -> bool:
    return not page.posts[-1].pinned and page.posts[-1].mention.published_at < since


def _is_wanted(post: Post, memory: Memory) -> bool:
    return not post.deleted and (post.pinned or post.mention.published_at >= memory.since)


def _as_batch(page: WallPage, memory: Memory) -> Batch:
    posts = [post.mention for post in page.posts if _is_wanted(post, memory)]
    first_seen = [post for post in posts if memory.thread(post.external_id) is None]
    threads = (
        ThreadState(post.external_id, replies=UNREAD if post.replies else 0, published_at=post.published_at)
        for post in first_seen
    )
    return Batch(tuple(posts), threads=tuple(threads))


def _missing(posts: Iterable[Post], memory: Memory) -> set[str]:
    shown = {post.mention.external_id for post in posts}
    owners = {post.owner for post in posts}
    stored = {name for name, known in memory.posts(MANY).items() if not known.deleted and is_on_a_wall(name)}
    # what a search found on another wall stands in the same source
    return {name for name in stored - shown if not owners or owner_of(name) in owners}


def _that_stand(api: Api, missing: Iterable[str]) -> set[str]:
    """Those of them that are there when asked for by name: pages shift while they are turned."""
    names, standing = sorted(missing), set()
    for start in range(0, len(names), PAGE):
        fields = {"posts": ",".join(names[start : start + PAGE])}
        standing |= api.ask("wall.getById", vk_parse.standing, **fields)
    return standing


def _vanished(gone: Iterable[str], memory: Memory) -> Batch:
    """The posts, and their comments with them."""
    names = [name for post in gone for name, known in memory.known(post).items() if not known.deleted]
    # should a post come back, its comments are read afresh
    return Batch(vanished=tuple(names), threads=tuple(ThreadState(post, replies=UNREAD) for post in gone))


def _stalest(quiet: Iterable[tuple[Post, ThreadState]], at: datetime) -> Post | None:
    """The post unread for the longest part of its life, so that the new ones have their turn more often."""

    def staleness(post: Post, thread: ThreadState) -> float:
        life = at - post.mention.published_at + timedelta(hours=1)
        return (at - thread.read_at) / life if thread.read_at else inf

    due = [(staleness(post, thread), post) for post, thread in quiet if post.comments]
    return max(due, key=lambda each: each[0])[1] if due else None
