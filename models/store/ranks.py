"""The place of a case in the queue, kept beside it (models/urgency.py says how it is weighed)."""

from models.moments import from_text, to_text
from models.store.link import Link, Row
from models.urgency import Standing, place
from models.windows import HOURS

SUM = """(
    select sum(coalesce(told.{0}, 0)) from case_mentions as k join mentions as told on told.id = k.mention_id
    where k.case_id = c.id
)"""

STANDING = f"""
    select c.urgency, c.lead_published_at, c.opened_at, c.people, m.platform, f.confident, f.decided,
        {SUM.format("likes")} as liked, {SUM.format("shares")} as shared
    from cases as c join mentions as m on m.id = c.lead_id join in_force as f on f.mention_id = m.id
    where c.id = :id
"""

KEEP = "update cases set place = :place, liked = :liked, shared = :shared where id = :id"


def rerank(link: Link, case_id: int) -> None:
    """Weigh the place of a case anew, after anything that moves it."""
    row = link.row(STANDING, {"id": case_id})
    if row is not None:
        its = standing(row)
        values = {"place": to_text(place(its)), "liked": its.likes, "shared": its.shares}
        link.run(KEEP, values | {"id": case_id})


def standing(row: Row) -> Standing:
    """What a row with the columns of STANDING tells of a case."""
    return Standing(
        urgency=row["urgency"],
        published_at=from_text(row["lead_published_at"]),
        opened_at=from_text(row["opened_at"]),
        people=row["people"],
        likes=row["liked"] or 0,
        shares=row["shared"] or 0,
        confident=bool(row["confident"] or row["decided"]),
        window_hours=HOURS.get(row["platform"]),
    )
