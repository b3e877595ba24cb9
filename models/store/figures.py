"""Counts over time: what the alarms and the reports are made of."""

from dataclasses import dataclass
from datetime import UTC, datetime

from models.moments import from_text, to_text
from models.store.link import Link
from models.store.queue import MENTIONS, Seen, seen

AUTHOR = "coalesce(m.author_id, m.author_name, m.external_id)"
UPSET = "(f.complaint = 1 or f.risk = 1)"
WINDOW = """
    m.brand = :brand and m.published_at >= :since and m.published_at < :until
    and m.by_brand = 0 and m.deleted_at is null
"""

HOURLY = f"""
    select substr(m.published_at, 1, 13) as hour,
        count(distinct case when {UPSET} then {AUTHOR} end) as upset,
        count(distinct case when f.risk = 1 then {AUTHOR} end) as risky,
        count(distinct {AUTHOR}) as authors
    from mentions as m join in_force as f on f.mention_id = m.id
    where {WINDOW} and (:live_only = 0 or m.backfilled = 0)
    group by 1 order by 1
"""

UPSET_AUTHORS = f"""
    select count(distinct {AUTHOR}) as many
    from mentions as m join in_force as f on f.mention_id = m.id
    where {WINDOW} and {UPSET} and m.backfilled = 0
"""

QUOTES = f"""
    {MENTIONS} where {WINDOW} and {UPSET}
    order by f.risk desc, coalesce(m.likes, 0) desc, m.published_at desc limit :limit
"""

FIRST = "select min(published_at) as first from mentions where brand = :brand and by_brand = 0"


@dataclass(frozen=True, slots=True)
class Hour:
    """Distinct authors in one published hour."""

    start: datetime  # UTC
    upset: int  # wrote a complaint or a risk
    risky: int
    authors: int  # wrote anything


class Figures:
    """Counts of mentions by what is in force about them."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def hourly(self, brand: str, since: datetime, until: datetime, live_only: bool = False) -> list[Hour]:
        """The hours in which anybody wrote, oldest first; `live_only` leaves back-filled mentions out."""
        values = {**_window(brand, since, until), "live_only": int(live_only)}
        return [
            Hour(
                datetime.fromisoformat(row["hour"] + ":00").replace(tzinfo=UTC),
                row["upset"],
                row["risky"],
                row["authors"],
            )
            for row in self.link.rows(HOURLY, values)
        ]

    def upset_authors(self, brand: str, since: datetime, until: datetime) -> int:
        """Distinct authors of live complaints and risks in a window."""
        row = self.link.row(UPSET_AUTHORS, _window(brand, since, until))
        return int(row["many"]) if row else 0

    def quotes(self, brand: str, since: datetime, until: datetime, limit: int = 3) -> list[Seen]:
        """The weightiest complaints and risks of a window: risks first, then the most liked."""
        return [seen(row) for row in self.link.rows(QUOTES, {**_window(brand, since, until), "limit": limit})]

    def first(self, brand: str) -> datetime | None:
        """When the earliest stored mention of a brand was published; None when there is none."""
        row = self.link.row(FIRST, {"brand": brand})
        return from_text(row["first"]) if row else None


def _window(brand: str, since: datetime, until: datetime) -> dict[str, object]:
    return {"brand": brand, "since": to_text(since), "until": to_text(until)}
