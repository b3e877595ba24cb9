"""How far each thread has been read, and what is known of it."""

from datetime import datetime

from models.moments import from_text, to_text
from models.records import Known, ThreadState
from models.store.link import Link, Row

KEEP_THREAD = """
    insert into threads (source, thread_id, cursor, replies, published_at, read_at)
    values (:source, :thread_id, :cursor, :replies, :published_at, :read_at)
    on conflict (source, thread_id) do update set
        cursor = coalesce(excluded.cursor, cursor),
        replies = coalesce(excluded.replies, replies),
        published_at = coalesce(excluded.published_at, published_at),
        read_at = coalesce(excluded.read_at, read_at)
"""

RECENT = """
    select * from threads
    where source = :source and (:since is null or published_at >= :since)
    order by published_at desc, thread_id limit :limit
"""

KNOWN = """
    select external_id, parent_id, position, text, published_at, deleted_at
    from mentions where source = :source and thread_id = :thread_id
"""

LATEST_POSTS = """
    select external_id, parent_id, position, text, published_at, deleted_at
    from mentions where source = :source and kind = 'post' and purged_at is null
        and (:since is null or published_at >= :since)
    order by published_at desc limit :limit
"""


class Threads:
    """Threads by source and the external id of their post."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def get(self, source: str, thread_id: str) -> ThreadState | None:
        """How far one thread has been read; None when it never was."""
        sql = "select * from threads where source = :source and thread_id = :thread_id"
        row = self.link.row(sql, {"source": source, "thread_id": thread_id})
        return _thread(row) if row else None

    def recent(self, source: str, since: datetime | None = None, limit: int = 200) -> list[ThreadState]:
        """The threads that began at `since` or later, newest first."""
        values = {"source": source, "since": to_text(since), "limit": limit}
        return [_thread(row) for row in self.link.rows(RECENT, values)]

    def marked(self, source: str, cursor: str, limit: int) -> list[str]:
        """The names of threads with that cursor."""
        sql = "select thread_id from threads where source = :source and cursor = :cursor limit :limit"
        rows = self.link.rows(sql, {"source": source, "cursor": cursor, "limit": limit})
        return [row["thread_id"] for row in rows]

    def known(self, source: str, thread_id: str) -> dict[str, Known]:
        """What is stored of one thread, its post included, by external id."""
        rows = self.link.rows(KNOWN, {"source": source, "thread_id": thread_id})
        return {row["external_id"]: _known(row) for row in rows}

    def posts(self, source: str, since: datetime | None = None, limit: int = 500) -> dict[str, Known]:
        """The stored posts published at `since` or later, newest first, by external id."""
        values = {"source": source, "since": to_text(since), "limit": limit}
        return {row["external_id"]: _known(row) for row in self.link.rows(LATEST_POSTS, values)}


def thread_values(source: str, thread: ThreadState) -> dict[str, object]:
    """What `KEEP_THREAD` binds."""
    return {
        "source": source,
        "thread_id": thread.thread_id,
        "cursor": thread.cursor,
        "replies": thread.replies,
        "published_at": to_text(thread.published_at),
        "read_at": to_text(thread.read_at),
    }


def _thread(row: Row) -> ThreadState:
    return ThreadState(
        thread_id=row["thread_id"],
        cursor=row["cursor"],
        replies=row["replies"],
        published_at=from_text(row["published_at"]),
        read_at=from_text(row["read_at"]),
    )


def _known(row: Row) -> Known:
    return Known(
        external_id=row["external_id"],
        parent_id=row["parent_id"],
        position=row["position"],
        text=row["text"],
        published_at=from_text(row["published_at"]),
        deleted=row["deleted_at"] is not None,
    )
