"""Who looks at a case just now, and who is writing an answer to it."""

from dataclasses import dataclass
from datetime import datetime

from models.moments import from_text, to_text
from models.records import Role
from models.store.link import Link

SEE = """
    insert into presence (case_id, user_id, seen_at) values (:case_id, :user_id, :at)
    on conflict (case_id, user_id) do update set seen_at = excluded.seen_at
"""

FORGET = "delete from presence where seen_at < :before"

PEOPLE = """
    select u.id, u.name, coalesce(r.role, u.role) as role, p.seen_at, d.begun_at, d.saved_at
    from users as u
    left join rights as r on r.user_id = u.id and r.brand = (select brand from cases where id = :case_id)
    left join presence as p on p.case_id = :case_id and p.user_id = u.id and p.seen_at >= :since
    left join drafts as d on d.case_id = :case_id and d.user_id = u.id
    where u.active = 1 and (
        r.role is not null or not exists (select 1 from rights as other where other.user_id = u.id)
    )
    order by u.name, u.id
"""


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the team, as seen from one case: looking at it, with an answer begun, or neither."""

    user_id: int
    name: str
    role: Role
    seen_at: datetime | None  # None: not lately
    begun_at: datetime | None  # when they began to write; None: nothing is written
    saved_at: datetime | None  # when they last typed


class Presence:
    """People by case."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def see(self, case_id: int, user_id: int, at: datetime) -> None:
        """Note that somebody looks at a case."""
        self.link.run(SEE, {"case_id": case_id, "user_id": user_id, "at": to_text(at)})

    def forget(self, before: datetime) -> None:
        """Forget who has not been seen since."""
        self.link.run(FORGET, {"before": to_text(before)})

    def people(self, case_id: int, since: datetime) -> list[Someone]:
        """Everybody who may see a case, by name: who has looked at it since, who has begun to answer it."""
        rows = self.link.rows(PEOPLE, {"case_id": case_id, "since": to_text(since)})
        return [
            Someone(
                row["id"],
                row["name"],
                Role(row["role"]),
                from_text(row["seen_at"]),
                from_text(row["begun_at"]),
                from_text(row["saved_at"]),
            )
            for row in rows
        ]
