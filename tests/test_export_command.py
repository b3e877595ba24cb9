"""`vidhuk export` on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from classifier.search import write_search_forms
from models.store import Store
from service import cli
from tests.factories import keep, mention

CONFIG = """
[service]
database = "{folder}/vidhuk.db"
[[brands]]
name = "zoria"
title = "Пошта Зоря"
[[sources]]
name = "zoria-telegram"
brand = "zoria"
platform = "telegram"
target = "zoria_post"
"""


@pytest.fixture
def config(tmp_path: Path, store: Store) -> Path:
    """A configuration over a store with two mentions."""
    keep(store, mention(1, "Де моя посилка?"), mention(2, "Лист прийшов"))
    write_search_forms(store)
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    return path


def export(config: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["export", "--config", str(config), *words])


def test_what_the_query_leaves_is_written_as_json_lines(config: Path) -> None:
    done = export(config, "--json", "--query", "q=посилки&brand=zoria")
    assert [json.loads(line)["text"] for line in done.output.splitlines()] == ["Де моя посилка?"]


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.csv", "\ufeffcase,".encode()), ("a.xlsx", b"PK"), ("a.jsonl", b"{"), ("a", "\ufeff".encode())],
)
def test_the_ending_of_the_file_says_the_format(config: Path, name: str, begins: bytes) -> None:
    target = config.with_name(name)
    assert export(config, str(target)).exit_code == 0
    assert target.read_bytes().startswith(begins)


def test_a_query_that_makes_no_sense_says_what_would(config: Path) -> None:
    refused = export(config, "--query", "label=x")
    assert refused.exit_code == 2
    assert "choose" in refused.output
