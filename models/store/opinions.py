"""All that was said of one mention: the verdict and the decision in force, and its earlier texts."""

import json
from dataclasses import dataclass

from models.labels import FLAGS
from models.moments import from_text
from models.records import Decision, Revision, Verdict
from models.store.link import Link, Row
from models.store.verdicts import verdict

OF = """
    select v.*, m.id as number, d.user_id, d.at, d.is_complaint as said_complaint, d.is_praise as said_praise,
        d.is_question as said_question, d.is_risk as said_risk, u.name as said_by,
        (select json_group_array(json_array(r.revision, r.text, r.replaced_at))
            from revisions as r where r.mention_id = m.id) as revisions
    from mentions as m
    left join verdicts as v
        on v.mention_id = m.id and v.artefact = m.judged_by and v.revision = m.revision
    left join decisions as d
        on d.mention_id = m.id and d.replaced_at is null and d.undone_at is null
    left join users as u on u.id = d.user_id
    where m.id = :id
"""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the machine and people say of a mention."""

    verdict: Verdict | None = None  # None: it waits for one
    decision: Decision | None = None  # None: nobody has said anything
    decided_by: str | None = None
    revisions: tuple[Revision, ...] = ()  # earlier texts, oldest first


class Opinions:
    """Opinions by mention, in one question."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def of(self, mention_id: int) -> Opinion:
        """All that was said of a mention."""
        row = self.link.row(OF, {"id": mention_id})
        if row is None:
            return Opinion()
        return Opinion(
            verdict(row) if row["artefact"] else None,
            _decision(row) if row["user_id"] is not None else None,
            row["said_by"],
            tuple(sorted(map(_revision, json.loads(row["revisions"])), key=lambda each: each.revision)),
        )


def _decision(row: Row) -> Decision:
    flags = tuple(flag for flag in FLAGS if row[f"said_{flag}"])
    return Decision(row["number"], flags, row["user_id"], from_text(row["at"]))


def _revision(kept: tuple[int, str, str]) -> Revision:
    return Revision(kept[0], kept[1], from_text(kept[2]))
