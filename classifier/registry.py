"""Which artefacts there are, which one is active, and what a new one must not do worse."""

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier import artefact as shelf
from classifier.alphabet import Codes
from classifier.artefact import Artefact, ArtefactError
from classifier.calibrate import macro_f1, primaries
from classifier.pipeline import chance, decide, log_odds
from classifier.rows import YES, Rows

SHIPPED = Path(__file__).parent / "artefacts"
BASE = "base"  # the folder of the shipped one
STATE = "active.json"
NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}")
RESAMPLES = 500
DOUBT = 0.05  # chance of a fall that may be luck
FEW = 100  # a language with fewer frozen comments is not looked at alone


@dataclass(frozen=True, slots=True)
class Fall:
    """A part of the frozen set on which a new artefact is worse than the active one."""

    part: str
    before: float  # macro-F1 of the primary label
    after: float

    def __str__(self) -> str:
        return f"{self.part} {self.before:.3f} → {self.after:.3f}"


@dataclass(frozen=True, slots=True)
class Registry:
    """The shipped artefact and those trained here, in a folder of their own."""

    folder: Path  # of those trained here; need not exist
    shipped: Path = SHIPPED / BASE

    def names(self) -> list[str]:
        """Return the names of all artefacts, the shipped one first, then by age."""
        return [card_name(self.shipped), *(folder.name for folder in self._own())]

    def read(self, name: str) -> Artefact:
        """Return an artefact by its name; raises ArtefactError where there is none or it is unusable."""
        return shelf.read(self.place(name))

    def place(self, name: str) -> Path:
        """Return the folder of an artefact that exists; raises ArtefactError."""
        if name in (BASE, card_name(self.shipped)):
            return self.shipped
        if name not in (folder.name for folder in self._own()):
            raise ArtefactError(f"{name}: no such artefact; there are {', '.join(self.names())}")
        return self.folder / name

    def new(self, name: str) -> Path:
        """Return the folder for an artefact to be trained; raises ArtefactError where the name is no good."""
        if not NAME.fullmatch(name):
            raise ArtefactError(
                f"{name!r}: not a name for an artefact; use letters, digits, dots and hyphens"
            )
        if name in (BASE, *self.names()):
            raise ArtefactError(f"{name}: is there already; choose another name")
        return self.folder / name

    def active(self) -> str:
        """Return the name of the active artefact: the shipped one until another was activated."""
        past = self._past()
        return past[-1] if past and past[-1] != BASE else card_name(self.shipped)

    def activate(self, name: str, force: bool = False) -> list[Fall]:
        """Make an artefact the active one, unless it is worse on the frozen set and `force` is not given.

        Returns where it is worse, whatever was done; raises ArtefactError where it cannot be used.
        """
        candidate = self.read(name)
        worse = falls(self._active_or_base(), candidate, self.read(BASE).rows(shelf.FROZEN_FILE))
        if not worse or force:
            self._remember([*self._past(), candidate.folder.name])
        return worse

    def rollback(self) -> str:
        """Make the former artefact active again and return its name; raises ArtefactError without one."""
        past = self._past()
        if not past:
            raise ArtefactError(f"{self.active()}: nothing was active before it; activate another one")
        self._remember(past[:-1])
        return self.active()

    def _active_or_base(self) -> Artefact:
        try:
            return self.read(self.active())
        except ArtefactError:
            return self.read(BASE)

    def _own(self) -> list[Path]:
        cards = self.folder.glob(f"*/{shelf.CARD}")
        return sorted((card.parent for card in cards if NAME.fullmatch(card.parent.name)), key=_age)

    def _past(self) -> list[str]:
        try:
            past = json.loads((self.folder / STATE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise ArtefactError(
                f"{STATE}: cannot be read; delete it to return to the shipped artefact"
            ) from error
        return [str(name) for name in past]

    def _remember(self, past: list[str]) -> None:
        """Replace the file at once, so that a crash leaves the old one or the new one."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self.folder, encoding="utf-8", delete=False) as draft:
                json.dump(past, draft)
            Path(draft.name).replace(self.folder / STATE)
        except OSError as error:
            raise ArtefactError(
                f"{STATE}: could not be written ({error.strerror}); make room and try again"
            ) from error


def card_name(folder: Path) -> str:
    """Return the name on the card of an artefact; raises ArtefactError."""
    return shelf.read_card(folder).name


def _age(folder: Path) -> tuple[float, str]:
    return (folder / shelf.CARD).stat().st_mtime, folder.name


def falls(active: Artefact, candidate: Artefact, frozen: Rows) -> list[Fall]:
    """Return the parts of the frozen set where the candidate is significantly worse (paired bootstrap)."""
    truth = primaries(frozen.answers == YES)
    before, after = (_found(each, frozen) for each in (active, candidate))
    return [
        fall for part, rows in _parts(frozen) if (fall := _fall(part, truth[rows], before[rows], after[rows]))
    ]


def primary_f1(artefact: Artefact, frozen: Rows) -> float:
    """Return the macro-F1 of the primary label of an artefact on frozen rows."""
    return macro_f1(primaries(frozen.answers == YES), _found(artefact, frozen))


def _found(artefact: Artefact, rows: Rows) -> Codes:
    chances = chance(log_odds(rows, artefact.heads))
    return primaries(decide(chances, artefact.card.thresholds))


def _parts(frozen: Rows) -> Iterator[tuple[str, Codes]]:
    yield "all", np.arange(len(frozen))
    language = np.array(frozen.language)
    for name in sorted(set(frozen.language) - {""}):
        rows = np.flatnonzero(language == name)
        if len(rows) >= FEW:
            yield name, rows


def _fall(part: str, truth: Codes, before: Codes, after: Codes) -> Fall | None:
    was, is_now = macro_f1(truth, before), macro_f1(truth, after)
    if is_now >= was:
        return None
    draws = np.random.default_rng(0).integers(0, len(truth), (RESAMPLES, len(truth)))
    better = [macro_f1(truth[draw], after[draw]) >= macro_f1(truth[draw], before[draw]) for draw in draws]
    return Fall(part, was, is_now) if float(np.mean(better)) < DOUBT else None
