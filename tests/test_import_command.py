"""`vidhuk import` on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models.store import Store
from service import cli
from tests.factories import keep, mention
from tests.test_export_command import CONFIG


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    return path


def vidhuk(config: Path, command: str, *words: str) -> Result:
    return CliRunner().invoke(cli, [command, "--config", str(config), *words])


def written(config: Path, text: str) -> str:
    path = config.with_name("a.csv")
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_dry_run_shows_the_first_rows_and_each_bad_line(config: Path) -> None:
    file = written(config, "Дата,Автор,Текст\n03/04/2026 10:00,Оля,Де посилка?\nколись,Ігор,Ой\n")
    done = vidhuk(config, "import", file, "--dry-run")
    assert done.exit_code == 0
    assert "read as: text = Текст, at = Дата, author = Автор" in done.output
    assert "2026-04-03 10:00:00+0300 | zoria | import | Оля | Де посилка?" in done.output
    assert "every date could begin with the day or the month" in done.output
    assert "1 would be new" in done.output
    assert "line 3: the date 'колись' cannot be read" in done.output


def test_a_program_gets_the_counts_and_every_bad_line(config: Path) -> None:
    done = vidhuk(config, "import", written(config, "date,text\nx,y\n"), "--json")
    said = json.loads(done.output)
    assert done.exit_code == 1  # nothing of it could be kept
    assert said["bad"] == [{"number": 2, "reason": "the date 'x' cannot be read"}]


def test_a_file_without_known_headings_says_what_to_say(config: Path) -> None:
    refused = vidhuk(config, "import", written(config, "a,b\n1,2\n"))
    assert refused.exit_code == 1
    assert "--map text=HEADING" in refused.output


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.jsonl"])
def test_what_export_writes_can_be_imported(config: Path, tmp_path: Path, name: str) -> None:
    first = Store(tmp_path / "vidhuk.db")
    keep(first, mention(1, "=Де посилка?", rating=4.0), mention(2, "Мій номер 067 123 45 67"))
    first.close_all()
    file = str(tmp_path / name)
    assert vidhuk(config, "export", file).exit_code == 0
    here = vidhuk(config, "import", file, "--json")
    assert json.loads(here.output)["collected"] == 2  # the same house has them already

    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "config.toml"
    other.write_text(CONFIG.format(folder=tmp_path / "other"), encoding="utf-8")
    there = vidhuk(other, "import", file, "--json")
    assert json.loads(there.output)["kept"]["new"] == 2
    second = Store(tmp_path / "other" / "vidhuk.db")
    kept = second.mentions.find("import", "zoria-telegram/0/1")
    second.close_all()
    assert kept is not None
    assert (kept.mention.text, kept.mention.rating, kept.mention.platform) == (
        "=Де посилка?",
        4.0,
        "telegram",
    )
    assert kept.mention.published_at == mention(1).published_at
