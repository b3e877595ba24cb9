"""Cases and mentions as the board lists them, filtered and counted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.moments import from_text, to_text
from models.records import Case, StoredMention
from models.sought import Sought
from models.store.ledger import case
from models.store.link import Link, Row
from models.store.mentions import stored
from models.store.opening import FIRST_REPLY
from models.store.search import narrowed, often

NAMED, BOUND = re.compile(r":(\w+)"), r":\1_{}"  # so that each of several lists binds its own values

STATUSES = {
    "open": "c.status in ('new', 'taken')",
    "new": "c.status = 'new'",
    "taken": "c.status = 'taken'",
    "snoozed": "c.status = 'snoozed'",
    "answered": "c.status = 'answered'",
    "closed": "c.status = 'closed'",
    "all": "1 = 1",
}

CASE_FILTERS = {
    "brand": "c.brand = :brand",
    "label": "c.label = :label",
    "language": "f.language = :language",
    "platform": "m.platform = :platform",
    "source": "m.source = :source",
    "assignee": "c.assignee_id = :assignee",
    "since": "m.published_at >= :since",
}

MENTION_FILTERS = {
    "brand": "m.brand = :brand",
    "label": "coalesce(f.label, '') = :label",
    "language": "f.language = :language",
    "platform": "m.platform = :platform",
    "source": "m.source = :source",
    "since": "m.published_at >= :since",
}

# A case is found by any mention that it holds.
CASE_FOUND = "c.id in (select case_id from case_mentions where mention_id in ({}))"
MENTION_FOUND = "m.id in ({})"
MENTION_FOUND_OFTEN = (
    "+m.id in ({})"  # the sign lets SQLite walk the list in its order and stop when it is full
)

ORDERS = {
    "urgent": "c.urgency, c.lead_published_at desc, c.id desc",
    "newest": "c.lead_published_at desc, c.id desc",
    "oldest": "c.lead_published_at, c.id",
}

CASES = f"""
    select m.*, c.id as case_id, c.status, c.label, c.opened_at, c.assignee_id, c.reason, c.snoozed_until,
        c.version, c.lead_id, u.name as assignee_name, f.complaint, f.question, f.praise, f.risk,
        f.language, f.sentiment, f.confident, f.decided, {FIRST_REPLY} as replied_at,
        (select count(*) from actions as a where a.case_id = c.id and a.kind = 'note' and a.undone_at is null)
            as notes
    from cases as c
    join mentions as m on m.id = c.lead_id
    join in_force as f on f.mention_id = m.id
    left join users as u on u.id = c.assignee_id
"""

MENTIONS = f"""
    select m.*, k.case_id, f.label, f.complaint, f.question, f.praise, f.risk, f.language, f.sentiment,
        f.confident, f.decided, {FIRST_REPLY} as replied_at
    from mentions as m
    join in_force as f on f.mention_id = m.id
    left join case_mentions as k on k.mention_id = m.id
"""

# What is shown of a line is gathered for the lines of one page only.
CASES_PAGE = """
    select c.id from cases as c join mentions as m on m.id = c.lead_id
    join in_force as f on f.mention_id = m.id
"""
MENTIONS_PAGE = "select m.id from mentions as m join in_force as f on f.mention_id = m.id"

COUNT = """
    select count(*) as many from cases as c
    join mentions as m on m.id = c.lead_id join in_force as f on f.mention_id = m.id
"""

BY_STATUS = """
    select c.status as name, count(*) as many from cases as c
    join mentions as m on m.id = c.lead_id join in_force as f on f.mention_id = m.id
"""

AROUND = f"""
    with recursive above (id, external_id, parent_id) as (
        select id, external_id, parent_id from mentions where id = :id
        union
        select p.id, p.external_id, p.parent_id from mentions as p
        join above on p.source = :source and p.external_id = above.parent_id
    ), shown (id) as (
        select id from above
        union select id from mentions where source = :source and external_id = :thread_id
        union select id from (
            select id from mentions where source = :source and thread_id = :thread_id
                and parent_id = :external_id
            order by published_at, id limit :half
        )
        union select id from (
            select id from mentions where source = :source and thread_id = :thread_id
                and published_at <= :near
            order by published_at desc, id desc limit :half
        )
        union select id from (
            select id from mentions where source = :source and thread_id = :thread_id
                and published_at > :near
            order by published_at, id limit :half
        )
    )
    {MENTIONS} join shown on shown.id = m.id order by m.published_at, m.id
