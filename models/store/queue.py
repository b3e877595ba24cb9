"""Cases and mentions as the board lists them, filtered and counted."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from models.moments import from_text, now, to_text
from models.records import Case, StoredMention
from models.store.crowds import CROWD, Crowd, crowd
from models.store.filters import ORDERS, STATUSES, Filters, cases_from, cases_where, renamed
from models.store.ledger import case
from models.store.link import Link, Row, several
from models.store.marks import MARK
from models.store.mentions import stored
from models.store.newest import newest
from models.store.opening import FIRST_REPLY
from models.store.ranks import standing
from models.urgency import Standing

__all__ = ["MENTIONS", "ORDERS", "STATUSES", "Filters", "Line", "Queue", "Seen", "seen"]

# nobody is looked for while nobody poses at all
POSED = """case when not exists (select 1 from suspicions) then null
    when (f.decided = 0 or f.risk = 1) and exists (select 1 from suspicions as s where s.mention_id = m.id)
        then 'self'
    when exists (
        select 1 from mentions as r join suspicions as s on s.mention_id = r.id
        join in_force as g on g.mention_id = r.id
        where r.source = m.source and r.thread_id = m.thread_id and r.parent_id = m.external_id
            and r.deleted_at is null and (g.decided = 0 or g.risk = 1)
    ) then 'reply' end"""

CASES = f"""
    select m.*, c.id as case_id, c.status, c.label, c.opened_at, c.assignee_id, c.reason, c.snoozed_until,
        c.version, c.lead_id, c.members, c.people, c.merged_into,
        c.muted_at, c.muted_voices, c.urgency, c.lead_published_at, c.liked, c.shared,
        u.name as assignee_name,
        f.complaint, f.question, f.praise, f.risk,
        f.language, f.sentiment, f.confident, f.decided, {FIRST_REPLY} as replied_at,
        (select count(*) from actions as a where a.case_id = c.id and a.kind = 'note' and a.undone_at is null)
            as notes,
        (select count(*) from replies as s where s.case_id = c.id) as sendings,
        {CROWD} as crowd, {MARK} as mark,
        (select json_group_array(tag) from case_tags as t where t.case_id = c.id) as tags,
        (select json_group_array(json_array(d.user_id, w.name, d.begun_at, d.saved_at))
            from drafts as d join users as w on w.id = d.user_id where d.case_id = c.id) as writers,
        {POSED} as posed
    from cases as c
    join mentions as m on m.id = c.lead_id
    join in_force as f on f.mention_id = m.id
    left join users as u on u.id = c.assignee_id
"""

MEANT = {  # the statuses that a choice of several stands for
    "open": ("new", "taken"),
    "all": ("new", "taken", "answered", "snoozed", "muted", "closed"),
}

# grouped in the order of an index; a muted case is a snoozed one
NUMBERS = """
    select c.status, c.label, count(*) as many, count(c.muted_at) as muted from {} where {} group by 1, 2
"""

MENTIONS = f"""
    select m.*, k.case_id, f.label, f.complaint, f.question, f.praise, f.risk, f.language, f.sentiment,
        f.confident, f.decided, {FIRST_REPLY} as replied_at, {MARK} as mark
    from mentions as m
    join in_force as f on f.mention_id = m.id
    left join case_mentions as k on k.mention_id = m.id
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
    mark: str | None = None  # what the team knows of its author


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who has begun to answer a case."""

    user_id: int
    name: str
    begun_at: datetime
    saved_at: datetime  # when they last typed


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the queue."""

    case: Case
    lead: Seen
    assignee_name: str | None
    notes: int
    crowd: Crowd | None = None  # who tells the same story; None: one mention alone
    tags: tuple[str, ...] = ()
    writers: tuple[Writer, ...] = ()  # who has begun an answer
    posed: str | None = None  # "self": it poses as the brand; "reply": somebody who does answered it
    standing: Standing | None = None  # what its place in the queue is made of
    sendings: int = 0  # answers that were given to be sent to the platform


