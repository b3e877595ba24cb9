"""The roof: commands as a stranger would use them, and jobs on the clock."""

import json
import stat
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import service
from models.store import Store, StoreError
from models.store.queue import Filters
from service import Job, Roof, cli, clock, take_turn
from tests.factories import NOW, keep, mention

CONFIG = """
[[brands]]
name = "zoria"
title = "Пошта Зоря"

[[sources]]
name = "zoria-vk"
brand = "zoria"
platform = "vk"
target = "zoria_post"
base_url = "http://127.0.0.1:9"
token_env = "VK_TOKEN"

[mail]
host = "127.0.0.1"
port = 9
from = "vidhuk@example.org"
to = ["smm@example.org"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def vidhuk(*words: str, config: Path | None = None, given: str = "", **environ: str) -> Result:
    more = ["--config", str(config)] if config else []
    return CliRunner(env=environ).invoke(cli, [*words, *more], input=given)


def test_classify_writes_a_line_for_each_comment_in_their_order() -> None:
    lines = '{"id": "17", "text": "Де моя посилка вже місяць?"}\n{"id": "18", "text": "Дякую!"}\n'
    answer = vidhuk("classify", given=lines)
    first, second = (json.loads(line) for line in answer.stdout.splitlines())
    assert (first["id"], second["id"], second["primary"]) == ("17", "18", "praise")
    assert set(first["scores"]) == {"complaint", "question", "praise", "risk"}
    assert all(0 <= each["start"] < each["end"] <= 26 for each in first["evidence"])


def test_classify_takes_plain_lines_and_leaves_evidence_out_when_asked() -> None:
    answer = vidhuk("classify", "--no-evidence", given="Дякую!\n\n")
    first, second = (json.loads(line) for line in answer.stdout.splitlines())
    assert (first["id"], second["id"], second["primary"]) == ("1", "2", "other")
    assert "evidence" not in first


def test_classify_names_the_line_that_is_no_json() -> None:
    answer = vidhuk("classify", given='{"text": "Дякую"}\nнічого\n')
    assert answer.exit_code == 1
    assert "line 2: is not a JSON object" in answer.stderr
    assert "Traceback" not in answer.output


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("judge", "--config", "absent.toml"), 1, "absent.toml: there is no such file"),
        (("classify", "--artefact", "nope"), 1, "nope: no such artefact"),
        (("classify", "absent.txt"), 2, "absent.txt"),
        (("collect", "--since", "soon"), 2, "soon"),
        (("artefacts", "activate"), 2, "name the artefact to activate"),
        (("fly",), 2, "fly"),
    ],
)
def test_bad_input_gets_one_line_and_the_right_status(words: tuple[str, ...], status: int, said: str) -> None:
    answer = vidhuk(*words)
    assert answer.exit_code == status
    assert said in answer.stderr
    assert "Traceback" not in answer.output


def test_a_missing_token_is_named_and_stops_only_its_source(config: Path) -> None:
    answer = vidhuk("collect", config=config)
    assert answer.exit_code == 1
    assert "zoria-vk: the environment variable VK_TOKEN is not set" in answer.output


def test_check_says_what_to_do_of_each_part_and_shows_no_secret(config: Path) -> None:
    answer = vidhuk("check", config=config, VK_TOKEN="s3cr3t-token")
    assert answer.exit_code == 1
    lines = dict(line.split(": ", 1) for line in answer.stdout.splitlines())
    assert lines["artefact"] == "OK"
    assert "no usable answer" in lines["source zoria-vk"]
    assert "mail" in lines
    assert "s3cr3t" not in answer.output


def test_a_person_is_added_once_and_a_short_password_is_refused(config: Path) -> None:
    add = ("user", "add", "olena", "--role", "lead", "--password-stdin")
    assert "too short" in vidhuk(*add, config=config, given="short\n").stderr
    assert vidhuk(*add, config=config, given="довгий пароль\n").exit_code == 0
    assert "login is taken" in vidhuk(*add, config=config, given="довгий пароль\n").stderr
    listed = vidhuk("user", "--json", config=config)
    assert json.loads(listed.stdout)["role"] == "lead"
    assert "argon2" not in listed.output


def test_a_person_may_be_given_a_role_at_one_brand(config: Path) -> None:
    vidhuk("user", "add", "olena", "--password-stdin", config=config, given="довгий пароль\n")
    assert "unknown brand" in vidhuk("user", "rights", "olena", "--brand", "nobody", config=config).stderr
    answer = vidhuk("user", "rights", "olena", "--role", "lead", "--brand", "zoria", config=config)
    assert answer.exit_code == 0
    assert json.loads(vidhuk("user", "--json", config=config).stdout)["brands"] == {"zoria": "lead"}
    assert "lead at zoria" in vidhuk("user", config=config).stdout


def test_a_person_may_be_given_a_mail_later(config: Path) -> None:
    vidhuk("user", "add", "olena", "--password-stdin", config=config, given="довгий пароль\n")
    assert vidhuk("user", "rights", "olena", "--mail", "olena@example.org", config=config).exit_code == 0
    assert json.loads(vidhuk("user", "--json", config=config).stdout)["mail"] == "olena@example.org"


def test_check_looks_at_the_provider_of_identities(config: Path) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write(
            '\n[login]\nissuer = "http://127.0.0.1:9"\nclient_id = "x"\nclient_secret_env = "ID_KEY"\n'
        )
    lines = vidhuk("check", config=config).stdout.splitlines()
    assert "login: the environment variable ID_KEY is not set; set it" in lines
    lines = vidhuk("check", config=config, ID_KEY="s3cr3t").stdout.splitlines()
    assert "login: the provider gives no answer (ConnectError); see whether it can be reached" in lines


def test_judge_labels_what_waits_and_opens_its_cases(config: Path) -> None:
    (config.parent / "var").mkdir()
    store = Store(config.parent / "var/vidhuk.db")
    keep(store, mention(1, "Де моя посилка вже місяць?"), mention(2, "Дякую!"))
    answer = vidhuk("judge", "--json", config=config)
    assert json.loads(answer.stdout)["judged"] == 2
    assert json.loads(vidhuk("judge", "--json", config=config).stdout)["judged"] == 0
    assert store.queue.by_label(Filters()) != {}
    store.close()


def test_a_backup_is_written_once(config: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "copy.db")
    assert vidhuk("backup", target, config=config).exit_code == 0
    assert "stands there already" in vidhuk("backup", target, config=config).stderr


def test_the_secret_of_the_sessions_is_kept_for_its_owner_alone(config: Path) -> None:
    first, second = Roof(config, False).secret, Roof(config, False).secret
    assert first == second
    assert stat.S_IMODE((config.parent / "var/secret.key").stat().st_mode) == 0o600


def test_a_job_that_fails_in_an_expected_way_is_a_line_and_goes_on(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def full() -> None:
        raise StoreError("database x: the disk is full; free some space")

    take_turn(Job("judge", timedelta(seconds=1), full), store)
    assert [record.getMessage() for record in caplog.records] == [
        "judge: database x: the disk is full; free some space"
    ]
    assert caplog.records[0].exc_info is None


def test_a_complaint_is_heard_once_until_it_changes(caplog: pytest.LogCaptureFixture) -> None:
    for reason in ("no answer", "no answer", "access refused", "no answer"):
        service.complain("collect somewhere", reason)
    assert [record.getMessage() for record in caplog.records] == [
        "collect somewhere: no answer",
        "collect somewhere: access refused",
        "collect somewhere: no answer",
    ]


def test_a_fault_that_was_mended_is_news_when_it_comes_back(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def full() -> None:
        raise StoreError("database y: the disk is full")

    every = timedelta(seconds=1)
    for turn in (full, full, lambda: None, full):
        take_turn(Job("a job that fails twice", every, turn), store)
    assert len(caplog.records) == 2


def test_a_damaged_artefact_is_named_and_labelling_goes_on_with_the_shipped_one(
    config: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = config.parent / "var/artefacts/broken"
    broken.mkdir(parents=True)
    (broken / "card.json").write_text("{", encoding="utf-8")
    (broken.parent / "active.json").write_text('["broken"]', encoding="utf-8")
    assert Roof(config, False).working_pipeline().name == "base-2026.11"
    assert "broken: its card is damaged" in caplog.text
    listed = vidhuk("artefacts", config=config)
    assert listed.exit_code == 0
    assert "* broken: its card is damaged" in listed.stdout
    assert "broken: its card is damaged" in vidhuk("check", config=config).stdout


def test_a_job_that_hangs_keeps_no_other_from_its_turn(store: Store) -> None:
    release, ran = threading.Event(), threading.Event()
    todo = [
        Job("collect slow", timedelta(hours=1), lambda: release.wait(20), "slow"),
        Job("collect quick", timedelta(hours=1), ran.set, "quick"),
    ]
    scheduler = clock(todo, store)
    scheduler.start()
    try:
        assert ran.wait(20)
        while store.sources.state("quick").next_at is None:
            time.sleep(0.01)
    finally:
        release.set()
        scheduler.shutdown()
    assert store.sources.state("quick").next_at > NOW  # type: ignore[operator]


def test_check_looks_at_the_channels_without_sending(config: Path) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write('\n[[channels]]\nname = "ops"\nkind = "webhook"\nurl_env = "OPS_URL"\n')
    lines = vidhuk("check", config=config).stdout.splitlines()
    assert "channel ops: the environment variable OPS_URL is not set; set it" in lines
    lines = vidhuk("check", config=config, OPS_URL="https://ops.example.org/hook").stdout.splitlines()
    assert "channel ops: OK" in lines


def test_a_digest_is_shown_and_nothing_is_queued(config: Path) -> None:
    shown = vidhuk("digest", "--show", "weekly", "--language", "en", config=config)
    assert shown.stdout.startswith("Пошта Зоря: the week in short — 0 comments, nothing waits\n")
    assert json.loads(vidhuk("digest", "--json", config=config).stdout) == {"made": []}
