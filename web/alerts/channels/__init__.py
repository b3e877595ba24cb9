"""How alerts reach people. A new channel is one module here and one line in CHANNELS."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from models.records import Alert
from models.settings import Settings
from web.alerts.ballot import Ballot
from web.alerts.channels import console, mail
from web.alerts.channels.fault import ChannelError

__all__ = ["CHANNELS", "ChannelError", "Send", "opened"]

Send = Callable[[Alert, datetime], None]  # hands one alert over at a time, or raises ChannelError


class Opener(Protocol):
    """Opens a channel by the settings; None where they do not set it up."""

    def __call__(self, settings: Settings, *, ballot: Ballot | None = None) -> Send | None:
        """What hands one alert over."""


CHANNELS: Mapping[str, Opener] = {
    "mail": mail.channel,
    "console": console.channel,
}


def opened(settings: Settings, ballot: Ballot | None = None) -> dict[str, Send]:
    """The channels that these settings set up, by key; `ballot` signs the links in letters."""
    ready = {key: channel(settings, ballot=ballot) for key, channel in CHANNELS.items()}
    return {key: send for key, send in ready.items() if send is not None}
