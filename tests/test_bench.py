"""The benchmark in short: it runs to its end and gives ratios. How fast is not decided here."""

from importlib.util import find_spec

from tests.bench import classify_ratios, seconds
from tests.classifier.bench import fasttext_ratios
from tests.listener.bench import collect_ratio
from tests.web.board_bench import PAGES, page_times


def test_labelling_is_set_against_a_bare_pipeline() -> None:
    plain, with_evidence = classify_ratios(many=60, rounds=1)
    assert plain > 0
    assert with_evidence > 0


def test_collecting_is_set_against_its_floor() -> None:
    assert collect_ratio("vk", rounds=1) > 0


def test_labelling_is_set_against_fasttext_where_that_is_installed() -> None:
    texts, labels = ["де моя посилка", "дякую за швидкість"] * 20, ["question", "praise"] * 20
    found = fasttext_ratios(texts, labels, seconds, rounds=1)
    if find_spec("fasttext") is None:
        assert found is None
    else:
        assert found is not None
        assert min(found.scorer, found.shipped, found.evidence, found.rate) > 0


def test_the_board_is_set_against_a_small_one() -> None:
    times = page_times(small=(200, 10), large=(400, 20), rounds=1)
    assert [each.page for each in times] == [*PAGES]
    assert all(each.ratio > 0 for each in times)
