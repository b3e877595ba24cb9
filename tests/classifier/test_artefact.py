"""An artefact is read whole and unharmed, or refused in one line; reading it runs nothing."""

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from classifier import artefact
from classifier.artefact import Artefact, ArtefactError
from classifier.registry import SHIPPED

LAUNCHED: list[str] = []


def launch(what: str) -> None:
    """Go off."""
    LAUNCHED.append(what)


class Bomb:
    """What a pickle would run while it is read."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return launch, ("bomb",)


@pytest.fixture
def copy(small: Artefact, tmp_path: Path) -> Path:
    """A copy of the small base that may be harmed."""
    return Path(shutil.copytree(small.folder, tmp_path / "march"))


def change_card(folder: Path, **values: object) -> None:
    """Write other values on a card."""
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    (folder / "card.json").write_text(json.dumps(card | values), encoding="utf-8")


def replace_arrays(folder: Path, **arrays: np.ndarray) -> None:
    """Put other arrays in, with a card that vouches for them."""
    np.savez(folder / "heads.npz", allow_pickle=True, **arrays)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    change_card(folder, sha256=card["sha256"] | {"heads.npz": artefact.sha256(folder / "heads.npz")})


HARMS: dict[str, tuple[Callable[[Path], object], str]] = {
    "gone": (lambda folder: shutil.rmtree(folder), "march: has no card that can be read"),
    "no card": (lambda folder: (folder / "card.json").unlink(), "march: has no card"),
    "card cut short": (lambda folder: (folder / "card.json").write_text("{"), "march: its card is damaged"),
    "card of nothing": (lambda folder: (folder / "card.json").write_text("[]"), "march: its card is damaged"),
    "card lacks a value": (
        lambda folder: (folder / "card.json").write_text('{"name": "a"}'),
        "card is damaged",
    ),
    "other features": (lambda folder: change_card(folder, features=0), "march: was made for features 0"),
    "other labels": (lambda folder: change_card(folder, heads=["spam"]), "march: has other labels"),
    "no arrays": (lambda folder: (folder / "heads.npz").unlink(), "march: heads.npz cannot be read"),
    "one byte changed": (lambda folder: flip(folder / "heads.npz"), "march: heads.npz is damaged"),
    "arrays missing": (lambda folder: replace_arrays(folder, step=np.ones(3)), "heads.npz lacks weights"),
}


def flip(file: Path) -> None:
    """Change one byte of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("harm", HARMS)
def test_a_harmed_artefact_is_refused_in_one_line(copy: Path, harm: str) -> None:
    do, said = HARMS[harm]
    do(copy)
    with pytest.raises(ArtefactError) as caught:
        artefact.load(copy)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "; " in str(caught.value)  # what happened; what to do


def test_reading_an_artefact_runs_nothing(copy: Path) -> None:
    bomb = np.empty(1, dtype=object)
    bomb[0] = Bomb()
    names = ("weights", "step", "bias", "slope", "shift", "importance")
    replace_arrays(copy, **dict.fromkeys(names, bomb))
    with pytest.raises(ArtefactError, match="holds more than arrays"):
        artefact.load(copy)
    assert LAUNCHED == []
    pickle.loads(pickle.dumps(Bomb()))
    assert LAUNCHED == ["bomb"]


def test_an_artefact_comes_back_as_it_was_written(small: Artefact) -> None:
    again = artefact.read(small.folder)
    assert again.card == small.card
    assert (again.heads.weights == small.heads.weights).all()


def test_an_artefact_never_replaces_another(small: Artefact) -> None:
    with pytest.raises(ArtefactError, match="is there already"):
        artefact.write(small.folder, small.card, small.heads, small.network, {})


def test_an_artefact_that_cannot_be_written_leaves_nothing(small: Artefact, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArtefactError, match="could not be written"):
        artefact.write(tmp_path / "file" / "march", small.card, small.heads, small.network, {})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("file", ["heads.npz", "network.npz", "train.npz", "frozen.npz"])
def test_what_ships_is_numbers_and_names_of_sets(file: str) -> None:
    with np.load(SHIPPED / "base" / file, allow_pickle=False) as arrays:
        letters = {name for name in arrays.files if arrays[name].dtype.kind not in "iuf"}
        assert letters <= {"sources"}
        sources = arrays["sources"].tolist() if "sources" in arrays.files else []
    assert all(len(name) < 30 and " " not in name for name in sources)


def test_what_ships_is_small() -> None:
    assert sum(file.stat().st_size for file in (SHIPPED / "base").iterdir()) < 30_000_000


def test_the_card_names_every_set_with_its_rows_and_licence() -> None:
    sets = artefact.read(SHIPPED / "base").card.sets
    assert sum(each["rows"] for each in sets) > 20_000
    assert all(each["licence"] for each in sets)
