"""To which brand a thing belongs."""

from collections.abc import Collection
from typing import Literal

from models.store.link import Link, several

Thing = Literal["case", "mention", "action", "batch", "incident", "template", "word", "rule", "reply", "mark"]

BRANDS: dict[Thing, str] = {
    "case": "select brand from cases where id in (:each)",
    "mention": "select brand from mentions where id in (:each)",
    "action": "select c.brand from actions as a join cases as c on c.id = a.case_id where a.id in (:each)",
    "batch": """
        select c.brand from batch_actions as b join actions as a on a.id = b.action_id
        join cases as c on c.id = a.case_id where b.batch_id in (:each)
    """,
    "incident": "select brand from incidents where id in (:each)",
    "word": "select brand from lexicon where id in (:each)",
    "reply": "select c.brand from replies as r join cases as c on c.id = r.case_id where r.id in (:each)",
    "rule": "select coalesce(brand, '*') as brand from rules where id in (:each)",  # *: of every brand
    "mark": "select brand from author_marks where id in (:each)",
    "template": "select brand from templates where id in (:each)",
}


class Belonging:
    """Brands of things, by the things' numbers."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def brands(self, thing: Thing, numbers: Collection[int]) -> set[str]:
        """The brands to which things of one kind belong; nothing for those that are not there."""
        if not numbers:
            return set()
        rows = self.link.rows(several(BRANDS[thing], len(numbers)), list(numbers))
        return {row["brand"] for row in rows}
