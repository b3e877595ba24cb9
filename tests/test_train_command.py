"""`vidhuk train` on the command line: from the shipped base and the staff's decisions, or nothing at all."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models.records import Decision
from models.store import Store
from service import cli
from tests.classifier.gnomes import said
from tests.factories import NOW, keep, mention, user

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

GOOD = {"text": "Гном утік", "flags": ["complaint"]}

# the second line of a file, and what is said of it
FAULTS = [
    ('{"text": "Гном"', "line 2: not JSON"),
    (json.dumps({"text": "Гном", "flags": ["anger"]}), "line 2: unknown value 'anger' in flags"),
    (json.dumps({"text": " ", "flags": []}), "line 2: no text"),
    (json.dumps({"text": "Гном утік", "flags": ["praise"]}), "line 2: the text of line 1 with other flags"),
    (json.dumps({"text": "Гном зник", "flags": ["complaint"]}), "every comment has the same flags"),
]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    return path


def vidhuk(config: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [words[0], "--config", str(config), "--json", *words[1:]])


@pytest.mark.parametrize(("bad", "words"), FAULTS)
def test_a_bad_file_is_refused_with_its_line_and_changes_nothing(
    config: Path, tmp_path: Path, bad: str, words: str
) -> None:
    file = tmp_path / "march.jsonl"
    file.write_text(f"{json.dumps(GOOD)}\n{bad}\n", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    answer = vidhuk(config, "train", "--data", str(file), "--name", "march", "--activate")
    assert answer.exit_code == 1
    assert f"march.jsonl{':' if words.startswith('every') else ''} {words}" in answer.stderr
    assert "Traceback" not in answer.output
    assert [path for path in sorted(tmp_path.rglob("*")) if "vidhuk.db" not in path.name] == before
    assert len(vidhuk(config, "artefacts").stdout.splitlines()) == 1


def test_decisions_alone_make_an_artefact_on_the_shipped_base(config: Path, store: Store) -> None:
    decisions = said()
    numbers = keep(store, *(mention(place, each.text) for place, each in enumerate(decisions, 2)))
    person = user(store).id
    for number, each in zip(numbers, decisions, strict=True):
        store.decisions.record(Decision(number, each.flags, person, NOW))
    answer = vidhuk(config, "train", "--name", "gnomes", "--activate")
    assert answer.exit_code == 0, answer.output
    told = [json.loads(line) for line in answer.stdout.splitlines()]
    assert (told[0]["artefact"], told[0]["decisions"], told[-1]["active"]) == ("gnomes", 50, "gnomes")
