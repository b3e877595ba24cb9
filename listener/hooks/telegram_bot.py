"""Telegram calls for a bot: vouched for by a word that was given to setWebhook."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from listener.hooks.hook import Hook, RefusedError, same, secret_of
from listener.sources import telegram_bot_parse
from models.calls import Call, Event
from models.settings import Source

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header


def verify(source: Source, call: Call, at: datetime) -> None:
    """RefusedError when the call does not hold the word that setWebhook was given."""
    if not same(call.header(SECRET), secret_of(source)):
        raise RefusedError(401, "the secret token is wrong or missing; call setWebhook with the right one")


def read(source: Source, body: Any, at: datetime) -> Sequence[Event]:
    """The one event that an update is."""
    return (telegram_bot_parse.event(source, body),)


HOOK = Hook(verify, read)
