"""Every platform is whole: an adapter, a replica, saved answers, a page and a declaration."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from listener.sources import SOURCES
from listener.sources.adapter import Declaration
from listener.sources.declared import manual
from models.options import OPTIONS
from web import words

DOCS = Path(__file__).parents[2] / "docs"
PAYLOADS = Path(__file__).parent / "payloads"

platforms = pytest.mark.parametrize("platform", sorted(SOURCES))


@platforms
def test_a_platform_says_what_it_gives(platform: str) -> None:
    gives = SOURCES[platform].gives
    assert isinstance(gives, Declaration)
    told = [getattr(gives, name) for name in Declaration.__slots__ if name not in ("unverified", "window")]
    assert all(told)
    assert not [line for line in (*told, *gives.unverified) if "|" in line or "\n" in line]


@platforms
def test_a_platform_has_a_replica(platform: str) -> None:
    module = import_module(f"listener.replica.{platform}")
    assert [
        name
        for name, value in vars(module).items()
        if (hasattr(value, "answer") or hasattr(value, "wrote")) and name[0].isupper()
    ]


@platforms
def test_a_platform_has_saved_answers_that_its_tests_read(platform: str) -> None:
    saved = [path.name for path in (PAYLOADS / platform).iterdir()]
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert saved
    assert [name for name in saved if name not in tests] == []


@platforms
def test_a_platform_has_a_page_that_shows_how_it_is_set_up(platform: str) -> None:
    page = (DOCS / "platforms" / f"{platform}.md").read_text("utf-8")
    assert f'platform = "{platform}"' in page
    for heading in (
        "What it gives",
        "What a turn costs",
        "When something is wrong",
        "Not verified",
        "May we?",
    ):
        assert f"\n## {heading}\n" in page
    assert all(option in page for option in OPTIONS[platform].model_fields) if platform in OPTIONS else True
    assert ("token_env" in page) >= SOURCES[platform].needs_token


def test_the_board_knows_every_platform_by_name() -> None:
    assert sorted(words.PLATFORMS) == sorted({*SOURCES, "import"})  # files come from a platform of their own


def test_only_platforms_have_options() -> None:
    assert set(OPTIONS) <= set(SOURCES)


def test_the_page_about_all_platforms_is_what_the_adapters_declare() -> None:
    assert (DOCS / "platforms.md").read_text("utf-8") == manual(SOURCES)


def test_every_page_is_of_a_platform() -> None:
    links = re.findall(r"\(platforms/(\w+)\.md\)", (DOCS / "platforms.md").read_text("utf-8"))
    assert sorted(links) == sorted(path.stem for path in (DOCS / "platforms").glob("*.md"))
