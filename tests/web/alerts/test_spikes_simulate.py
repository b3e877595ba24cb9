"""The simulator measures what it says it does."""

import numpy as np

from web.alerts.simulate import BRANDS, OFFICE, Setting, measure, quiet, table, with_outbreak

SETTING, TINY = Setting(OFFICE, 4, 2), BRANDS[0]


def test_a_quiet_brand_has_its_number_a_day() -> None:
    counts = quiet(np.random.default_rng(1), BRANDS[2], Setting(OFFICE, 0, 8))
    assert len(counts) == (8 * 7 + 28) * 24
    assert 45 < counts.sum() / 84 < 51


def test_an_outbreak_adds_authors_in_its_hours_alone() -> None:
    rng = np.random.default_rng(1)
    counts = quiet(rng, BRANDS[1], SETTING)
    ill, start = with_outbreak(rng, counts, OFFICE, 40, 3)
    assert set(np.flatnonzero(ill - counts)) <= {start, start + 1, start + 2}
    assert 20 < (ill - counts).sum() < 60


def test_the_same_seed_measures_the_same() -> None:
    assert measure(SETTING, TINY, 1, seed=5) == measure(SETTING, TINY, 1, seed=5)


def test_the_table_has_a_row_for_each_setting() -> None:
    text = table([measure(SETTING, brand, 1, seed=5) for brand in BRANDS], 1, seed=5)
    assert len(text.splitlines()) == 5
    assert "| office hours | 4 | 2 weeks |" in text


def test_a_growing_brand_grows_and_a_clumpy_one_is_uneven_within_its_days() -> None:
    rng = np.random.default_rng(1)
    grown = quiet(rng, BRANDS[2], Setting(OFFICE, 0, 8, times=2))
    assert 1.6 < grown[-14 * 24 :].sum() / grown[: 14 * 24].sum() < 2.1
    plain, clumpy = (quiet(rng, BRANDS[2], Setting(OFFICE, 0, 8, clumps=clumps)) for clumps in (0, 0.5))
    assert clumpy.var() > 1.2 * plain.var()


def test_what_was_measured_says_on_what() -> None:
    facts = measure(SETTING, TINY, 1, seed=5).facts()
    assert (facts["hours"], facts["shape"], facts["weeks"], facts["brand"]) == ("office hours", 4, 2, "tiny")
