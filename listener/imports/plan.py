"""From what a person said, what was said last time and what the file tells: how its lines are read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from listener.imports.bring import Look, day_first, look
from listener.imports.dates import Reading
from listener.imports.headings import asked, columns
from listener.imports.lines import FileError, Table
from listener.imports.rows import Plan
from models.faults import hint
from models.settings import Settings
from models.store import Store
from models.store.imports import Import
from models.values import NAME


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said on the command line."""

    source: str
    brand: str | None = None
    pairs: Sequence[str] = ()  # of --map
    dates: str | None = None  # "day" or "month" first


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that can be brought in."""

    plan: Plan
    look: Look
    unused: tuple[str, ...]  # headings of which nothing is kept
    note: str | None  # what was assumed, to be said aloud
    remembered: Import  # for the next file of that name

    @property
    def columns(self) -> Mapping[str, str]:
        """Field → heading."""
        return self.plan.columns


def prepared(table: Table, file: str, settings: Settings, store: Store, said: Said, at: datetime) -> Ready:
    """How the lines of a file are to be read; FileError where that cannot be told."""
    _free(said.source, settings)
    before = store.imports.get(said.source)
    words = (dict(before.columns) if before else {}) | asked(said.pairs)
    if before and not said.pairs:  # what was said of an earlier file need not hold for a column of this one
        words = {field: heading for field, heading in words.items() if heading in ("", *table.headings)}
    found = columns(table.headings, words)
    dates = said.dates or _dates(before)
    seen = look(table, found)
    first, note = day_first(seen.order, dates, file)
    brand = _brand(said.brand, before, settings)
    plan = Plan(
        source=said.source,
        brand=brand,
        columns=found,
        reading=Reading(settings.service.zone, first),
        brands=_called(settings),
    )
    unused = tuple(heading for heading in table.headings if heading not in found.values())
    kept_order = None if dates is None else dates == "day"
    return Ready(plan, seen, unused, note, Import(said.source, brand, words, kept_order, at))


def _dates(before: Import | None) -> str | None:
    if before is None or before.day_first is None:
        return None
    return "day" if before.day_first else "month"


def _free(source: str, settings: Settings) -> None:
    """FileError where a name cannot be that of an import."""
    if not re.match(NAME, source):
        raise FileError(f"--source {source}: must be small Latin letters, digits, - and _")
    if source in {each.name for each in settings.sources}:
        raise FileError(f"--source {source}: is collected by config.toml; give the import a name of its own")


def _brand(said: str | None, before: Import | None, settings: Settings) -> str:
    known = [brand.name for brand in settings.brands]
    if said is not None and said not in known:
        raise FileError(f"--brand {said}: is not in config.toml{hint(said, known)}")
    if said is None and before is not None and before.brand in known:
        return before.brand
    if said is None and len(known) > 1:
        raise FileError(f"say whose comments these are: --brand {' or --brand '.join(known)}")
    return said or known[0]


def _called(settings: Settings) -> dict[str, str]:
    """How lines may call a brand → its short name."""
    return {
        word.casefold(): brand.name
        for brand in settings.brands
        for word in (*brand.names, brand.title, brand.name)
    }
