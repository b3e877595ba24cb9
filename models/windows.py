"""How long, and with how many words, a platform lets the brand answer."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReplyWindow:
    """How long a platform lets the brand answer, and what begins that time anew."""

    hours: int | None  # None: no end, once it is open
    opens: str  # what opens it, and opens it again
    closed: str  # why nothing can be sent while it is closed, in words for a person


@dataclass(frozen=True, slots=True)
class ReplyPlace:
    """What can be answered of one source, and until when."""

    longest: int | None  # characters of an answer that is sent from the board; None: none can be
    window: ReplyWindow | None  # None: at any time


# hours after a message of the person, where the platform sets an end
HOURS: Mapping[str, int] = {"messenger": 24, "whatsapp": 24}
