"""What is removed for good: words and authors go, anonymous counts stay, and nothing can be read back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.moments import from_text, to_text
from models.prints import Printer
from models.records import Status
from models.retention import Rule
from models.store.erased import make_printer, remember
from models.store.ledger import Ledger
from models.store.link import Link, Row, several
from models.store.opening import UNSETTLED
from models.store.quoted import unquote

AT_ONCE = 500  # mentions of one transaction
ERASED = "erased"  # the reason of a case that was closed because nothing is left of it

UNMARK = """
    delete from author_marks where platform = :platform and author_id = :author_id and not exists (
        select 1 from mentions as m where m.platform = :platform and m.author_id = :author_id
    )
"""

MOMENTS = {
    "published": "published_at < ?",
    "refreshed": "coalesce(refreshed_at, collected_at) < ?",
    "deleted": "deleted_at is not null and deleted_at <= ?",
}

DUE = "select id from mentions where purged_at is null and {}"

WHOLE = """
    select id, source, platform, external_id, thread_id, parent_id, author_id, author_name, url, text,
        published_at
    from mentions where id in (:each) and purged_at is null
"""

HOUR = "substr({0}, 1, 13) || ':00:00.000+00:00'"

PURGE = f"""
    update mentions set text = '', url = null, author_name = null, author_id = :author, external_id = :own,
        thread_id = :thread, parent_id = :parent, position = null, edited_at = null,
        published_at = {HOUR.format("published_at")}, collected_at = {HOUR.format("collected_at")},
        likes = null, replies = null, shares = null, views = null, reactions = null, attachments = '[]',
        worded = :never, looked = revision, weighed = 1, refreshed_at = null, purged_at = :at
    where id = :id
"""
NEVER = 2**31  # no folding of the search will have that number

OF_MENTION = (
    "delete from revisions where mention_id in (:each)",
    "delete from suspicions where mention_id in (:each)",
    "delete from search where rowid in (:each)",
    "delete from case_search where rowid in (:each)",
    "delete from likenesses where mention_id in (:each)",
    "delete from likeness_keys where mention_id in (:each)",
    "update verdicts set evidence = '[]' where mention_id in (:each)",
)

LEFT_EMPTY = """
    select k.case_id as id, c.status from case_mentions as k join cases as c on c.id = k.case_id
    where k.case_id in (select case_id from case_mentions where mention_id in (:each))
    group by k.case_id
    having count((select 1 from mentions as m where m.id = k.mention_id and m.purged_at is null)) = 0
"""

ANOTHER_LEAD = """
    update cases set (lead_id, lead_published_at) = (
        select m.id, m.published_at from case_mentions as k join mentions as m on m.id = k.mention_id
        where k.case_id = cases.id and m.purged_at is null order by m.published_at, m.id limit 1
    )
    where lead_id in (:each) and exists (
        select 1 from case_mentions as k join mentions as m on m.id = k.mention_id
        where k.case_id = cases.id and m.purged_at is null
    )
"""

# those that it took over by and by, too: their notes are about the same people
WITH_MERGED = """
    with recursive emptied (id) as (
        select id from cases where id in (:each)
        union select c.id from cases as c join emptied on c.merged_into = emptied.id
    ) select id from emptied
"""

OF_CASE = (
    "delete from drafts where case_id in (:each)",
    "delete from case_tags where case_id in (:each)",
    "update actions set details = '{}' where case_id in (:each) and kind in ('note', 'answer', 'tag')",
    f"update cases set lead_published_at = {HOUR.format('lead_published_at')} where id in (:each)",
)

BY_AUTHOR = """
    select id, author_id, author_name from mentions
    where platform = :platform and purged_at is null and {}
"""

ANSWERED_BY_OTHERS = """
    update mentions set parent_id = :own
    where source = :source and thread_id = :thread and parent_id = :was
