"""What to label next: mentions of which the machine is unsure, and a random share kept apart.

The random share is answered in the order in which it was drawn, and figures are made of its
answered beginning only: so it does not matter which of the rest were decided on elsewhere.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.labels import FLAGS
from models.learning import Answered, Asked, Candidate, Chosen, Share
from models.moments import to_text
from models.store.link import Link, Row
from models.store.scope import Brands, among, bound
from models.store.verdicts import flags_of

RANDOM_EVERY = 3  # one of the random share after so many others
MOST_ANSWERS = 1000  # of the random share that figures look back on
OPEN = """
    m.deleted_at is null and m.purged_at is null
    and not exists (select 1 from passed as p where p.mention_id = m.id)
    and not exists (
        select 1 from decisions as d
        where d.mention_id = m.id and d.replaced_at is null and d.undone_at is null
    )
"""

CANDIDATES = f"""
    select m.id, m.brand, m.text, v.complaint, v.question, v.praise, v.risk
    from mentions as m join verdicts as v
        on v.mention_id = m.id and v.artefact = m.judged_by and v.revision = m.revision
    where m.published_at >= :since and m.by_brand = 0 and m.text <> '' and {OPEN}
    order by m.published_at desc limit :limit
"""

DECIDED = """
    select m.text from decisions as d join mentions as m on m.id = d.mention_id
    where d.replaced_at is null and d.undone_at is null order by d.id desc limit :limit
"""

FORGET = f"delete from unsure where mention_id in (select m.id from mentions as m where {OPEN})"

# a mention may have been purged since it was looked at
CHOOSE = """
    insert into unsure (mention_id, place, alike, chosen_at)
    select id, :place, :alike, :at from mentions where id = :mention_id
    on conflict (mention_id) do nothing
"""

OURS = among("m.brand")
UNSURE = "unsure as u join mentions as m on m.id = u.mention_id"
DRAWS = "draws as r join mentions as m on m.id = r.mention_id"

NEXT_UNSURE = f"""
    select u.mention_id, u.alike from {UNSURE} where {OPEN} and {OURS} order by u.place limit 1
"""

NEXT_DRAWN = f"""
    select r.mention_id from {DRAWS}
    where r.artefact = :artefact and {OPEN} and {OURS} order by r.id limit 1
"""

WAITING = f"""
    select (select count(*) from {UNSURE} where {OPEN} and {OURS}) as unsure,
        (select count(*) from {DRAWS} where {OPEN} and {OURS} and r.artefact = :artefact) as drawn,
        (select count(*) from {UNSURE} where not ({OPEN}) and {OURS}) as told,
        (select count(*) from {DRAWS} where not ({OPEN}) and {OURS}) as told_drawn
"""

FRESH = f"select count(*) as many from {UNSURE} where {OPEN} and u.chosen_at >= :since"

DRAW = """
    insert into draws (mention_id, artefact, is_complaint, is_question, is_praise, is_risk, drawn_at)
    select m.id, v.artefact, v.is_complaint, v.is_question, v.is_praise, v.is_risk, :at
    from mentions as m join verdicts as v
        on v.mention_id = m.id and v.artefact = m.judged_by and v.revision = m.revision
    where m.published_at >= :since and m.collected_at >= :since and m.judged_by = :artefact
        and m.by_brand = 0 and m.backfilled = 0 and m.deleted_at is null
        and m.purged_at is null and not exists (select 1 from draws as r where r.mention_id = m.id)
    order by random() limit :many
"""

ANSWERED = f"""
    select r.is_complaint, r.is_question, r.is_praise, r.is_risk, p.mention_id as passed,
        d.is_complaint as d_complaint, d.is_question as d_question, d.is_praise as d_praise,
        d.is_risk as d_risk
    from {DRAWS}
    left join passed as p on p.mention_id = r.mention_id
    left join decisions as d
        on d.mention_id = r.mention_id and d.replaced_at is null and d.undone_at is null
    where r.artefact = :artefact and {OURS} and (d.id is not null or p.mention_id is not null)
        and r.id < coalesce((
            select min(r.id) from {DRAWS} where r.artefact = :artefact and {OPEN} and {OURS}
        ), r.id + 1)
    order by r.id desc limit {MOST_ANSWERS}
