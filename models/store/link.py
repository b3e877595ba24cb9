"""The connection: one per thread, write-ahead log, and faults in words."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from models.migrations import migrations

BUSY_SECONDS = 15
Row = sqlite3.Row
Values = Mapping[str, object] | Sequence[object]

FAULTS = {
    "locked": f"is locked by another process for over {BUSY_SECONDS} s; see what holds it and try again",
    "full": "the disk is full; free some space, nothing that was stored is lost",
    "readonly": "cannot be written; check the owner and rights of the file and its folder",
    "unable to open": "cannot be opened; check that the folder exists and may be written",
    "not a database": "is not a Vidhuk database; check the path in config.toml, [service] database",
    "malformed": "is damaged; restore the latest backup",
    "disk i/o": "the disk reports an error; check its health, then restore the latest backup",
}


class StoreError(Exception):
    """The database could not do what was asked; the text says why and what to do."""


class Link:
    """Connections to one database file; each thread has its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._open: set[sqlite3.Connection] = set()
        self._lock = threading.Lock()
        with self.explained():
            db = Database(self.connection)
            if migrations.pending(db):
                with self.writing():
                    migrations.apply(db)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened when first asked for."""
        ready: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if ready is None or ready not in self._open:
            ready = self._local.connection = _connect(self.path)
            with self._lock:
                self._open.add(ready)
        return ready

    def rows(self, sql: str, values: Values | None = None) -> list[Row]:
        """Every row of a query."""
        with self.explained():
            return self.connection.execute(sql, values or {}).fetchall()

    def row(self, sql: str, values: Values | None = None) -> Row | None:
        """The first row of a query; None when there is none."""
        with self.explained():
            found: Row | None = self.connection.execute(sql, values or {}).fetchone()
            return found

    def run(self, sql: str, values: Values | None = None) -> int:
        """Carry out one statement; returns how many rows it touched."""
        with self.explained():
            return self.connection.execute(sql, values or {}).rowcount

    def insert(self, sql: str, values: Values) -> int:
        """Carry out one insert; returns the new row's number."""
        with self.explained():
            return int(self.connection.execute(sql, values).lastrowid or 0)

    def run_many(self, sql: str, values: Iterable[Values]) -> int:
        """Carry out one statement for each set of values; returns how many rows it touched."""
        with self.explained():
            return self.connection.executemany(sql, values).rowcount

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing; nested blocks join the outer one."""
        if self.connection.in_transaction:
            yield
            return
        with self.explained():
            self.connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        with self.explained():
            self.connection.commit()

    def backup(self, target: Path) -> None:
        """Copy the whole database, as it is at one moment, into a new file while others go on working."""
        if target.exists():
            raise StoreError(f"backup {target}: stands there already; name a new file")
        unfinished = target.with_name(target.name + ".part")
        with self.explained():
            copy = sqlite3.connect(unfinished)
            self.connection.backup(copy)
            copy.close()
        unfinished.replace(target)

    def truncate_log(self) -> None:
        """Carry the write-ahead log over and empty it; StoreError while somebody reads for too long."""
        row = self.row("pragma wal_checkpoint(truncate)")
        if row is not None and row[0]:
            raise StoreError(f"database {self.path}: {FAULTS['locked']}")

    def close(self) -> None:
        """Close this thread's connection; when it goes on it gets a new one."""
        ready: sqlite3.Connection | None = getattr(self._local, "connection", None)
        with self._lock:
            if ready in self._open:
                self._open.discard(ready)
                ready.close()

    def close_all(self) -> None:
        """Close the connections of all threads, none of which may be at work."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn the faults of SQLite that a person can mend into words."""
        try:
            yield
        except sqlite3.DatabaseError as fault:
            text = str(fault).lower()
            for sign, words in FAULTS.items():
                if sign in text:
                    raise StoreError(f"database {self.path}: {words}") from fault
            raise


def _connect(path: Path) -> sqlite3.Connection:
    # each thread uses its own; only the closing of all of them happens in one
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        for pragma in ("journal_mode = wal", "foreign_keys = on", "synchronous = normal"):
            connection.execute(f"pragma {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def several(sql: str, count: int) -> str:
    """A statement whose `(:each)` takes `count` bound values; no value enters the text."""
    return sql.replace("(:each)", f"({', '.join('?' * count)})")