class Queue:
    """Lists for the board. A mention that its platform no longer shows is left out of the queue."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def cases(
        self, filters: Filters, limit: int = 50, offset: int = 0, at: datetime | None = None
    ) -> list[Line]:
        """Cases in the chosen order, of which one looks at windows that are open at `at` (None: now)."""
        where, values = cases_where(filters)
        values |= {"a_day_ago": to_text((at or now()) - timedelta(days=1))}
        order = ORDERS[filters.order]
        # what is shown of a line is gathered for the lines of one page only
        page = f"select c.id from {cases_from(filters)} where {where} order by {order}"
        sql = f"{CASES} where c.id in ({page} limit :limit offset :offset) order by {order}"
        rows = self.link.rows(sql, values | {"limit": limit, "offset": offset})
        return [_line(row) for row in rows]

    def count(self, filters: Filters, above: int = 0) -> int:
        """How many cases the filters leave; `above` counts only those with a greater number."""
        where, values = cases_where(filters)
        sql = f"select count(*) as many from {cases_from(filters)} where {where} and c.id > :above"
        row = self.link.row(sql, values | {"above": above})
        return int(row["many"]) if row else 0

    def counts(self, lists: Sequence[Filters]) -> list[int]:
        """How many cases each of these lists holds, all counted by one statement."""
        if not lists:
            return []
        columns: list[str] = []
        values: dict[str, object] = {}
        for number, filters in enumerate(lists):
            where, its = cases_where(filters)
            columns.append(f"(select count(*) from {cases_from(filters)} where {renamed(where, number)})")
            values |= {f"{name}_{number}": value for name, value in its.items()}
        row = self.link.row(f"select {', '.join(columns)}", values)
        return [int(many) for many in row] if row else []

    def newest(self) -> int:
        """The number of the case that was opened last; 0 when there is none."""
        row = self.link.row("select max(id) as newest from cases")
        return int(row["newest"] or 0) if row else 0

    def by_status(self, filters: Filters) -> dict[str, int]:
        """How many cases the filters leave, by status, whatever status they choose."""
        return self.numbers(filters)[0]

    def by_label(self, filters: Filters) -> dict[str, int]:
        """How many cases the filters leave, by label, whatever label they choose."""
        return self.numbers(filters)[1]

    def numbers(self, filters: Filters) -> tuple[dict[str, int], dict[str, int]]:
        """What `by_status` and `by_label` give, counted in one go."""
        where, values = cases_where(replace(filters, status="all"), without="label")
        rows = self.link.rows(NUMBERS.format(cases_from(filters), where), values)
        counted = [
            (status, row["label"], many)
            for row in rows
            for status, many in ((row["status"], row["many"] - row["muted"]), ("muted", row["muted"]))
            if many
        ]
        meant = MEANT.get(filters.status, (filters.status,))
        statuses = _summed(
            (status, many) for status, label, many in counted if filters.label in (None, label)
        )
        return statuses, _summed((label, many) for status, label, many in counted if status in meant)

    def mentions(self, filters: Filters, limit: int = 50, offset: int = 0) -> list[Seen]:
        """Mentions that are not the brand's own, newest first, with deleted ones; status plays no part."""
        chosen = newest(self.link, filters, limit, offset)
        sql = several(
            f"{MENTIONS} where m.id in (:each) order by m.published_at desc, m.id desc", len(chosen)
        )
        return [seen(row) for row in self.link.rows(sql, chosen)] if chosen else []

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


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name, many in pairs:
        sums[name] = sums.get(name, 0) + many
    return sums


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
        mark=row["mark"],
    )


def _line(row: Row) -> Line:
    record = case({name: row[name] for name in row.keys()} | {"id": row["case_id"]})  # noqa: SIM118
    return Line(
        record,
        seen(row),
        row["assignee_name"],
        row["notes"],
        crowd(row["crowd"]),
        tuple(sorted(json.loads(row["tags"]))),
        tuple(_writer(*each) for each in json.loads(row["writers"])),
        row["posed"],
        standing(row),
        row["sendings"],
    )


def _writer(number: int, name: str, begun_at: str, saved_at: str) -> Writer:
    return Writer(number, name, from_text(begun_at), from_text(saved_at))
