"""The channel of a machine without mail: alerts are printed."""

import sys
from collections.abc import Callable
from datetime import datetime

from models.records import Alert
from models.settings import Settings
from web.alerts.letter import board_url, write
from web.alerts.page import as_text
from web.alerts.readers import speech_for


def channel(
    settings: Settings, printed: Callable[[str], object] | None = None
) -> Callable[[Alert, datetime], None]:
    """What prints one alert, as its mail would read in plain text."""

    def send(alert: Alert, at: datetime) -> None:
        speech = speech_for(settings, alert.channel, alert.recipient)
        letter = write(alert.kind, alert.payload, speech, board_url(settings))
        (printed or sys.stdout.write)(f"{letter.subject}\n\n{as_text(letter)}\n")

    return send
