"""The schema: golden, and reachable from every earlier step."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from models.migrations import migrations

GOLDEN = Path(__file__).with_name("schema.sql")


def fresh() -> Database:
    return Database(sqlite3.connect(":memory:", isolation_level=None))


def test_the_schema_is_the_golden_one() -> None:
    database = fresh()
    migrations.apply(database)
    assert database.schema + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_every_step_can_be_the_last_one_before_an_upgrade() -> None:
    newest = fresh()
    migrations.apply(newest)
    for step in migrations.pending(fresh()):
        old = fresh()
        migrations.apply(old, stop_before=step.name)
        migrations.apply(old)
        assert old.schema == newest.schema
