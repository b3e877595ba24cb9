"""VK: the comments on all photos of a community, which come as one list, the newest first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from listener.network import SourceError
from listener.sources import vk_things
from listener.sources.adapter import Memory
from listener.sources.rolling import Mark
from listener.sources.vk_api import Api
from listener.sources.vk_things import Thing
from models.records import Batch, Mention, ThreadState

PAGE = 100
WHOLE_EVERY = timedelta(hours=1)


def read_photos(api: Api, owner: int, memory: Memory, at: datetime) -> Iterator[Batch]:
    """New comments; once an hour all within `since`, which shows edits and deletions."""
    mark = Mark.read(memory.cursor)
    whole = memory.thorough or mark.whole is None or at - mark.whole >= WHOLE_EVERY
    if not whole:
        yield from _read_new(api, owner, memory)
        return
    shown: set[str] = set()
    for _ in range(2):  # pages shift while they are turned: what two listings miss is gone
        pages = 0
        for mentions in _pages(api, owner, memory.since):
            yield _batch(mentions)
            shown |= {each.external_id for each in mentions}
            pages += 1
        if pages < 2:
            break
    threads = [each.thread_id for each in memory.threads(2000)]
    known = {name: each for thread in threads for name, each in memory.known(thread).items()}
    gone = (
        name
        for name, each in known.items()
        if name not in shown and not each.deleted and each.published_at >= memory.since
    )
    yield Batch(vanished=tuple(gone), cursor=replace(mark, whole=at).text)


def _read_new(api: Api, owner: int, memory: Memory) -> Iterator[Batch]:
    """Pages down to the first that holds something known."""
    for mentions in _pages(api, owner, memory.since):
        known = [each.external_id in memory.known(each.thread_id) for each in mentions]
        yield _batch(mentions)
        if any(known):
            return


def _batch(mentions: list[Mention]) -> Batch:
    latest = {each.thread_id: each.published_at for each in reversed(mentions)}
    threads = (ThreadState(name, published_at=at) for name, at in latest.items())
    return Batch(tuple(mentions), threads=tuple(threads))


def _pages(api: Api, owner: int, since: datetime) -> Iterator[list[Mention]]:
    """The comments since then, the newest first."""

    def parse(response: Any) -> tuple[list[Mention], int]:
        found = [
            vk_things.comment(api.source, each, Thing("photo", owner, int(each["pid"])), {})
            for each in response["items"]
            if not each.get("deleted")
        ]
        return found, int(response["count"])

    offset, count = 0, 1
    while offset < count:
        found, count = api.ask(
            "photos.getAllComments", parse, owner_id=owner, need_likes=1, offset=offset, count=PAGE
        )
        if count and not found and not offset:
            reason = "VK counts comments on photos and shows none; asking again later"
            raise SourceError(api.source.name, reason)
        yield [each for each in found if each.published_at >= since]
        if not found or found[-1].published_at < since:
            return
        offset += PAGE
