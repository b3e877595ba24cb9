"""What the board may ask of the classifier, handed in from outside: the rooms do not know each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.entities import Entity
from models.learning import Fallen, Shelved
from models.lexicon import Forms


@dataclass(frozen=True, slots=True)
class Workshop:
    """Functions of the classifier. Those that act raise WorkshopError with words for a person."""

    forms: Callable[[str], Forms]  # of a word or phrase; empty where it holds none
    entities: Callable[[str, Sequence[str]], list[Entity]]  # of a text; names of brands → names in it
    in_force: Callable[[], str]  # the name of the artefact that labels
    shelved: Callable[[], list[Shelved]]
    put_in_force: Callable[[str, bool], list[Fallen]]  # name, forced → where it is worse; none: it is done
    put_back: Callable[[], str]  # → the name of the former one
