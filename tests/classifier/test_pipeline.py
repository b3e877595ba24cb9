"""The shipped artefact labels what staff read every day, and anything else that strangers write."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.pipeline import MOST_LETTERS, Pipeline, batches
from models.labels import FLAGS, LANGUAGES, PRIMARIES, RISK_TOPICS, SENTIMENTS, primary_of

CASES = """
Третій тиждень не можу отримати посилку, жах        | complaint
Хамство у відділенні, черга дві години              | complaint
Деньги списали два раза, поддержка молчит           | complaint
приложение не работает уже третий день              | complaint
Підкажіть, будь ласка, графік роботи відділення     | question
Скажите, сколько стоит доставка в Одессу?           | question
yak zminyty nomer telefonu?                         | question
Дякую, дуже швидко доставили, усе супер!            | praise
Спасибо оператору Елене, всё решила за пять минут   | praise
Верните деньги или подам в суд                      | risk
Увага, шахраї! Не переводьте їм гроші на картку     | risk
Сьогодні гарна погода                               | other
С днём рождения, дорогая!                           | other
"""

ODD = (
    "",
    " ",
    "\x00\x01\x02" * 40,
    "🔥" * 300,
    "谢谢",
    "а" * 100_000,
    "слово " * 20_000,
    "\ud83d",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_plain_comments_get_their_label(shipped: Pipeline, line: str) -> None:
    text, expected = line.split("|")
    assert shipped.classify([text.strip()])[0].primary == expected.strip()


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_any_text_gets_a_whole_verdict(shipped: Pipeline, text: str) -> None:
    verdict = shipped.classify([text])[0]
    assert verdict.primary in PRIMARIES
    assert tuple(verdict.scores) == FLAGS
    assert all(0 <= score <= 1 for score in verdict.scores.values())
    assert verdict.sentiment in SENTIMENTS
    assert verdict.language in LANGUAGES


@pytest.mark.parametrize("text", ["", "\x00\x01", "谢谢你"])
def test_what_says_nothing_is_other(shipped: Pipeline, text: str) -> None:
    verdict = shipped.classify([text])[0]
    assert (verdict.primary, verdict.language) == ("other", "other")


def test_no_comments_give_no_verdicts(shipped: Pipeline) -> None:
    assert shipped.classify([]) == []


def test_the_primary_label_and_the_topics_follow_from_the_flags(shipped: Pipeline) -> None:
    for verdict in shipped.classify([line.split("|")[0] for line in CASES.strip().splitlines()]):
        assert verdict.primary == primary_of(verdict.flags)
        assert bool(verdict.risk_topics) == ("risk" in verdict.flags)
        assert set(verdict.risk_topics) <= set(RISK_TOPICS)


def test_a_verdict_does_not_depend_on_its_neighbours(shipped: Pipeline) -> None:
    texts = [line.split("|")[0] for line in CASES.strip().splitlines()] * 2
    random.Random(1).shuffle(texts)
    together = shipped.classify(texts)
    assert [verdict.flags for verdict in together] == [shipped.classify([text])[0].flags for text in texts]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet="ажхнйїщ не!?😡 жах суд", max_size=60), min_size=1, max_size=3))
def test_evidence_is_a_part_of_the_original_text(shipped: Pipeline, texts: list[str]) -> None:
    for text, verdict in zip(texts, shipped.classify(texts), strict=True):
        for span in verdict.evidence:
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end].strip() == text[span.start : span.end]
            assert span.flag in verdict.flags
            assert span.weight > 0


def test_evidence_names_the_words_that_made_the_verdict(shipped: Pipeline) -> None:
    text = "Добрий день! Верніть гроші, бо йду в суд."
    spans = [span for span in shipped.classify([text])[0].evidence if span.flag == "risk"]
    strongest = max(spans, key=lambda span: span.weight)
    assert "суд" in text[strongest.start : strongest.end]


def test_evidence_can_be_left_out(shipped: Pipeline) -> None:
    text = "Жахливе обслуговування"
    assert shipped.classify([text])[0].evidence
    assert shipped.classify([text], evidence=False)[0].evidence == ()


def test_batches_keep_the_order_and_stay_small() -> None:
    texts = ["а" * 200_000, "б" * 200_000, *("в" * 2500)]
    parts = list(batches(texts))
    assert [text for part in parts for text in part] == texts
    assert all(len(part) == 1 or sum(map(len, part)) <= MOST_LETTERS for part in parts)
