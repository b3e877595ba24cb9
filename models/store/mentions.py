"""What people said: kept once, edits with their history, deletions as a mark."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.moments import from_text, to_text
from models.records import Batch, Kept, Kind, Mention, Revision, StoredMention
from models.retention import REFRESHED
from models.store.erased import wanted
from models.store.link import Link, Row, several
from models.store.search import forget
from models.store.sources import KEEP_CURSOR
from models.store.threads import KEEP_THREAD, thread_values

CHUNK = 500
SEEN_DAILY = timedelta(days=1)  # noted no oftener that a platform showed a mention again

EXISTING = """
    select id, external_id, text, revision, deleted_at, rating, likes, replies, shares, views, reactions,
        collected_at, refreshed_at, author_id, author_name, url
    from mentions where source = ? and external_id in (:each)
"""

TOLD = ("author_id", "author_name", "url")
KINDS = {kind: kind.value for kind in Kind}
COUNTED = ("rating", "likes", "replies", "shares", "views", "reactions")
COLUMNS = (
    *("brand", "source", "platform", "external_id", "kind", "thread_id", "parent_id", "position", "url"),
    *("author_id", "author_name", "by_brand", "text", "published_at", "collected_at", "edited_at"),
    *("backfilled", "attachments", *COUNTED),
)
# by place and not by name: binding names is what a batch of a hundred would spend half its time on
INSERT = f"insert into mentions ({', '.join(COLUMNS)}) values ({', '.join('?' * len(COLUMNS))})"

KEEP_OLD_TEXT = """
    insert into revisions (mention_id, revision, text, replaced_at)
    select id, revision, text, :at from mentions where id = :id
"""

EDIT = """
    update mentions set text = :text, revision = revision + 1, judged_by = null, weighed = 0,
        worded = 0, edited_at = coalesce(:edited_at, :at)
    where id = :id
"""

RECOUNT = """
    update mentions set rating = coalesce(:rating, rating), likes = coalesce(:likes, likes),
        replies = coalesce(:replies, replies), shares = coalesce(:shares, shares),
        views = coalesce(:views, views), reactions = coalesce(:reactions, reactions),
        weighed = weighed and not exists (select 1 from case_mentions where mention_id = :id)
    where id = :id
"""

# a platform that calls tells less than one that is asked: what it left out is filled in later
COMPLETE = """
    update mentions set author_id = coalesce(author_id, :author_id),
        author_name = coalesce(author_name, :author_name), url = coalesce(url, :url)
    where id = :id
"""

SEEN_AGAIN = "update mentions set refreshed_at = :at where id = :id"

RETURN = "update mentions set deleted_at = null where id = :id"

VANISH = """
    update mentions set deleted_at = ?
    where source = ? and deleted_at is null and external_id in (:each)
"""

THREAD = """
    select * from mentions where source = :source and thread_id = :thread_id
    order by published_at, id limit :limit
