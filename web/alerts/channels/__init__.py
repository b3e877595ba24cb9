"""How alerts reach people. A new channel is one module here and one line in CHANNELS or in WAYS."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from models.people import Channel
from models.records import Alert
from models.settings import Settings
from web.alerts.ballot import Ballot
from web.alerts.channels import apprise, console, mail, webhook
from web.alerts.channels.fault import ChannelError

__all__ = ["CHANNELS", "ChannelError", "Send", "check", "opened"]

Send = Callable[[Alert, datetime], None]  # hands one alert over at a time, or raises ChannelError


class Opener(Protocol):
    """Opens a channel by the settings; None where they do not set it up."""

    def __call__(self, settings: Settings, *, ballot: Ballot | None = None) -> Send | None:
        """What hands one alert over."""


CHANNELS: Mapping[str, Opener] = {
    "mail": mail.channel,
    "console": console.channel,
}


class Way(Protocol):
    """Opens one of [[channels]]."""

    def __call__(self, settings: Settings, own: Channel, *, ballot: Ballot | None = None) -> Send:
        """What hands one alert over."""


WAYS: Mapping[str, Way] = {"webhook": webhook.channel, "apprise": apprise.channel}
CHECKS: Mapping[str, Callable[[Channel], None]] = {"webhook": webhook.check, "apprise": apprise.check}


def opened(settings: Settings, ballot: Ballot | None = None) -> dict[str, Send]:
    """The channels that these settings set up, by key; `ballot` signs the links in letters."""
    ready = {key: channel(settings, ballot=ballot) for key, channel in CHANNELS.items()}
    named = {own.name: WAYS[own.kind](settings, own, ballot=ballot) for own in settings.channels}
    return {key: send for key, send in ready.items() if send is not None} | named


def check(own: Channel) -> None:
    """Look whether one of [[channels]] can be used, sending nothing; ChannelError says what is wrong."""
    CHECKS[own.kind](own)
