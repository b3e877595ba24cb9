"""Who looks at a case just now, and who is writing an answer to it."""

import json
from dataclasses import dataclass
from datetime import datetime

from models.moments import from_text, to_text
from models.records import Role
from models.store.drafts import Draft
from models.store.link import Link

SEE = """
    insert into presence (case_id, user_id, seen_at) values (:case_id, :user_id, :at)
    on conflict (case_id, user_id) do update set seen_at = excluded.seen_at
"""

FORGET = "delete from presence where seen_at < :before"

THEY = "u.id, u.name, coalesce(r.role, u.role), p.seen_at, d.begun_at, d.saved_at"

TEAM = """
    users as u
    left join rights as r on r.user_id = u.id and r.brand = (select brand from cases where id = :case_id)
    left join presence as p on p.case_id = :case_id and p.user_id = u.id and p.seen_at >= :since
    left join drafts as d on d.case_id = :case_id and d.user_id = u.id
    where u.active = 1 and (
        r.role is not null or not exists (select 1 from rights as other where other.user_id = u.id)
    )
"""

PEOPLE = f"select {THEY} from {TEAM} order by u.name, u.id"

# one statement, for every open page says every few seconds that somebody is there
LOOK = f"""{SEE} returning (
    select json_group_array(json_array({THEY}, case when u.id = :user_id then d.text end, d.revision))
    from {TEAM}
) as people"""


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

    def look(
        self, case_id: int, user_id: int, at: datetime, since: datetime
    ) -> tuple[list[Someone], Draft | None]:
        """Note that somebody looks at a case; gives the team as `people` does, and their own draft."""
        values = {"case_id": case_id, "user_id": user_id, "at": to_text(at), "since": to_text(since)}
        row = self.link.row(LOOK, values)
        found = sorted(json.loads(row["people"]) if row else [], key=lambda each: (each[1], each[0]))
        mine = [_draft(*each[4:]) for each in found if each[0] == user_id and each[6] is not None]
        return [_someone(*each[:6]) for each in found], (mine[0] if mine else None)

    def forget(self, before: datetime) -> None:
        """Forget who has not been seen since."""
        self.link.run(FORGET, {"before": to_text(before)})

    def people(self, case_id: int, since: datetime) -> list[Someone]:
        """Everybody who may see a case, by name: who has looked at it since, who has begun to answer it."""
        rows = self.link.rows(PEOPLE, {"case_id": case_id, "since": to_text(since)})
        return [_someone(*row) for row in rows]


def _draft(begun_at: str, saved_at: str, text: str, revision: int) -> Draft:
    return Draft(text, revision, from_text(begun_at), from_text(saved_at))


def _someone(
    number: int, name: str, role: str, seen_at: str | None, begun_at: str | None, saved_at: str | None
) -> Someone:
    return Someone(number, name, Role(role), from_text(seen_at), from_text(begun_at), from_text(saved_at))
