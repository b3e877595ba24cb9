"""The newest mentions that filters leave, quickly also where a search finds a good part of all there are."""

from models.store.filters import Filters, mentions_where
from models.store.link import Link, Row
from models.store.search import OFTEN, often

RECENT = 50_000  # mentions among which the first pages of a common word are looked for

FOUND = "m.id in ({})"
FOUND_OFTEN = "+m.id in ({})"  # the sign lets SQLite walk the list in its order and stop when it is full
FOUND_RECENTLY = "+m.id in ({} and rowid > :floor)"

PAGE = """
    select m.id, m.published_at from mentions as m join in_force as f on f.mention_id = m.id
    where {} order by m.published_at desc, m.id desc limit :limit offset :offset
"""

NEWER_BELOW = "select 1 from mentions where published_at > :last and id <= :floor limit 1"


def newest(
    link: Link, filters: Filters, limit: int, offset: int, many: int = OFTEN, recent: int = RECENT
) -> list[int]:
    """The numbers of the mentions that the filters leave, newest first; the way there is chosen by size."""
    common = often(link, filters.sought, many)
    rows = _recent(link, filters, limit, offset, recent) if common and filters.sought else None
    if rows is None:
        where, values = mentions_where(filters, FOUND_OFTEN if common else FOUND)
        rows = link.rows(PAGE.format(where), values | {"limit": limit, "offset": offset})
    return [row["id"] for row in rows]


def _recent(link: Link, filters: Filters, limit: int, offset: int, recent: int) -> list[Row] | None:
    """The page, looked for among the latest mentions only; None where older ones may belong on it."""
    row = link.row("select max(id) as newest from mentions")
    floor = (row["newest"] or 0) - recent if row else 0
    if floor <= 0:
        return None
    where, values = mentions_where(filters, FOUND_RECENTLY)
    bounds = {"limit": limit, "offset": offset, "floor": floor}
    rows = link.rows(PAGE.format(f"m.id > :floor and {where}"), values | bounds)
    if len(rows) < limit:
        return None
    # numbers grow as mentions are collected, which is not the order in which they were published
    late = link.row(NEWER_BELOW, {"last": rows[-1]["published_at"], "floor": floor})
    return None if late else rows
