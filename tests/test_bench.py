"""The benchmark in short: it runs to its end and gives ratios. How fast is not decided here."""

from tests.bench import classify_ratios
from tests.listener.bench import collect_ratio


def test_labelling_is_set_against_a_bare_pipeline() -> None:
    plain, with_evidence = classify_ratios(many=60, rounds=1)
    assert plain > 0
    assert with_evidence > 0


def test_collecting_is_set_against_its_floor() -> None:
    assert collect_ratio("vk", rounds=1) > 0
