"""A case with many mentions: who is in it, taking one out, putting two cases together, and back again."""

from datetime import datetime

from models.labels import OTHER
from models.moments import to_text
from models.records import Action, Status
from models.store.gathering import COUNT, fall_silent
from models.store.ledger import BESIDE, CaseError, Ledger
from models.store.link import Link, Row, several
from models.store.opening import INSERT, UNSETTLED, URGENCY
from models.store.queue import MENTIONS, Seen, seen
from models.store.ranks import rerank

CHUNK = 500

MEMBERS = f"""
    {MENTIONS} where k.case_id = :case_id order by m.id = :lead_id desc, m.published_at, m.id
    limit :limit offset :offset
"""

OF = "select mention_id from case_mentions where case_id = :case_id order by mention_id"

HEIR = """
    select m.id, m.published_at from case_mentions as k join mentions as m on m.id = k.mention_id
    where k.case_id = :case_id and k.mention_id <> :leaving
    order by m.deleted_at is not null, m.published_at, m.id limit 1
"""

LEAVING = """
    select m.id, m.brand, m.published_at, f.label from case_mentions as k
    join mentions as m on m.id = k.mention_id join in_force as f on f.mention_id = m.id
    where k.case_id = :case_id and k.mention_id = :mention_id
"""

MOVE = "update case_mentions set case_id = ? where case_id = ? and mention_id in (:each)"

BUILT_ON = f"""
    select 1 from actions
    where case_id = :case_id and kind <> 'open' and kind not in {BESIDE} and undone_at is null
"""


class Clusters:
    """Members by case. What is moved here is never gathered again by itself."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.ledger = Ledger(link)

    def members(self, case_id: int, lead_id: int, limit: int = 20, offset: int = 0) -> list[Seen]:
        """The mentions of a case: the one that it is shown by first, then by time, deleted ones too."""
        values = {"case_id": case_id, "lead_id": lead_id, "limit": limit, "offset": offset}
        return [seen(row) for row in self.link.rows(MEMBERS, values)]

    def merge(
        self,
        case_id: int,
        user_id: int,
        version: int | None,
        at: datetime,
        other_id: int,
        other_version: int | None = None,
    ) -> int:
        """Put all mentions of another case into this one, which is not settled; returns the action's number.

        CaseError where that is the same case, another brand's, or one that was merged already.
        """
        if case_id == other_id:
            raise CaseError(f"case {case_id}: cannot be merged with itself; name another one")
        with self.link.writing():
            row, other = self.ledger.row(case_id), self.ledger.row(other_id)
            if row["brand"] != other["brand"]:
                raise CaseError(f"case {other_id} is of another brand; only cases of one brand merge")
            moved = [each["mention_id"] for each in self.link.rows(OF, {"case_id": other_id})]
            away = self._close_into(case_id, other_id, user_id, at, other_version)
            details = {"from": other_id, "mentions": moved, "away": away}
            stays = {"status": row["status"]}
            action = self.ledger.act(
                case_id, "merge", user_id, at, stays, details, version=version, only=UNSETTLED
            )
            self._move(moved, other_id, case_id)
        return action

    def split(self, case_id: int, user_id: int, version: int, at: datetime, mention_id: int) -> int:
        """Give a mention a case of its own, which gathers nobody; returns the action's number.

        CaseError where the case does not hold it, or holds nothing else.
        """
        place = {"case_id": case_id, "mention_id": mention_id}
        with self.link.writing():
            row, leaving = self.ledger.row(case_id), self.link.row(LEAVING, place)
            heir = self.link.row(HEIR, {"case_id": case_id, "leaving": mention_id})
            if leaving is None or heir is None:
                raise CaseError(f"case {case_id}: mention {mention_id} cannot be taken out of it")
            changes: dict[str, object] = {"status": row["status"]}
            if row["lead_id"] == mention_id:
                changes |= {"lead_id": heir["id"], "lead_published_at": heir["published_at"]}
            opened = self._open(leaving, at)
            details = {"mention": mention_id, "to": opened}
            action = self.ledger.act(case_id, "split", user_id, at, changes, details, version=version)
            self.ledger.log(opened, "open", user_id, at, {"from": case_id}, {}, 1)
            self._move([mention_id], case_id, opened)
            fall_silent(self.link, mention_id)
        return action

    def put_back(self, action: Action, user_id: int, at: datetime) -> None:
        """Move the mentions of a merge or a split back, inside the transaction that undoes it.

        CaseError where something was built on the case that was taken out.
        """
        if action.kind == "merge":
            other, moved = _number(action, "from"), action.details["mentions"]
            numbers = [int(each) for each in moved] if isinstance(moved, list) else []
            self._move(numbers, action.case_id, other)
            self.ledger.take_back(_number(action, "away"), user_id, at)
        else:
            opened = _number(action, "to")
            if self.link.row(BUILT_ON, {"case_id": opened}):
                raise CaseError(f"something was done to case {opened} since; merge the two instead")
            self._close_into(action.case_id, opened, user_id, at)
            self._move([_number(action, "mention")], opened, action.case_id)

    def _close_into(
        self, case_id: int, other_id: int, user_id: int, at: datetime, version: int | None = None
    ) -> int:
        changes = {
            "status": Status.CLOSED.value,
            "reason": "duplicate",
            "snoozed_until": None,
            "merged_into": case_id,
        }
        return self.ledger.act(other_id, "merged", user_id, at, changes, {"into": case_id}, version=version)

    def _open(self, leaving: Row, at: datetime) -> int:
        label = leaving["label"] or OTHER
        values = {
            "brand": leaving["brand"],
            "label": label,
            "urgency": URGENCY[label],
            "mention_id": leaving["id"],
            "published_at": leaving["published_at"],
            "at": to_text(at),
        }
        return self.link.insert(INSERT, values)

    def _move(self, mentions: list[int], here: int, there: int) -> None:
        for start in range(0, len(mentions), CHUNK):
            part = mentions[start : start + CHUNK]
            self.link.run(several(MOVE, len(part)), [there, here, *part])
        self.link.run_many(COUNT, [{"id": here}, {"id": there}])
        rerank(self.link, here)
        rerank(self.link, there)


def _number(action: Action, name: str) -> int:
    return int(str(action.details[name]))
