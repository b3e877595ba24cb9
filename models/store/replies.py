"""Answers on their way from the board to a platform, each asked for by a person."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from models.moments import from_text, to_text
from models.records import Mention, Status
from models.store.drafts import Drafts
from models.store.ledger import CaseError, Ledger
from models.store.link import Link, Row
from models.store.opening import UNSETTLED

State = Literal["waiting", "sent", "failed", "unsure", "stopped"]

SELECT = "select r.*, u.name as user_name from replies as r join users as u on u.id = r.user_id"

ASK = """
    insert into replies (case_id, mention_id, source, user_id, text, key, asked_at, next_at)
    values (:case_id, :mention_id, :source, :user_id, :text, :key, :at, :next_at)
"""

CLAIM = """
    update replies set claimed_until = :until, attempts = attempts + 1
    where id = (
        select id from replies
        where state = 'waiting' and next_at <= :at and (claimed_until is null or claimed_until <= :at)
        order by next_at, id limit 1
    )
    returning id
"""

SETTLE = """
    update replies set state = :state, external_id = :name, fault = :fault, settled_at = :at,
        claimed_until = null
    where id = :id and state = 'waiting'
"""

PUT_BACK = """
    update replies set next_at = :next_at, fault = :fault, claimed_until = null
    where id = :id and state = 'waiting'
"""

LAST_SAID = """
    select max(published_at) as last from mentions
    where source = :source and thread_id = :thread and author_id = :author and by_brand = 0
"""

STOP = """
    update replies set state = 'stopped', settled_at = :at
    where id = :id and state = 'waiting' and attempts = 0
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and what became of it."""

    id: int
    case_id: int
    mention_id: int
    source: str
    user_id: int
    user_name: str
    text: str
    key: str  # the same at each try, for platforms that drop doubles
    state: State
    asked_at: datetime
    next_at: datetime
    attempts: int
    external_id: str | None
    fault: str | None
    settled_at: datetime | None

    @property
    def cut_off(self) -> bool:
        """Whether an earlier try ended without a word: a fault would have been noted."""
        return self.fault is None


class Replies:
    """Replies by number."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def ask(
        self, case_id: int, user_id: int, text: str, at: datetime, grace: timedelta = timedelta(seconds=5)
    ) -> int:
        """Send an answer to the comment of a case, after a moment in which it can be stopped.

        CaseError when the case is settled, or another answer of it is on its way. The draft is spent.
        """
        with self.link.writing():
            ledger = Ledger(self.link)
            case = ledger.row(case_id)
            if Status(case["status"]) not in UNSETTLED:
                raise CaseError(f"a case that is {case['status']} does not allow this (send)")
            if any(each.state == "waiting" for each in self.of(case_id)):
                raise CaseError("an answer is on its way already; wait until it has gone out")
            sql = "select source from mentions where id = :id"
            source = self.link.row(sql, {"id": case["lead_id"]})
            values = {
                "case_id": case_id,
                "mention_id": case["lead_id"],
                "source": source["source"] if source else "",
                "user_id": user_id,
                "text": text,
                "key": uuid.uuid4().hex,
                "at": to_text(at),
                "next_at": to_text(at + grace),
            }
            Drafts(self.link).clear(case_id, user_id)
            return self.link.insert(ASK, values)

    def of(self, case_id: int) -> list[Reply]:
        """The answers of a case, newest first."""
        rows = self.link.rows(f"{SELECT} where r.case_id = :id order by r.id desc", {"id": case_id})
        return [_reply(row) for row in rows]

    def last_said(self, mention: Mention) -> datetime | None:
        """When the author of a mention last wrote in its thread; None where nobody knows who wrote it."""
        values = {"source": mention.source, "thread": mention.thread_id, "author": mention.author_id}
        row = self.link.row(LAST_SAID, values)
        return from_text(row["last"]) if row else None

    def get(self, reply_id: int) -> Reply | None:
        """One answer."""
        row = self.link.row(f"{SELECT} where r.id = :id", {"id": reply_id})
        return _reply(row) if row else None

    def stop(self, reply: Reply, at: datetime) -> bool:
        """Keep an answer back that has not been tried yet; its words are the draft again."""
        with self.link.writing():
            stopped = self.link.run(STOP, {"id": reply.id, "at": to_text(at)}) == 1
            if stopped:
                Drafts(self.link).put_back(reply.case_id, reply.user_id, reply.text, at)
        return stopped

    def claim(self, at: datetime, lease: timedelta) -> Reply | None:
        """The next answer that is due, for this caller alone until the lease ends; None when none is."""
        with self.link.writing():
            row = self.link.row(CLAIM, {"at": to_text(at), "until": to_text(at + lease)})
        return self.get(row["id"]) if row else None

    def sent(self, reply: Reply, name: str, at: datetime) -> None:
        """It has gone out: the case is answered by whoever wrote it."""
        with self.link.writing():
            if not self._settle(reply, "sent", at, name=name):
                return
            details: dict[str, object] = {"text": reply.text, "sent": True}
            changes = {
                "status": Status.ANSWERED.value,
                "assignee_id": reply.user_id,
                "snoozed_until": None,
            }
            ledger = Ledger(self.link)
            settled = Status(ledger.row(reply.case_id)["status"]) not in UNSETTLED
            ledger.act(reply.case_id, "answer", reply.user_id, at, {} if settled else changes, details)

    def fail(self, reply: Reply, fault: str, at: datetime) -> None:
        """It has surely not gone out; its words are the draft again."""
        with self.link.writing():
            if self._settle(reply, "failed", at, fault=fault):
                Drafts(self.link).put_back(reply.case_id, reply.user_id, reply.text, at)

    def doubt(self, reply: Reply, fault: str, at: datetime) -> None:
        """Nobody knows whether it has gone out; its words are the draft again."""
        with self.link.writing():
            if self._settle(reply, "unsure", at, fault=fault):
                Drafts(self.link).put_back(reply.case_id, reply.user_id, reply.text, at)

    def put_back(self, reply: Reply, fault: str, next_at: datetime) -> None:
        """It could not be sent now; it is due again at `next_at`."""
        self.link.run(PUT_BACK, {"id": reply.id, "fault": fault, "next_at": to_text(next_at)})

    def _settle(
        self, reply: Reply, state: State, at: datetime, name: str | None = None, fault: str | None = None
    ) -> bool:
        values = {"id": reply.id, "state": state, "name": name, "fault": fault, "at": to_text(at)}
        return self.link.run(SETTLE, values) == 1


def _reply(row: Row) -> Reply:
    return Reply(
        id=row["id"],
        case_id=row["case_id"],
        mention_id=row["mention_id"],
        source=row["source"],
        user_id=row["user_id"],
        user_name=row["user_name"],
        text=row["text"],
        key=row["key"],
        state=row["state"],
        asked_at=from_text(row["asked_at"]),
        next_at=from_text(row["next_at"]),
        attempts=row["attempts"],
        external_id=row["external_id"],
        fault=row["fault"],
        settled_at=from_text(row["settled_at"]),
    )
