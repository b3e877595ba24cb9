"""Who tells one story: the people, platforms and times of the mentions that a case holds."""

import json
from dataclasses import dataclass
from datetime import datetime

from models.moments import from_text

# of a case `c`, which says itself how many it holds, so that nothing is counted for one alone
CROWD = """case when c.members > 1 then (
    select json_array(
        count(*),
        count(distinct told.platform || ':' || coalesce(told.author_id, told.author_name, told.external_id)),
        group_concat(distinct told.platform), min(told.published_at), max(told.published_at)
    )
    from case_mentions as tells join mentions as told on told.id = tells.mention_id
    where tells.case_id = c.id and told.deleted_at is null
) end"""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The mentions of one case, as far as their platforms still show them."""

    members: int
    people: int
    platforms: tuple[str, ...]
    since: datetime
    latest: datetime


def crowd(kept: str | None) -> Crowd | None:
    """The record that a column of CROWD holds; None where one mention is alone."""
    members, people, platforms, since, latest = json.loads(kept) if kept else (0, 0, "", "", "")
    if members < 2:
        return None
    return Crowd(members, people, tuple(sorted(platforms.split(","))), from_text(since), from_text(latest))
