"""What a list is narrowed to, and the conditions that do it."""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from models.moments import to_text
from models.sought import Sought
from models.store.search import narrowed

STATUSES = {
    "open": "c.status in ('new', 'taken')",
    "new": "c.status = 'new'",
    "taken": "c.status = 'taken'",
    "snoozed": "c.status = 'snoozed' and c.muted_at is null",
    "muted": "c.status = 'snoozed' and c.muted_at is not null",
    "answered": "c.status = 'answered'",
    "closed": "c.status = 'closed'",
    "all": "1 = 1",
}

AUTHOR = "(m.author_id = :author or m.author_name = :author)"

# Whatever is known of the mention alone: cases look it up only where it decides.
OF_MENTION = ("platform", "source", "language", "author", "stars", "longer", "shorter")

CASE_FILTERS = {
    "brands": "c.brand in (select value from json_each(:brands))",
    "brand": "c.brand = :brand",
    "label": "c.label = :label",
    "language": "f.language = :language",
    "platform": "m.platform = :platform",
    "source": "m.source = :source",
    "assignee": "c.assignee_id = :assignee",
    "tag": "c.id in (select case_id from case_tags where tag = :tag)",
    "author": AUTHOR,
    "stars": "m.rating <= :stars",
    "longer": "length(m.text) >= :longer",
    "shorter": "length(m.text) <= :shorter",
    "since": "c.lead_published_at >= :since",
}

MENTION_FILTERS = {
    "brands": "m.brand in (select value from json_each(:brands))",
    "brand": "m.brand = :brand",
    "label": "coalesce(f.label, '') = :label",
    "language": "f.language = :language",
    "platform": "m.platform = :platform",
    "source": "m.source = :source",
    "author": AUTHOR,
    "stars": "m.rating <= :stars",
    "longer": "length(m.text) >= :longer",
    "shorter": "length(m.text) <= :shorter",
    "since": "m.published_at >= :since",
    "tag": """m.id in (
        select k.mention_id from case_mentions as k join case_tags as t on t.case_id = k.case_id
        where t.tag = :tag
    )""",
}

# Where the platform takes answers for a day only: those that can still be sent, the soonest to close first.
WINDOWED = ("messenger", "whatsapp")
EXPIRING = """
    m.platform not in ('messenger', 'whatsapp') or c.lead_published_at <= :a_day_ago,
    c.lead_published_at, c.id
"""

ORDERS = {
    "urgent": "c.place, c.lead_published_at desc, c.id desc",
    "expiring": EXPIRING,
    "newest": "c.lead_published_at desc, c.id desc",
    "oldest": "c.lead_published_at, c.id",
}

# The few that are gone are looked up once, instead of every case's mention.
SHOWN = "c.merged_into is null and c.lead_id not in (select id from mentions where deleted_at is not null)"

# A case is found by any mention that it holds.
CASE_FOUND = "c.id in (select case_id from case_mentions where mention_id in ({}))"

NAMED, BOUND = re.compile(r":(\w+)"), r":\1_{}"  # so that each of several lists binds its own values


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
    author: str | None = None  # by name, as shown, or by the platform's key
    stars: float | None = None  # at most
    longer: int | None = None  # characters at least
    shorter: int | None = None  # characters at most
    since: datetime | None = None
    tag: str | None = None
    sought: Sought | None = None
    brands: tuple[str, ...] | None = None  # those that whoever asks may see; None: all of them


def cases_from(filters: Filters) -> str:
    """The tables that `cases_where` speaks of; a mention is looked up only where it decides."""
    tables = "cases as c"
    if filters.order == "expiring" or any(getattr(filters, name) is not None for name in OF_MENTION):
        tables += " join mentions as m on m.id = c.lead_id"
    return f"{tables} join in_force as f on f.mention_id = m.id" if filters.language else tables


def cases_where(filters: Filters, without: str = "") -> tuple[str, dict[str, object]]:
    """The condition on the tables of `cases_from`; its values."""
    clauses, values = _narrow(CASE_FILTERS, CASE_FOUND, filters, without, "case_search")
    return " and ".join([SHOWN, STATUSES[filters.status], *clauses]), values


def mentions_where(filters: Filters, found: str) -> tuple[str, dict[str, object]]:
    """The condition on mentions `m` with what is in force `f`; `found` holds what a search finds."""
    clauses, values = _narrow(MENTION_FILTERS, found, filters)
    return " and ".join(["m.by_brand = 0 and m.purged_at is null", *clauses]), values


def renamed(condition: str, number: int) -> str:
    """A condition whose values have that number at the end of their names."""
    return NAMED.sub(BOUND.format(number), condition)


def _narrow(
    table: dict[str, str], found: str, filters: Filters, without: str = "", index: str = "search"
) -> tuple[list[str], dict[str, object]]:
    clauses, values = narrowed(filters.sought, found, index)
    for name, clause in table.items():
        value = getattr(filters, name)
        if value is not None and name != without:
            clauses.append(clause)
            values[name] = _bound(value)
    return clauses, values


def _bound(value: object) -> object:
    """A value as a statement takes it."""
    if isinstance(value, datetime):
        return to_text(value)
    return json.dumps(value) if isinstance(value, tuple) else value
