"""What a person has to deal with: opened from verdicts, changed by actions only, each with its undo."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.labels import OTHER, PRIMARY_ORDER, primary_of
from models.moments import from_text, to_text
from models.records import CLOSE_REASONS, Action, Case, Decision, Status
from models.store.decisions import Decisions
from models.store.link import Link, Row

URGENCY = {label: rank for rank, label in enumerate((*PRIMARY_ORDER, OTHER))}
NEEDS_A_PERSON = "(f.complaint = 1 or f.question = 1 or f.risk = 1)"
OPEN = (Status.NEW, Status.TAKEN)
UNSETTLED = (Status.NEW, Status.TAKEN, Status.SNOOZED)

UNWEIGHED = f"""
    select m.id, m.brand, m.published_at, f.label, c.case_id, f.decided,
        {NEEDS_A_PERSON} as wanted, {{replied}} as replied_at
    from mentions as m join in_force as f on f.mention_id = m.id
    left join case_mentions as c on c.mention_id = m.id
    where m.weighed = 0 and m.judged_by is not null and m.by_brand = 0
    order by m.id limit :limit
"""

FIRST_REPLY = """(
    select min(r.published_at) from mentions as r
    where r.source = m.source and r.thread_id = m.thread_id and r.parent_id = m.external_id
        and r.by_brand = 1 and r.deleted_at is null and r.published_at >= m.published_at
)"""

UNWEIGHED_REPLIES = """
    select r.id, r.published_at, c.id as case_id, c.status from mentions as r
    left join mentions as m on m.source = r.source and m.external_id = r.parent_id
    left join case_mentions as k on k.mention_id = m.id
    left join cases as c on c.id = k.case_id
    where r.weighed = 0 and r.by_brand = 1 order by r.id limit :limit
"""

WEIGHED = "update mentions set weighed = 1 where id = :id"

INSERT = """
    insert into cases (brand, status, label, urgency, lead_id, lead_published_at, opened_at)
    values (:brand, 'new', :label, :urgency, :mention_id, :published_at, :at)
"""

CHANGE = """
    update cases set status = :status, label = :label, urgency = :urgency, assignee_id = :assignee_id,
        reason = :reason, snoozed_until = :snoozed_until, version = version + 1
    where id = :id and version = :version
"""

LOG = """
    insert into actions (case_id, kind, user_id, at, details, before, version)
    values (:case_id, :kind, :user_id, :at, :details, :before, :version)
"""

STATE = ("status", "label", "urgency", "assignee_id", "reason", "snoozed_until")

ACTIONS = """
    select a.*, u.name as user_name, a.undone_at is null and a.kind <> 'open' and (
        a.kind = 'note' or not exists (
            select 1 from actions as later
            where later.case_id = a.case_id and later.id > a.id
                and later.undone_at is null and later.kind <> 'note'
        )
    ) as undoable
    from actions as a left join users as u on u.id = a.user_id
"""

DUE_TO_WAKE = """
    select id, assignee_id from cases where status = 'snoozed' and snoozed_until <= :at order by id
