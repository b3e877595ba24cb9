"""Lists that people saved under a name: what was chosen, for oneself or for all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.moments import to_text
from models.store.link import Link, Row

SAVE = """
    insert into saved_views (user_id, room, name, query, shared, saved_at)
    values (:user_id, :room, :name, :query, :shared, :at)
    on conflict (user_id, room, name) do update set
        query = excluded.query, shared = excluded.shared, saved_at = excluded.saved_at
    returning id
"""

VISIBLE = """
    select s.*, u.name as owner from saved_views as s join users as u on u.id = s.user_id
    where s.room = :room and (s.user_id = :user_id or s.shared = 1)
    order by s.user_id <> :user_id, s.name, s.id limit :limit
"""

REMOVE = "delete from saved_views where id = :id and (user_id = :user_id or (:any and shared = 1))"

MOST = 50  # lists that are shown


@dataclass(frozen=True, slots=True)
class View:
    """A list under a name."""

    id: int
    user_id: int
    owner: str
    room: str  # queue or mentions
    name: str
    query: Mapping[str, str]  # as in the address of the list
    shared: bool


class Views:
    """Saved lists by person."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def save(
        self, user_id: int, room: str, name: str, query: Mapping[str, str], shared: bool, at: datetime
    ) -> int:
        """Keep a list under a name, in place of one's own of that name; returns its number."""
        values = {
            "user_id": user_id,
            "room": room,
            "name": name,
            "query": json.dumps(dict(query), ensure_ascii=False),
            "shared": int(shared),
            "at": to_text(at),
        }
        with self.link.writing():
            row = self.link.row(SAVE, values)
        return int(row["id"]) if row else 0

    def visible(self, user_id: int, room: str) -> list[View]:
        """A person's own lists, then what others share."""
        return [
            _view(row) for row in self.link.rows(VISIBLE, {"user_id": user_id, "room": room, "limit": MOST})
        ]

    def remove(self, view_id: int, user_id: int, of_anybody: bool = False) -> bool:
        """Forget one's own list, or with `of_anybody` a shared one; False when there is none such."""
        values = {"id": view_id, "user_id": user_id, "any": int(of_anybody)}
        return self.link.run(REMOVE, values) > 0


def _view(row: Row) -> View:
    return View(
        id=row["id"],
        user_id=row["user_id"],
        owner=row["owner"],
        room=row["room"],
        name=row["name"],
        query=json.loads(row["query"]),
        shared=bool(row["shared"]),
    )
