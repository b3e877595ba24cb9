"""Who did what at the board and on the command line; the database refuses to change or remove a line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.moments import from_text, to_text
from models.store.link import Link, Row

NOTE = """
    insert into audit (at, user_id, who, deed, subject, details)
    values (:at, :user_id, :who, :deed, :subject, :details)
"""

LATEST = """
    select * from audit where (:below is null or id < :below) and (:who is null or who = :who)
    order by id desc limit :limit
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    id: int
    at: datetime
    user_id: int | None  # None: somebody unknown, or the command line
    who: str  # their login then
    deed: str  # the endpoint of the board, or `vidhuk` and a command
    subject: str | None  # such as "case 17"
    details: Mapping[str, str]


class Audit:
    """The log, newest first."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def note(
        self,
        who: str,
        deed: str,
        at: datetime,
        user_id: int | None = None,
        subject: str | None = None,
        details: Mapping[str, str] | None = None,
    ) -> None:
        """Add a line."""
        values = {
            "at": to_text(at),
            "user_id": user_id,
            "who": who,
            "deed": deed,
            "subject": subject,
            "details": json.dumps(dict(details or {}), ensure_ascii=False),
        }
        self.link.run(NOTE, values)

    def latest(self, limit: int = 100, below: int | None = None, who: str | None = None) -> list[Entry]:
        """Lines with a number below one, or all, newest first; of one login only, where given."""
        rows = self.link.rows(LATEST, {"limit": limit, "below": below, "who": who})
        return [_entry(row) for row in rows]


def _entry(row: Row) -> Entry:
    return Entry(
        row["id"],
        from_text(row["at"]),
        row["user_id"],
        row["who"],
        row["deed"],
        row["subject"],
        json.loads(row["details"]),
    )
