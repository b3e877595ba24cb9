"""What a brand's staff say of its words is heard in any form of them, and proved by exact spans."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.artefact import Artefact
from classifier.judge import judge, judge_all
from classifier.lexicon import MOST_WEIGHT, WEIGHT, classify, forms_of, hear
from classifier.pipeline import Pipeline
from models.lexicon import Entry
from models.records import Decision
from models.store import Store
from tests.factories import NOW, keep, mention, user

# what was marked | what somebody wrote | the words that are heard
HEARD = """
гном             | Поставили ще двох гномів           | гномів
гном             | Этих гномов не видно               | гномов
гномами          | Гном посміхається                  | Гном
гном             | гноооом знову тут                  | гноооом
гном             | GNOM на клумбі                     | GNOM
гном             | економіка росте                    |
посилка          | Посилок не було, посилку чекаю     | Посилок/посилку
п’ята лінія      | на п'ятій лінії тихо               | п'ятій лінії
п'ята лінія      | п'ята, лінія                       | п'ята, лінія
банка            | тримаю у банці                     | банці
чорний список    | У чорному списку!                  | чорному списку
список           | чорний    список                   | список
тариф 5          | тарифу 5 більше немає              | тарифу 5
тариф 5          | тарифу 6 більше немає              |
😡               | ну ви й даєте 😡                   | 😡
ґанок            | стою на ганку                      | ганку
"""


@pytest.fixture(scope="session")
def calm(small: Artefact) -> Pipeline:
    """A pipeline that is sure of nothing: no word alone makes a flag."""
    ones = np.ones_like(small.heads.slope)
    heads = replace(small.heads, slope=0.2 * ones, shift=-2 * ones)
    return Pipeline(replace(small.card, thresholds={}), heads, small.network)


def entry(phrase: str, mark: str = "bad", number: int = 1) -> Entry:
    """A word as the lexicon keeps it."""
    return Entry(number, "zoria", phrase, forms_of(phrase), mark, NOW, "Леся")


@pytest.mark.parametrize("line", HEARD.strip().splitlines())
def test_a_word_is_heard_in_every_form(line: str) -> None:
    phrase, text, expected = (part.strip() for part in line.split("|"))
    (found,) = hear([entry(phrase)], [text])
    assert [text[each.start : each.end] for each in found] == [part for part in expected.split("/") if part]


@pytest.mark.parametrize("phrase", ["", " , !", "112", "https://a.example/x", "а б в г д е ж"])
def test_what_is_no_word_or_too_long_a_phrase_has_no_forms(phrase: str) -> None:
    assert forms_of(phrase) == ()


def test_the_longer_of_two_phrases_counts() -> None:
    marked = [entry("список", "bad", 1), entry("білий список", "good", 2)]
    (found,) = hear(marked, ["у білому списку, не в чорному списку"])
    assert [each.entry.mark for each in found] == ["good", "bad"]


def test_a_bad_word_raises_complaint_and_a_good_one_praise_by_the_weight(calm: Pipeline) -> None:
    text = "погода дощ гнома вікно"
    plain = calm.classify([text])[0]
    assert plain.primary == "other"
    assert classify(calm, [text], [entry("гном", "bad")])[0].primary == "complaint"
    good = classify(calm, [text], [entry("гном", "good")])[0]
    assert (good.primary, good.sentiment) == ("praise", "positive")
    assert odds(good.scores["praise"]) == pytest.approx(odds(plain.scores["praise"]) * 20.1, rel=0.05)
    assert good.scores["complaint"] == plain.scores["complaint"]


def odds(chance: float) -> float:
    """How many times likelier than not."""
    return chance / (1 - chance)


def test_a_neutral_word_is_judged_as_if_it_did_not_stand_there(calm: Pipeline) -> None:
    text, without = "Тариф «Жах» не працює", "Тариф «   » не працює"
    muted = classify(calm, [text], [entry("жах", "neutral")])[0]
    assert muted.scores == calm.classify([without])[0].scores
    assert muted.scores["complaint"] < calm.classify([text])[0].scores["complaint"]


def test_a_word_counts_once_a_comment_and_many_have_a_limit(calm: Pipeline) -> None:
    gnome = [entry("гном")]
    once, twice = classify(calm, ["погода гном", "погода гном гном гном"], gnome)
    assert once.scores["complaint"] > 0.5
    assert MOST_WEIGHT == 2 * WEIGHT
    assert twice.scores["complaint"] < 0.99


def test_the_brands_words_stand_among_the_evidence(calm: Pipeline) -> None:
    text = "Гарний гном, а ставок жахливий"
    marked = [entry("гном", "bad", 1), entry("ставок", "neutral", 2)]
    own = [each for each in classify(calm, [text], marked)[0].evidence if each.mark]
    assert [(text[each.start : each.end], each.mark, each.flag) for each in own] == [
        ("гном", "bad", "complaint"),
        ("ставок", "neutral", "other"),
    ]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="гномиєї '’-😡,сад0 \n", max_size=60))
def test_spans_are_words_of_the_original(calm: Pipeline, text: str) -> None:
    for each in hear([entry("гном"), entry("сад", number=2)], [text])[0]:
        assert text[each.start : each.end].strip() == text[each.start : each.end] != ""


def test_only_the_brand_whose_word_it_is_hears_it_and_only_from_then_on(store: Store, calm: Pipeline) -> None:
    text = "погода дощ гнома вікно"
    ours, theirs = keep(store, mention(1, text), mention(2, text, brand="luna", source="luna-vk"))
    judge(store, calm, NOW)
    store.lexicon.mark("zoria", "гном", forms_of("гном"), "bad", user(store).id, NOW)
    assert judge(store, calm, NOW) == 0
    assert [verdict.primary for verdict in map(store.verdicts.of, (ours, theirs)) if verdict] == ["other"] * 2
    store.decisions.record(Decision(ours, ("praise",), 1, NOW))
    judge_all(store, calm, NOW)
    again = [verdict for verdict in map(store.verdicts.of, (ours, theirs)) if verdict]
    assert [each.primary for each in again] == ["complaint", "other"]
    assert [each.mark for each in again[0].evidence if each.mark] == ["bad"]
    decided = store.decisions.of(ours)
    assert decided is not None
    assert decided.flags == ("praise",)
