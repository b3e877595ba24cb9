"""The staff's decisions make an artefact that knows what they know, and forgets nothing else."""

from pathlib import Path

import numpy as np
import pytest

from classifier import artefact, registry
from classifier.artefact import Artefact, ArtefactError
from classifier.calibrate import f1, macro_f1, primaries
from classifier.examples import Example
from classifier.pipeline import Pipeline, chance, decide, log_odds
from classifier.registry import SHIPPED
from classifier.rows import YES, Rows
from classifier.train import train
from tests.classifier.conftest import NOW
from tests.classifier.corpus import corpus
from tests.classifier.gnomes import heard, said


def mean_f1(pipeline: Pipeline, examples: list[Example]) -> float:
    """The mean F1 of the flags that occur."""
    verdicts = pipeline.classify([example.text for example in examples], evidence=False)
    flags = sorted({flag for example in examples for flag in example.flags})
    return float(
        np.mean(
            [
                f1(
                    np.array([flag in example.flags for example in examples]),
                    np.array([flag in verdict.flags for verdict in verdicts]),
                )
                for flag in flags
            ]
        )
    )


def frozen_f1(found: Artefact, frozen: Rows) -> float:
    """The macro-F1 of the primary label on a frozen set."""
    given = decide(chance(log_odds(frozen, found.heads)), found.card.thresholds)
    return macro_f1(primaries(frozen.answers == YES), primaries(given))


def test_fifty_decisions_teach_a_new_brand_and_harm_no_other(tmp_path: Path) -> None:
    base = artefact.read(SHIPPED / registry.BASE)
    decisions, unseen = said(), heard()
    assert len(decisions) == 50
    made = train(base, decisions, [], tmp_path / "gnomes", NOW)
    frozen = base.rows(artefact.FROZEN_FILE)
    before, after = (mean_f1(artefact.load(each.folder), unseen) for each in (base, made))
    assert after >= before + 0.10
    assert frozen_f1(made, frozen) >= frozen_f1(base, frozen) - 0.005
    assert made.card.decisions == 50


def test_training_twice_gives_the_same_artefact(small: Artefact, tmp_path: Path) -> None:
    examples = [Example("гном утік", ("complaint",)), Example("гном співає", ("praise",))]
    one, two = (train(small, examples, [], tmp_path / name, NOW) for name in ("one", "two"))
    assert (one.heads.weights == two.heads.weights).all()
    assert (one.heads.bias == two.heads.bias).all()


def test_what_nobody_spoke_of_stays_as_it_was(small: Artefact, tmp_path: Path) -> None:
    made = train(small, [Example("гном утік", ("complaint",))], [], tmp_path / "march", NOW)
    assert (made.heads.weights[:, 4:7] == small.heads.weights[:, 4:7]).all()  # sentiment
    assert (made.heads.weights[:, 0] != small.heads.weights[:, 0]).any()  # complaint


def test_files_teach_every_label_they_hold(small: Artefact, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    made = train(small, [], corpus("april"), tmp_path / "april", NOW, lambda *step: told.append(step))
    assert {"set": "april", "rows": len(corpus())} in [dict(each) for each in made.card.sets]
    assert told[-1] == (len(told), len(told))
    assert made.card.base == "small"


def test_without_the_rows_of_the_base_nothing_is_trained(small: Artefact, tmp_path: Path) -> None:
    child = train(small, [Example("гном утік", ("complaint",))], [], tmp_path / "child", NOW)
    with pytest.raises(ArtefactError, match=r"child: train\.npz cannot be read"):
        train(child, [Example("гном", ())], [], tmp_path / "grandchild", NOW)
    assert not (tmp_path / "grandchild").exists()


def test_a_build_learns_its_corpus(small: Artefact, pipeline: Pipeline) -> None:
    assert mean_f1(pipeline, corpus()) > 0.9
    assert len(small.rows(artefact.TRAIN_FILE)) + len(small.rows(artefact.FROZEN_FILE)) == len(corpus())
