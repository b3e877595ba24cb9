"""Counts over time: what the alarms and the reports are made of."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from models.moments import from_text, to_text
from models.store.link import Link, Row
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

WRITTEN = f"""
    select m.platform || ':' || {AUTHOR} as author, m.published_at as at, {UPSET} as upset,
        f.risk as risk, m.platform as platform, f.risk_topics as topics
    from mentions as m join in_force as f on f.mention_id = m.id
    where {WINDOW} and (:live_only = 0 or m.backfilled = 0)
    order by m.published_at
"""

WAITING = f"""
    select count(*) as everything, count(case when m.judged_by is null then 1 end) as waiting
    from mentions as m where {WINDOW}
"""

LOUDEST_FIRST = "f.risk desc, coalesce(m.likes, 0) desc, m.published_at desc, m.id desc"

QUOTES = f"""
    {MENTIONS} where m.id in (
        select id from (
            select m.id, row_number() over (partition by m.platform, {AUTHOR} order by {LOUDEST_FIRST}) as nth
            from mentions as m join in_force as f on f.mention_id = m.id
            where {WINDOW} and {UPSET} and m.backfilled = 0 and m.purged_at is null
        ) where nth = 1
    )
    order by {LOUDEST_FIRST} limit :limit
"""

HOT_THREADS = f"""
    select m.source, m.thread_id, m.platform, count(distinct {AUTHOR}) as authors,
        p.text as post_text, p.url as post_url, p.published_at as posted_at
    from mentions as m join in_force as f on f.mention_id = m.id
    left join mentions as p on p.source = m.source and p.external_id = m.thread_id and p.deleted_at is null
        and p.purged_at is null
    where {WINDOW} and {UPSET} and m.backfilled = 0
    group by m.source, m.thread_id
    order by authors desc, max(m.published_at) desc limit :limit
"""

RISKS = """
    select m.id, f.risk_topics as topics
    from mentions as m join in_force as f on f.mention_id = m.id
    where m.brand = :brand and m.published_at >= :since and m.collected_at >= :collected
        and m.by_brand = 0 and m.backfilled = 0 and m.deleted_at is null and m.purged_at is null
        and f.risk = 1 and f.confident = 1 and f.decided = 0
    order by m.id
"""

LAST = "select max(published_at) as last from mentions where brand = :brand and by_brand = 0"
FIRST = "select min(published_at) as first from mentions where brand = :brand and by_brand = 0"


@dataclass(frozen=True, slots=True)
class Hour:
    """Distinct authors in one published hour."""

    start: datetime  # UTC
    upset: int  # wrote a complaint or a risk
    risky: int
    authors: int  # wrote anything


@dataclass(frozen=True, slots=True)
class Written:
    """Somebody wrote something."""

    author: str  # tells authors apart; one that the platform did not name is told apart by the mention
    at: datetime
    upset: bool  # a complaint or a risk
    platform: str = ""
    topics: tuple[str, ...] = ()  # of risk
    risk: bool = False


@dataclass(frozen=True, slots=True)
class HotThread:
    """A thread under which upset people wrote."""

    source: str
    thread_id: str
    platform: str
    authors: int  # distinct
    text: str | None  # of the post; None: it is not stored, or gone
    url: str | None
    posted_at: datetime | None


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

    def written(self, brand: str, since: datetime, until: datetime, live_only: bool = False) -> list[Written]:
        """Who wrote when, oldest first; `live_only` leaves back-filled mentions out."""
        values = {**_window(brand, since, until), "live_only": int(live_only)}
        rows = self.link.rows(WRITTEN, values)
        return [_written(row) for row in rows]

    def waiting(self, brand: str, since: datetime, until: datetime) -> float:
        """The share of a window's mentions that have no verdict yet; 0 when there are none."""
        row = self.link.row(WAITING, _window(brand, since, until))
        return row["waiting"] / row["everything"] if row and row["everything"] else 0.0

    def hot_threads(self, brand: str, since: datetime, until: datetime, limit: int = 3) -> list[HotThread]:
        """The threads under which most upset people wrote, live, the busiest first."""
        rows = self.link.rows(HOT_THREADS, {**_window(brand, since, until), "limit": limit})
        return [_hot_thread(row) for row in rows]

    def risks(self, brand: str, since: datetime, collected: datetime) -> list[tuple[int, tuple[str, ...]]]:
        """Live mentions that the machine is sure are risks and nobody has decided on, with their topics.

        Those published from `since` on and collected from `collected` on, in the order they were stored.
        """
        values = {"brand": brand, "since": to_text(since), "collected": to_text(collected)}
        return [(row["id"], tuple(json.loads(row["topics"]))) for row in self.link.rows(RISKS, values)]

    def quotes(self, brand: str, since: datetime, until: datetime, limit: int = 3) -> list[Seen]:
        """The weightiest live complaints and risks, one an author: risks first, then the most liked."""
        return [seen(row) for row in self.link.rows(QUOTES, {**_window(brand, since, until), "limit": limit})]

    def last(self, brand: str) -> datetime | None:
        """When the latest stored mention of a brand was published, deleted or not; None: there is none."""
        row = self.link.row(LAST, {"brand": brand})
        return from_text(row["last"]) if row else None

    def first(self, brand: str) -> datetime | None:
        """When the earliest stored mention of a brand was published; None when there is none."""
        row = self.link.row(FIRST, {"brand": brand})
        return from_text(row["first"]) if row else None


def _written(row: Row) -> Written:
    topics = tuple(json.loads(row["topics"])) if row["topics"] else ()
    return Written(
        row["author"], from_text(row["at"]), bool(row["upset"]), row["platform"], topics, bool(row["risk"])
    )


def _hot_thread(row: Row) -> HotThread:
    return HotThread(
        source=row["source"],
        thread_id=row["thread_id"],
        platform=row["platform"],
        authors=row["authors"],
        text=row["post_text"],
        url=row["post_url"],
        posted_at=from_text(row["posted_at"]),
    )


def _window(brand: str, since: datetime, until: datetime) -> dict[str, object]:
    return {"brand": brand, "since": to_text(since), "until": to_text(until)}