"""


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    shown_at: str  # when the platform last showed it, as far as that is noted
    text: str
    deleted: bool
    counts: tuple[object, ...]
    told: tuple[object, ...]


class Mentions:
    """Mentions by source and external id."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def keep(self, source: str, batch: Batch, at: datetime, backfilled: bool = False) -> Kept:
        """Keep a batch whole: new mentions, edits, deletions and cursors in one transaction.

        What was erased or purged before is left out.
        """
        with self.link.writing():
            new, edited = self._keep(source, batch.mentions, at, backfilled) if batch.mentions else (0, 0)
            deleted = self._vanish(source, batch.vanished, at)
            if batch.threads:
                self.link.run_many(KEEP_THREAD, [thread_values(source, each) for each in batch.threads])
            if batch.cursor is not None:
                self.link.run(KEEP_CURSOR, {"source": source, "cursor": batch.cursor})
        return Kept(new, edited, deleted)

    def _keep(
        self, source: str, mentions: Iterable[Mention], at: datetime, backfilled: bool
    ) -> tuple[int, int]:
        """How many were new, and how many had another text."""
        latest = wanted(self.link, source, mentions)
        known = self._known(source, list(latest))
        fresh = [mention for key, mention in latest.items() if key not in known]
        seen = (to_text(at), int(backfilled))
        self.link.run_many(INSERT, [_values(each, *seen) for each in fresh])
        return len(fresh), self._refresh(known, [latest[key] for key in latest if key in known], at)

    def get(self, mention_id: int) -> StoredMention | None:
        """One mention; None when there is none of that number."""
        row = self.link.row("select * from mentions where id = :id", {"id": mention_id})
        return stored(row) if row else None

    def find(self, source: str, external_id: str) -> StoredMention | None:
        """One mention by what its platform calls it."""
        sql = "select * from mentions where source = :source and external_id = :external_id"
        row = self.link.row(sql, {"source": source, "external_id": external_id})
        return stored(row) if row else None

    def thread(self, source: str, thread_id: str, limit: int = 500) -> list[StoredMention]:
        """The post and the comments of one thread, oldest first."""
        values = {"source": source, "thread_id": thread_id, "limit": limit}
        return [stored(row) for row in self.link.rows(THREAD, values)]

    def revisions(self, mention_id: int) -> list[Revision]:
        """The texts that edits replaced, oldest first."""
        sql = "select * from revisions where mention_id = :id order by revision"
        rows = self.link.rows(sql, {"id": mention_id})
        return [Revision(row["revision"], row["text"], from_text(row["replaced_at"])) for row in rows]

    def count(self) -> int:
        """How many mentions are kept."""
        row = self.link.row("select count(*) as many from mentions")
        return int(row["many"]) if row else 0

    def _known(self, source: str, keys: Sequence[str]) -> dict[str, _Known]:
        known = {}
        for start in range(0, len(keys), CHUNK):
            part = keys[start : start + CHUNK]
            for row in self.link.rows(several(EXISTING, len(part)), [source, *part]):
                counts = tuple(row[name] for name in COUNTED)
                gone = row["deleted_at"] is not None
                told = tuple(row[name] for name in TOLD)
                shown_at = row["refreshed_at"] or row["collected_at"]
                known[row["external_id"]] = _Known(row["id"], shown_at, row["text"], gone, counts, told)
        return known

    def _refresh(self, known: dict[str, _Known], seen: Iterable[Mention], at: datetime) -> int:
        edited, stale = 0, to_text(at - SEEN_DAILY)
        for mention in seen:
            was = known[mention.external_id]
            edit = {"id": was.id, "text": mention.text, "at": to_text(at)}
            if mention.text != was.text:
                self.link.run(KEEP_OLD_TEXT, {"id": was.id, "at": to_text(at)})
                self.link.run(EDIT, edit | {"edited_at": to_text(mention.edited_at)})
                forget(self.link, was.id)
                edited += 1
            if mention.platform in REFRESHED and was.shown_at < stale:
                self.link.run(SEEN_AGAIN, {"id": was.id, "at": to_text(at)})
            if was.deleted:
                self.link.run(RETURN, {"id": was.id})
            counts = _counts(mention)
            if any(now not in (None, old) for now, old in zip(counts.values(), was.counts, strict=True)):
                self.link.run(RECOUNT, counts | {"id": was.id})
            told = {"author_id": mention.author_id, "author_name": mention.author_name, "url": mention.url}
            if any(old is None and now is not None for now, old in zip(told.values(), was.told, strict=True)):
                self.link.run(COMPLETE, told | {"id": was.id})
        return edited

    def _vanish(self, source: str, keys: Sequence[str], at: datetime) -> int:
        gone = 0
        for start in range(0, len(keys), CHUNK):
            part = keys[start : start + CHUNK]
            gone += self.link.run(several(VANISH, len(part)), [to_text(at), source, *part])
        return gone


def stored(row: Row) -> StoredMention:
    """The record that a row of `mentions` holds."""
    mention = Mention(
        brand=row["brand"],
        source=row["source"],
        platform=row["platform"],
        external_id=row["external_id"],
        kind=Kind(row["kind"]),
        text=row["text"],
        published_at=from_text(row["published_at"]),
        thread_id=row["thread_id"],
        parent_id=row["parent_id"],
        position=row["position"],
        url=row["url"],
        author_id=row["author_id"],
        author_name=row["author_name"],
        by_brand=bool(row["by_brand"]),
        edited_at=from_text(row["edited_at"]),
        rating=row["rating"],
        likes=row["likes"],
        replies=row["replies"],
        shares=row["shares"],
        views=row["views"],
        reactions=json.loads(row["reactions"]) if row["reactions"] else None,
        attachments=tuple(json.loads(row["attachments"])),
    )
    return StoredMention(
        id=row["id"],
        mention=mention,
        collected_at=from_text(row["collected_at"]),
        deleted_at=from_text(row["deleted_at"]),
        revision=row["revision"],
        backfilled=bool(row["backfilled"]),
        purged_at=from_text(row["purged_at"]),
    )


def _reactions(mention: Mention) -> str | None:
    return None if mention.reactions is None else json.dumps(dict(mention.reactions), ensure_ascii=False)


def _counts(mention: Mention) -> dict[str, object]:
    return {
        "rating": mention.rating,
        "likes": mention.likes,
        "replies": mention.replies,
        "shares": mention.shares,
        "views": mention.views,
        "reactions": _reactions(mention),
    }


def _values(mention: Mention, collected_at: str, backfilled: int) -> tuple[object, ...]:
    return (
        mention.brand,
        mention.source,
        mention.platform,
        mention.external_id,
        KINDS[mention.kind],
        mention.thread_id,
        mention.parent_id,
        mention.position,
        mention.url,
        mention.author_id,
        mention.author_name,
        int(mention.by_brand),
        mention.text,
        to_text(mention.published_at),
        collected_at,
        to_text(mention.edited_at),
        backfilled,
        json.dumps(mention.attachments) if mention.attachments else "[]",
        mention.rating,
        mention.likes,
        mention.replies,
        mention.shares,
        mention.views,
        _reactions(mention),
    )
