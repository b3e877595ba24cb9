"""What can be sent to the author of a case, and until when its platform takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.store.queue import Line
from models.store.replies import Reply
from models.windows import ReplyPlace
from web.desk import desk, present, store

NOWHERE = ReplyPlace(None, None)


@dataclass(frozen=True, slots=True)
class Sending:
    """What can be sent to the author of a case, until when, and what was."""

    place: ReplyPlace
    until: datetime | None  # the window closes then; None: it does not
    replies: Sequence[Reply]

    @property
    def closed(self) -> bool:
        """Whether the platform takes no more answers."""
        return self.until is not None and self.until <= present()

    @property
    def possible(self) -> bool:
        """Whether an answer can be sent from here now."""
        return self.place.longest is not None and not self.closed and not self.under_way

    @property
    def under_way(self) -> bool:
        """Whether one is on its way."""
        return any(each.state == "waiting" for each in self.replies)


def sending_of(line: Line) -> Sending:
    """What can be sent to the author of a case."""
    mention = line.lead.mention.mention
    place = desk().places.get(mention.source, NOWHERE)
    until = None
    if place.window is not None and place.window.hours is not None:
        last = store().replies.last_said(mention) or mention.published_at
        until = last + timedelta(hours=place.window.hours)
    return Sending(place, until, store().replies.of(line.case.id) if line.sendings else ())
