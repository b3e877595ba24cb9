"""Rules: what is done to new cases by themselves, and what each rule has done."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from models.moments import from_text, to_text
from models.records import Status
from models.store.cases import CaseError, Cases
from models.store.filters import Filters, cases_from, cases_where
from models.store.ledger import Ledger
from models.store.link import Link, Row
from models.store.opening import URGENCY
from models.store.scope import Brands, among, bound
from models.store.tags import Tags

SELECT = """
    select r.*, u.name as maker, (select count(*) from rule_hits as h where h.rule_id = r.id) as hits,
        (select max(at) from rule_hits as h where h.rule_id = r.id) as hit_at
    from rules as r join users as u on u.id = r.made_by
"""

INSERT = """
    insert into rules (name, brand, query, effects, made_by, made_at, active_since)
    values (:name, :brand, :query, :effects, :by, :at, :at)
"""

DUE = """
    select c.id from {tables} where {where} and c.opened_at >= :opened
        and not exists (select 1 from rule_hits as h where h.rule_id = :rule and h.case_id = c.id)
    order by c.id limit :limit
"""

MAY_ACT = "select name from users where id = :id and active = 1 and role <> 'viewer'"

HIT = """
    insert into rule_hits (rule_id, case_id, at, actions) values (:rule, :case, :at, :actions)
    on conflict (rule_id, case_id) do nothing
"""


@dataclass(frozen=True, slots=True)
class Effects:
    """What a rule does to a case that it meets."""

    tags: tuple[str, ...] = ()
    assignee: int | None = None
    close: str | None = None  # with this reason
    front: bool = False  # as urgent as a risk
    tell: bool = False  # an alert to whoever is told of critical comments

    def __bool__(self) -> bool:
        """Whether it does anything."""
        return bool(self.tags or self.assignee or self.close or self.front or self.tell)


@dataclass(frozen=True, slots=True)
class Rule:
    """Conditions, as the address of a list says them, and what is done to new cases that meet them."""

    id: int
    name: str
    brand: str | None  # None: of every brand
    query: Mapping[str, str]
    effects: Effects
    maker: str
    made_at: datetime
    active_since: datetime | None  # None: it is switched off
    hits: int
    hit_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule did to one case."""

    case_id: int
    at: datetime
    actions: tuple[int, ...]


