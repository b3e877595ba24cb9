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

# an author has their own index, so that the numbers are of a few rows out of a million
LATEST = f"""
    select q.*, c.status, count(*) over () as many, min(q.published_at) over () as first,
        sum(q.complaint = 1) over () as complaints, sum(q.praise = 1) over () as praises
    from ({MENTIONS} where {BY_AUTHOR}) as q left join cases as c on c.id = q.case_id
    order by q.published_at desc, q.id desc limit :limit
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
        rows = self.link.rows(LATEST, who | {"limit": limit + 1})
        others = [row for row in rows if row["id"] != mention_id][:limit]
        if not others:
            return None
        latest = tuple(Earlier(seen(row), Status(row["status"]) if row["status"] else None) for row in others)
        whole = rows[0]
        return History(
            many=whole["many"],
            complaints=whole["complaints"] or 0,  # null while nothing is judged
            praises=whole["praises"] or 0,
            first=from_text(whole["first"]),
            latest=latest,
        )
