"""What a budget buys: larger bursts are caught more often, and a larger budget buys smaller ones."""

import pytest

from tests.web.alerts.counts import by_chance, usual
from web.alerts.price import caught, price

QUIET = usual(by_chance(0.3, 56))


def test_a_larger_burst_is_caught_more_often() -> None:
    shares = [caught(QUIET, 1.0, size) for size in (3, 5, 7, 12)]
    assert shares == sorted(shares)
    assert shares[0] < 0.5 < shares[-1]


def test_the_price_is_the_burst_that_is_caught_in_half_of_the_cases_and_in_nine_of_ten() -> None:
    own = price(QUIET, 1.0)
    assert caught(QUIET, 1.0, own.half) >= 0.5 > caught(QUIET, 1.0, own.half - 1)
    assert caught(QUIET, 1.0, own.most) >= 0.9
    assert own.half <= own.most


@pytest.mark.parametrize("mean", [0.3, 2.0])
def test_more_needless_alerts_buy_smaller_bursts(mean: float) -> None:
    known = usual(by_chance(mean, 56))
    sizes = [price(known, budget).half for budget in (0.25, 1.0, 4.0)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]
