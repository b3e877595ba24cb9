"""The ledger of a case: every change is an action with its author, its time and its undo."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.moments import from_text, to_text
from models.records import Action, Case, Status
from models.store.link import Link, Row
from models.store.ranks import rerank

CHANGE = """
    update cases set status = :status, label = :label, urgency = :urgency, assignee_id = :assignee_id,
        reason = :reason, snoozed_until = :snoozed_until, lead_id = :lead_id,
        lead_published_at = :lead_published_at, merged_into = :merged_into, muted_at = :muted_at,
        muted_voices = :muted_voices, version = version + 1
    where id = :id and version = :version
"""

LOG = """
    insert into actions (case_id, kind, user_id, at, details, before, version)
    values (:case_id, :kind, :user_id, :at, :details, :before, :version)
"""

STATE = (
    *("status", "label", "urgency", "assignee_id", "reason", "snoozed_until"),
    *("lead_id", "lead_published_at", "merged_into", "muted_at", "muted_voices"),
)

BESIDE = "('note', 'tag', 'mark')"  # kinds that stand beside the state of a case: nothing is built on them

ACTIONS = f"""
    select a.*, u.name as user_name, a.undone_at is null and a.kind <> 'open' and (
        a.kind in {BESIDE} or not exists (
            select 1 from actions as later
            where later.case_id = a.case_id and later.id > a.id
                and later.undone_at is null and later.kind not in {BESIDE}
        )
    ) as undoable
    from actions as a left join users as u on u.id = a.user_id
"""

# An undo is not an action of its own: it shows as the action that it took back later than that version.
SINCE = f"""
    {ACTIONS} where a.case_id = :id and a.kind not in {BESIDE} and (
        a.version > :version or a.undone_at > (
            select max(seen.at) from actions as seen
            where seen.case_id = :id and seen.kind not in {BESIDE} and seen.version <= :version
        )
    ) order by a.id desc
"""

MARK_UNDONE = "update actions set undone_at = :at, undone_by = :user_id where id = :id"


class CaseError(Exception):
    """An action that cannot be done; the text says why."""


class StaleCaseError(CaseError):
    """Somebody else changed the case meanwhile."""


class Ledger:
    """Changes to cases, written down as they are made."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def row(self, case_id: int) -> Row:
        """The case as it stands; CaseError when there is none."""
        row = self.link.row("select * from cases where id = :id", {"id": case_id})
        if row is None:
            raise CaseError(f"case {case_id}: there is none of that number")
        return row

    def act(
        self,
        case_id: int,
        kind: str,
        user_id: int | None,
        at: datetime,
        changes: Mapping[str, object],
        details: Mapping[str, object] | None = None,
        version: int | None = None,
        only: tuple[Status, ...] = tuple(Status),
    ) -> int:
        """Change a case and write the action down; returns its number.

        StaleCaseError when `version` is given and no longer the case's; CaseError when its status
        is not one of `only`.
        """
        with self.link.writing():
            row = self.row(case_id)
            if version is not None and row["version"] != version:
                raise StaleCaseError("somebody changed this case meanwhile; look at it again")
            if row["merged_into"] is not None:
                raise CaseError(f"case {case_id} was merged into case {row['merged_into']}; work on that one")
            if Status(row["status"]) not in only:
                raise CaseError(f"a case that is {row['status']} does not allow this ({kind})")
            before = {name: row[name] for name in STATE}
            if changes:
                awake = (
                    {"muted_at": None} if changes.get("status") not in (None, Status.SNOOZED.value) else {}
                )
                self.link.run(CHANGE, dict(row) | awake | dict(changes))
                rerank(self.link, case_id)
            return self.log(case_id, kind, user_id, at, details or {}, before, row["version"] + bool(changes))

    def log(
        self,
        case_id: int,
        kind: str,
        user_id: int | None,
        at: datetime,
        details: Mapping[str, object],
        before: Mapping[str, object],
        version: int,
    ) -> int:
        """Write an action down; returns its number."""
        values = {
            "case_id": case_id,
            "kind": kind,
            "user_id": user_id,
            "at": to_text(at),
            "details": json.dumps(details, ensure_ascii=False),
            "before": json.dumps(before),
            "version": version,
        }
        return self.link.insert(LOG, values)

    def actions(self, case_id: int) -> list[Action]:
        """Everything that was done to a case, newest first."""
        rows = self.link.rows(f"{ACTIONS} where a.case_id = :id order by a.id desc", {"id": case_id})
        return [_action(row) for row in rows]

    def since(self, case_id: int, version: int) -> list[Action]:
        """What happened to a case after somebody saw that version of it, newest first."""
        values = {"id": case_id, "version": version}
        return [_action(row) for row in self.link.rows(SINCE, values)]

    def take_back(self, action_id: int, user_id: int, at: datetime) -> Action:
        """Put a case back as it was before an action; CaseError when something was built on it."""
        with self.link.writing():
            row = self.link.row(f"{ACTIONS} where a.id = :id", {"id": action_id})
            if row is None or not row["undoable"]:
                raise CaseError("this can no longer be undone: something was done after it")
            if row["kind"] not in ("note", "tag", "mark"):
                self.link.run(CHANGE, dict(self.row(row["case_id"])) | json.loads(row["before"]))
                rerank(self.link, row["case_id"])
            self.link.run(MARK_UNDONE, {"id": action_id, "user_id": user_id, "at": to_text(at)})
        return _action(row)


def case(row: Row | Mapping[str, Any]) -> Case:
    """The record that a row of `cases` holds."""
    return Case(
        id=row["id"],
        brand=row["brand"],
        status=Status(row["status"]),
        label=row["label"],
        opened_at=from_text(row["opened_at"]),
        assignee_id=row["assignee_id"],
        reason=row["reason"],
        snoozed_until=from_text(row["snoozed_until"]),
        version=row["version"],
        lead_id=row["lead_id"],
        members=row["members"],
        people=row["people"],
        merged_into=row["merged_into"],
        muted_at=from_text(row["muted_at"]),
        muted_voices=row["muted_voices"],
    )


def _action(row: Row) -> Action:
    return Action(
        id=row["id"],
        case_id=row["case_id"],
        kind=row["kind"],
        user_id=row["user_id"],
        user_name=row["user_name"],
        at=from_text(row["at"]),
        details=json.loads(row["details"]),
        undone_at=from_text(row["undone_at"]),
        undoable=bool(row["undoable"]),
    )
