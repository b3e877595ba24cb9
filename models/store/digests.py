"""What a digest counts: one brand between two moments."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.labels import OTHER, PRIMARIES
from models.moments import from_text, to_text
from models.store.figures import AUTHOR, WINDOW
from models.store.link import Link
from models.store.opening import FIRST_REPLY
from models.store.queue import MENTIONS, Seen, seen

REMEMBERED = timedelta(days=30)  # a comment that is older when it is answered counts for no digest

CAME = f"""
    select coalesce(f.label, :other) as label, count(*) as many
    from mentions as m join in_force as f on f.mention_id = m.id
    where {WINDOW} and m.kind = 'comment' group by 1
"""

WAITING = """
    select count(*) as many, min(c.lead_published_at) as since,
        count(case when c.lead_published_at <= :late then 1 end) as late
    from cases as c join mentions as m on m.id = c.lead_id
    where c.brand = :brand and c.status in ('new', 'taken') and m.deleted_at is null
"""

ANSWERS = f"""
    select published_at, replied_at from (
        select m.published_at, {FIRST_REPLY} as replied_at
        from mentions as m join in_force as f on f.mention_id = m.id
        where m.brand = :brand and m.published_at >= :remembered and m.published_at < :until
            and m.by_brand = 0 and m.deleted_at is null
            and (f.complaint = 1 or f.question = 1 or f.risk = 1)
    ) where replied_at >= :since and replied_at < :until order by published_at
"""

MOST_LIKED = "coalesce(m.likes, 0) desc, m.published_at desc, m.id desc"

THANKS = f"""
    {MENTIONS} where m.id in (
        select id from (
            select m.id, row_number() over (partition by m.platform, {AUTHOR} order by {MOST_LIKED}) as nth
            from mentions as m join in_force as f on f.mention_id = m.id
            where {WINDOW} and f.praise = 1 and f.complaint = 0 and f.risk = 0 and m.purged_at is null
        ) where nth = 1
    )
    order by {MOST_LIKED} limit :limit
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The open cases of a brand."""

    many: int
    since: datetime | None  # when the oldest of them was published
    late: int  # published at a given moment or before


class Digests:
    """Counts of one brand between two moments, back-filled comments included."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def came(self, brand: str, since: datetime, until: datetime) -> dict[str, int]:
        """How many comments were published, by the label in force, the weightiest label first."""
        values = {**_window(brand, since, until), "other": OTHER}
        found = {row["label"]: row["many"] for row in self.link.rows(CAME, values)}
        return {label: found[label] for label in PRIMARIES if label in found}

    def waiting(self, brand: str, late: datetime) -> Waiting:
        """The cases that are open now, whenever they came, and how many were published by `late`."""
        row = self.link.row(WAITING, {"brand": brand, "late": to_text(late)})
        return Waiting(row["many"], from_text(row["since"]), row["late"]) if row else Waiting(0, None, 0)

    def answers(self, brand: str, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """When what needed an answer was published and first answered, for answers of the window."""
        values = _window(brand, since, until) | {"remembered": to_text(since - REMEMBERED)}
        rows = self.link.rows(ANSWERS, values)
        return [(from_text(row["published_at"]), from_text(row["replied_at"])) for row in rows]

    def thanks(self, brand: str, since: datetime, until: datetime, limit: int = 3) -> list[Seen]:
        """What people praised and did not complain of, one an author, the most liked first."""
        return [seen(row) for row in self.link.rows(THANKS, _window(brand, since, until) | {"limit": limit})]


def _window(brand: str, since: datetime, until: datetime) -> dict[str, object]:
    return {"brand": brand, "since": to_text(since), "until": to_text(until)}
