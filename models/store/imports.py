"""Files brought in: how each was read, and what of it stands here already."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.moments import from_text, to_text
from models.personal import masked
from models.records import Mention
from models.store.link import Link, several

CHUNK = 500
APART = timedelta(days=1)  # two tools may tell the time of one comment so differently

TEXTS = "select external_id, text from mentions where source = ? and external_id in (:each)"

TWINS = """
    select url, text from mentions
    where brand = ? and published_at between ? and ? and source <> ? and url in (:each)
"""

SAVE = """
    insert into imports (source, brand, columns, day_first, imported_at)
    values (:source, :brand, :columns, :day_first, :at)
    on conflict (source) do update set brand = excluded.brand, columns = excluded.columns,
        day_first = excluded.day_first, imported_at = excluded.imported_at
"""


@dataclass(frozen=True, slots=True)
class Import:
    """How the files of one name are read."""

    source: str
    brand: str
    columns: Mapping[str, str]  # field → heading, as a person said it
    day_first: bool | None  # None: nobody said
    imported_at: datetime


class Imports:
    """Imports by the name under which their lines are kept."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def get(self, source: str) -> Import | None:
        """How files of that name were read; None when there was none."""
        row = self.link.row("select * from imports where source = :source", {"source": source})
        if row is None:
            return None
        order = None if row["day_first"] is None else bool(row["day_first"])
        columns, at = json.loads(row["columns"]), from_text(row["imported_at"])
        return Import(row["source"], row["brand"], columns, order, at)

    def save(self, read: Import) -> None:
        """Read the next file of that name like this one."""
        values = {
            "source": read.source,
            "brand": read.brand,
            "columns": json.dumps(dict(read.columns), ensure_ascii=False),
            "day_first": None if read.day_first is None else int(read.day_first),
            "at": to_text(read.imported_at),
        }
        self.link.run(SAVE, values)

    def texts(self, source: str, keys: Sequence[str]) -> dict[str, str]:
        """The stored texts of a source's mentions by external id, of those that stand here."""
        found: dict[str, str] = {}
        for start in range(0, len(keys), CHUNK):
            part = keys[start : start + CHUNK]
            rows = self.link.rows(several(TEXTS, len(part)), [source, *part])
            found |= {row["external_id"]: row["text"] for row in rows}
        return found

    def twins(self, mentions: Sequence[Mention]) -> set[str]:
        """The external ids of those that another source holds: the same address and text, near in time."""
        found: set[str] = set()
        for brand in {each.brand for each in mentions}:
            linked = [each for each in mentions if each.url and each.brand == brand]
            for start in range(0, len(linked), CHUNK):
                found |= self._twins(brand, linked[start : start + CHUNK])
        return found

    def _twins(self, brand: str, mentions: Sequence[Mention]) -> set[str]:
        times = [each.published_at for each in mentions]
        span = (to_text(min(times) - APART), to_text(max(times) + APART))
        urls = sorted({str(each.url) for each in mentions})
        rows = self.link.rows(several(TWINS, len(urls)), [brand, *span, mentions[0].source, *urls])
        # an export masks what is personal, so a text also stands here when its masked form does
        held = {(row["url"], text) for row in rows for text in (row["text"], masked(row["text"]))}
        return {each.external_id for each in mentions if (each.url, each.text) in held}
