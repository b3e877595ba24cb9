"""What the board asks of the classifier: a training in the background, cards, and the gate."""

from datetime import timedelta
from pathlib import Path

import pytest

from classifier.artefact import Artefact
from classifier.registry import Registry
from classifier.workshop import in_force, put_back, put_in_force, shelved, train_asked
from models.learning import WorkshopError
from models.records import Decision
from models.store import Store
from tests.factories import NOW, keep, mention, user


@pytest.fixture
def registry(small: Artefact, tmp_path: Path) -> Registry:
    """A registry whose shipped artefact is the small base."""
    return Registry(tmp_path / "artefacts", small.folder)


@pytest.fixture
def decided(store: Store) -> int:
    """Two decisions, and a training that was asked for; returns who asked."""
    person = user(store).id
    numbers = keep(store, mention(2, "гном утік"), mention(3, "гном співає"))
    for number, flag in zip(numbers, ("complaint", "praise"), strict=True):
        store.decisions.record(Decision(number, (flag,), person, NOW))
    store.trainings.ask(person, NOW)
    return person


def test_what_was_asked_for_is_trained_once_and_not_put_in_force(
    store: Store, registry: Registry, decided: int
) -> None:
    made = train_asked(store, registry, lambda: NOW)
    assert made == "2026-11-25-120000"
    assert train_asked(store, registry, lambda: NOW) is None
    (told,) = store.trainings.latest()
    assert (told.artefact, told.percent, told.error) == (made, 100, None)
    assert told.outcome is not None
    assert (told.outcome.decisions, told.outcome.falls) == (2, ())
    assert told.outcome.after == pytest.approx(told.outcome.before, abs=0.05)
    assert in_force(registry) == "small"


def test_without_decisions_there_is_nothing_to_learn(store: Store, registry: Registry) -> None:
    store.trainings.ask(user(store).id, NOW)
    assert train_asked(store, registry, lambda: NOW) is None
    (told,) = store.trainings.latest()
    assert told.error is not None
    assert "label some comments first" in told.error


def test_a_base_that_is_damaged_ends_the_training_in_words(
    store: Store, tmp_path: Path, decided: int
) -> None:
    broken = Registry(tmp_path / "artefacts", tmp_path / "nothing")
    assert train_asked(store, broken, lambda: NOW) is None
    assert "no card" in (store.trainings.latest()[0].error or "")


def test_the_shelf_shows_cards_the_newest_first(store: Store, registry: Registry, decided: int) -> None:
    made = train_asked(store, registry, lambda: NOW + timedelta(days=1))
    newest, base = shelved(registry)
    assert (newest.name, newest.base, newest.decisions, newest.active) == (made, "small", 2, False)
    assert (base.name, base.shipped, base.active) == ("small", True, True)
    assert base.comments == 300
    assert base.primary_f1 is not None
    (registry.folder / str(made) / "card.json").write_text("{")
    assert "card is damaged" in (shelved(registry)[0].fault or "")


def test_the_gate_opens_and_shuts_for_the_board_too(store: Store, registry: Registry, decided: int) -> None:
    made = train_asked(store, registry, lambda: NOW)
    assert made is not None
    assert put_in_force(registry, made, force=False) == []
    assert in_force(registry) == made
    assert put_back(registry) == "small"
    with pytest.raises(WorkshopError, match="nothing was active"):
        put_back(registry)
    with pytest.raises(WorkshopError, match="no such artefact"):
        put_in_force(registry, "may", force=False)
