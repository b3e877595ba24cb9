"""Incoming webhooks: verify, parse, store. Knows no framework; the board hands every call to `answer`."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from listener.hooks import push, telegram_bot
from listener.hooks.hook import MISSHAPEN, Hook, RefusedError, document, plain
from models.calls import Answer, Call, Quota
from models.settings import Source
from models.store import Store, StoreError

__all__ = ["HOOKS", "LONGEST", "answer", "receive"]

log = logging.getLogger(__name__)

LONGEST = 1_000_000  # bytes of a body
LATER = 60  # seconds after which a call that could not be kept may come again
QUOTA = Quota()

HOOKS: Mapping[str, Hook] = {
    "push": push.HOOK,
    "telegram_bot": telegram_bot.HOOK,
}


def answer(
    sources: Iterable[Source], store: Store, name: str, call: Call, at: datetime, bears: Quota = QUOTA
) -> Answer:
    """What the caller of /hooks/NAME gets; 404 where no source of that name is called."""
    found = next((each for each in sources if each.name == name and each.hooked), None)
    return receive(found, call, store, at, bears) if found else plain(404, "nobody is called by this name\n")


def receive(source: Source, call: Call, store: Store, at: datetime, bears: Quota = QUOTA) -> Answer:
    """Take one call: a good answer only when the store has what it tells, or had it already."""
    try:
        return _take(source, HOOKS[source.platform], call, store, at, bears)
    except RefusedError as refusal:
        return _refused(source, refusal, store, at)
    except StoreError as fault:
        log.error("%s: a call could not be kept: %s", source.name, fault)
        return plain(503, "try again later\n", **{"Retry-After": str(LATER)})


def _take(source: Source, hook: Hook, call: Call, store: Store, at: datetime, bears: Quota) -> Answer:
    if call.method == "GET" and hook.greet:
        return plain(200, hook.greet(source, call))
    if call.method != "POST":
        raise RefusedError(405, "the call was no POST")
    if len(call.body) > LONGEST:
        raise RefusedError(413, f"the call was longer than {LONGEST:,} bytes")
    hook.verify(source, call, at)
    body = document(call)
    try:
        welcome = hook.welcome(source, body) if hook.welcome else None
        events = hook.read(source, body, at) if welcome is None else ()
        received = store.hooks.keep(source.name, events, len(call.body), at, bears)
    except MISSHAPEN:
        raise RefusedError(400, "the call was signed, but is not what the platform promises") from None
    if received is None:
        raise RefusedError(429, "more came within an hour than is kept; the rest is put off to the next one")
    return plain(200, hook.thanks if welcome is None else welcome)


def _refused(source: Source, refusal: RefusedError, store: Store, at: datetime) -> Answer:
    headers = {"Retry-After": str(_seconds_left(at))} if refusal.status == 429 else {}
    if refusal.status == 405:
        headers = {"Allow": "GET, POST" if HOOKS[source.platform].greet else "POST"}
    try:
        if store.hooks.refuse(source.name, refusal.reason, at):
            log.warning("%s: refused a call: %s", source.name, refusal.reason)
    except StoreError as fault:
        log.error("%s: a refused call could not be noted: %s", source.name, fault)
    return plain(refusal.status, f"{refusal.reason}\n", **headers)


def _seconds_left(at: datetime) -> int:
    """Of the hour."""
    end = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return max(1, round((end - at).total_seconds()))
