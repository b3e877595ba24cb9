"""The documentation points at what is there."""

import re
from pathlib import Path

import pytest

from tests import lawful

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def test_the_page_of_what_is_allowed_says_what_the_platforms_pages_say() -> None:
    assert lawful.page() == lawful.PAGE.read_text(encoding="utf-8"), "run: python -m tests.lawful"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
