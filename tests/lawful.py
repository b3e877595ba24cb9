"""Write the table of docs/lawful.md from what the platforms' pages, adapters and terms say.

Run it with `python -m tests.lawful`.
"""

import re
from pathlib import Path

from listener.sources import SOURCES
from models.retention import TERMS

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "lawful.md"
TABLE = re.compile(r"(<!-- table: .*? -->\n).*?(<!-- end of table -->\n)", re.DOTALL)
HEAD = "| `platform` | may we? | asks with | kept at the longest |\n|---|---|---|---|\n"


def page() -> str:
    """The page as it should be."""
    table = HEAD + "".join(_row(key) for key in sorted(SOURCES))
    return TABLE.sub(lambda found: found[1] + table + found[2], PAGE.read_text("utf-8"))


def _row(key: str) -> str:
    token = "a token of the brand's" if SOURCES[key].needs_token else "no token"
    return f"| [`{key}`](platforms/{key}.md) | {_may_we(key)} | {token} | {_kept(key)} |\n"


def _may_we(key: str) -> str:
    """What the platform's page answers, on one line."""
    text = (DOCS / "platforms" / f"{key}.md").read_text("utf-8")
    answer = re.search(r"^## May we\?\n+(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert answer is not None, f"docs/platforms/{key}.md does not say whether we may"
    return " ".join(answer[1].split()).replace("|", "\\|").replace("](../", "](")


def _kept(key: str) -> str:
    terms = TERMS.get(key)
    if terms is None:
        return "`[retention]`"
    parts = []
    if terms.unrefreshed is not None:
        parts.append(f"{terms.unrefreshed.days} days since last shown")
    if terms.deleted is not None:
        parts.append("not after it was deleted there")
    return f"{', '.join(parts)} ({terms.source})"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