"""

BY_LABEL = """
    select c.label as name, count(*) as many from cases as c
    join mentions as m on m.id = c.lead_id join in_force as f on f.mention_id = m.id
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; None: not at all."""

    status: str = "open"  # a key of STATUSES
    order: str = "urgent"  # a key of ORDERS
    brand: str | None = None
    label: str | None = None
    language: str | None = None
    platform: str | None = None
    source: str | None = None
    assignee: int | None = None
    since: datetime | None = None
    sought: Sought | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention with what is in force about it."""

    mention: StoredMention
    case_id: int | None
    label: str | None  # None: waits for its verdict
    flags: tuple[str, ...]
    language: str | None
    sentiment: str | None
    confident: bool | None
    decided: bool  # a person said so
    replied_at: datetime | None  # the brand's first reply to it


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the queue."""

    case: Case
    lead: Seen
    assignee_name: str | None
    notes: int


class Queue:
    """Lists for the board. A mention that its platform no longer shows is left out of the queue."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def cases(self, filters: Filters, limit: int = 50, offset: int = 0) -> list[Line]:
        """Cases in the chosen order."""
        where, values = _cases_where(filters)
        order = ORDERS[filters.order]
        page = f"{CASES_PAGE} where {where} order by {order} limit :limit offset :offset"
        sql = f"{CASES} where c.id in ({page}) order by {order}"
        rows = self.link.rows(sql, values | {"limit": limit, "offset": offset})
        return [_line(row) for row in rows]

    def count(self, filters: Filters, above: int = 0) -> int:
        """How many cases the filters leave; `above` counts only those with a greater number."""
        where, values = _cases_where(filters)
        row = self.link.row(f"{COUNT} where {where} and c.id > :above", values | {"above": above})
        return int(row["many"]) if row else 0

    def counts(self, lists: Sequence[Filters]) -> list[int]:
        """How many cases each of these lists holds, all counted by one statement."""
        if not lists:
            return []
        columns: list[str] = []
        values: dict[str, object] = {}
        for number, filters in enumerate(lists):
            where, its = _cases_where(filters)
            columns.append(f"({COUNT} where {NAMED.sub(BOUND.format(number), where)})")
            values |= {f"{name}_{number}": value for name, value in its.items()}
        row = self.link.row(f"select {', '.join(columns)}", values)
        return [int(many) for many in row] if row else []

    def newest(self) -> int:
        """The number of the case that was opened last; 0 when there is none."""
        row = self.link.row("select max(id) as newest from cases")
        return int(row["newest"] or 0) if row else 0

    def by_status(self, filters: Filters) -> dict[str, int]:
        """How many cases the filters leave, by status, whatever status they choose."""
        where, values = _cases_where(replace(filters, status="all"))
        rows = self.link.rows(f"{BY_STATUS} where {where} group by 1", values)
        return {row["name"]: row["many"] for row in rows}

    def by_label(self, filters: Filters) -> dict[str, int]:
        """How many cases the filters leave, by label, whatever label they choose."""
        where, values = _cases_where(filters, without="label")
        rows = self.link.rows(f"{BY_LABEL} where {where} group by 1", values)
        return {row["name"]: row["many"] for row in rows}

    def mentions(self, filters: Filters, limit: int = 50, offset: int = 0) -> list[Seen]:
        """Mentions that are not the brand's own, newest first, with deleted ones; status plays no part."""
        found = MENTION_FOUND_OFTEN if often(self.link, filters.sought) else MENTION_FOUND
        clauses, values = _narrow(MENTION_FILTERS, found, filters)
        where, order = " and ".join(["m.by_brand = 0", *clauses]), "m.published_at desc, m.id desc"
        page = f"{MENTIONS_PAGE} where {where} order by {order} limit :limit offset :offset"
        sql = f"{MENTIONS} where m.id in ({page}) order by {order}"
        return [seen(row) for row in self.link.rows(sql, values | {"limit": limit, "offset": offset})]

    def thread(self, source: str, thread_id: str, limit: int = 300) -> list[Seen]:
        """A post and what stands under it, oldest first, the brand's own replies included."""
        where = "m.source = :source and m.thread_id = :thread_id"
        sql = f"{MENTIONS} where {where} order by m.published_at, m.id limit :limit"
        values = {"source": source, "thread_id": thread_id, "limit": limit}
        return [seen(row) for row in self.link.rows(sql, values)]

    def around(self, stored: StoredMention, half: int = 8) -> list[Seen]:
        """What stands around a mention in its thread, oldest first: the post, what it answers, replies to it,
        and up to `half` neighbours before and after it."""
        mention = stored.mention
        values = {
            "id": stored.id,
            "source": mention.source,
            "external_id": mention.external_id,
            "thread_id": mention.thread_id,
            "near": to_text(mention.published_at),
            "half": half,
        }
        return [seen(row) for row in self.link.rows(AROUND, values)]

    def mention(self, mention_id: int) -> Seen | None:
        """One mention as the board lists it."""
        row = self.link.row(f"{MENTIONS} where m.id = :id", {"id": mention_id})
        return seen(row) if row else None

    def line(self, case_id: int) -> Line | None:
        """One case as the queue shows it, whatever its status."""
        row = self.link.row(f"{CASES} where c.id = :id", {"id": case_id})
        return _line(row) if row else None


def seen(row: Row) -> Seen:
    """The record that a row of MENTIONS or CASES holds."""
    return Seen(
        mention=stored(row),
        case_id=row["case_id"],
        label=row["label"],
        flags=tuple(flag for flag in ("complaint", "question", "praise", "risk") if row[flag]),
        language=row["language"],
        sentiment=row["sentiment"],
        confident=None if row["confident"] is None else bool(row["confident"]),
        decided=bool(row["decided"]),
        replied_at=from_text(row["replied_at"]),
    )


def _line(row: Row) -> Line:
    record = case({name: row[name] for name in row.keys()} | {"id": row["case_id"]})  # noqa: SIM118
    return Line(record, seen(row), row["assignee_name"], row["notes"])


def _cases_where(filters: Filters, without: str = "") -> tuple[str, dict[str, object]]:
    clauses, values = _narrow(CASE_FILTERS, CASE_FOUND, filters, without)
    return " and ".join(["m.deleted_at is null", STATUSES[filters.status], *clauses]), values


def _narrow(
    table: dict[str, str], found: str, filters: Filters, without: str = ""
) -> tuple[list[str], dict[str, object]]:
    clauses, values = narrowed(filters.sought, found)
    for name, clause in table.items():
        value = getattr(filters, name)
        if value is not None and name != without:
            clauses.append(clause)
            values[name] = to_text(value) if isinstance(value, datetime) else value
    return clauses, values
