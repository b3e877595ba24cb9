"""Cases open by themselves: for what needs a person, a case a story, settled when the brand has replied."""

from datetime import datetime

from models.labels import OTHER, PRIMARY_ORDER
from models.moments import to_text
from models.records import Status
from models.store.gathering import hold, home_of, rest, speak
from models.store.ledger import Ledger
from models.store.link import Link, Row
from models.store.ranks import rerank

URGENCY = {label: rank for rank, label in enumerate((*PRIMARY_ORDER, OTHER))}
UNSETTLED = (Status.NEW, Status.TAKEN, Status.SNOOZED)

FIRST_REPLY = """(
    select min(r.published_at) from mentions as r
    where r.source = m.source and r.thread_id = m.thread_id and r.parent_id = m.external_id
        and r.by_brand = 1 and r.deleted_at is null and r.published_at >= m.published_at
)"""

UNWEIGHED = f"""
    select m.id, m.brand, m.published_at, f.label, c.case_id, f.decided,
        (f.complaint = 1 or f.question = 1 or f.risk = 1) as wanted, {FIRST_REPLY} as replied_at,
        s.mention_id is not null and (f.decided = 0 or f.risk = 1) as posed
    from mentions as m join in_force as f on f.mention_id = m.id
    left join case_mentions as c on c.mention_id = m.id
    left join suspicions as s on s.mention_id = m.id
    where m.weighed = 0 and m.judged_by is not null and m.by_brand = 0
    order by m.id limit :limit
"""

UNWEIGHED_REPLIES = """
    select r.id, r.published_at, k.case_id, k.mention_id from mentions as r
    left join mentions as m on m.source = r.source and m.external_id = r.parent_id
    left join case_mentions as k on k.mention_id = m.id
    where r.weighed = 0 and r.by_brand = 1 order by r.id limit :limit
"""

WEIGHED = "update mentions set weighed = 1 where id = :id"

INSERT = """
    insert into cases (brand, status, label, urgency, lead_id, lead_published_at, opened_at)
    values (:brand, 'new', :label, :urgency, :mention_id, :published_at, :at)
"""

RELABEL = """
    update cases set label = :label, urgency = :urgency
    where id = :case_id and lead_id = :mention_id and (label <> :label or urgency > :urgency)
"""

REPLIED = """
    update case_mentions set replied_at = coalesce(replied_at, :replied_at) where mention_id = :mention_id
"""

UNREPLIED = """
    select 1 from case_mentions as k join mentions as m on m.id = k.mention_id
    where k.case_id = :id and k.replied_at is null and m.deleted_at is null
"""

ORPHANED = """
    select c.id as case_id, (
        select m.id from case_mentions as k join mentions as m on m.id = k.mention_id
        where k.case_id = c.id and m.deleted_at is null order by m.published_at, m.id limit 1
    ) as heir
    from mentions as gone join cases as c on c.lead_id = gone.id
    where gone.deleted_at is not null and c.members > 1 and c.merged_into is null
"""

LEAD = """
    update cases set lead_id = m.id, lead_published_at = m.published_at from mentions as m
    where cases.id = :case_id and m.id = :heir
"""

REPLY_KNOWN = "select 1 from actions where case_id = :id and kind = 'reply'"


def open_due(link: Link, at: datetime, limit: int) -> int:
    """Weigh up to `limit` mentions and as many replies; returns how many there were."""
    with link.writing():
        replies = link.rows(UNWEIGHED_REPLIES, {"limit": limit})
        for row in replies:
            if row["case_id"] is not None:
                _note_reply(link, row["case_id"], row["mention_id"], row["published_at"], at)
        due = link.rows(UNWEIGHED, {"limit": limit})
        for row in due:
            _weigh(link, row, at)
        link.run_many(WEIGHED, [{"id": row["id"]} for row in (*replies, *due)])
        link.run_many(LEAD, [dict(row) for row in link.rows(ORPHANED) if row["heir"] is not None])
        rest(link, at)
    return len(replies) + len(due)


def _weigh(link: Link, row: Row, at: datetime) -> None:
    label = row["label"] or OTHER
    values = {
        "brand": row["brand"],
        "label": label,
        "urgency": URGENCY["risk" if row["posed"] else label],  # who poses as the brand is above any label
        "mention_id": row["id"],
        "case_id": row["case_id"],
        "published_at": row["published_at"],
        "at": to_text(at),
    }
    if row["case_id"] is not None:
        if not row["decided"]:
            link.run(RELABEL, values)
        rerank(link, row["case_id"])
    elif row["wanted"] or row["posed"]:
        home = None if row["posed"] else home_of(link, row)  # who poses as the brand is a case alone
        if home is None:
            home = link.insert(INSERT, values)
            Ledger(link).log(home, "open", None, at, {}, {}, 1)
        hold(link, home, row["id"], row["replied_at"])
        speak(link, row, home, at)
        rerank(link, home)
        if row["replied_at"] is not None:
            _note_reply(link, home, row["id"], row["replied_at"], at)


def _note_reply(link: Link, case_id: int, mention_id: int, replied_at: str, at: datetime) -> None:
    """The brand replied on the platform. With a reply to everybody in it the case is answered, once; a person
    may undo that."""
    link.run(REPLIED, {"mention_id": mention_id, "replied_at": replied_at})
    ledger = Ledger(link)
    settled = Status(ledger.row(case_id)["status"]) not in UNSETTLED
    if settled or link.row(REPLY_KNOWN, {"id": case_id}) or link.row(UNREPLIED, {"id": case_id}):
        return
    changes = {"status": Status.ANSWERED.value, "snoozed_until": None}
    ledger.act(case_id, "reply", None, at, changes, {"replied_at": replied_at})
