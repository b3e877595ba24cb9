"""config.toml: understood whole, or refused with every fault at once."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.settings import SettingsError, load, understand

PLATFORMS = ("telegram", "vk", "feed")


def raw(**more: Any) -> dict[str, Any]:
    source = {"name": "zoria-vk", "brand": "zoria", "platform": "vk", "target": "zoria_post"}
    ordinary = {
        "brands": [{"name": "zoria", "title": "Пошта Зоря"}],
        "sources": [source | more.pop("source", {})],
    }
    return ordinary | more


def faults(table: dict[str, Any]) -> str:
    with pytest.raises(SettingsError) as caught:
        understand(table, PLATFORMS, {})
    return str(caught.value)


def test_the_shipped_config_is_understood() -> None:
    settings = load(Path(__file__).parents[2] / "config.toml", PLATFORMS, {})
    assert settings.brand("zoria").title == "Пошта Зоря"
    assert settings.mail is not None


def test_what_is_left_out_has_a_sensible_default() -> None:
    settings = understand(raw(), PLATFORMS, {})
    assert settings.source("zoria-vk").every == timedelta(minutes=2)
    assert str(settings.service.zone) == "Europe/Kyiv"
    assert (settings.service.host, settings.service.port) == ("127.0.0.1", 8000)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (raw(servce={}), "top level: unknown key 'servce'; did you mean 'service'?"),
        (raw(source={"evry": "2m"}), "source zoria-vk: unknown key 'evry'; did you mean 'every'?"),
        (raw(source={"every": "2 minutes"}), "source zoria-vk: 'every' must be a number with s, m, h or d"),
        (raw(source={"every": "1s"}), "source zoria-vk: 'every' must lie between 5s and 7d"),
        (raw(source={"platform": "telegrm"}), "unknown platform 'telegrm'; did you mean 'telegram'?"),
        (raw(source={"brand": "zora"}), "source zoria-vk: unknown brand 'zora'; did you mean 'zoria'?"),
        (raw(source={"base_url": "t.me"}), "source zoria-vk: 'base_url' must begin with \"https://\""),
        (raw(retention={"keep": "2h"}), "[retention]: 'keep' must be 1d or more"),
        (raw(retention={"keeps": "90d"}), "[retention]: unknown key 'keeps'; did you mean 'keep'?"),
        (raw(retention={"brands": {"zora": "9d"}}), "[retention.brands]: unknown name 'zora'; did you mean"),
        (raw(retention={"platforms": {"vkk": "9d"}}), "[retention.platforms]: unknown name 'vkk'; did you"),
        (raw(brands=[]), "top level: 'brands' must name at least one brand"),
        (raw(service={"timezone": "Europe/Kyyv"}), "[service]: 'timezone' is not a time zone"),
        (raw(service={"address": "localhost"}), "[service]: 'address' must be a host and a port"),
        (raw(mail={"host": "m", "from": "x", "to": ["a@b.c"]}), "[mail]: 'from' must be a mail address"),
        (
            raw(alerts={"needless_per_month": 0}),
            "[alerts]: 'needless_per_month' input should be greater than 0",
        ),
    ],
)
def test_a_fault_is_said_with_its_place_and_its_cure(table: dict[str, Any], said: str) -> None:
    assert f"config.toml: {said}" in faults(table) or said in faults(table)


def test_all_faults_are_named_at_once() -> None:
    said = faults(raw(brands=[{"nmae": "zoria"}], source={"evry": "2m", "every": "soon"}, mail={"port": 0}))
    assert len(said.splitlines()) == 8
    assert "top level: 'brands'" not in said


def test_two_sources_of_one_name_are_refused() -> None:
    table = raw()
    table["sources"] *= 2
    assert "source zoria-vk: stands twice" in faults(table)


def test_secrets_come_from_the_environment_and_show_nowhere() -> None:
    settings = understand(raw(source={"token_env": "VK_TOKEN"}), PLATFORMS, {"VK_TOKEN": "s3cr3t"})
    token = settings.source("zoria-vk").token
    assert token is not None
    assert token.get_secret_value() == "s3cr3t"
    assert "s3cr3t" not in repr(settings) + str(settings.model_dump())


def test_a_missing_token_is_no_fault_of_the_file() -> None:
    assert understand(raw(source={"token_env": "VK_TOKEN"}), PLATFORMS, {}).source("zoria-vk").token is None


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "there is no such file"), ("a = = 1", "is not TOML"), ("", "'brands' is missing")],
)
def test_an_unusable_file_is_refused_in_words(tmp_path: Path, content: str | None, said: str) -> None:
    path = tmp_path / "config.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        load(path, PLATFORMS, {})


def test_the_database_lies_beside_the_config(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[[brands]]\nname = "zoria"\ntitle = "Зоря"\n', encoding="utf-8")
    assert load(path, PLATFORMS, {}).service.database == tmp_path / "var/vidhuk.db"


PERSON = {"name": "olena", "mail": "olena@example.org"}
MAIL = {"host": "m", "from": "vidhuk@example.org"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (raw(mail=MAIL), "[mail]: 'to' is missing; add it, or name [[people]]"),
        (raw(mail=MAIL | {"to": []}), "[mail]: 'to' must name at least one address"),
        (raw(people=[PERSON]), "person olena: has mail, but there is no [mail] to send it by; add it"),
        (raw(people=[{"name": "olena"}]), "person olena: cannot be reached; add mail or channels"),
        (raw(mail=MAIL, people=[PERSON, PERSON]), "person olena: stands twice; give each its own name"),
        (
            raw(mail=MAIL, people=[PERSON | {"brands": ["zora"]}]),
            "person olena: unknown brand 'zora'; did you",
        ),
        (raw(people=[{"name": "olena", "channels": ["ops"]}]), "person olena: unknown channel 'ops'"),
        (raw(mail=MAIL, people=[PERSON | {"quiet": "at night"}]), "person olena: 'quiet' must be two times"),
        (raw(mail=MAIL, people=[PERSON | {"quiet": "00:00-24:00"}]), "person olena: 'quiet' must leave some"),
        (
            raw(mail=MAIL, people=[PERSON | {"timezone": "Kyiv"}]),
            "person olena: 'timezone' is not a time zone",
        ),
        (
            raw(mail=MAIL, people=[PERSON | {"quite": "21:00-08:00"}]),
            "unknown key 'quite'; did you mean 'quiet'",
        ),
        (raw(alerts={"digest_at": "9"}), "[alerts]: 'digest_at' must be a time of day, such as \"09:00\""),
        (raw(alerts={"digests": ["hourly"]}), "[alerts]: 'digests' input should be 'daily' or 'weekly'"),
        (
            raw(channels=[{"name": "mail", "kind": "webhook", "url_env": "U"}]),
            "channel mail: is the name of a way",
        ),
        (
            raw(channels=[{"name": "ops", "kind": "fax", "url_env": "U"}]),
            "channel ops: 'kind' input should be",
        ),
    ],
)
def test_who_is_told_must_be_reachable(table: dict[str, Any], said: str) -> None:
    assert said in faults(table)
