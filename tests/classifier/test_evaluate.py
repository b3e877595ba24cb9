"""Figures count what they say they count, and the worst mistakes come first."""

import json

import numpy as np
import pytest

from classifier.evaluate import calibration_error, evaluate, shown, table
from classifier.examples import Example
from classifier.pipeline import Pipeline
from tests.classifier.corpus import corpus


def test_what_is_labelled_right_makes_no_mistakes(pipeline: Pipeline) -> None:
    found = evaluate(pipeline, [Example("посилка жах не працює", ("complaint",), "negative", "uk")])
    assert (found.whole.primary_f1, found.error, found.mistakes) == (1.0, 0.0, ())


def test_a_wrong_label_counts_as_missed_and_as_needless(pipeline: Pipeline) -> None:
    found = evaluate(pipeline, [Example("посилка жах не працює", ("praise",), "negative", "uk")] * 4)
    complaint, _, praise, _ = found.flags
    assert (complaint.needless, complaint.precision, praise.missed, praise.recall) == (1000, 0, 1000, 0)
    assert (found.mistakes[0].truth, found.mistakes[0].found) == ("praise", "complaint")


def test_figures_are_given_for_each_language_and_source(pipeline: Pipeline) -> None:
    found = evaluate(pipeline, corpus("one") + corpus("two"))
    assert [part.name for part in found.languages] == ["ru", "uk"]
    assert {part.name: part.comments for part in found.sources} == {"one": 300, "two": 300}


def test_each_language_has_its_own_errors_of_a_thousand(pipeline: Pipeline) -> None:
    right = [Example(f"посилка жах не працює {place}", ("complaint",), language="uk") for place in range(40)]
    wrong = [Example(f"дякую супер термінал {place}", ("question",), language="ru") for place in range(40)]
    found = evaluate(pipeline, right + wrong)
    ru, uk = found.languages
    assert (uk.wrong, uk.missed, uk.needless, uk.recall, uk.precision) == (0, 0, 0, 1, 1)
    assert (ru.wrong, ru.missed, ru.needless, ru.recall) == (1000, 1000, 1000, 0)
    assert ru.calibration > uk.calibration
    printed = table(found)
    assert printed.index("language") < printed.index("wrong/1000") < printed.index("\nru ")


def test_a_report_can_be_printed_and_stored_without_texts(pipeline: Pipeline) -> None:
    found = evaluate(pipeline, [Example("дякую супер термінал", ("risk",), "positive", "uk")] * 2)
    assert "taken for praise: дякую супер" in table(found)
    stored = json.dumps(found.values(), ensure_ascii=False)
    assert "дякую" not in stored
    assert json.loads(stored)["whole"]["comments"] == 2


@pytest.mark.parametrize(
    ("chances", "error"), [([0.95, 0.95, 0.05, 0.05], 0.05), ([0.9, 0.9, 0.9, 0.9], 0.4), ([0.5] * 4, 0.0)]
)
def test_the_calibration_error_is_the_gap_between_promise_and_truth(
    chances: list[float], error: float
) -> None:
    yes = np.array([True, True, False, False])
    assert calibration_error(yes, np.array(chances, dtype=np.float32)) == pytest.approx(error, abs=1e-6)


def test_a_strangers_text_is_shown_as_one_harmless_line() -> None:
    assert shown("a\nb\x1b[31m\u202ec" + "х" * 300).startswith("a b [31m c")
    assert len(shown("х" * 300)) == 160