class Rules:
    """Rules by number, in the order in which they were made: so they are applied."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def add(
        self, name: str, brand: str | None, query: Mapping[str, str], effects: Effects, by: int, at: datetime
    ) -> int:
        """A new rule, in force for cases that open from now on; returns its number."""
        values = {
            "name": name,
            "brand": brand,
            "query": json.dumps(dict(query), ensure_ascii=False),
            "effects": json.dumps(asdict(effects), ensure_ascii=False),
            "by": by,
            "at": to_text(at),
        }
        return self.link.insert(INSERT, values)

    def all(self, brands: Brands = None) -> list[Rule]:
        """Every rule that was not removed; of some brands only those that concern them alone."""
        sql = f"{SELECT} where r.removed_at is null and {among('r.brand')} order by r.id"
        return [_rule(row) for row in self.link.rows(sql, {"brands": bound(brands)})]

    def get(self, rule_id: int) -> Rule | None:
        """One rule, removed or not."""
        row = self.link.row(f"{SELECT} where r.id = :id", {"id": rule_id})
        return _rule(row) if row else None

    def switch(self, rule_id: int, on: bool, at: datetime) -> None:
        """Put a rule in force for cases that open from now on, or out of force."""
        sql = "update rules set active_since = :since where id = :id"
        self.link.run(sql, {"id": rule_id, "since": to_text(at) if on else None})

    def remove(self, rule_id: int, at: datetime) -> None:
        """Take a rule away; what it did stays, and can still be undone."""
        sql = "update rules set removed_at = :at, active_since = null where id = :id"
        self.link.run(sql, {"id": rule_id, "at": to_text(at)})

    def restore(self, rule_id: int) -> None:
        """Bring a removed rule back, switched off."""
        self.link.run("update rules set removed_at = null where id = :id", {"id": rule_id})

    def due(self, rule_id: int, filters: Filters, opened: datetime, limit: int = 200) -> list[int]:
        """Cases opened at `opened` or later that meet the filters and that the rule has not met before."""
        where, values = cases_where(filters)
        sql = DUE.format(tables=cases_from(filters), where=where)
        rows = self.link.rows(sql, values | {"rule": rule_id, "opened": to_text(opened), "limit": limit})
        return [row["id"] for row in rows]

    def meet(self, rule: Rule, case_id: int, at: datetime) -> bool:
        """Do to a case what a rule says, each a deed that names the rule; False when it was done before.

        All of it happens or nothing.
        """
        with self.link.writing():
            values = {"rule": rule.id, "case": case_id, "at": to_text(at)}
            if self.link.run(HIT, values | {"actions": "[]"}) == 0:
                return False
            actions = json.dumps(list(self._deeds(rule, case_id, at)))
            sql = "update rule_hits set actions = :actions where rule_id = :rule and case_id = :case"
            self.link.run(sql, {"rule": rule.id, "case": case_id, "actions": actions})
        return True

    def _deeds(self, rule: Rule, case_id: int, at: datetime) -> Iterator[int]:
        effects, ledger = rule.effects, Ledger(self.link)
        why: dict[str, object] = {"rule": rule.id, "rule_name": rule.name}
        added, _had = Tags(self.link).put(case_id, effects.tags, ())
        if added:
            yield ledger.act(case_id, "tag", None, at, {}, {"added": list(added), "removed": [], **why})
        if effects.front:
            yield ledger.act(case_id, "hasten", None, at, {"urgency": URGENCY["risk"]}, why)
        person = self.link.row(MAY_ACT, {"id": effects.assignee})
        if person is not None:  # who has left, or only looks by now, gets no cases
            changes = {"status": Status.TAKEN.value, "assignee_id": effects.assignee}
            yield ledger.act(case_id, "assign", None, at, changes, {"to": person["name"], **why})
        if effects.close is not None:
            changes = {"status": Status.CLOSED.value, "reason": effects.close}
            yield ledger.act(case_id, "close", None, at, changes, {"reason": effects.close, **why})

    def undo(self, rule_id: int, since: datetime, user_id: int, at: datetime) -> tuple[int, int]:
        """Take back what a rule did since a time; how many cases were put back, and how many left.

        A case is left where somebody has built on a deed of the rule, or had taken it back already.
        """
        done = left = 0
        with self.link.writing():
            for hit in self.hits(rule_id, since):
                undone = [self._undone(action, user_id, at) for action in reversed(hit.actions)]
                done, left = done + any(undone), left + (bool(undone) and not any(undone))
        return done, left

    def _undone(self, action_id: int, user_id: int, at: datetime) -> bool:
        try:
            Cases(self.link).undo(action_id, user_id, at)
        except CaseError:
            return False
        return True

    def hits(self, rule_id: int, since: datetime, limit: int = 500) -> list[Hit]:
        """What a rule did since a time, newest first."""
        sql = """
            select * from rule_hits where rule_id = :rule and at >= :since order by at desc, case_id desc
            limit :limit
        """
        rows = self.link.rows(sql, {"rule": rule_id, "since": to_text(since), "limit": limit})
        return [Hit(row["case_id"], from_text(row["at"]), tuple(json.loads(row["actions"]))) for row in rows]


def _rule(row: Row) -> Rule:
    effects = json.loads(row["effects"])
    return Rule(
        id=row["id"],
        name=row["name"],
        brand=row["brand"],
        query=json.loads(row["query"]),
        effects=Effects(**(effects | {"tags": tuple(effects["tags"])})),
        maker=row["maker"],
        made_at=from_text(row["made_at"]),
        active_since=from_text(row["active_since"]),
        hits=row["hits"],
        hit_at=from_text(row["hit_at"]),
    )
