"""Deeds done to many cases at once: each case keeps its own action, and all are undone together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.moments import to_text
from models.store.cases import CaseError, Cases
from models.store.link import Link

BEGIN = "insert into batches (kind, user_id, at) values (:kind, :user_id, :at)"
ADD = "insert into batch_actions (action_id, batch_id) values (:action_id, :batch_id)"
ACTIONS = """
    select b.action_id, a.case_id from batch_actions as b join actions as a on a.id = b.action_id
    where b.batch_id = :batch_id and a.undone_at is null order by b.action_id desc
"""

# number of a case and the version that was seen → number of the action; None: it changed nothing
Deed = Callable[[int, int], int | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch."""

    id: int
    done: tuple[int, ...]  # cases
    left: tuple[int, ...]  # cases that were left as they are: changed meanwhile, or in no state for it


class Batches:
    """Batches by number."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def carry_out(
        self, kind: str, chosen: Mapping[int, int], do: Deed, user_id: int, at: datetime
    ) -> Outcome:
        """Do the same to every chosen case (number → version seen) that allows it, all in one transaction."""
        done, left = [], []
        with self.link.writing():
            batch = self.link.insert(BEGIN, {"kind": kind, "user_id": user_id, "at": to_text(at)})
            for case_id, version in chosen.items():
                try:
                    action = do(case_id, version)
                except CaseError:
                    left.append(case_id)
                    continue
                if action is not None:
                    self.link.run(ADD, {"action_id": action, "batch_id": batch})
                    done.append(case_id)
        return Outcome(batch, tuple(done), tuple(left))

    def undo(self, batch_id: int, user_id: int, at: datetime) -> Outcome:
        """Put every case of a batch back as it was before, but for those on which somebody has built since.

        CaseError when nothing of it can be undone any more.
        """
        done, left = [], []
        with self.link.writing():
            for row in self.link.rows(ACTIONS, {"batch_id": batch_id}):
                try:
                    Cases(self.link).undo(row["action_id"], user_id, at)
                except CaseError:
                    left.append(row["case_id"])
                    continue
                done.append(row["case_id"])
        if not done:
            raise CaseError(
                "nothing of this can be undone any more: it was undone, or something was done after it"
            )
        return Outcome(batch_id, tuple(done), tuple(left))
