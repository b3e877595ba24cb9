"""The schema: golden, and reachable from every earlier step."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from models.migrations import migrations

GOLDEN = Path(__file__).with_name("schema.sql")


@contextmanager
def fresh() -> Iterator[Database]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield Database(connection)


def test_the_schema_is_the_golden_one() -> None:
    with fresh() as database:
        migrations.apply(database)
        assert database.schema + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_every_step_can_be_the_last_one_before_an_upgrade() -> None:
    with fresh() as newest:
        steps = migrations.pending(newest)
        migrations.apply(newest)
        for step in steps:
            with fresh() as old:
                migrations.apply(old, stop_before=step.name)
                migrations.apply(old)
                assert old.schema == newest.schema
