"""What an import did, in words for a person."""

from collections.abc import Iterator

from listener.imports.bring import Outcome
from listener.imports.plan import Ready
from models.personal import masked
from models.records import Mention

BAD_SHOWN = 50  # lines; --json names them all
LONGEST = 160  # letters of a text


def told(ready: Ready, outcome: Outcome, dry: bool) -> str:
    """The outcome in lines: what was read as what, what is kept, and each line that could not be."""
    return "\n".join((*_reading(ready), *(_rows(outcome, ready) if dry else ()), *_counts(outcome, dry)))


def _reading(ready: Ready) -> Iterator[str]:
    yield "read as: " + ", ".join(f"{field} = {heading}" for field, heading in ready.columns.items())
    if ready.unused:
        yield "left out: " + ", ".join(ready.unused)
    if ready.note:
        yield f"mind: {ready.note}"


def _rows(outcome: Outcome, ready: Ready) -> Iterator[str]:
    yield "the first rows as they would be stored:"
    for mention in outcome.first:
        yield "  " + " | ".join(_facts(mention, ready))


def _facts(mention: Mention, ready: Ready) -> Iterator[str]:
    local = mention.published_at.astimezone(ready.plan.reading.zone)
    yield f"{local:%Y-%m-%d %H:%M:%S%z}"
    yield mention.brand
    yield mention.platform
    yield mention.author_name or "author unknown"
    text = masked(" ".join(mention.text.split()))  # a terminal's output is passed on
    yield "".join(sign if sign.isprintable() else "�" for sign in text[:LONGEST])
    if mention.url:
        yield mention.url[:LONGEST]


def _counts(outcome: Outcome, dry: bool) -> Iterator[str]:
    kept, verb = outcome.kept, "would be " if dry else ""
    yield (
        f"{outcome.lines} lines: {kept.new} {verb}new, {kept.edited} {verb}changed, {outcome.same} known, "
        f"{outcome.collected} collected already, {outcome.repeated} repeated, {len(outcome.bad)} left out"
    )
    yield from (f"  line {bad.number}: {bad.reason}" for bad in outcome.bad[:BAD_SHOWN])
    if len(outcome.bad) > BAD_SHOWN:
        yield f"  and {len(outcome.bad) - BAD_SHOWN} more; --json names them all"
