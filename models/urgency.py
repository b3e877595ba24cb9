"""What comes first in the queue: one sum of hours, as if a case had waited so much longer. Pure.

Hours of waiting grow by themselves, one an hour, for every case alike; so the order of two cases never turns
while nothing happens to them, and a place can be kept as the moment from which a case seems to have waited.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

WORTH = (240, 24, 8, 2, 0)  # hours that risk, complaint, question, praise and anything else are ahead
REACH = 6  # hours for each doubling of those who care
LIKES, SHARES = 10, 2  # so many count as one more person who says so
MOST_REACH = 48
UNSURE = -4  # the machine is not sure of its label, and nobody has said so
CLOSING = 76  # a reply window so long or longer adds nothing; a shorter one, the hours that it lacks
OLD_NEWS = timedelta(hours=72)  # what was older when it was found waits only since then


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a case when its place is weighed."""

    urgency: int  # 0 risk, 1 complaint, 2 question, 3 praise, 4 anything else
    published_at: datetime
    opened_at: datetime
    people: int = 1  # who tell the story
    likes: int = 0
    shares: int = 0
    confident: bool = True  # the machine is, or a person has said so
    window_hours: int | None = None  # in which the platform lets the brand answer

    @property
    def since(self) -> datetime:
        """From when it waits."""
        old = self.opened_at - self.published_at > OLD_NEWS
        return self.opened_at if old else self.published_at


def reasons(standing: Standing) -> list[tuple[str, int]]:
    """Why a case stands where it does, besides its waiting: each reason with its hours, zeros left out."""
    voices = standing.people + standing.likes / LIKES + standing.shares / SHARES
    window = standing.window_hours
    hours = (
        ("label", WORTH[standing.urgency]),
        ("reach", min(MOST_REACH, round(REACH * log2(max(1.0, voices))))),
        ("unsure", 0 if standing.confident else UNSURE),
        ("closing", max(0, CLOSING - window) if window is not None else 0),
    )
    return [(name, many) for name, many in hours if many]


def place(standing: Standing) -> datetime:
    """The moment from which a case seems to have waited; the earliest comes first."""
    return standing.since - timedelta(hours=total(reasons(standing)))


def total(found: Sequence[tuple[str, int]]) -> int:
    """The hours of some reasons together."""
    return sum(hours for _, hours in found)
