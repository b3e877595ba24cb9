"""The same story told by many: how surely it is found, on stories written for this in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from classifier import artefact
from classifier.likeness import Importance, likenesses
from classifier.registry import BASE, SHIPPED
from models.likeness import MOST, SAME, Likeness, alike, packed, unpacked

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Told:
    """One text, its domain, and which story it tells."""

    domain: str
    story: str
    text: str
    likeness: Likeness


@cache
def importance_of_the_base() -> Importance:
    return artefact.read(SHIPPED / BASE).heads.importance


def read(text: str) -> Likeness:
    return likenesses([text], importance_of_the_base())[0]


def blocks(name: str) -> Iterator[list[str]]:
    for block in (HERE / name).read_text("utf-8").strip().split("\n\n"):
        yield block.splitlines()


@cache
def told(name: str) -> tuple[Told, ...]:
    """The stories of a file, and the strangers of their domains, who each tell their own."""
    stories = [(head.split(" | ")[0], head, text) for head, *texts in blocks(name) for text in texts]
    strangers = [(domain, text, text) for domain, *texts in blocks("strangers.txt") for text in texts]
    return tuple(Told(*each, read(each[-1])) for each in (*stories, *strangers))


def precision_and_recall(name: str) -> tuple[float, float]:
    """Over all pairs of texts of one domain."""
    merged = right = wanted = 0
    for one, other in combinations(told(name), 2):
        if one.domain == other.domain:
            same, found = one.story == other.story, alike(one.likeness, other.likeness) >= SAME
            merged, right, wanted = merged + found, right + (found and same), wanted + same
    return right / merged, right / wanted


@pytest.mark.parametrize(
    ("name", "precise", "whole"),
    [("stories.txt", 0.99, 0.83), ("unforeseen.txt", 0.99, 0.43)],  # the second: domains without a glossary
)
def test_a_wrong_merge_is_rarer_than_a_missed_one(name: str, precise: float, whole: float) -> None:
    precision, recall = precision_and_recall(name)
    assert precision >= precise
    assert recall >= whole


def test_there_are_enough_stories_to_say_so() -> None:
    assert len(list(blocks("stories.txt"))) >= 40
    assert all(len(block) == 5 for name in ("stories.txt", "unforeseen.txt") for block in blocks(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Посилка 59000123456789 не рухається третій день",
            "Посилка 59000987654321 не рухається третій день",
        ),
        ("Де моя посилка?", "Де моя посилка?"),  # each waits for a parcel of their own
        ("Дякую", "Дякую"),
        ("", ""),
        ("🔥🔥🔥", "🔥🔥🔥"),
    ],
)
def test_these_are_never_one_story(one: str, other: str) -> None:
    assert alike(read(one), read(other)) < SAME


def test_a_copy_with_a_word_changed_is_the_same_story() -> None:
    text = "Ваш поштомат на Садовій з'їв гроші, комірка не відкрилась, а гаряча лінія мовчить"
    assert alike(read(text), read(text)) == pytest.approx(1.0)
    assert alike(read(text), read(text.replace("мовчить", "не бере слухавку").upper())) >= SAME


def test_a_likeness_is_kept_in_a_few_bytes() -> None:
    long = read(" ".join(each.text for each in told("stories.txt")) + " 59000123456789 у відділенні №7")
    assert unpacked(packed(long)) == long
    assert len(long.words) == MOST
    assert len(long.keys) == 8
    assert unpacked(packed(Likeness({}))) == Likeness({})
