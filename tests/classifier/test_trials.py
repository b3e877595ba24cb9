"""Noise, deletion and language are measured on any pipeline, the same each time."""

from random import Random

import pytest

from classifier.pipeline import Pipeline
from classifier.trials import NOISES, deletion, spoken, trials
from tests.classifier.corpus import corpus, example


def test_a_trial_says_the_same_twice(pipeline: Pipeline) -> None:
    examples = corpus(seed=3)[::6]
    assert trials(pipeline, examples) == trials(pipeline, examples)


def test_every_noise_is_measured_beside_the_clean_text(shipped: Pipeline) -> None:
    found = trials(shipped, corpus(seed=3)[::6])["noise"]
    assert set(found) == {"clean", *NOISES}
    assert all(0 <= value <= 1 for value in found.values())


@pytest.mark.parametrize("name", ["capitals", "е for ё", "other apostrophes", "wrong keyboard layout"])
def test_noise_that_is_put_right_changes_no_label(shipped: Pipeline, name: str) -> None:
    text = "Третій тиждень не можу отримати посилку, жахливе обслуговування у відділенні"
    spoilt = NOISES[name](text, "uk", Random(0))
    assert shipped.classify([spoilt])[0].primary == shipped.classify([text])[0].primary == "complaint"


def test_flags_fall_without_their_evidence_more_often_than_by_chance(shipped: Pipeline) -> None:
    texts = [
        "Добрий день, вчора ввечері приходив до вас по замовлення, а мені нахамили і нічого не віддали",
        "Сегодня утром стояла в отделении два часа, очередь огромная, операторы грубят, просто ужас какой-то",
        "Підкажіть, будь ласка, о котрій годині завтра відкриється відділення біля головного вокзалу",
    ] * 3
    found = deletion(shipped, texts)
    assert found["flags"] >= 9
    assert found["strongest"] > found["random"]


def test_comments_that_are_too_short_are_left_alone(shipped: Pipeline) -> None:
    assert deletion(shipped, ["жах"]) == {"flags": 0, "strongest": 0.0, "random": 0.0}


def test_languages_are_counted_by_length(shipped: Pipeline) -> None:
    long = "Доброго дня, підкажіть будь ласка, коли приїде моя посилка, вже третій день чекаю"
    found = spoken(shipped, [example(long, ()), example("Дякую!", ())])
    assert (found["long comments"], found["short comments"], found["mixed comments"]) == (1, 1, 0)
    assert found["long"] == 1.0
