"""What people ask of a source at the board: to collect now, or to read back to a day."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.moments import from_text, to_text
from models.records import Kept
from models.store.link import Link, Row

ASK = "insert into errands (source, since, asked_by, asked_at) values (:source, :since, :who, :at)"

CLAIM = """
    update errands set begun_at = :at, claimed_until = :until
    where id = (
        select id from errands where done_at is null and (claimed_until is null or claimed_until <= :at)
        order by id limit 1
    )
    returning *
"""

SETTLE = """
    update errands set done_at = :at, claimed_until = null, new = :new, edited = :edited, deleted = :deleted,
        fault = :fault
    where id = :id
"""

LATEST = "select * from errands where id in (select max(id) from errands group by source)"


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing that was asked of a source."""

    id: int
    source: str
    since: datetime | None  # read back to there; None: only what is new
    asked_by: str
    asked_at: datetime
    begun_at: datetime | None
    done_at: datetime | None
    kept: Kept | None  # None: not done yet
    fault: str | None  # why it broke off; None: it went well


class Errands:
    """Errands, one at a time for each source."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def ask(self, source: str, since: datetime | None, who: str, at: datetime) -> bool:
        """Leave an errand; False while another of that source waits or is under way."""
        values = {"source": source, "since": to_text(since), "who": who, "at": to_text(at)}
        try:
            self.link.run(ASK, values)
        except sqlite3.IntegrityError:
            return False
        return True

    def claim(self, at: datetime, lease: timedelta) -> Errand | None:
        """The oldest errand that nobody runs, for this caller until the lease ends; None: there is none."""
        with self.link.writing():
            row = self.link.row(CLAIM, {"at": to_text(at), "until": to_text(at + lease)})
        return _errand(row) if row else None

    def settle(self, errand: Errand, kept: Kept, fault: str | None, at: datetime) -> None:
        """It is done, or broke off with a fault."""
        values = {"new": kept.new, "edited": kept.edited, "deleted": kept.deleted, "fault": fault}
        self.link.run(SETTLE, {"id": errand.id, "at": to_text(at), **values})

    def put_back(self, errand: Errand, until: datetime) -> None:
        """It cannot be done now; it is due again at `until`."""
        sql = "update errands set claimed_until = :until where id = :id"
        self.link.run(sql, {"id": errand.id, "until": to_text(until)})

    def latest(self) -> dict[str, Errand]:
        """The latest errand of each source, by its name."""
        return {row["source"]: _errand(row) for row in self.link.rows(LATEST)}


def _errand(row: Row) -> Errand:
    done = row["done_at"] is not None
    return Errand(
        id=row["id"],
        source=row["source"],
        since=from_text(row["since"]),
        asked_by=row["asked_by"],
        asked_at=from_text(row["asked_at"]),
        begun_at=from_text(row["begun_at"]),
        done_at=from_text(row["done_at"]),
        kept=Kept(row["new"], row["edited"], row["deleted"]) if done else None,
        fault=row["fault"],
    )
