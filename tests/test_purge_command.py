"""`vidhuk purge` on the command line."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models.moments import now
from models.store import Store
from service import cli
from tests.factories import keep, mention
from tests.test_export_command import CONFIG

RETENTION = '[retention]\nkeep = "365d"\n'


@pytest.fixture
def config(tmp_path: Path, store: Store) -> Path:
    """A configuration over a store with an old mention and a new one of the same author."""
    who = {"author_id": "id7", "author_name": "Оля"}
    keep(store, mention(1, published_at=now() - timedelta(days=400), **who), mention(2, **who))
    store.close()
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(folder=tmp_path) + RETENTION, encoding="utf-8")
    return path


def purge(config: Path, *words: str, **more: str) -> Result:
    return CliRunner().invoke(cli, ["purge", "--config", str(config), *words], **more)  # type: ignore[arg-type]


def kept(store: Store) -> list[bool]:
    return [store.mentions.get(number).purged_at is None for number in (1, 2)]  # type: ignore[union-attr]


def test_a_dry_run_counts_and_removes_nothing(config: Path, store: Store) -> None:
    assert json.loads(purge(config, "--dry-run", "--json").output) == {"due": 1}
    assert kept(store) == [True, True]


def test_what_is_too_old_goes(config: Path, store: Store) -> None:
    assert "1 mentions removed" in purge(config).output
    assert kept(store) == [False, True]


def test_an_author_goes_only_when_somebody_has_said_yes(config: Path, store: Store) -> None:
    author = ("--author", "Оля", "--platform", "telegram")
    assert "2 mentions of id7" in purge(config, *author, "--dry-run").output
    refused = purge(config, *author, input="n\n")
    assert (refused.exit_code, kept(store)) == (1, [True, True])
    assert "2 mentions removed" in purge(config, *author, input="y\n").output
    assert kept(store) == [False, False]
    assert "2 mentions" in purge(config, "--log").output
    assert "id7" not in purge(config, "--log", "--json").output


def test_an_author_without_a_platform_is_wrong_usage(config: Path) -> None:
    assert purge(config, "--author", "Оля").exit_code == 2
