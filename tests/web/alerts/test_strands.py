"""Parts of a brand: a burst on one platform is found and named, and the budget is shared."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.store import Store
from models.store.figures import Written
from tests.factories import verdict
from tests.web.alerts.counts import KYIV, MONDAY, by_chance, hours_from, usual
from tests.web.alerts.stage import HOUR, MINUTE, NOW, a_past, settings, turn, wrote
from web.alerts.facts import Part, Spike, unpacked
from web.alerts.spikes import FLOOR, RISK_FLOOR, examine
from web.alerts.strands import Strand, budgets, look, strands, where, widened
from web.alerts.watch import watch

VK, TELEGRAM, SAFETY = Strand("platform", "vk"), Strand("platform", "telegram"), Strand("topic", "safety")


def people(many: int, platform: str, hour: int = 0, *topics: str, upset: bool = True) -> list[Written]:
    at = MONDAY + hour * HOUR
    return [
        Written(f"{platform}:{hour}:{number}", at + number * MINUTE, upset, platform, topics)
        for number in range(many)
    ]


def test_parts_are_the_platforms_where_there_are_several_and_the_topics_of_risk() -> None:
    assert strands([*people(1, "vk"), *people(1, "telegram", 0, "safety")]) == [TELEGRAM, VK, SAFETY]
    assert strands(people(3, "vk", 0, "safety")) == [SAFETY]
    assert strands([*people(2, "vk"), *people(2, "telegram", upset=False)]) == []


def test_two_people_are_enough_for_a_topic_of_risk_and_three_for_a_platform() -> None:
    assert (SAFETY.floor, VK.floor) == (RISK_FLOOR, FLOOR) == (2, 3)


@given(st.floats(0.01, 31), st.lists(st.sampled_from([VK, TELEGRAM, SAFETY]), max_size=9))
def test_the_budgets_of_brand_and_parts_add_up_to_the_managers(budget: float, parts: list[Strand]) -> None:
    whole, each = budgets(parts, budget)
    assert whole + each * len(parts) == pytest.approx(budget)
    assert whole >= 0.7 * budget


PAST = [each for day in range(50) for each in (*people(3, "vk", 24 * day), *people(3, "telegram", 24 * day))]


@pytest.mark.parametrize(
    ("now", "named"),
    [
        pytest.param(people(12, "vk", 1200), [Part("platform", "vk", 12, 12)], id="all of it"),
        pytest.param(
            [*people(12, "vk", 1200), *people(2, "telegram", 1200)],
            [Part("platform", "vk", 12, 14)],
            id="most of it",
        ),
        pytest.param([*people(6, "vk", 1200), *people(6, "telegram", 1200)], [], id="as it always is"),
        pytest.param(
            [*people(6, "vk", 1200, "safety"), *people(6, "telegram", 1200, "safety")],
            [Part("topic", "safety", 12, 12)],
            id="a topic",
        ),
        pytest.param(people(2, "vk", 1200), [], id="too few to say"),
    ],
)
def test_where_a_burst_is(now: Sequence[Written], named: list[Part]) -> None:
    assert list(where(PAST, now)) == named


def test_one_person_who_writes_twice_is_one_of_a_part() -> None:
    twice = [*people(8, "vk", 1200), *people(8, "vk", 1200)]
    assert where(PAST, twice) == (Part("platform", "vk", 8, 8),)


def test_a_burst_of_a_small_part_of_a_large_brand_is_found_and_told_in_the_brands_numbers() -> None:
    brand, small = usual(by_chance(2.0, 56)), usual(by_chance(0.05, 56, seed=3))
    hours = hours_from(MONDAY, 80)
    written = [each for hour in range(80) for each in people(2, "telegram", hour)]
    written += [*people(2, "vk", 78), *people(3, "vk", 79)]
    counts = [2] * 78 + [4, 5]
    assert examine(brand, hours, counts, KYIV, 0.75) is None
    found = look({VK: small}, written, hours, [], KYIV, 0.25, 1.0)
    assert found
    told = widened(found, brand, hours, counts, KYIV)
    assert told.observed == sum(counts[-found.window_hours :]) > found.observed
    assert told.expected > found.expected
    assert told.chance_per_month == found.chance_per_month


def test_an_incident_names_the_platform_that_it_is_on(store: Store) -> None:
    sources = [
        {"name": f"zoria-{name}", "brand": "zoria", "platform": name, "target": name, "window": "28d"}
        for name in ("telegram", "vk")
    ]
    chosen = settings(sources=sources)
    for name in ("telegram", "vk"):
        a_past(store, source=f"zoria-{name}", platform=name)
        turn(store, NOW - 3 * HOUR, f"zoria-{name}")
    texts = [f"Посилка {number} десь зникла" for number in range(9)]
    wrote(store, texts, NOW - 5 * MINUTE, verdict("complaint"), source="zoria-vk", platform="vk")
    for name in ("telegram", "vk"):
        turn(store, NOW, f"zoria-{name}")
    assert [event.kind for event in watch(store, chosen, NOW)] == ["incident_opened"]
    facts = unpacked("incident_opened", store.alerts.waiting()[0].payload)
    assert isinstance(facts, Spike)
    assert facts.where == (Part("platform", "vk", 9, 9),)
    assert facts.until - facts.since <= timedelta(hours=24)
