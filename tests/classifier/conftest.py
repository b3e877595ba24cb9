"""A base artefact of the tests' own corpus, and the one that ships."""

from datetime import UTC, datetime

import pytest

from classifier import artefact
from classifier.artefact import Artefact
from classifier.build import build
from classifier.pipeline import Pipeline
from classifier.registry import SHIPPED
from tests.classifier.corpus import corpus

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Artefact:
    """A base trained on the small corpus."""
    made, _ = build(corpus(), tmp_path_factory.mktemp("artefacts") / "base", "small", NOW)
    return made


@pytest.fixture(scope="session")
def pipeline(small: Artefact) -> Pipeline:
    """The small base in memory."""
    return artefact.load(small.folder)


@pytest.fixture(scope="session")
def shipped() -> Pipeline:
    """The artefact that ships with the program, in memory."""
    return artefact.load(SHIPPED / "base")
