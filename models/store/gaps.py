"""Stretches in which no turn of a source went well."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.moments import from_text, to_text
from models.store.link import Link

GAPS = """
    select source, previous, ended_at from (
        select source, ended_at, lag(ended_at) over (partition by source order by ended_at) as previous
        from turns where error is null and ended_at >= :since
    )
    where julianday(ended_at) - julianday(previous) > :days order by ended_at desc limit :limit
"""


@dataclass(frozen=True, slots=True)
class Gap:
    """From the end of one good turn to the end of the next."""

    source: str
    since: datetime
    until: datetime


class Gaps:
    """Gaps of all sources."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def longer_than(self, least: timedelta, since: datetime, limit: int = 200) -> list[Gap]:
        """Gaps that ended after `since` and lasted longer than `least`, newest first."""
        values = {"since": to_text(since), "days": least / timedelta(days=1), "limit": limit}
        rows = self.link.rows(GAPS, values)
        return [Gap(row["source"], from_text(row["previous"]), from_text(row["ended_at"])) for row in rows]
