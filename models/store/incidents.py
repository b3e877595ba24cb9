"""Spikes, from opening to end; a brand has at most one open at a time."""

import json
from collections.abc import Mapping
from datetime import datetime

from models.moments import from_text, to_text
from models.records import Incident
from models.store.link import Link, Row
from models.store.scope import Brands, among, bound

OPEN = """
    insert into incidents (
        brand, since, window_hours, observed, expected, chance_per_month, peak,
        opened_at, last_step_at, seen_at
    ) values (
        :brand, :since, :window_hours, :observed, :expected, :chance_per_month, :observed, :at, :at, :at
    )
    on conflict do nothing
    returning id
"""

GROW = """
    update incidents set observed = :observed, expected = :expected, window_hours = :window_hours,
        chance_per_month = :chance_per_month, peak = max(peak, :observed), last_step_at = :at, seen_at = :at,
        over_at = null
    where id = :id and last_step_at = :was
"""

SEE = """
    update incidents set seen_at = :at, peak = max(peak, :observed)
    where id = :id and over_at is null and seen_at < :at
"""

END = """
    update incidents set over_at = :at, last_step_at = :at
    where id = :id and over_at is null and last_step_at = :was
"""

STEP = """
    insert into incident_steps (incident_id, step, kind, at, details)
    select :id, coalesce(max(step), 0) + 1, :kind, :at, :details from incident_steps where incident_id = :id
"""

SELECT = """
    select i.*, (select count(*) from incident_steps as s where s.incident_id = i.id) as steps
    from incidents as i
"""


class Incidents:
    """Incidents by number and by brand."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def open(
        self,
        brand: str,
        since: datetime,
        window_hours: int,
        observed: int,
        expected: float,
        chance_per_month: float,
        at: datetime,
    ) -> Incident | None:
        """A new incident with its first step; None when the brand has one open already."""
        values = {
            "brand": brand,
            "since": to_text(since),
            "window_hours": window_hours,
            "observed": observed,
            "expected": expected,
            "chance_per_month": chance_per_month,
            "at": to_text(at),
        }
        with self.link.writing():
            row = self.link.row(OPEN, values)
            if row is None:
                return None
            self._step(row["id"], "opened", values, at)
        return self.get(row["id"])

    def grow(
        self,
        incident: Incident,
        window_hours: int,
        observed: int,
        expected: float,
        chance_per_month: float,
        at: datetime,
    ) -> bool:
        """Note that it has grown, or flared up again; False when it has changed since `incident` was read."""
        values = {
            "id": incident.id,
            "was": to_text(incident.last_step_at),
            "window_hours": window_hours,
            "observed": observed,
            "expected": expected,
            "chance_per_month": chance_per_month,
            "at": to_text(at),
        }
        with self.link.writing():
            grown = self.link.run(GROW, values) == 1
            if grown:
                self._step(incident.id, "grew", values, at)
        return grown

    def see(self, incident: Incident, observed: int, at: datetime) -> None:
        """Note that an open incident goes on, which puts off its end."""
        self.link.run(SEE, {"id": incident.id, "observed": observed, "at": to_text(at)})

    def end(self, incident: Incident, at: datetime) -> bool:
        """Note that it is over; False when it already was, or has changed since `incident` was read."""
        values = {"id": incident.id, "was": to_text(incident.last_step_at), "at": to_text(at)}
        with self.link.writing():
            ended = self.link.run(END, values) == 1
            if ended:
                self._step(incident.id, "over", {"peak": incident.peak}, at)
        return ended

    def get(self, incident_id: int) -> Incident | None:
        """One incident."""
        row = self.link.row(f"{SELECT} where i.id = :id", {"id": incident_id})
        return _incident(row) if row else None

    def current(self, brand: str) -> Incident | None:
        """The open incident of a brand; None when all is calm."""
        row = self.link.row(f"{SELECT} where i.brand = :brand and i.over_at is null", {"brand": brand})
        return _incident(row) if row else None

    def last(self, brand: str) -> Incident | None:
        """The newest incident of a brand, open or over; None when there never was one."""
        sql = f"{SELECT} where i.brand = :brand order by i.id desc limit 1"
        row = self.link.row(sql, {"brand": brand})
        return _incident(row) if row else None

    def ongoing(self, brands: Brands = None) -> list[Incident]:
        """The open incidents, newest first."""
        sql = f"{SELECT} where i.over_at is null and {among('i.brand')} order by i.id desc"
        rows = self.link.rows(sql, {"brands": bound(brands)})
        return [_incident(row) for row in rows]

    def latest(self, limit: int = 20, brands: Brands = None) -> list[Incident]:
        """Incidents, newest first."""
        sql = f"{SELECT} where {among('i.brand')} order by i.id desc limit :limit"
        rows = self.link.rows(sql, {"limit": limit, "brands": bound(brands)})
        return [_incident(row) for row in rows]

    def past(self, brand: str, since: datetime) -> list[Incident]:
        """The incidents of a brand that ended after `since` or go on, oldest first."""
        sql = f"{SELECT} where i.brand = :brand and (i.over_at is null or i.over_at >= :since) order by i.id"
        rows = self.link.rows(sql, {"brand": brand, "since": to_text(since)})
        return [_incident(row) for row in rows]

    def steps(self, incident_id: int) -> list[tuple[str, datetime, Mapping[str, object]]]:
        """What happened to an incident: kind, time and numbers, in order."""
        sql = "select * from incident_steps where incident_id = :id order by step"
        rows = self.link.rows(sql, {"id": incident_id})
        return [(row["kind"], from_text(row["at"]), json.loads(row["details"])) for row in rows]

    def _step(self, incident_id: int, kind: str, details: Mapping[str, object], at: datetime) -> None:
        numbers = {name: value for name, value in details.items() if name not in ("id", "brand", "at", "was")}
        values = {"id": incident_id, "kind": kind, "at": to_text(at), "details": json.dumps(numbers)}
        self.link.run(STEP, values)


def _incident(row: Row) -> Incident:
    return Incident(
        id=row["id"],
        brand=row["brand"],
        opened_at=from_text(row["opened_at"]),
        since=from_text(row["since"]),
        window_hours=row["window_hours"],
        observed=row["observed"],
        expected=row["expected"],
        chance_per_month=row["chance_per_month"],
        peak=row["peak"],
        steps=row["steps"],
        last_step_at=from_text(row["last_step_at"]),
        seen_at=from_text(row["seen_at"]),
        over_at=from_text(row["over_at"]),
    )
