"""Answers that people send from the board: each goes out once, or a person is told that nobody knows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from listener.network import Http, SourceError
from listener.replies import googleplay, meta, telegram_bot, viber, vk
from listener.replies.way import Letter, Way
from listener.sources import SOURCES
from models import moments
from models.settings import Source
from models.store import Store
from models.store.replies import Reply
from models.windows import ReplyPlace

__all__ = ["WAYS", "Letter", "Way", "places", "send_replies"]

WAYS: dict[str, Way] = {
    "facebook": meta.FACEBOOK,
    "googleplay": googleplay.WAY,
    "instagram": meta.INSTAGRAM,
    "messenger": meta.MESSENGER,
    "telegram_bot": telegram_bot.WAY,
    "viber": viber.WAY,
    "vk": vk.WAY,
    "whatsapp": meta.WHATSAPP,
}
LEASE = timedelta(minutes=3)
SOONEST = timedelta(seconds=30)  # before it is tried again
MOST_TRIES = 6
GONE = "the source or the comment is no longer there; answer on the platform itself"
UNKNOWN = "nobody knows whether it went out; look on the platform before you send it again"


def places(sources: Sequence[Source]) -> dict[str, ReplyPlace]:
    """Where answers can be sent from the board, by source, and how long each platform allows them."""
    return {
        each.name: ReplyPlace(
            longest=WAYS[each.platform].longest if each.replies and each.platform in WAYS else None,
            window=gives.window if (gives := SOURCES[each.platform].gives) else None,
        )
        for each in sources
    }


def send_replies(
    sources: Sequence[Source],
    http: Http,
    store: Store,
    clock: Callable[[], datetime] = moments.now,
    ways: Mapping[str, Way] = WAYS,
) -> int:
    """Send every answer that is due; returns how many went out."""
    known, sent = {each.name: each for each in sources}, 0
    while reply := store.replies.claim(clock(), LEASE):
        source = known.get(reply.source)
        stored = store.mentions.get(reply.mention_id)
        way = ways.get(source.platform) if source and source.replies else None
        if source is None or stored is None or way is None:
            store.replies.fail(reply, GONE, clock())
        elif reply.attempts > 1 and reply.cut_off and not way.drops_doubles:
            store.replies.doubt(reply, UNKNOWN, clock())  # a process died while it was on its way
        else:
            letter = Letter(stored.mention, reply.text, reply.key, clock())
            sent += _send(source, way, letter, reply, http, store, clock)
    return sent


def _send(
    source: Source,
    way: Way,
    letter: Letter,
    reply: Reply,
    http: Http,
    store: Store,
    clock: Callable[[], datetime],
) -> bool:
    try:
        name = way.send(source, http, letter)
    except SourceError as error:
        surely_not = error.retry_after is not None or way.drops_doubles
        if error.permanent or (surely_not and reply.attempts >= MOST_TRIES):
            store.replies.fail(reply, error.reason, clock())
        elif surely_not:
            rest = max(SOONEST, error.retry_after or SOONEST)
            store.replies.put_back(reply, error.reason, clock() + rest)
        else:
            store.replies.doubt(reply, f"{error.reason}. {UNKNOWN}", clock())
        return False
    store.replies.sent(reply, name, clock())
    return True
