"""What is asked about next teaches most: doubtful, unlike the rest, each story once."""

from datetime import timedelta

import pytest

from classifier.artefact import Artefact
from classifier.curriculum import DRAWN, choose, doubt, plan
from classifier.judge import judge
from classifier.pipeline import Pipeline
from models.labels import FLAGS
from models.learning import Candidate
from models.records import Decision
from models.store import Store
from tests.factories import NOW, keep, mention, user


def candidate(number: int, text: str, complaint: float = 0.5) -> Candidate:
    """A comment of which only the complaint is in doubt."""
    return Candidate(number, "zoria", text, dict.fromkeys(FLAGS, 0.01) | {"complaint": complaint})


def chosen(small: Artefact, candidates: list[Candidate], decided: tuple[str, ...] = ()) -> list[int]:
    """The numbers of what is to be labelled, in order."""
    return [each.mention_id for each in choose(candidates, decided, small.card, small.heads)]


@pytest.mark.parametrize(("chance", "near"), [(0.5, True), (0.02, False), (0.98, False)])
def test_doubt_is_great_near_a_threshold(chance: float, near: bool) -> None:
    (found,) = doubt([candidate(1, "", chance)], {})
    assert bool(found > 0.9) is near
    assert found <= 1


def test_the_doubtful_comes_before_the_sure(small: Artefact) -> None:
    found = chosen(small, [candidate(1, "посилка прийшла", 0.95), candidate(2, "тариф змінено", 0.5)])
    assert found[0] == 2


def test_a_story_told_by_many_is_asked_about_once(small: Artefact) -> None:
    told = "знову не працює термінал біля входу у відділення"
    many = [candidate(number, told + "!" * number) for number in range(1, 6)]
    found = choose([*many, candidate(9, "картка за дощу", 0.6)], (), small.card, small.heads)
    assert [each.mention_id == 9 for each in found].count(True) == 1
    assert len(found) == 2
    assert {each.alike for each in found} == {4, 0}


def test_what_was_decided_on_is_not_asked_about_in_other_words(small: Artefact) -> None:
    text = "термінал біля входу не працює"
    assert chosen(small, [candidate(1, text)], (text,)) == []
    assert chosen(small, [candidate(1, text)], ("гарна погода",)) == [1]


def test_what_has_no_words_teaches_nothing(small: Artefact) -> None:
    assert chosen(small, [candidate(1, " "), candidate(2, "\u200b")]) == []
    assert chosen(small, []) == []


def test_a_plan_puts_doubtful_and_drawn_ones_before_the_staff(store: Store, pipeline: Pipeline) -> None:
    texts = ["жах не працює", "дякую супер", "погода дощ", "суд позов", "скільки як ?"]
    numbers = keep(store, *(mention(number, text) for number, text in enumerate(texts, 2)))
    judge(store, pipeline, NOW)
    late = NOW + timedelta(hours=1)
    waiting = plan(store, pipeline, late)
    assert len(texts) <= waiting <= len(texts) + DRAWN
    store.decisions.record(Decision(numbers[0], ("complaint",), user(store).id, NOW))
    assert plan(store, pipeline, late) < waiting
