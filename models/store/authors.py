"""What one person has written to a brand before."""

from dataclasses import dataclass
from datetime import datetime

from models.moments import from_text
from models.records import Mention, Status
from models.store.link import Link
from models.store.queue import MENTIONS, Seen, seen

BY_AUTHOR = """
    m.brand = :brand and m.platform = :platform and m.author_id = :author and m.by_brand = 0
"""

TOTAL = f"""
    select count(*) as many, min(m.published_at) as first,
        count(case when f.complaint = 1 then 1 end) as complaints,
        count(case when f.praise = 1 then 1 end) as praises
    from mentions as m join in_force as f on f.mention_id = m.id where {BY_AUTHOR}
"""

# the plan reads an author's mentions by their own index: a few, out of a million
LATEST = f"""
    {MENTIONS} where {BY_AUTHOR} and m.id <> :id order by m.published_at desc, m.id desc limit :limit
"""

STATUSES = """
    select k.mention_id, c.status from case_mentions as k join cases as c on c.id = k.case_id
    join mentions as m on m.id = k.mention_id
    where m.platform = :platform and m.author_id = :author and m.brand = :brand
"""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another comment of the same author."""

    seen: Seen
    status: Status | None  # of its case; None: it needed nobody


@dataclass(frozen=True, slots=True)
class History:
    """One author and a brand, on one platform."""

    many: int  # comments, this one included
    complaints: int
    praises: int
    first: datetime
    latest: tuple[Earlier, ...]  # without this one, newest first


class Authors:
    """Authors by what their platform calls them."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def history(self, mention_id: int, mention: Mention, limit: int = 6) -> History | None:
        """What the author of a mention has written; None when the platform does not tell who it is."""
        if mention.author_id is None or mention.by_brand:
            return None
        who = {"brand": mention.brand, "platform": mention.platform, "author": mention.author_id}
        total = self.link.row(TOTAL, who)
        if total is None or total["many"] < 2:
            return None
        rows = self.link.rows(LATEST, who | {"id": mention_id, "limit": limit})
        statuses = {row["mention_id"]: Status(row["status"]) for row in self.link.rows(STATUSES, who)}
        latest = tuple(Earlier(seen(row), statuses.get(row["id"])) for row in rows)
        return History(
            total["many"], total["complaints"], total["praises"], from_text(total["first"]), latest
        )
