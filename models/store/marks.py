"""What the team knows of an author: a word beside the name wherever it stands. It never hides anything."""

from dataclasses import dataclass
from datetime import datetime

from models.moments import from_text, to_text
from models.store.ledger import CaseError
from models.store.link import Link, Row

MARKS = ("regular", "vip", "troll", "competitor", "staff")

# of a mention `m`: the latest word that was not taken back; null where that is that there is none
MARK = """(
    select a.mark from author_marks as a
    where a.brand = m.brand and a.platform = m.platform and a.author_id = m.author_id and a.undone_at is null
    order by a.id desc limit 1
)"""

WHOSE = """
    select brand, platform, author_id from mentions
    where id = :id and author_id is not null and by_brand = 0
"""

LATEST = """
    select a.*, u.name as user_name from author_marks as a left join users as u on u.id = a.user_id
    where a.brand = :brand and a.platform = :platform and a.author_id = :author_id and a.undone_at is null
    order by a.id desc limit 1
"""

PUT = """
    insert into author_marks (brand, platform, author_id, mark, user_id, at)
    values (:brand, :platform, :author_id, :mark, :user_id, :at)
"""

UNDO = """
    update author_marks set undone_at = :at where id = :id and undone_at is null and not exists (
        select 1 from author_marks as later
        where later.brand = author_marks.brand and later.platform = author_marks.platform
            and later.author_id = author_marks.author_id and later.id > author_marks.id
            and later.undone_at is null
    )
"""


class MarkError(CaseError):
    """A mark that cannot be set or taken back; the text says why."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One word on an author."""

    id: int
    mark: str | None  # of MARKS; None: it was taken off
    user_name: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Put:
    """A mark that was set or taken off."""

    id: int
    was: str | None  # the mark before


class Marks:
    """Marks by author, who is known by any of their mentions."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def of(self, mention_id: int) -> Mark | None:
        """The latest word on the author of a mention."""
        who = self.link.row(WHOSE, {"id": mention_id})
        row = self.link.row(LATEST, dict(who)) if who else None
        return _mark(row) if row else None

    def put(self, mention_id: int, mark: str | None, user_id: int, at: datetime) -> Put | None:
        """Mark the author of a mention, or take the mark off; None where that changes nothing.

        MarkError where the platform does not tell who it is.
        """
        if mark is not None and mark not in MARKS:
            raise MarkError(f"unknown mark {mark!r}; choose {', '.join(MARKS)}")
        with self.link.writing():
            who = self.link.row(WHOSE, {"id": mention_id})
            if who is None:
                raise MarkError("the platform does not tell who wrote this, so nobody can be marked")
            before = self.of(mention_id)
            was = before.mark if before else None
            if was == mark:
                return None
            values = dict(who) | {"mark": mark, "user_id": user_id, "at": to_text(at)}
            return Put(self.link.insert(PUT, values), was)

    def undo(self, mark_id: int, at: datetime) -> None:
        """Take a mark back; MarkError where the author has been marked anew since."""
        if not self.link.run(UNDO, {"id": mark_id, "at": to_text(at)}):
            raise MarkError("this can no longer be undone: the author was marked anew")


def _mark(row: Row) -> Mark:
    return Mark(row["id"], row["mark"], row["user_name"], from_text(row["at"]))
