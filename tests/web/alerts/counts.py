"""Series of hourly counts for the detector's tests, made by chance or by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from web.alerts.baseline import HOUR, Baseline
from web.alerts.spikes import Finding, learn

KYIV = ZoneInfo("Europe/Kyiv")
MONDAY = datetime(2026, 6, 1, tzinfo=KYIV).astimezone(UTC)  # local midnight
DAYTIME = (0,) * 7 + (1,) * 15 + (0,) * 2  # one author an hour from 7 to 22


def hours_from(first: datetime, count: int) -> list[datetime]:
    return [first + HOUR * place for place in range(count)]


def by_chance(mean: float, days: int, seed: int = 1) -> list[int | None]:
    return [int(count) for count in np.random.default_rng(seed).poisson(mean, days * 24)]


def usual(counts: Sequence[int | None], first: datetime = MONDAY) -> Baseline:
    hours = hours_from(first, len(counts))
    return learn(hours, counts, KYIV, hours[-1] + HOUR)


def finding(at: datetime, observed: int = 6) -> Finding:
    return Finding(at, 3, observed, 1.0, 1e-4, 0.3, "scan", learning=False, mood=None)


def after(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)
