"""Cases that are muted until it gets worse: they rest, keep gathering, and come back by themselves.

A muted case is put aside like a snoozed one, until its expiry. It comes back sooner when within one hour
twice as many people tell its story as in the hour before it was muted, and three at least; or when a risk is
among what came since.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from models.moments import to_text
from models.records import Status
from models.store.ledger import CaseError, Ledger
from models.store.link import Link
from models.store.opening import UNSETTLED

HOUR = timedelta(hours=1)
LOUDER = 2  # times as many people in an hour as before
LEAST = 3  # people in an hour

WHO = "m.platform || ':' || coalesce(m.author_id, m.author_name, m.external_id)"

VOICES = f"""
    select count(distinct {WHO}) as many from case_mentions as k join mentions as m on m.id = k.mention_id
    where k.case_id = :id and m.published_at > :since and m.published_at <= :until
"""

MUTED = f"""
    select c.id, c.assignee_id, c.muted_voices,
        count(distinct case when m.published_at > :hour then {WHO} end) as voices,
        coalesce(max(f.risk), 0) as risk
    from cases as c
    left join case_mentions as k on k.case_id = c.id
    left join mentions as m on m.id = k.mention_id and m.published_at > c.muted_at and m.published_at <= :at
    left join in_force as f on f.mention_id = m.id
    where c.muted_at is not null and c.status = 'snoozed' group by c.id order by c.id
"""


class Mutes:
    """Mutes by case."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.ledger = Ledger(link)

    def mute(
        self, case_id: int, user_id: int, version: int, at: datetime, until: datetime, reason: str
    ) -> int:
        """Let a case rest until it gets worse, or until a time to come; CaseError without a reason."""
        if until <= at or not reason.strip():
            raise CaseError("say why, and until when at the latest")
        before = {"id": case_id, "since": to_text(at - HOUR), "until": to_text(at)}
        with self.link.writing():
            row = self.link.row(VOICES, before)
            voices = int(row["many"]) if row else 0
            changes = {
                "status": Status.SNOOZED.value,
                "snoozed_until": to_text(until),
                "muted_at": to_text(at),
                "muted_voices": voices,
            }
            details = {
                "until": to_text(until),
                "text": reason.strip(),
                "voices": voices,
                "back_at": back_at(voices),
            }
            return self.ledger.act(
                case_id, "mute", user_id, at, changes, details, version=version, only=UNSETTLED
            )

    def stir(self, at: datetime) -> int:
        """Bring back the muted cases that got worse; returns how many."""
        with self.link.writing():
            return sum(1 for _ in self._stirred(at))

    def _stirred(self, at: datetime) -> Iterator[int]:
        for row in self.link.rows(MUTED, {"hour": to_text(at - HOUR), "at": to_text(at)}):
            why = "risk" if row["risk"] else "louder" if row["voices"] >= back_at(row["muted_voices"]) else ""
            if why:
                status = Status.TAKEN if row["assignee_id"] else Status.NEW
                changes = {"status": status.value, "snoozed_until": None, "muted_at": None}
                details = {"why": why, "voices": row["voices"]}
                yield self.ledger.act(row["id"], "worse", None, at, changes, details)


def back_at(voices: int) -> int:
    """From how many people in an hour on a case comes back that had so many in the hour before."""
    return max(LEAST, LOUDER * voices)