"""


class CaseError(Exception):
    """An action that cannot be done; the text says why."""


class StaleCaseError(CaseError):
    """Somebody else changed the case meanwhile."""


class Cases:
    """Cases by number. Every change is an action with its author, its time and its undo."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def open_due(self, at: datetime, limit: int = 500) -> int:
        """Open cases for what needs a person, up to `limit` mentions; returns how many were weighed."""
        with self.link.writing():
            replies = self.link.rows(UNWEIGHED_REPLIES, {"limit": limit})
            for row in replies:
                if row["case_id"] is not None:
                    self._note_reply(row["case_id"], row["published_at"], at)
                self.link.run(WEIGHED, {"id": row["id"]})
            due = self.link.rows(UNWEIGHED.format(replied=FIRST_REPLY), {"limit": limit})
            for row in due:
                self._weigh(row, at)
                self.link.run(WEIGHED, {"id": row["id"]})
        return len(replies) + len(due)

    def wake(self, at: datetime) -> int:
        """Bring back the cases whose snooze has ended; returns how many."""
        woken = 0
        with self.link.writing():
            for row in self.link.rows(DUE_TO_WAKE, {"at": to_text(at)}):
                status = Status.TAKEN if row["assignee_id"] else Status.NEW
                self._act(row["id"], "wake", None, None, at, {"status": status.value, "snoozed_until": None})
                woken += 1
        return woken

    def get(self, case_id: int) -> Case | None:
        """One case."""
        row = self.link.row("select * from cases where id = :id", {"id": case_id})
        return case(row) if row else None

    def of_mention(self, mention_id: int) -> Case | None:
        """The case that holds a mention; None when it needs nobody."""
        sql = (
            "select c.* from cases as c join case_mentions as m on m.case_id = c.id where m.mention_id = :id"
        )
        row = self.link.row(sql, {"id": mention_id})
        return case(row) if row else None

    def actions(self, case_id: int) -> list[Action]:
        """Everything that was done to a case, newest first."""
        rows = self.link.rows(f"{ACTIONS} where a.case_id = :id order by a.id desc", {"id": case_id})
        return [_action(row) for row in rows]

    def take(self, case_id: int, user_id: int, version: int, at: datetime) -> int:
        """Make it mine; returns the action's number. Also opens a settled case again."""
        changes = {
            "status": Status.TAKEN.value,
            "assignee_id": user_id,
            "reason": None,
            "snoozed_until": None,
        }
        return self._act(case_id, "take", user_id, version, at, changes)

    def release(self, case_id: int, user_id: int, version: int, at: datetime) -> int:
        """Give it back to the queue; CaseError when nobody had taken it."""
        changes = {"status": Status.NEW.value, "assignee_id": None}
        return self._act(case_id, "release", user_id, version, at, changes, only=(Status.TAKEN,))

    def answer(self, case_id: int, user_id: int, version: int, at: datetime, text: str = "") -> int:
        """Note that it was answered, with the words of the answer; CaseError when it is settled."""
        changes = {"status": Status.ANSWERED.value, "assignee_id": user_id, "snoozed_until": None}
        return self._act(case_id, "answer", user_id, version, at, changes, {"text": text}, only=UNSETTLED)

    def close(self, case_id: int, user_id: int, version: int, at: datetime, reason: str) -> int:
        """Take it off the board with a reason of CLOSE_REASONS; CaseError when it is closed."""
        if reason not in CLOSE_REASONS:
            raise CaseError(f"unknown reason {reason!r}; choose {', '.join(CLOSE_REASONS)}")
        changes = {"status": Status.CLOSED.value, "reason": reason, "snoozed_until": None}
        settled = (*UNSETTLED, Status.ANSWERED)
        return self._act(case_id, "close", user_id, version, at, changes, {"reason": reason}, only=settled)

    def snooze(self, case_id: int, user_id: int, version: int, at: datetime, until: datetime) -> int:
        """Put it aside until a time that is still to come; CaseError when it is settled."""
        if until <= at:
            raise CaseError("the time to come back must be in the future")
        changes = {"status": Status.SNOOZED.value, "snoozed_until": to_text(until)}
        details = {"until": to_text(until)}
        return self._act(case_id, "snooze", user_id, version, at, changes, details, only=UNSETTLED)

    def note(self, case_id: int, user_id: int, at: datetime, text: str) -> int:
        """Leave a note for colleagues; CaseError when it is empty."""
        if not text.strip():
            raise CaseError("the note is empty; write something")
        return self._act(case_id, "note", user_id, None, at, {}, {"text": text.strip()})

    def relabel(self, case_id: int, user_id: int, version: int, at: datetime, flags: tuple[str, ...]) -> int:
        """Say what the case's mention really is; the decision wins over the verdict."""
        with self.link.writing():
            before = self._needed(case_id)
            label = primary_of(flags)
            changes = {"label": label, "urgency": URGENCY[label]}
            details = {"flags": list(flags), "was": before["label"]}
            action = self._act(case_id, "relabel", user_id, version, at, changes, details)
            Decisions(self.link).record(Decision(before["lead_id"], flags, user_id, at))
        return action

    def relabel_mention(
        self, mention_id: int, user_id: int, at: datetime, flags: tuple[str, ...]
    ) -> int | None:
        """Say what a mention really is; opens a case where it now needs one. Returns the case's number."""
        with self.link.writing():
            held = self.of_mention(mention_id)
            if held is not None and held.lead_id == mention_id:
                self.relabel(held.id, user_id, held.version, at, flags)
                return held.id
            Decisions(self.link).record(Decision(mention_id, flags, user_id, at))
            self.link.run("update mentions set weighed = 0 where id = :id", {"id": mention_id})
            self.open_due(at)
        opened = self.of_mention(mention_id)
        return opened.id if opened else None

    def undo(self, action_id: int, user_id: int, at: datetime) -> Case:
        """Put things back as they were before an action; CaseError when something was built on it."""
        with self.link.writing():
            row = self.link.row(f"{ACTIONS} where a.id = :id", {"id": action_id})
            if row is None or not row["undoable"]:
                raise CaseError("this can no longer be undone: something was done after it")
            state = dict(self._needed(row["case_id"]))
            self.link.run(CHANGE, state | json.loads(row["before"]))
            if row["kind"] == "relabel":
                Decisions(self.link).undo(state["lead_id"], at)
            sql = "update actions set undone_at = :at, undone_by = :user_id where id = :id"
            self.link.run(sql, {"id": action_id, "user_id": user_id, "at": to_text(at)})
        return case(self._needed(row["case_id"]))

    def _weigh(self, row: Row, at: datetime) -> None:
        label = row["label"] or OTHER
        if row["case_id"] is not None:
            if not row["decided"]:
                values = {"id": row["case_id"], "label": label, "urgency": URGENCY[label], "lead": row["id"]}
                sql = "update cases set label = :label, urgency = :urgency where id = :id and lead_id = :lead"
                self.link.run(sql, values)
            return
        if not row["wanted"]:
            return
        values = {
            "brand": row["brand"],
            "label": label,
            "urgency": URGENCY[label],
            "mention_id": row["id"],
            "published_at": row["published_at"],
            "at": to_text(at),
        }
        opened = self.link.insert(INSERT, values)
        sql = "insert into case_mentions (mention_id, case_id) values (:mention_id, :case_id)"
        self.link.run(sql, {"mention_id": row["id"], "case_id": opened})
        self._log(opened, "open", None, at, {}, {}, 1)
        if row["replied_at"] is not None:
            self._note_reply(opened, row["replied_at"], at)

    def _note_reply(self, case_id: int, replied_at: str, at: datetime) -> None:
        """The brand replied on the platform: the case is answered, once; a person may undo it."""
        sql = "select 1 from actions where case_id = :id and kind = 'reply'"
        known = self.link.row(sql, {"id": case_id})
        if known is None and Status(self._needed(case_id)["status"]) in UNSETTLED:
            changes = {"status": Status.ANSWERED.value, "snoozed_until": None}
            self._act(case_id, "reply", None, None, at, changes, {"replied_at": replied_at})

    def _act(
        self,
        case_id: int,
        kind: str,
        user_id: int | None,
        version: int | None,
        at: datetime,
        changes: Mapping[str, object],
        details: Mapping[str, object] | None = None,
        only: tuple[Status, ...] = tuple(Status),
    ) -> int:
        with self.link.writing():
            row = self._needed(case_id)
            if version is not None and row["version"] != version:
                raise StaleCaseError("somebody changed this case meanwhile; look at it again")
            if Status(row["status"]) not in only:
                raise CaseError(f"a case that is {row['status']} does not allow this ({kind})")
            before = {name: row[name] for name in STATE}
            self.link.run(CHANGE, dict(row) | dict(changes))
            return self._log(case_id, kind, user_id, at, details or {}, before, row["version"] + 1)

    def _log(
        self,
        case_id: int,
        kind: str,
        user_id: int | None,
        at: datetime,
        details: Mapping[str, object],
        before: Mapping[str, object],
        version: int,
    ) -> int:
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

    def _needed(self, case_id: int) -> Row:
        row = self.link.row("select * from cases where id = :id", {"id": case_id})
        if row is None:
            raise CaseError(f"case {case_id}: there is none of that number")
        return row


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
