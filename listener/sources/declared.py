"""docs/platforms.md, written from what the adapters declare."""

from collections.abc import Mapping

from listener.sources.adapter import Adapter, Declaration

HEAD = """\
# Platforms

Written by `vidhuk platforms` from what the adapters declare; a test fails when it is out of date. How each
platform is set up, and what a turn costs, stands on its own page.

| `platform` | reads | comments | replies | edits | deletions | likes | the brand's replies | time to answer |
|---|---|---|---|---|---|---|---|---|
"""

LIMITS = """\
## Limits

| | |
|---|---|
"""

WINDOWS = """\
## Time to answer

Where a platform lets the brand answer a private message only for a while.

| | hours | opened, and opened again, by | when it is closed |
|---|---|---|---|
"""

DOUBTS = """\
## Not verified

What nobody has seen the platform do, or no page of its vendor promises. Each is held by a test on a replica
or by a setting.

"""


def manual(adapters: Mapping[str, Adapter]) -> str:
    """The page about all platforms, as Markdown."""
    declared = {key: adapter.gives for key, adapter in sorted(adapters.items()) if adapter.gives}
    rows = "".join(_row(key, gives) for key, gives in declared.items())
    limits = "".join(f"| {gives.title} | {gives.limits} |\n" for gives in declared.values())
    windows = "".join(_window(gives) for gives in declared.values())
    doubts = "".join(_doubts(gives) for gives in declared.values())
    ends = f"{WINDOWS}{windows}\n" if windows else ""
    return f"{HEAD}{rows}\n{LIMITS}{limits}\n{ends}{DOUBTS}{doubts}"


def _row(key: str, gives: Declaration) -> str:
    cells = (
        f"[`{key}`](platforms/{key}.md)",
        f"{gives.title}: {gives.reads}",
        *(gives.comments, gives.replies, gives.edits, gives.deletions),
        *(gives.likes, gives.brand_replies, gives.reply_window),
    )
    return f"| {' | '.join(cells)} |\n"


def _window(gives: Declaration) -> str:
    window = gives.window
    if window is None:
        return ""
    return f"| {gives.title} | {window.hours or 'no end'} | {window.opens} | {window.closed} |\n"


def _doubts(gives: Declaration) -> str:
    return "".join(f"* {gives.title}: {doubt}\n" for doubt in gives.unverified)
