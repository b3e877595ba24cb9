"""What a person has to deal with: opened from verdicts, changed by actions only."""

from collections.abc import Iterable
from datetime import datetime

from models.labels import primary_of
from models.moments import to_text
from models.records import CLOSE_REASONS, Action, Case, Decision, Status
from models.store.clusters import Clusters
from models.store.decisions import Decisions
from models.store.drafts import Drafts
from models.store.ledger import CaseError, Ledger, StaleCaseError, case
from models.store.link import Link
from models.store.marks import Marks
from models.store.mutes import Mutes
from models.store.opening import UNSETTLED, URGENCY, open_due
from models.store.tags import Tags

__all__ = ["CaseError", "Cases", "StaleCaseError"]

OF_MENTION = """
    select c.* from cases as c join case_mentions as m on m.case_id = c.id where m.mention_id = :id
"""

MAY_ACT = "select name from users where id = :id and active = 1 and role <> 'viewer'"

MEMBERS = "select mention_id from case_mentions where case_id = :case_id order by mention_id"

SAID_THEN = """
    select d.mention_id from case_mentions as k join decisions as d on d.mention_id = k.mention_id
    where k.case_id = :case_id and d.user_id = :user_id and d.at = :at
        and d.replaced_at is null and d.undone_at is null
"""

DUE_TO_WAKE = """
    select id, assignee_id from cases where status = 'snoozed' and snoozed_until <= :at order by id
"""


