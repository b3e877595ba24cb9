"""Ready answers of each brand, in three languages; a removed one can come back."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.moments import from_text, to_text
from models.store.link import Link, Row

SELECT = "select t.*, u.name as saved_by_name from templates as t join users as u on u.id = t.saved_by"

INSERT = """
    insert into templates (brand, name, uk, ru, en, saved_at, saved_by)
    values (:brand, :name, :uk, :ru, :en, :at, :user_id)
"""

CHANGE = """
    update templates set name = :name, uk = :uk, ru = :ru, en = :en, saved_at = :at, saved_by = :user_id
    where id = :id and removed_at is null
"""

REMOVE = "update templates set removed_at = :at where id = :id and removed_at is null"

RESTORE = "update templates set removed_at = null where id = :id"


@dataclass(frozen=True, slots=True)
class Template:
    """One ready answer; a text may hold {name}, {brand} and {operator}."""

    id: int
    brand: str
    name: str
    texts: Mapping[str, str]  # language (uk, ru, en) → text; "" where there is none
    saved_at: datetime
    saved_by: str  # name of the person


class TemplateError(Exception):
    """A ready answer that cannot be kept; another one of the brand has its name."""


class Templates:
    """Ready answers by brand and number."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def of(self, brand: str) -> list[Template]:
        """The ready answers of a brand, by name."""
        sql = f"{SELECT} where t.brand = :brand and t.removed_at is null order by t.name, t.id"
        return [_template(row) for row in self.link.rows(sql, {"brand": brand})]

    def get(self, template_id: int) -> Template | None:
        """One ready answer, a removed one too."""
        row = self.link.row(f"{SELECT} where t.id = :id", {"id": template_id})
        return _template(row) if row else None

    def add(self, brand: str, name: str, texts: Mapping[str, str], user_id: int, at: datetime) -> int:
        """A new ready answer; returns its number. TemplateError when the name is taken."""
        values = {"brand": brand, "name": name, **_three(texts), "user_id": user_id, "at": to_text(at)}
        try:
            return self.link.insert(INSERT, values)
        except sqlite3.IntegrityError as taken:
            raise TemplateError(f"{name}: the name is taken; choose another") from taken

    def change(
        self, template_id: int, name: str, texts: Mapping[str, str], user_id: int, at: datetime
    ) -> bool:
        """Write a ready answer anew; False when it was removed. TemplateError when the name is taken."""
        values = {"id": template_id, "name": name, **_three(texts), "user_id": user_id, "at": to_text(at)}
        try:
            return self.link.run(CHANGE, values) == 1
        except sqlite3.IntegrityError as taken:
            raise TemplateError(f"{name}: the name is taken; choose another") from taken

    def remove(self, template_id: int, at: datetime) -> bool:
        """Take a ready answer away; False when it was gone already."""
        return self.link.run(REMOVE, {"id": template_id, "at": to_text(at)}) == 1

    def restore(self, template_id: int) -> bool:
        """Bring a removed one back; False when there is none. TemplateError when its name is taken now."""
        try:
            return self.link.run(RESTORE, {"id": template_id}) == 1
        except sqlite3.IntegrityError as taken:
            raise TemplateError("the name is taken now; rename the other one first") from taken


def _three(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: texts.get(language, "") for language in ("uk", "ru", "en")}


def _template(row: Row) -> Template:
    return Template(
        id=row["id"],
        brand=row["brand"],
        name=row["name"],
        texts=_three(dict(row)),
        saved_at=from_text(row["saved_at"]),
        saved_by=row["saved_by_name"],
    )
