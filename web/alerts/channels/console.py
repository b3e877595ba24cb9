"""The channel of a machine without mail: alerts are printed."""

import sys
from collections.abc import Callable
from datetime import datetime

from models.records import Alert
from models.settings import Settings
from web.alerts.addressed import addressed
from web.alerts.ballot import Ballot
from web.alerts.page import as_text


def channel(
    settings: Settings, printed: Callable[[str], object] | None = None, *, ballot: Ballot | None = None
) -> Callable[[Alert, datetime], None]:
    """What prints one alert, as its mail would read in plain text."""

    def send(alert: Alert, at: datetime) -> None:
        letter = addressed(alert, settings, ballot)
        (printed or sys.stdout.write)(f"{letter.subject}\n\n{as_text(letter)}\n")

    return send
