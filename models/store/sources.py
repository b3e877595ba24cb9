"""How each source is doing: its turns, its faults, its next time."""

from datetime import datetime, timedelta

from models.moments import from_text, to_text
from models.records import Kept, SourceState
from models.store.link import Link, Row

KEEP_CURSOR = """
    insert into sources (source, cursor) values (:source, :cursor)
    on conflict (source) do update set cursor = excluded.cursor
"""

REGISTER = "insert into sources (source) values (:source) on conflict (source) do nothing"

BEGIN = """
    update sources set started_at = :at, claimed_until = :until
    where source = :source and (claimed_until is null or claimed_until <= :at)
"""

RENEW = """
    update sources set claimed_until = :until where source = :source and started_at = :started_at
        and claimed_until is not null
"""

SUCCEED = """
    update sources set succeeded_at = :at, backfilled_at = coalesce(backfilled_at, :at), claimed_until = null,
        error = null, permanent = 0, failures = 0, retry_at = null, new = :new
    where source = :source
"""

FAIL = """
    update sources set failed_at = :at, claimed_until = null, error = :error, permanent = :permanent,
        failures = failures + 1, retry_at = :retry_at, new = :new
    where source = :source
"""

LOG_TURN = """
    insert into turns (source, started_at, ended_at, new, edited, deleted, error)
    select source, started_at, :at, :new, :edited, :deleted, :error from sources where source = :source
"""


class Sources:
    """Source states by the source's name."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def state(self, source: str) -> SourceState:
        """How one source is doing; all blank before its first turn."""
        row = self.link.row("select * from sources where source = :source", {"source": source})
        return _state(row) if row else self.blank(source)

    @staticmethod
    def blank(source: str) -> SourceState:
        """The state of a source before its first turn."""
        return SourceState(source, *(None,) * 6, False, 0, None, 0, None)

    def states(self) -> dict[str, SourceState]:
        """How every source that has had a turn, or has one planned, is doing; by name."""
        return {row["source"]: _state(row) for row in self.link.rows("select * from sources")}

    def begin(self, source: str, at: datetime, lease: timedelta) -> bool:
        """Claim the next turn; False while another process has one under way."""
        with self.link.writing():
            self.link.run(REGISTER, {"source": source})
            values = {"source": source, "at": to_text(at), "until": to_text(at + lease)}
            return self.link.run(BEGIN, values) == 1

    def renew(self, source: str, started_at: datetime, until: datetime | None) -> bool:
        """Hold the turn begun at `started_at` for longer, or let go of it (None); False when it was lost."""
        values = {"source": source, "started_at": to_text(started_at), "until": to_text(until)}
        return self.link.run(RENEW, values) == 1

    def succeed(self, source: str, kept: Kept, at: datetime) -> None:
        """A turn went well to its end."""
        with self.link.writing():
            self.link.run(SUCCEED, {"source": source, "at": to_text(at), "new": kept.new})
            self._log(source, kept, None, at)

    def fail(
        self, source: str, kept: Kept, error: str, permanent: bool, retry_at: datetime | None, at: datetime
    ) -> None:
        """A turn broke off; what it had kept until then stays."""
        values = {
            "source": source,
            "at": to_text(at),
            "error": error,
            "permanent": int(permanent),
            "retry_at": to_text(retry_at),
            "new": kept.new,
        }
        with self.link.writing():
            self.link.run(REGISTER, {"source": source})
            self.link.run(FAIL, values)
            self._log(source, kept, error, at)

    def retry_now(self, source: str) -> None:
        """Forget a fault, so that the next turn is not held back by it."""
        sql = "update sources set permanent = 0, retry_at = null where source = :source"
        self.link.run(sql, {"source": source})

    def pause(self, source: str, who: str, at: datetime) -> None:
        """Let a source rest until somebody lets it go on."""
        with self.link.writing():
            self.link.run(REGISTER, {"source": source})
            sql = "update sources set paused_at = :at, paused_by = :who where source = :source"
            self.link.run(sql, {"source": source, "who": who, "at": to_text(at)})

    def resume(self, source: str) -> None:
        """Let a source go on; a fault from before its rest is forgotten."""
        sql = "update sources set paused_at = null, paused_by = null where source = :source"
        self.link.run(sql, {"source": source})
        self.retry_now(source)

    def plan(self, source: str, next_at: datetime | None) -> None:
        """Note when the clock will start the next turn."""
        with self.link.writing():
            self.link.run(REGISTER, {"source": source})
            sql = "update sources set next_at = :next_at where source = :source"
            self.link.run(sql, {"source": source, "next_at": to_text(next_at)})

    def _log(self, source: str, kept: Kept, error: str | None, at: datetime) -> None:
        values = {
            "source": source,
            "at": to_text(at),
            "new": kept.new,
            "edited": kept.edited,
            "deleted": kept.deleted,
            "error": error,
        }
        self.link.run(LOG_TURN, values)


def _state(row: Row) -> SourceState:
    return SourceState(
        source=row["source"],
        cursor=row["cursor"],
        backfilled_at=from_text(row["backfilled_at"]),
        started_at=from_text(row["started_at"]),
        succeeded_at=from_text(row["succeeded_at"]),
        failed_at=from_text(row["failed_at"]),
        error=row["error"],
        permanent=bool(row["permanent"]),
        failures=row["failures"],
        retry_at=from_text(row["retry_at"]),
        new=row["new"],
        next_at=from_text(row["next_at"]),
        paused_at=from_text(row["paused_at"]),
        paused_by=row["paused_by"],
    )
