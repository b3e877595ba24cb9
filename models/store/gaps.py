"""Stretches in which no turn of a source went well."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.moments import from_text, to_text
from models.store.link import Link

# by way of the sources (a cross join keeps that order), so that an index leads to the turns of those days
GAPS = """
    select source, previous, ended_at from (
        select t.source, t.ended_at,
            lag(t.ended_at) over (partition by t.source order by t.started_at) as previous
        from sources as s cross join turns as t on t.source = s.source and t.started_at >= :since
        where t.error is null
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
        """Gaps between turns that began after `since`, longer than `least`, newest first."""
        values = {"since": to_text(since), "days": least / timedelta(days=1), "limit": limit}
        rows = self.link.rows(GAPS, values)
        return [Gap(row["source"], from_text(row["previous"]), from_text(row["ended_at"])) for row in rows]
