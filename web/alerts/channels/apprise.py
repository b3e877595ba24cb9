"""Telegram, Slack, Teams, Matrix, Viber and a hundred more, each by an address that Apprise understands."""

import logging
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from models.people import Channel
from models.records import Alert
from models.settings import Settings
from web.alerts.addressed import addressed
from web.alerts.ballot import Ballot
from web.alerts.channels.fault import ChannelError
from web.alerts.masks import shortened
from web.alerts.page import as_text

if TYPE_CHECKING:
    from apprise import Apprise

LONGEST = 3500  # characters; Telegram takes 4096 with its marks


def channel(
    settings: Settings,
    own: Channel,
    printed: Callable[[str], object] | None = None,
    *,
    ballot: Ballot | None = None,
) -> Callable[[Alert, datetime], None]:
    """What sends one alert to the address of a [[channels]] entry, or prints it where so chosen."""

    def send(alert: Alert, at: datetime) -> None:
        try:
            letter = addressed(alert, settings, ballot)
        except ValueError as broken:
            reason = f"what alert {alert.id} knows cannot be read; see the board instead"
            raise ChannelError(own.name, reason, permanent=True) from broken
        text = cut(as_text(letter))
        if own.console:
            (printed or sys.stdout.write)(f"{letter.subject}\n\n{text}\n")
        elif not opened(own).notify(title=letter.subject, body=text, body_format="text"):
            raise ChannelError(own.name, "the message was not taken; trying again later")

    return send


def cut(text: str) -> str:
    """The text, cut at the end of a line where a messenger would not take it whole."""
    if len(text) <= LONGEST:
        return text
    return (
        text[: LONGEST - 2].rpartition("\n")[0] + "\n…"
        if "\n" in text[:LONGEST]
        else shortened(text, LONGEST)
    )


def check(own: Channel) -> None:
    """Look whether Apprise understands the address, sending nothing; ChannelError says what is wrong."""
    if not own.console:
        opened(own)


def opened(own: Channel) -> "Apprise":
    """Apprise with the address of a channel; ChannelError says what is missing."""
    if own.url is None:
        reason = f"the environment variable {own.url_env} is not set; set it"
        raise ChannelError(own.name, reason, everyone=True)
    from apprise import Apprise  # a third of a second, which only those who use it pay

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines hold addresses, and those hold tokens
    ready = Apprise()
    if not ready.add(own.url.get_secret_value()):
        reason = f"what stands in {own.url_env} is no address that Apprise knows; see its list of services"
        raise ChannelError(own.name, reason, everyone=True)
    return ready
