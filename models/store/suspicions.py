"""Live comments that pose as the brand; each text is looked at once."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from models.moments import to_text
from models.records import StoredMention
from models.store.link import Link
from models.store.mentions import stored

UNLOOKED = """
    select * from mentions
    where brand = :brand and looked < revision and backfilled = 0 order by id limit :limit
"""

LOOKED = "update mentions set looked = :revision where id = :id and revision = :revision"

FORGET = "delete from suspicions where mention_id = :id"

SUSPECT = """
    insert into suspicions (mention_id, score, reasons, found_at) values (:id, :score, :reasons, :at)
    on conflict (mention_id) do update set score = excluded.score, reasons = excluded.reasons
"""

WEIGH_AGAIN = "update mentions set weighed = 0 where id = :id"

LIVE = """
    select s.mention_id from suspicions as s
    join mentions as m on m.id = s.mention_id join in_force as f on f.mention_id = m.id
    where m.brand = :brand and m.published_at >= :since and m.collected_at >= :collected
        and m.deleted_at is null and (f.decided = 0 or f.risk = 1)
    order by m.id
"""


class Suspicions:
    """Suspicions by mention."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def unlooked(self, brand: str, limit: int) -> list[StoredMention]:
        """Live mentions whose text nobody has looked at, in the order they came."""
        rows = self.link.rows(UNLOOKED, {"brand": brand, "limit": limit})
        return [stored(row) for row in rows]

    def keep(
        self,
        looked: Sequence[StoredMention],
        found: Mapping[int, tuple[float, tuple[str, ...]]],
        at: datetime,
    ) -> None:
        """Mark mentions as looked at, and keep the score and the reasons of those that are suspicious."""
        with self.link.writing():
            self.link.run_many(LOOKED, [{"id": each.id, "revision": each.revision} for each in looked])
            self.link.run_many(FORGET, [{"id": each.id} for each in looked if each.id not in found])
            for number, (score, reasons) in found.items():
                values = {"id": number, "score": score, "reasons": json.dumps(reasons), "at": to_text(at)}
                self.link.run(SUSPECT, values)
                self.link.run(WEIGH_AGAIN, {"id": number})  # a case opens for it, whatever its verdict

    def live(self, brand: str, since: datetime, collected: datetime) -> list[int]:
        """Suspicious mentions that are still there and that no person has called harmless.

        Those published from `since` on and collected from `collected` on, in the order they were stored.
        """
        values = {"brand": brand, "since": to_text(since), "collected": to_text(collected)}
        return [row["mention_id"] for row in self.link.rows(LIVE, values)]
