"""Who was asked to join, with which role, and whether they did."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.moments import from_text, to_text
from models.records import Role
from models.store.link import Link, Row

ASK = """
    insert into invitations (name, mail, role, rights, language, invited_by, created_at, expires_at)
    values (:name, :mail, :role, :rights, :language, :by, :at, :expires_at)
"""

OPEN = "used_at is null and withdrawn_at is null and expires_at > :at"

SELECT = "select i.*, u.name as asked_by from invitations as i join users as u on u.id = i.invited_by"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody was asked to join."""

    id: int
    name: str
    mail: str
    role: Role
    rights: Mapping[str, Role]  # brand → role; empty: `role` at every brand
    language: str
    asked_by: str
    expires_at: datetime


class Invitations:
    """Invitations by number."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def ask(
        self,
        name: str,
        mail: str,
        role: Role,
        rights: Mapping[str, Role],
        language: str,
        by: int,
        at: datetime,
        expires_at: datetime,
    ) -> int:
        """Ask somebody to join until a time; returns the number of the invitation."""
        values = {
            "name": name,
            "mail": mail,
            "role": role.value,
            "rights": json.dumps({brand: each.value for brand, each in rights.items()}),
            "language": language,
            "by": by,
            "at": to_text(at),
            "expires_at": to_text(expires_at),
        }
        return self.link.insert(ASK, values)

    def open(self, number: int, at: datetime) -> Invitation | None:
        """An invitation that can still be taken; None when it was used or withdrawn, or its time is over."""
        row = self.link.row(f"{SELECT} where i.id = :id and {OPEN}", {"id": number, "at": to_text(at)})
        return _invitation(row) if row else None

    def waiting(self, at: datetime) -> list[Invitation]:
        """The invitations that can still be taken, newest first."""
        rows = self.link.rows(f"{SELECT} where {OPEN} order by i.id desc", {"at": to_text(at)})
        return [_invitation(row) for row in rows]

    def use(self, number: int, at: datetime) -> bool:
        """Take an invitation; False when somebody has, or it can no longer be taken."""
        sql = f"update invitations set used_at = :at where id = :id and {OPEN}"
        return self.link.run(sql, {"id": number, "at": to_text(at)}) == 1

    def withdraw(self, number: int, at: datetime) -> bool:
        """Let an invitation no longer be taken; False when it could not be anyway."""
        sql = f"update invitations set withdrawn_at = :at where id = :id and {OPEN}"
        return self.link.run(sql, {"id": number, "at": to_text(at)}) == 1


def _invitation(row: Row) -> Invitation:
    return Invitation(
        id=row["id"],
        name=row["name"],
        mail=row["mail"],
        role=Role(row["role"]),
        rights={brand: Role(role) for brand, role in json.loads(row["rights"]).items()},
        language=row["language"],
        asked_by=row["asked_by"],
        expires_at=from_text(row["expires_at"]),
    )