"""
UNDER = "update mentions set thread_id = :own where source = :source and thread_id = :was"
FORGET_THREAD = "delete from threads where source = :source and thread_id = :was"
FORGET_STAMP = "delete from hook_stamps where source = :source and external_id = :was"

LOG = """
    insert into purges (kind, at, mentions, cases, alerts) values (:kind, :at, :mentions, :cases, :alerts)
"""


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was removed."""

    mentions: int = 0
    cases: int = 0  # of which nothing is left
    alerts: int = 0  # that no longer quote

    def __add__(self, other: "Purged") -> "Purged":
        return Purged(self.mentions + other.mentions, self.cases + other.cases, self.alerts + other.alerts)


@dataclass(frozen=True, slots=True)
class Authored:
    """What is stored of whoever is called so on one platform."""

    numbers: tuple[int, ...]  # of mentions
    authors: tuple[str, ...]  # what the platform calls them; more than one: several people have that name


@dataclass(frozen=True, slots=True)
class Removal:
    """An entry that something was removed, without what it was."""

    kind: str  # "rules" or "author"
    at: datetime
    purged: Purged
    scrubbed_at: datetime | None  # when the file held no trace any more


class Purges:
    """Removals, each part of them in one transaction: killed half-way, the rest follows on the next turn."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def due(self, rules: Sequence[Rule]) -> int:
        """How many mentions are to go by some of the rules."""
        if not rules:
            return 0
        parts = [_due(rule) for rule in rules]
        sql = " union ".join(sql for sql, _ in parts)
        row = self.link.row(
            f"select count(*) as many from ({sql})", [value for _, values in parts for value in values]
        )
        return int(row["many"]) if row else 0

    def by_rule(self, rule: Rule, at: datetime, fresh: Printer) -> Purged:
        """Purge a part of what is to go by one rule; nothing purged: nothing is left.

        `fresh` makes the pseudonyms by which the authors of one day are still told apart; its key is
        kept nowhere, so that nobody can say whose they were.
        """
        sql, values = _due(rule)
        rows = self.link.rows(f"{sql} limit {AT_ONCE}", values)
        return self._purge([row["id"] for row in rows], "rules", at, fresh)

    def authored(self, platform: str, author: str) -> Authored:
        """What is stored of an author, by what their platform calls them or by their name."""
        values = {"platform": platform, "author": author}
        rows = self.link.rows(BY_AUTHOR.format("author_id = :author"), values)
        if not rows:
            rows = self.link.rows(BY_AUTHOR.format("author_name = :author"), values)
        authors = dict.fromkeys(str(row["author_id"] or row["author_name"]) for row in rows)
        return Authored(tuple(row["id"] for row in rows), tuple(authors))

    def erase(self, platform: str, author: str, at: datetime) -> Purged:
        """Remove everything of one author at once, and never collect anything of them again."""
        with self.link.writing():
            made = make_printer(self.link)
            found = self.authored(platform, author)
            who = found.authors or (author,)
            remember(self.link, [made.author(platform, each) for each in who], at)
            return self._purge(found.numbers, "author", at, Printer.fresh())

    def log(self) -> list[Removal]:
        """Every removal, newest first."""
        rows = self.link.rows("select * from purges order by id desc")
        return [_removal(row) for row in rows]

    def unscrubbed(self) -> bool:
        """Whether something was removed of which the file may still hold traces."""
        return self.link.row("select 1 from purges where scrubbed_at is null limit 1") is not None

    def scrub(self, at: datetime) -> None:
        """Write the file anew, so that no byte of what was removed is left in it or beside it.

        Raises StoreError where another process holds it for too long; the next turn tries again.
        """
        row = self.link.row("select max(id) as last from purges")
        self.link.run("insert into search (search) values ('optimize')")
        self.link.run("insert into case_search (case_search) values ('optimize')")
        self.link.run("vacuum")
        self.link.truncate_log()
        sql = "update purges set scrubbed_at = :at where scrubbed_at is null and id <= :last"
        self.link.run(sql, {"at": to_text(at), "last": row["last"] if row else 0})

    def _purge(self, numbers: Sequence[int], kind: str, at: datetime, fresh: Printer) -> Purged:
        done = Purged()
        with self.link.writing():
            for part in _parts(numbers):
                done += self._part(part, kind, at, fresh)
            if done.mentions or kind == "author":
                values = {"mentions": done.mentions, "cases": done.cases, "alerts": done.alerts}
                self.link.run(LOG, values | {"kind": kind, "at": to_text(at)})
        return done

    def _part(self, numbers: Sequence[int], kind: str, at: datetime, fresh: Printer) -> Purged:
        made = make_printer(self.link)
        rows = self.link.rows(several(WHOLE, len(numbers)), numbers)
        self.link.run_many(PURGE, [_blank(row, made, fresh, at) for row in rows])
        if kind == "author":
            for row in rows:
                self._detach(row, made)
        self.link.run_many(UNMARK, [dict(row) for row in rows if row["author_id"]])
        for sql in OF_MENTION:
            self.link.run(several(sql, len(numbers)), numbers)
        self.link.run(several(ANOTHER_LEAD, len(numbers)), numbers)
        cases = self.link.rows(several(LEFT_EMPTY, len(numbers)), numbers)
        self._empty(cases, at)
        return Purged(len(rows), len(cases), unquote(self.link, rows))

    def _detach(self, row: Row, made: Printer) -> None:
        """Take the name of an erased mention out of what others wrote under it and of what is noted of it."""
        own = made.mention(row["source"], row["external_id"])
        values = {"source": row["source"], "was": row["external_id"], "own": own, "thread": row["thread_id"]}
        self.link.run(ANSWERED_BY_OTHERS, values)
        self.link.run(FORGET_STAMP, values)
        author = row["author_id"]
        if row["thread_id"] == row["external_id"] and author and author in row["external_id"]:
            self.link.run(UNDER, values)
            self.link.run(FORGET_THREAD, values)

    def _empty(self, cases: Sequence[Row], at: datetime) -> None:
        """Close cases of which nothing is left, and remove what colleagues wrote about them."""
        own = [row["id"] for row in cases]
        numbers = [row["id"] for row in self.link.rows(several(WITH_MERGED, len(own)), own)]
        for sql in OF_CASE:
            self.link.run(several(sql, len(numbers)), numbers)
        for row in cases:
            if Status(row["status"]) in UNSETTLED:
                changes = {"status": Status.CLOSED.value, "reason": ERASED, "snoozed_until": None}
                Ledger(self.link).act(row["id"], "close", None, at, changes, {"reason": ERASED})


def _due(rule: Rule) -> tuple[str, list[object]]:
    clauses, values = [MOMENTS[rule.moment]], [to_text(rule.before)]
    for column, value in (("brand", rule.brand), ("platform", rule.platform)):
        if value is not None:
            clauses.append(f"{column} = ?")
            values.append(value)
    if rule.but:
        clauses.append(f"brand not in ({', '.join('?' * len(rule.but))})")
        values += rule.but
    return DUE.format(" and ".join(clauses)), list(values)


def _blank(row: Row, made: Printer, fresh: Printer, at: datetime) -> dict[str, object]:
    """What stands in place of a mention: nothing that leads to a person, but the same author once a day."""
    source, who = row["source"], row["author_id"] or row["author_name"]
    day = row["published_at"][:10]
    return {
        "id": row["id"],
        "own": made.mention(source, row["external_id"]),
        "thread": made.mention(source, row["thread_id"]),
        "parent": made.mention(source, row["parent_id"]) if row["parent_id"] else None,
        "author": fresh.of(row["platform"], who, day) if who else None,
        "never": NEVER,
        "at": to_text(at),
    }


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]


def _removal(row: Row) -> Removal:
    purged = Purged(row["mentions"], row["cases"], row["alerts"])
    return Removal(row["kind"], from_text(row["at"]), purged, from_text(row["scrubbed_at"]))
