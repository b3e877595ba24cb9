"""Words of the team's own on cases."""

from collections.abc import Iterable

from models.store.link import Link

ADD = "insert into case_tags (case_id, tag) values (:case_id, :tag) on conflict do nothing"

REMOVE = "delete from case_tags where case_id = :case_id and tag = :tag"

KNOWN = """
    select t.tag, count(*) as many, max(t.case_id = :case_id) as here
    from case_tags as t join cases as c on c.id = t.case_id
    where c.brand = :brand group by t.tag order by here desc, many desc, t.tag limit :limit
"""


class Tags:
    """Tags by case."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def of(self, case_id: int) -> tuple[str, ...]:
        """The tags of a case, by alphabet."""
        sql = "select tag from case_tags where case_id = :case_id order by tag"
        return tuple(row["tag"] for row in self.link.rows(sql, {"case_id": case_id}))

    def known(self, brand: str, case_id: int, limit: int = 100) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The tags of a case, by alphabet, and others that cases of its brand have, the most used first."""
        rows = self.link.rows(KNOWN, {"brand": brand, "case_id": case_id, "limit": limit})
        here = sorted(row["tag"] for row in rows if row["here"])
        return tuple(here), tuple(row["tag"] for row in rows if not row["here"])

    def put(
        self, case_id: int, add: Iterable[str], remove: Iterable[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Add and remove tags of a case; returns those that it did not have, and those that it had."""
        with self.link.writing():
            had = {*self.of(case_id)}
            added = tuple(sorted({*add} - had))
            removed = tuple(sorted({*remove} & had))
            self.link.run_many(ADD, [{"case_id": case_id, "tag": tag} for tag in added])
            self.link.run_many(REMOVE, [{"case_id": case_id, "tag": tag} for tag in removed])
        return added, removed
