"""What people say of a mention. The latest that was not undone is in force, and wins over any verdict."""

from collections.abc import Iterator
from datetime import datetime

from models.labels import primary_of
from models.moments import from_text, to_text
from models.records import Decision
from models.store.link import Link, Row
from models.store.verdicts import flag_values, flags_of

REPLACE = """
    update decisions set replaced_at = :at
    where mention_id = :mention_id and replaced_at is null and undone_at is null
"""

INSERT = """
    insert into decisions (
        mention_id, user_id, at, primary_label, is_complaint, is_question, is_praise, is_risk
    ) values (
        :mention_id, :user_id, :at, :primary_label, :is_complaint, :is_question, :is_praise, :is_risk
    )
"""

UNDO = """
    update decisions set undone_at = :at
    where mention_id = :mention_id and replaced_at is null and undone_at is null
"""

RESTORE = """
    update decisions set replaced_at = null where id = (
        select max(id) from decisions where mention_id = :mention_id and undone_at is null
    )
"""

IN_FORCE = """
    select * from decisions where mention_id = :mention_id and replaced_at is null and undone_at is null
"""

ALL_IN_FORCE = """
    select d.*, m.text as text, m.brand as brand, v.language as language, v.sentiment as sentiment
    from decisions as d join mentions as m on m.id = d.mention_id
    left join verdicts as v
        on v.mention_id = m.id and v.artefact = m.judged_by and v.revision = m.revision
    where d.replaced_at is null and d.undone_at is null and m.purged_at is null
    order by d.id
"""


class Decisions:
    """Decisions by mention."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def record(self, decision: Decision) -> None:
        """Put a decision in force; the one before it stays as history."""
        values = {
            "mention_id": decision.mention_id,
            "user_id": decision.user_id,
            "at": to_text(decision.at),
            "primary_label": primary_of(decision.flags),
            **flag_values(decision.flags),
        }
        with self.link.writing():
            self.link.run(REPLACE, {"mention_id": decision.mention_id, "at": to_text(decision.at)})
            self.link.run(INSERT, values)

    def undo(self, mention_id: int, at: datetime) -> None:
        """Take the decision in force back; the one before it, if any, is in force again."""
        with self.link.writing():
            self.link.run(UNDO, {"mention_id": mention_id, "at": to_text(at)})
            self.link.run(RESTORE, {"mention_id": mention_id})

    def of(self, mention_id: int) -> Decision | None:
        """The decision in force; None when nobody has said anything."""
        row = self.link.row(IN_FORCE, {"mention_id": mention_id})
        return _decision(row) if row else None

    def with_texts(self) -> Iterator[tuple[Decision, Row]]:
        """Every decision in force with `text`, `brand`, `language` and `sentiment`, for training."""
        for row in self.link.rows(ALL_IN_FORCE):
            yield _decision(row), row


def _decision(row: Row) -> Decision:
    return Decision(row["mention_id"], flags_of(row), row["user_id"], from_text(row["at"]))
