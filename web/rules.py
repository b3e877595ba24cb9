"""Rules at work: new cases that meet a rule's conditions get its effects, each a deed that can be undone."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from models.settings import Settings
from models.store import Store
from models.store.rules import Rule
from web.alerts.facts import Critical
from web.alerts.quoting import of_mentions
from web.alerts.tell import tell
from web.board.filters import FilterError, Reading, wanted

log = logging.getLogger("vidhuk.rules")

LATEST = timedelta(days=1)  # a case that opened longer ago is no rule's business any more


@dataclass(frozen=True, slots=True)
class Applied:
    """What one turn of all rules came to."""

    cases: int = 0
    faults: tuple[str, ...] = ()  # rules whose conditions can no longer be read, in words


def apply_rules(store: Store, settings: Settings, read: Reading | None, at: datetime) -> Applied:
    """Let every rule in force meet the cases that are new to it. Safe to run twice, or after a crash."""
    done, faults = 0, []
    for rule in store.rules.all():
        if rule.active_since is None:
            continue
        try:
            asked = wanted(rule.query, settings, 0, read)
        except FilterError as fault:
            faults.append(f"rule “{rule.name}”: {fault}; change or remove it on the board")
            continue
        fresh = replace(asked.filters, status="new", assignee=None, since=None)
        for case_id in store.rules.due(rule.id, fresh, max(rule.active_since, at - LATEST)):
            done += _meet(store, settings, rule, case_id, at)
    return Applied(done, tuple(faults))


def _meet(store: Store, settings: Settings, rule: Rule, case_id: int, at: datetime) -> bool:
    with store.link.writing():
        met = store.rules.meet(rule, case_id, at)
        if met and rule.effects.tell:
            _tell(store, settings, rule, case_id, at)
    return met


def _tell(store: Store, settings: Settings, rule: Rule, case_id: int, at: datetime) -> None:
    case = store.cases.get(case_id)
    if case is None:
        return
    key = f"rule:{rule.id}:{case_id}"
    title = settings.brand(case.brand).title
    facts = Critical(key, title, (case.lead_id,), (), of_mentions(store, [case.lead_id]), rule.name)
    tell(store, settings, key, "rule_matched", facts, at, case.brand)
