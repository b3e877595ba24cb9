"""A workshop whose artefacts are words in a list."""

from dataclasses import dataclass, field

from classifier.entities import entities
from classifier.lexicon import forms_of
from models.learning import Fallen, Shelved, WorkshopError
from tests.factories import NOW
from web.learning.workshop import Workshop

FALL = Fallen("uk", 0.702, 0.655)


@dataclass
class Bench:
    """Artefacts by name; `worse` ones are refused unless forced."""

    names: list[str] = field(default_factory=lambda: ["test", "march"])
    past: list[str] = field(default_factory=lambda: ["test"])
    worse: set[str] = field(default_factory=set)

    def workshop(self) -> Workshop:
        """The functions that the board gets."""
        return Workshop(
            forms=forms_of,
            entities=entities,
            in_force=lambda: self.past[-1],
            shelved=self.shelved,
            put_in_force=self.put_in_force,
            put_back=self.put_back,
        )

    def shelved(self) -> list[Shelved]:
        """Every artefact with a card of ordinary facts."""
        sets = ({"set": "<b>market</b>", "rows": 20, "licence": "CC0"},)
        return [
            Shelved(
                name, name == self.past[-1], name == "test", None, NOW, "test", 20, 5, sets, {"risk": 0.4}
            )
            for name in self.names
        ]

    def put_in_force(self, name: str, force: bool) -> list[Fallen]:
        """Refuse what is worse, as the gate does."""
        if name not in self.names:
            raise WorkshopError(f"{name}: no such artefact; there are {', '.join(self.names)}")
        if name in self.worse and not force:
            return [FALL]
        self.past.append(name)
        return []

    def put_back(self) -> str:
        """Go back by one."""
        if len(self.past) < 2:
            raise WorkshopError("test: nothing was active before it; activate another one")
        self.past.pop()
        return self.past[-1]
