"""Telegram: the posts of a public channel and the comments under them, from the pages t.me shows to all."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from listener.network import Http, SourceError
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.telegram_channel import BASE_URL, Channel
from listener.sources.telegram_comments import Progress, read_comments
from listener.sources.telegram_posts import MANY, read_posts
from models.records import Batch, ThreadState
from models.settings import Source

log = logging.getLogger(__name__)

BUDGET = 30  # requests of one turn, after which no further discussion is begun
FRESH = 3  # of the newest posts: not left alone for longer than FRESH_PATIENCE
FRESH_PATIENCE = timedelta(minutes=5)
PATIENCE_MIN = timedelta(minutes=1)
PATIENCE_MAX = timedelta(hours=2)
QUIET_SHARE = 60  # a discussion quiet for an hour is looked at each minute, for a day: every 24 minutes
IN_A_ROW = 3  # discussions that fail one after another: the fault is not theirs


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """Posts first, then the discussions that are due: no page of Telegram says where comments are new."""
    channel = Channel(source, http)
    yield from read_posts(channel, memory, at)
    failed: list[SourceError] = []
    read = in_a_row = 0
    for thread in due(memory, at):
        if channel.asked >= BUDGET and not memory.thorough:
            break
        try:
            yield from read_comments(channel, memory, thread, at)
            read, in_a_row = read + 1, 0
        except SourceError as error:
            failed.append(error)
            in_a_row += 1
            if error.permanent or error.retry_after or in_a_row == IN_A_ROW:
                raise
            log.warning("%s", error)
            yield Batch(threads=(replace(thread, read_at=at),))
    if failed and not read:
        raise failed[-1]


def due(memory: Memory, at: datetime) -> list[ThreadState]:
    """The discussions to look at, the most overdue first; one never read comes before all others."""
    gone = {key for key, post in memory.posts(MANY).items() if post.deleted}
    threads = [thread for thread in memory.threads(MANY) if thread.thread_id not in gone]
    shares = [(_share(thread, rank, at), thread) for rank, thread in enumerate(threads)]
    ordered = sorted(shares, key=lambda each: -each[0])
    return [thread for share, thread in ordered if share >= 1]


def _share(thread: ThreadState, rank: int, at: datetime) -> float:
    """How much of the patience with a discussion is used up; it grows with the time nobody has written."""
    if thread.read_at is None:
        return float("inf")
    active = Progress.read(thread.cursor).active or thread.published_at or at
    patience = min(PATIENCE_MAX, max(PATIENCE_MIN, (at - active) / QUIET_SHARE))
    if thread.cursor is None:  # it was tried, and failed
        patience = PATIENCE_MIN
    elif rank < FRESH:
        patience = min(patience, FRESH_PATIENCE)
    return (at - thread.read_at) / patience


ADAPTER = Adapter(
    fetch=fetch,
    base_url=BASE_URL,
    gives=Declaration(
        title="Telegram",
        reads="posts of a public channel and the discussions under them",
        comments="yes",
        replies="yes",
        edits="yes; noticed, not dated",
        deletions="yes",
        likes="reactions instead",
        brand_replies="yes, by the channel's link",
        reply_window="none",
        limits="one request a second, 30 requests a turn",
        unverified=(
            "how t.me throttles",
            "how many comments one answer may hold",
            "the markup of voice messages, round videos and locations",
        ),
    ),
)
