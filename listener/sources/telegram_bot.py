"""Telegram groups and discussions, read by a bot that is a member: by long polling, or by its webhook."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from listener.network import Http, SourceError
from listener.sources import telegram_bot_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.telegram_bot_api import BASE_URL, Api, listed
from listener.sources.telegram_bot_parse import WANTED
from models.records import Batch, Mention
from models.settings import Source

log = logging.getLogger(__name__)

MANY = 100  # updates that Telegram gives at once
ROUNDS = 50  # of one turn
WAIT = 10  # seconds that Telegram holds the first request until somebody writes
MISSHAPEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError)


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """What was written and edited since the last turn; the cursor confirms it only once it is kept."""
    api, offset = Api(source, http), int(memory.cursor or 0)
    for turn in range(ROUNDS):
        updates = api.ask(
            "getUpdates",
            offset=offset,
            limit=MANY,
            timeout=0 if turn else WAIT,
            allowed_updates=listed(WANTED),
        )
        if not updates:
            return
        offset = int(updates[-1]["update_id"]) + 1
        yield Batch(tuple(_mentions(source, updates)), cursor=str(offset))


def _mentions(source: Source, updates: Sequence[Any]) -> Iterator[Mention]:
    for update in updates:
        try:
            found = telegram_bot_parse.event(source, update)
        except MISSHAPEN:  # held back, it would hold up all that come after it
            log.warning("%s: an update could not be understood and is left out", source.name)
            continue
        yield from (each.mention for each in found.changes if each.mention)


def look(source: Source, http: Http) -> None:
    """SourceError when the token is refused, or the bot's updates go elsewhere than the source expects."""
    if source.token is None:
        return
    api = Api(source, http)
    api.ask("getMe")
    hook = api.ask("getWebhookInfo")
    if source.hooked and not hook.get("url"):
        raise SourceError(
            source.name, "no webhook is set; set it with setWebhook and the same secret_token", True
        )
    if not source.hooked and hook.get("url"):
        reason = "a webhook is set, so nothing can be asked for; call deleteWebhook, or name secret_env"
        raise SourceError(source.name, reason, permanent=True)


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    needs_token=True,
    per_second=5.0,
    look=look,
    gives=Declaration(
        title="Telegram bot",
        reads="messages of groups, of discussions under a channel, and those written to the bot",
        comments="yes, from the day the bot is a member",
        replies="yes",
        edits="yes, with their time",
        deletions="no: bots are not told",
        likes="no",
        brand_replies="of the channel, of nameless administrators, and of the staff that the options name",
        reply_window="none",
        limits="Telegram keeps updates for 24 hours; one program only may take them",
        unverified=(
            "how long Telegram holds a request open (10 seconds are asked)",
            "for how long a call that got no good answer is repeated",
        ),
    ),
)
