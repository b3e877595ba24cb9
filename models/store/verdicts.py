"""What the machine says of each mention, under the name of the artefact that said it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime

from models.labels import FLAGS
from models.likeness import Likeness, packed
from models.moments import to_text
from models.records import Evidence, Verdict
from models.store.link import Link, Row

UNJUDGED = """
    select id, revision, text, brand from mentions
    where (judged_by is null or judged_by < :artefact or judged_by > :artefact)
        and by_brand = 0 and deleted_at is null and purged_at is null
    order by id desc limit :limit
"""

ALL_BELOW = """
    select id, revision, text, brand from mentions
    where id < :below and by_brand = 0 and deleted_at is null
        and purged_at is null order by id desc limit :limit
"""

INSERT = """
    insert into verdicts (
        mention_id, artefact, revision, judged_at, primary_label, complaint, question, praise, risk,
        is_complaint, is_question, is_praise, is_risk, sentiment, sentiment_score, language, risk_topics,
        confident, evidence
    ) values (
        :mention_id, :artefact, :revision, :judged_at, :primary_label, :complaint, :question, :praise, :risk,
        :is_complaint, :is_question, :is_praise, :is_risk, :sentiment, :sentiment_score, :language,
        :risk_topics, :confident, :evidence
    ) on conflict (mention_id, artefact, revision) do update set
        judged_at = excluded.judged_at, primary_label = excluded.primary_label,
        complaint = excluded.complaint, question = excluded.question, praise = excluded.praise,
        risk = excluded.risk, is_complaint = excluded.is_complaint, is_question = excluded.is_question,
        is_praise = excluded.is_praise, is_risk = excluded.is_risk, sentiment = excluded.sentiment,
        sentiment_score = excluded.sentiment_score, language = excluded.language,
        risk_topics = excluded.risk_topics, confident = excluded.confident, evidence = excluded.evidence
"""

PUT_IN_FORCE = """
    update mentions set judged_by = :artefact, weighed = 0 where id = :mention_id and revision = :revision
"""

SPEAK_OF = """
    insert into likenesses (mention_id, revision, words) values (:mention_id, :revision, :words)
    on conflict (mention_id) do update set revision = excluded.revision, words = excluded.words
"""

IN_FORCE = """
    select v.* from verdicts as v join mentions as m
        on m.id = v.mention_id and m.judged_by = v.artefact and m.revision = v.revision
    where m.id = :id
"""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A text that waits for a verdict."""

    mention_id: int
    revision: int
    text: str
    brand: str = ""


class Verdicts:
    """Verdicts by mention, artefact and revision of the text."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def unjudged(self, artefact: str, limit: int = 500) -> list[Unjudged]:
        """Mentions without a verdict of this artefact on their present text, newest first."""
        rows = self.link.rows(UNJUDGED, {"artefact": artefact, "limit": limit})
        return [Unjudged(row["id"], row["revision"], row["text"], row["brand"]) for row in rows]

    def everything(self, below: int | None = None, limit: int = 500) -> list[Unjudged]:
        """Mentions to judge anew, newest first, with numbers under `below`."""
        values = {"below": below if below is not None else 2**62, "limit": limit}
        return [
            Unjudged(row["id"], row["revision"], row["text"], row["brand"])
            for row in self.link.rows(ALL_BELOW, values)
        ]

    def keep(
        self,
        verdicts: Iterable[tuple[Unjudged, Verdict]],
        at: datetime,
        likenesses: Mapping[int, Likeness] | None = None,
    ) -> None:
        """Keep verdicts and put them in force; one on a text edited meanwhile stays without force.

        `likenesses` tells what some of the mentions speak of, so that cases open for many at once.
        """
        values = [_values(text, verdict, at) for text, verdict in verdicts]
        spoken = likenesses or {}
        with self.link.writing():
            self.link.run_many(
                SPEAK_OF,
                [
                    {name: each[name] for name in ("mention_id", "revision")}
                    | {"words": packed(spoken[number])}
                    for each in values
                    if isinstance(number := each["mention_id"], int) and number in spoken
                ],
            )
            self.link.run_many(INSERT, values)
            names = ("artefact", "mention_id", "revision")
            self.link.run_many(PUT_IN_FORCE, [{name: each[name] for name in names} for each in values])

    def of(self, mention_id: int) -> Verdict | None:
        """The verdict in force on a mention's present text; None when it waits for one."""
        row = self.link.row(IN_FORCE, {"id": mention_id})
        return verdict(row) if row else None


def verdict(row: Row) -> Verdict:
    """The record that a row of `verdicts` holds."""
    return Verdict(
        scores={flag: row[flag] for flag in FLAGS},
        flags=flags_of(row),
        primary=row["primary_label"],
        sentiment=row["sentiment"],
        sentiment_score=row["sentiment_score"],
        language=row["language"],
        risk_topics=tuple(json.loads(row["risk_topics"])),
        confident=bool(row["confident"]),
        evidence=tuple(Evidence(*each) for each in json.loads(row["evidence"])),
        artefact=row["artefact"],
    )


def flags_of(row: Row) -> tuple[str, ...]:
    """The flags that a row of `verdicts` or `decisions` sets."""
    return tuple(flag for flag in FLAGS if row[f"is_{flag}"])


def flag_values(flags: Iterable[str]) -> dict[str, object]:
    """The columns that hold a set of flags."""
    given = set(flags)
    return {f"is_{flag}": int(flag in given) for flag in FLAGS}


def _values(text: Unjudged, verdict: Verdict, at: datetime) -> dict[str, object]:
    evidence = [astuple(each) if each.mark else astuple(each)[:-1] for each in verdict.evidence]
    return {
        "mention_id": text.mention_id,
        "artefact": verdict.artefact,
        "revision": text.revision,
        "judged_at": to_text(at),
        "primary_label": verdict.primary,
        **{flag: verdict.scores[flag] for flag in FLAGS},
        **flag_values(verdict.flags),
        "sentiment": verdict.sentiment,
        "sentiment_score": verdict.sentiment_score,
        "language": verdict.language,
        "risk_topics": json.dumps(verdict.risk_topics),
        "confident": int(verdict.confident),
        "evidence": json.dumps(evidence),
    }
