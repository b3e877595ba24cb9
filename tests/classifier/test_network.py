"""Words have vectors by the company they keep; a comment is their sum and maximum."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.company import company
from classifier.network import Company, empty_network, pool

PLACES = [
    f"{start}{end}ення" for start in ("від", "при", "за", "роз", "пере") for end in ("діл", "міщ", "груп")
]
FOODS = [f"{start}{end}ики" for start in ("вар", "сир", "пир", "кекс", "буб") for end in ("ен", "ож", "ич")]


@pytest.fixture(scope="module")
def learned() -> Company:
    """Vectors from sentences in which places and foods never meet."""
    chance = Random(0)
    return company(
        f"{' '.join(chance.choices(kind, k=6))} {number:b}".replace("0", "о").replace("1", "а")
        for number in range(3000)
        for kind in (PLACES, FOODS)
    )


def likeness(learned: Company, one: str, other: str) -> float:
    """The cosine between two words."""
    (a, b), _ = learned.vectors_of([one, other])
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def test_words_that_keep_the_same_company_are_alike(learned: Company) -> None:
    same = [likeness(learned, FOODS[0], other) for other in FOODS[1:]]
    foreign = [likeness(learned, FOODS[0], other) for other in PLACES]
    assert float(np.mean(same)) > 2 * float(np.mean(foreign))


def test_a_word_never_met_is_like_those_of_its_stem(learned: Company) -> None:
    assert likeness(learned, "відділами", "відділення") > 0.9


def test_of_some_words_nothing_is_known(learned: Company) -> None:
    vectors, counts = learned.vectors_of(["зюбрилка", ""])
    assert not vectors.any()
    assert counts.tolist() == [1, 1]


@given(st.lists(st.lists(st.integers(-9, 9), max_size=5), max_size=5))
def test_the_maximum_is_over_the_words_of_one_comment(comments: list[list[int]]) -> None:
    values = np.array([value for comment in comments for value in comment], dtype=np.float32)
    text = np.repeat(np.arange(len(comments)), [len(comment) for comment in comments])
    found = pool(values[:, None], np.ones(len(values), dtype=np.float32), text, len(comments))
    assert found[:, 1].tolist() == [max(comment, default=0) for comment in comments]
    assert found[:, 0].tolist() == pytest.approx([sum(c) / (len(c) + 1) ** 0.5 for c in comments], abs=1e-5)


def test_an_empty_network_adds_nothing() -> None:
    network = empty_network()
    vectors, counts = network.company.vectors_of(["слово", "друге"])
    pooled = pool(vectors, counts, np.array([0, 0]), 1)
    assert network.layers.scores(pooled, 21).tolist() == [[0.0] * 21]
