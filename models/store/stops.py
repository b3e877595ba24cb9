"""Who is not told any more by which way: refused for good by the channel, or by their own wish."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from models.moments import from_text, to_text
from models.store.link import Link

Why = Literal["refused", "left"]

PUT = """
    insert into stops (channel, recipient, why, reason, at) values (:channel, :recipient, :why, :reason, :at)
    on conflict (channel, recipient) do nothing
"""

REMOVE = "delete from stops where channel = :channel and recipient = :recipient"

GIVE_UP = """
    update alerts set refused_at = :at, error = :reason
    where channel = :channel and recipient = :recipient and sent_at is null and refused_at is null
        and (claimed_until is null or claimed_until <= :at)
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """One recipient who gets nothing by one channel."""

    channel: str
    recipient: str
    why: Why  # refused: the channel will never take it; left: they asked for it
    reason: str  # what the channel said
    at: datetime


class Stops:
    """Stops by channel and recipient."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def put(self, channel: str, recipient: str, why: Why, reason: str, at: datetime) -> bool:
        """Tell a recipient nothing more by a channel, nor what still waits; False when that held already."""
        own = {"channel": channel, "recipient": recipient}
        values = own | {"why": why, "reason": reason, "at": to_text(at)}
        with self.link.writing():
            self.link.run(GIVE_UP, own | {"reason": reason, "at": to_text(at)})
            return self.link.run(PUT, values) == 1

    def remove(self, channel: str, recipient: str) -> bool:
        """Tell them again; False when they were told anyway."""
        return self.link.run(REMOVE, {"channel": channel, "recipient": recipient}) == 1

    def all(self) -> list[Stop]:
        """Every stop, newest first."""
        rows = self.link.rows("select * from stops order by at desc, channel, recipient")
        return [
            Stop(row["channel"], row["recipient"], row["why"], row["reason"], from_text(row["at"]))
            for row in rows
        ]
