"""The first comments that come of each source: counted only as far as a first look needs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from models.store.link import Link

MANY = 1000  # further is not counted

BY_SOURCE = """
    select s.value as source,
        (select count(*) from (
            select 1 from mentions as m where m.source = s.value and m.by_brand = 0 limit :many
        )) as collected,
        (select count(*) from (
            select 1 from mentions as m
            where m.source = s.value and m.by_brand = 0 and m.judged_by is not null limit :many
        )) as judged,
        exists (
            select 1 from mentions as m join case_mentions as k on k.mention_id = m.id
            where m.source = s.value
        ) as queued
    from json_each(:sources) as s
"""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What has come of one source so far, counted up to MANY."""

    collected: int = 0  # by others than the brand
    judged: int = 0
    queued: bool = False  # whether something of it came to the queue


class Arrivals:
    """What has come, by the source's name."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def by_source(self, names: Sequence[str]) -> dict[str, Arrived]:
        """What has come of each of these sources."""
        rows = self.link.rows(BY_SOURCE, {"sources": json.dumps(list(names)), "many": MANY})
        return {row["source"]: Arrived(row["collected"], row["judged"], bool(row["queued"])) for row in rows}
