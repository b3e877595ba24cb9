"""How alerts reach people. A new channel is one module here and one line in CHANNELS."""

from collections.abc import Callable, Mapping
from datetime import datetime

from models.records import Alert
from models.settings import Settings
from web.alerts.channels import console, mail
from web.alerts.channels.fault import ChannelError

__all__ = ["CHANNELS", "ChannelError", "Send", "opened"]

Send = Callable[[Alert, datetime], None]  # hands one alert over at a time, or raises ChannelError

CHANNELS: Mapping[str, Callable[[Settings], Send | None]] = {
    "mail": mail.channel,
    "console": console.channel,
}


def opened(settings: Settings) -> dict[str, Send]:
    """The channels that these settings set up, by key."""
    ready = {key: channel(settings) for key, channel in CHANNELS.items()}
    return {key: send for key, send in ready.items() if send is not None}