class Cases:
    """Cases by number. Actions take the version that the person saw: a stale one is refused."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.ledger = Ledger(link)

    def open_due(self, at: datetime, limit: int = 500) -> int:
        """Open cases for what needs a person, up to `limit` mentions; returns how many were weighed."""
        return open_due(self.link, at, limit)

    def wake(self, at: datetime) -> int:
        """Bring back the cases whose snooze has ended, and muted ones that got worse; returns how many."""
        with self.link.writing():
            due = self.link.rows(DUE_TO_WAKE, {"at": to_text(at)})
            for row in due:
                status = Status.TAKEN if row["assignee_id"] else Status.NEW
                self.ledger.act(row["id"], "wake", None, at, {"status": status.value, "snoozed_until": None})
            return len(due) + Mutes(self.link).stir(at)

    def get(self, case_id: int) -> Case | None:
        """One case."""
        row = self.link.row("select * from cases where id = :id", {"id": case_id})
        return case(row) if row else None

    def of_mention(self, mention_id: int) -> Case | None:
        """The case that holds a mention; None when it needs nobody."""
        row = self.link.row(OF_MENTION, {"id": mention_id})
        return case(row) if row else None

    def actions(self, case_id: int) -> list[Action]:
        """Everything that was done to a case, newest first."""
        return self.ledger.actions(case_id)

    def since(self, case_id: int, version: int) -> list[Action]:
        """What happened to a case after somebody saw that version of it, newest first."""
        return self.ledger.since(case_id, version)

    def take(self, case_id: int, user_id: int, version: int, at: datetime) -> int:
        """Make it mine; returns the action's number. Also opens a settled case again."""
        changes = {
            "status": Status.TAKEN.value,
            "assignee_id": user_id,
            "reason": None,
            "snoozed_until": None,
        }
        return self.ledger.act(case_id, "take", user_id, at, changes, version=version)

    def release(self, case_id: int, user_id: int, version: int, at: datetime) -> int:
        """Give it back to the queue; CaseError when nobody had taken it."""
        changes = {"status": Status.NEW.value, "assignee_id": None}
        return self.ledger.act(
            case_id, "release", user_id, at, changes, version=version, only=(Status.TAKEN,)
        )

    def answer(self, case_id: int, user_id: int, version: int, at: datetime, text: str = "") -> int:
        """Note that it was answered, with the words of the answer; CaseError when it is settled.

        The draft of whoever answers is spent by words that are given.
        """
        changes = {"status": Status.ANSWERED.value, "assignee_id": user_id, "snoozed_until": None}
        with self.link.writing():
            action = self.ledger.act(
                case_id, "answer", user_id, at, changes, {"text": text}, version=version, only=UNSETTLED
            )
            if text:
                Drafts(self.link).clear(case_id, user_id)
        return action

    def close(self, case_id: int, user_id: int, version: int, at: datetime, reason: str) -> int:
        """Take it off the board with a reason of CLOSE_REASONS; CaseError when it is closed."""
        if reason not in CLOSE_REASONS:
            raise CaseError(f"unknown reason {reason!r}; choose {', '.join(CLOSE_REASONS)}")
        changes = {"status": Status.CLOSED.value, "reason": reason, "snoozed_until": None}
        unclosed = (*UNSETTLED, Status.ANSWERED)
        return self.ledger.act(
            case_id, "close", user_id, at, changes, {"reason": reason}, version=version, only=unclosed
        )

    def snooze(self, case_id: int, user_id: int, version: int, at: datetime, until: datetime) -> int:
        """Put it aside until a time that is still to come; CaseError when it is settled."""
        if until <= at:
            raise CaseError("the time to come back must be in the future")
        changes = {"status": Status.SNOOZED.value, "snoozed_until": to_text(until), "muted_at": None}
        details = {"until": to_text(until)}
        return self.ledger.act(
            case_id, "snooze", user_id, at, changes, details, version=version, only=UNSETTLED
        )

    def note(self, case_id: int, user_id: int, at: datetime, text: str) -> int:
        """Leave a note for colleagues; CaseError when it is empty."""
        if not text.strip():
            raise CaseError("the note is empty; write something")
        return self.ledger.act(case_id, "note", user_id, at, {}, {"text": text.strip()})

    def assign(self, case_id: int, user_id: int, version: int, at: datetime, assignee_id: int) -> int:
        """Make it somebody's; CaseError when that person may not act on cases. Opens a settled one again."""
        person = self.link.row(MAY_ACT, {"id": assignee_id})
        if person is None:
            raise CaseError(f"user {assignee_id}: may not act on cases; choose a colleague who may")
        changes = {
            "status": Status.TAKEN.value,
            "assignee_id": assignee_id,
            "reason": None,
            "snoozed_until": None,
        }
        details = {"to": person["name"]}
        return self.ledger.act(case_id, "assign", user_id, at, changes, details, version=version)

    def tag(
        self, case_id: int, user_id: int, at: datetime, add: Iterable[str], remove: Iterable[str] = ()
    ) -> int | None:
        """Add and remove tags; returns the action's number, or None where that changes nothing."""
        with self.link.writing():
            self.ledger.row(case_id)
            added, removed = Tags(self.link).put(case_id, add, remove)
            if not added and not removed:
                return None
            details = {"added": list(added), "removed": list(removed)}
            return self.ledger.act(case_id, "tag", user_id, at, {}, details)

    def mark(self, case_id: int, user_id: int, at: datetime, mark: str | None) -> int | None:
        """Mark whoever wrote the mention that a case is shown by; None where that changes nothing."""
        with self.link.writing():
            put = Marks(self.link).put(self.ledger.row(case_id)["lead_id"], mark, user_id, at)
            if put is None:
                return None
            details = {"mark": mark, "was": put.was, "number": put.id}
            return self.ledger.act(case_id, "mark", user_id, at, {}, details)

    def relabel(self, case_id: int, user_id: int, version: int, at: datetime, flags: tuple[str, ...]) -> int:
        """Say what the mentions of a case really are; the decision wins over the verdicts."""
        label = primary_of(flags)
        changes = {"label": label, "urgency": URGENCY[label]}
        with self.link.writing():
            before = self.ledger.row(case_id)
            details = {"flags": list(flags), "was": before["label"]}
            action = self.ledger.act(case_id, "relabel", user_id, at, changes, details, version=version)
            for row in self.link.rows(MEMBERS, {"case_id": case_id}):
                Decisions(self.link).record(Decision(row["mention_id"], flags, user_id, at))
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
            action = self.ledger.take_back(action_id, user_id, at)
            restored = self.ledger.row(action.case_id)
            if action.kind == "relabel":
                self._unlabel(action, at)
            if action.kind == "merged":
                raise CaseError("undo this on the case that took the mentions over")
            if action.kind in ("merge", "split"):
                Clusters(self.link).put_back(action, user_id, at)
            if action.kind == "mark":
                Marks(self.link).undo(int(str(action.details["number"])), at)
            if action.kind == "tag":
                back, away = action.details["removed"], action.details["added"]
                Tags(self.link).put(action.case_id, _words(back), _words(away))
            if action.kind == "answer" and action.user_id is not None and action.details["text"]:
                Drafts(self.link).put_back(action.case_id, action.user_id, str(action.details["text"]), at)
        return case(restored)

    def _unlabel(self, action: Action, at: datetime) -> None:
        """Take back what one action said of every mention of its case."""
        said = {"case_id": action.case_id, "user_id": action.user_id, "at": to_text(action.at)}
        for row in self.link.rows(SAID_THEN, said):
            Decisions(self.link).undo(row["mention_id"], at)


def _words(kept: object) -> list[str]:
    """A list of words as the details of an action keep it."""
    return [str(each) for each in kept] if isinstance(kept, list) else []
