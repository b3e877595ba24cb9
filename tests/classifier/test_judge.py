"""Every mention gets a verdict of the active artefact, once, and a person's word stays above it."""

from dataclasses import replace

from classifier.artefact import Artefact
from classifier.judge import judge, judge_all
from classifier.pipeline import Pipeline
from models.records import Decision
from models.store import Store
from tests.factories import NOW, keep, mention, user


def test_waiting_mentions_are_judged_once(store: Store, pipeline: Pipeline) -> None:
    first, second = keep(store, mention(1, "посилка жах не працює"), mention(2, "дякую супер курьер"))
    assert judge(store, pipeline, NOW) == 2
    assert judge(store, pipeline, NOW) == 0
    found = [store.verdicts.of(number) for number in (first, second)]
    assert [verdict.primary for verdict in found if verdict] == ["complaint", "praise"]
    assert {verdict.artefact for verdict in found if verdict} == {"small"}


def test_a_limit_leaves_the_rest_for_the_next_turn(store: Store, pipeline: Pipeline) -> None:
    keep(store, *(mention(number) for number in range(1, 6)))
    assert [judge(store, pipeline, NOW, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_another_artefact_judges_anew(store: Store, small: Artefact, pipeline: Pipeline) -> None:
    keep(store, mention(1))
    judge(store, pipeline, NOW)
    other = Pipeline(replace(small.card, name="march"), small.heads, small.network)
    assert judge(store, other, NOW) == 1


def test_judging_all_again_touches_no_decision(store: Store, pipeline: Pipeline) -> None:
    numbers = keep(store, *(mention(number) for number in range(1, 4)))
    judge(store, pipeline, NOW)
    store.decisions.record(Decision(numbers[0], ("praise",), user(store).id, NOW))
    assert judge_all(store, pipeline, NOW) == 3
    decided = store.decisions.of(numbers[0])
    assert decided is not None
    assert decided.flags == ("praise",)
