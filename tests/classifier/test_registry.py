"""A worse artefact is not put in force, and the former one is a word away."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifier import artefact
from classifier.artefact import Artefact, ArtefactError
from classifier.learned import Card, card_values
from classifier.registry import Registry, falls


@pytest.fixture
def registry(small: Artefact, tmp_path: Path) -> Registry:
    """A registry whose shipped artefact is the small base."""
    return Registry(tmp_path / "artefacts", small.folder)


def keep(registry: Registry, small: Artefact, name: str, bias: float = 0.0) -> None:
    """Write an artefact that leans to complaints by so much."""
    lean = np.zeros_like(small.heads.bias)
    lean[0] = bias
    card = Card(**(card_values(small.card) | {"name": name, "sha256": {}}))
    artefact.write(
        registry.new(name), card, replace(small.heads, bias=small.heads.bias + lean), small.network, {}
    )


def test_the_shipped_artefact_is_active_until_another_is(registry: Registry, small: Artefact) -> None:
    assert (registry.names(), registry.active()) == (["small"], "small")
    keep(registry, small, "march")
    assert (registry.names(), registry.active()) == (["small", "march"], "small")
    assert registry.activate("march") == []
    assert registry.active() == "march"


def test_a_worse_artefact_is_refused_and_says_where(registry: Registry, small: Artefact) -> None:
    keep(registry, small, "worse", bias=50.0)
    worse = registry.activate("worse")
    assert worse[0].part == "all"
    assert worse[0].after < worse[0].before
    assert registry.active() == "small"


def test_a_worse_artefact_can_be_forced(registry: Registry, small: Artefact) -> None:
    keep(registry, small, "worse", bias=50.0)
    assert registry.activate("worse", force=True)
    assert registry.active() == "worse"


def test_an_artefact_is_no_worse_than_itself(small: Artefact) -> None:
    assert falls(small, small, small.rows(artefact.FROZEN_FILE)) == []


def test_rolling_back_returns_to_the_former_one(registry: Registry, small: Artefact) -> None:
    for name in ("march", "april"):
        keep(registry, small, name)
        registry.activate(name)
    assert [registry.rollback(), registry.rollback()] == ["march", "small"]
    with pytest.raises(ArtefactError, match="nothing was active before"):
        registry.rollback()


def test_the_shipped_artefact_can_be_activated_by_either_name(registry: Registry, small: Artefact) -> None:
    keep(registry, small, "march")
    registry.activate("march")
    registry.activate("base")
    assert registry.active() == "small"
    assert registry.rollback() == "march"


@pytest.mark.parametrize("name", ["", "../x", ".hidden", "a/b", "б", "x" * 65])
def test_a_name_that_is_no_name_is_refused(registry: Registry, name: str) -> None:
    with pytest.raises(ArtefactError, match="not a name"):
        registry.new(name)


@pytest.mark.parametrize("name", ["base", "small", "march"])
def test_a_name_is_given_once(registry: Registry, small: Artefact, name: str) -> None:
    keep(registry, small, "march")
    with pytest.raises(ArtefactError, match="is there already"):
        registry.new(name)


def test_an_unknown_artefact_is_named_with_those_there_are(registry: Registry) -> None:
    with pytest.raises(ArtefactError, match="may: no such artefact; there are small"):
        registry.activate("may")


def test_a_damaged_memory_says_what_to_do(registry: Registry) -> None:
    registry.folder.mkdir(parents=True)
    (registry.folder / "active.json").write_text("{")
    with pytest.raises(ArtefactError, match="delete it"):
        registry.active()


def test_an_artefact_half_written_is_no_artefact(registry: Registry) -> None:
    (registry.folder / ".march-x").mkdir(parents=True)
    (registry.folder / "march").mkdir()
    assert registry.names() == ["small"]
