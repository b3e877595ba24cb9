"""What people say of an incident: that they have seen it, and whether it was worth a letter."""

from dataclasses import dataclass
from datetime import datetime

from models.moments import from_text, to_text
from models.store.link import Link
from models.store.scope import Brands, among, bound

VOTE = """
    insert into votes (incident_id, voter, useful, at) values (:incident_id, :voter, :useful, :at)
    on conflict (incident_id, voter) do update set useful = excluded.useful, at = excluded.at
"""

PRECISION = f"""
    select substr(i.opened_at, 1, 7) as month, count(*) as judged, sum(v.useful) as useful
    from incidents as i join (
        select incident_id, avg(useful) >= 0.5 as useful from votes group by incident_id
    ) as v on v.incident_id = i.id
    where {among("i.brand")}
    group by 1 order by 1 desc limit :limit
"""

ACKNOWLEDGE = """
    insert into acknowledgements (incident_id, who, at) values (:incident_id, :who, :at)
    on conflict (incident_id, who) do nothing
"""


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person says an incident was worth."""

    voter: str
    useful: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """How many incidents of a month people found useful, of those that anybody judged."""

    month: str  # 2026-11, in UTC
    judged: int
    useful: int


class Responses:
    """Votes and acknowledgements, by incident; each person has one of each."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def vote(self, incident_id: int, voter: str, useful: bool, at: datetime) -> None:
        """Keep what somebody says an incident was worth; it replaces what they said before."""
        values = {"incident_id": incident_id, "voter": voter, "useful": int(useful), "at": to_text(at)}
        self.link.run(VOTE, values)

    def votes(self, incident_id: int) -> list[Vote]:
        """What people said, oldest first."""
        sql = "select * from votes where incident_id = :id order by at, voter"
        rows = self.link.rows(sql, {"id": incident_id})
        return [Vote(row["voter"], bool(row["useful"]), from_text(row["at"])) for row in rows]

    def precision(self, limit: int = 12, brands: Brands = None) -> list[Month]:
        """The latest months with a judged incident, newest first; half useful is useful."""
        rows = self.link.rows(PRECISION, {"limit": limit, "brands": bound(brands)})
        return [Month(row["month"], row["judged"], row["useful"]) for row in rows]

    def acknowledge(self, incident_id: int, who: str, at: datetime) -> bool:
        """Note that somebody has seen an incident; False when they had before."""
        return self.link.run(ACKNOWLEDGE, {"incident_id": incident_id, "who": who, "at": to_text(at)}) == 1

    def acknowledged(self, incident_id: int) -> list[tuple[str, datetime]]:
        """Who has seen an incident and when, the first one first."""
        sql = "select who, at from acknowledgements where incident_id = :id order by at, who"
        return [(row["who"], from_text(row["at"])) for row in self.link.rows(sql, {"id": incident_id})]