"""

PASS = """
    insert into passed (mention_id, user_id, at) values (:mention_id, :user_id, :at)
    on conflict (mention_id) do nothing
"""

TAKE_UP = "delete from passed where mention_id = :mention_id"


class Learning:
    """Mentions that wait for a label, and the figures of those that were drawn."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def candidates(self, since: datetime, limit: int) -> list[Candidate]:
        """The latest judged mentions that nobody has decided on."""
        rows = self.link.rows(CANDIDATES, {"since": to_text(since), "limit": limit})
        return [_candidate(row) for row in rows]

    def decided(self, limit: int) -> list[str]:
        """The texts of the latest decisions."""
        return [row["text"] for row in self.link.rows(DECIDED, {"limit": limit})]

    def fresh(self, since: datetime) -> int:
        """How many wait for a label that were chosen since, beside the random share."""
        row = self.link.row(FRESH, {"since": to_text(since)})
        return int(row["many"]) if row else 0

    def choose(self, chosen: Sequence[Chosen], at: datetime) -> None:
        """Let these wait for a label, in this order, in place of those that waited in vain."""
        values = [
            {"mention_id": each.mention_id, "place": place, "alike": each.alike, "at": to_text(at)}
            for place, each in enumerate(chosen)
        ]
        with self.link.writing():
            self.link.run(FORGET)
            self.link.run_many(CHOOSE, values)

    def draw(self, artefact: str, since: datetime, most: int, at: datetime) -> int:
        """Draw live mentions at random, until `most` wait for a label; returns how many were drawn.

        Of those published and collected from `since` on, each is as likely as any other.
        """
        with self.link.writing():
            waiting = int(self._waiting(artefact)["drawn"])
            values = {"artefact": artefact, "since": to_text(since), "at": to_text(at)}
            return self.link.run(DRAW, values | {"many": max(0, most - waiting)})

    def next(self, artefact: str, brands: Brands = None) -> Asked | None:
        """What to label next: one of the random share after each few of the others."""
        many, ours = self._waiting(artefact, brands), {"brands": bound(brands)}
        if many["drawn"] and (not many["unsure"] or many["told_drawn"] * RANDOM_EVERY <= many["told"]):
            row = self.link.row(NEXT_DRAWN, ours | {"artefact": artefact})
            return Asked(row["mention_id"], random=True) if row else None
        row = self.link.row(NEXT_UNSURE, ours)
        return Asked(row["mention_id"], random=False, alike=row["alike"]) if row else None

    def waiting(self, artefact: str, brands: Brands = None) -> int:
        """How many wait for a label."""
        many = self._waiting(artefact, brands)
        return int(many["unsure"] + many["drawn"])

    def skip(self, mention_id: int, user_id: int, at: datetime) -> None:
        """Note that nobody can tell what a mention is; it is asked no more."""
        self.link.run(PASS, {"mention_id": mention_id, "user_id": user_id, "at": to_text(at)})

    def ask_again(self, mention_id: int) -> bool:
        """Let a mention wait again that was skipped; False where it was not."""
        return self.link.run(TAKE_UP, {"mention_id": mention_id}) == 1

    def share(self, artefact: str, brands: Brands = None) -> Share:
        """The answered beginning of the random share of an artefact, newest first."""
        rows = self.link.rows(ANSWERED, {"artefact": artefact, "brands": bound(brands)})
        told = tuple(_answered(row) for row in rows if row["passed"] is None)
        waiting = int(self._waiting(artefact, brands)["drawn"])
        return Share(told, len(rows) - len(told), waiting)

    def _waiting(self, artefact: str, brands: Brands = None) -> Row:
        row = self.link.row(WAITING, {"artefact": artefact, "brands": bound(brands)})
        assert row is not None  # noqa: S101  (a select without a table gives one row)
        return row


def a_week_before(at: datetime, made_at: datetime) -> datetime:
    """From when on mentions are drawn: none that an artefact may have learned from, and none that is old."""
    return max(at - timedelta(days=7), made_at)


def _candidate(row: Row) -> Candidate:
    return Candidate(row["id"], row["brand"], row["text"], {flag: row[flag] for flag in FLAGS})


def _answered(row: Row) -> Answered:
    return Answered(flags_of(row), tuple(flag for flag in FLAGS if row[f"d_{flag}"]))
