"""Incoming webhooks: verify, parse, store. Knows no framework; the board hands every call to `answer`."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from listener.hooks import facebook, instagram, messenger, push, telegram_bot, viber, vk, whatsapp
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
    "facebook": facebook.HOOK,
    "instagram": instagram.HOOK,
    "messenger": messenger.HOOK,
    "push": push.HOOK,
    "telegram_bot": telegram_bot.HOOK,
    "viber": viber.HOOK,
    "vk": vk.HOOK,
    "whatsapp": whatsapp.HOOK,
}


def answer(
    sources: Sequence[Source], store: Store, name: str, call: Call, at: datetime, bears: Quota = QUOTA
) -> Answer:
    """What the caller of /hooks/NAME gets; 404 where no source of that name is called."""
    found = next((each for each in sources if each.name == name and each.hooked), None)
    if found is None:
        return plain(404, "nobody is called by this name\n")
    return receive(found, call, store, at, bears, [each for each in sources if _is_kin(found, each)])


def receive(
    source: Source,
    call: Call,
    store: Store,
    at: datetime,
    bears: Quota = QUOTA,
    kin: Sequence[Source] = (),
) -> Answer:
    """Take one call: a good answer only when the store has what it tells, or had it already.

    `kin`: other sources of which the same call may tell, signed with the same secret.
    """
    try:
        return _take(source, call, store, at, bears, kin)
    except RefusedError as refusal:
        return _refused(source, refusal, store, at)
    except StoreError as fault:
        log.error("%s: a call could not be kept: %s", source.name, fault)
        return plain(503, "try again later\n", **{"Retry-After": str(LATER)})


def _is_kin(source: Source, other: Source) -> bool:
    """Whether an app has one address for both: the same platform family, signed with the same secret."""
    if other.name == source.name or not other.hooked:
        return False
    family, secret = HOOKS[source.platform].family, source.secret("secret_env")
    return (
        family is not None and family == HOOKS[other.platform].family and secret == other.secret("secret_env")
    )


def _take(
    source: Source, call: Call, store: Store, at: datetime, bears: Quota, kin: Sequence[Source]
) -> Answer:
    hook = HOOKS[source.platform]
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
        if welcome is None:
            _keep(source, body, len(call.body), store, at, bears)
            for each in kin:
                _keep(each, body, len(call.body), store, at, bears, only_if_told=True)
    except MISSHAPEN:
        raise RefusedError(400, "the call was signed, but is not what the platform promises") from None
    return plain(200, hook.thanks if welcome is None else welcome)


def _keep(
    source: Source,
    body: Any,
    octets: int,
    store: Store,
    at: datetime,
    bears: Quota,
    only_if_told: bool = False,
) -> None:
    events = HOOKS[source.platform].read(source, body, at)
    if only_if_told and not events:
        return
    if store.hooks.keep(source.name, events, octets, at, bears) is None:
        raise RefusedError(429, "more came within an hour than is kept; the rest is put off to the next one")


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
