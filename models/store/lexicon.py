"""Words of a brand that its staff mark as bad, neutral or good for it; a removed one can come back."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from models.lexicon import MARKS, Entry, Forms
from models.moments import from_text, to_text
from models.store.link import Link, Row

SELECT = "select l.*, u.name as added_by_name from lexicon as l join users as u on u.id = l.added_by"

INSERT = """
    insert into lexicon (brand, phrase, forms, mark, added_at, added_by)
    values (:brand, :phrase, :forms, :mark, :at, :user_id)
"""

SAME = "select id, mark from lexicon where brand = :brand and forms = :forms and removed_at is null"

REMOVE = "update lexicon set removed_at = :at, removed_by = :user_id where id = :id and removed_at is null"

RESTORE = "update lexicon set removed_at = null, removed_by = null where id = :id and removed_at is not null"


class LexiconError(Exception):
    """A word that cannot be kept; the text says why."""


class Lexicon:
    """Words by brand and number."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def of(self, brand: str) -> list[Entry]:
        """The words of a brand, in the order of the alphabet."""
        sql = f"{SELECT} where l.brand = :brand and l.removed_at is null order by l.phrase, l.id"
        return [_entry(row) for row in self.link.rows(sql, {"brand": brand})]

    def all(self) -> Mapping[str, list[Entry]]:
        """The words of every brand that has any."""
        found: dict[str, list[Entry]] = {}
        for row in self.link.rows(f"{SELECT} where l.removed_at is null order by l.brand, l.phrase, l.id"):
            found.setdefault(row["brand"], []).append(_entry(row))
        return found

    def get(self, entry_id: int) -> Entry | None:
        """One word, a removed one too."""
        row = self.link.row(f"{SELECT} where l.id = :id", {"id": entry_id})
        return _entry(row) if row else None

    def mark(self, brand: str, phrase: str, forms: Forms, mark: str, user_id: int, at: datetime) -> int:
        """Say what a word means to a brand, in place of what was said before; returns its number.

        LexiconError when just that is said of it already, or it is no word.
        """
        if mark not in MARKS or not forms:
            raise LexiconError(f"{phrase!r} as {mark!r}: write a word, and one of {', '.join(MARKS)}")
        values = {"brand": brand, "phrase": phrase, "forms": to_key(forms), "mark": mark}
        with self.link.writing():
            same = self.link.row(SAME, values)
            if same is not None and same["mark"] == mark:
                raise LexiconError(f"{phrase}: is marked so already")
            if same is not None:
                self.remove(same["id"], user_id, at)
            return self.link.insert(INSERT, values | {"at": to_text(at), "user_id": user_id})

    def remove(self, entry_id: int, user_id: int, at: datetime) -> bool:
        """Take a word away; False when it was gone already."""
        return self.link.run(REMOVE, {"id": entry_id, "user_id": user_id, "at": to_text(at)}) == 1

    def restore(self, entry_id: int) -> bool:
        """Bring a removed one back; False when it is there. LexiconError when it was marked anew."""
        try:
            return self.link.run(RESTORE, {"id": entry_id}) == 1
        except sqlite3.IntegrityError as taken:
            raise LexiconError("the word was marked anew meanwhile; change that mark instead") from taken


def to_key(forms: Forms) -> str:
    """Forms as the store keeps them: bars between the forms of a word, spaces between words."""
    return " ".join("|".join(word) for word in forms)


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        brand=row["brand"],
        phrase=row["phrase"],
        forms=tuple(tuple(word.split("|")) for word in row["forms"].split(" ")),
        mark=row["mark"],
        added_at=from_text(row["added_at"]),
        added_by=row["added_by_name"],
    )
