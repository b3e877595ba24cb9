"""Measure the detector on brands that do not exist: how much it catches, at what price in needless alerts.

`vidhuk evaluate-alerts` prints the table. A brand has hours of day, days of week and days that are busy or
not (gamma); an outbreak adds a Poisson number of authors over 3 or 24 hours that begin between 8 and 22,
spread as the brand's own hours are. Caught means: an alert within 24 hours of its beginning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from web.alerts.arrays import Floats
from web.alerts.baseline import HOUR
from web.alerts.replay import replay
from web.alerts.series import Series
from web.alerts.threshold import MONTH_DAYS

FIRST_HOUR = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
WITHIN = timedelta(hours=24)
OUTBREAKS_BEGIN = (8, 22)  # local hours, both included
LEAD = timedelta(days=3)  # the replay of an outbreak begins so long before it


@dataclass(frozen=True, slots=True)
class Profile:
    """When people write, as relative numbers: 24 hours from midnight, 7 days from Monday."""

    name: str
    hours: tuple[float, ...]
    weekdays: tuple[float, ...]

    def means(self, a_day: float, days: int) -> Floats:
        """Return the mean of each hour of so many days from a Monday."""
        hours, weekdays = np.array(self.hours), np.array(self.weekdays)
        week = np.outer(weekdays / weekdays.mean(), hours / hours.sum()).ravel()
        return a_day * np.resize(week, days * 24)


@dataclass(frozen=True, slots=True)
class Brand:
    """A size of brand, and the outbreaks it is tried with: (authors, hours)."""

    name: str
    a_day: float
    outbreaks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    profile: Profile
    shape: float  # gamma shape of the level of days; 0 is pure Poisson
    weeks: int  # of history
    clumps: float = 0.0  # relative variance of an hour within its day
    times: float = 1.0  # how much the brand grows from the first day to the last


@dataclass(frozen=True, slots=True)
class Measured:
    """What one brand came to in one setting."""

    setting: Setting
    brand: Brand
    caught: tuple[float, ...]  # share of outbreaks, in the order of the brand's outbreaks
    needless: float  # alerts in 28 days without an outbreak

    def facts(self) -> dict[str, object]:
        """Return the figures with what they were measured on, for programs."""
        setting = asdict(self.setting) | {"hours": self.setting.profile.name}
        del setting["profile"]
        outbreaks = [
            {"authors": authors, "over_hours": hours, "caught": share}
            for (authors, hours), share in zip(self.brand.outbreaks, self.caught, strict=True)
        ]
        own = {"brand": self.brand.name, "a_day": self.brand.a_day}
        return setting | own | {"outbreaks": outbreaks, "needless": self.needless}


OFFICE = Profile(
    "office hours",
    (5, 3, 2, 2, 2, 3, 7, 14, 22, 30, 32, 32, 31, 30, 30, 29, 28, 29, 30, 30, 28, 22, 15, 9),
    (1.15, 1.1, 1.1, 1.1, 1.05, 0.8, 0.7),
)
EVENING = Profile(
    "evenings, weekends",
    (9, 6, 4, 3, 2, 2, 2, 3, 5, 6, 7, 7, 8, 8, 8, 8, 9, 12, 18, 24, 28, 27, 22, 15),
    (0.8, 0.8, 0.9, 0.9, 1.0, 1.4, 1.2),
)
SHOP = Profile(
    "a shop's, closed at weekends",
    (2, 1, 1, 1, 1, 2, 4, 8, 12, 14, 16, 22, 26, 24, 18, 16, 16, 20, 26, 30, 26, 16, 8, 4),
    (1.3, 1.25, 1.2, 1.2, 1.2, 0.5, 0.35),
)
BRANDS = (
    Brand("tiny", 1, ((4, 3), (5, 24))),
    Brand("small", 7, ((6, 3), (12, 24))),
    Brand("medium", 48, ((15, 3), (35, 24))),
)
SETTINGS = (
    Setting(OFFICE, 4, 8),
    Setting(EVENING, 4, 8),
    Setting(SHOP, 4, 8),
    Setting(OFFICE, 4, 2),
    Setting(OFFICE, 0, 8),
    Setting(OFFICE, 1.5, 8),
    Setting(OFFICE, 4, 8, clumps=0.2),
    Setting(OFFICE, 4, 8, times=2),
)
STEPS = tuple((setting, brand) for setting in SETTINGS for brand in BRANDS)


def quiet(rng: np.random.Generator, brand: Brand, setting: Setting) -> Floats:
    """Return hourly counts of a history and a month in which nothing happens."""
    days = setting.weeks * 7 + MONTH_DAYS
    levels = rng.gamma(setting.shape, 1 / setting.shape, days) if setting.shape else np.ones(days)
    levels *= np.geomspace(1, setting.times, days) / np.sqrt(setting.times)
    means = setting.profile.means(brand.a_day, days) * np.repeat(levels, 24)
    if setting.clumps:
        means *= rng.gamma(1 / setting.clumps, setting.clumps, len(means))
    return rng.poisson(means).astype(np.float64)


def with_outbreak(
    rng: np.random.Generator, counts: Floats, profile: Profile, size: int, hours: int
) -> tuple[Floats, int]:
    """Return counts with an outbreak in their last 28 days, and the place of its first hour."""
    first_day = len(counts) // 24 - MONTH_DAYS
    start = 24 * int(first_day + rng.integers(MONTH_DAYS - 2)) + int(
        rng.integers(*OUTBREAKS_BEGIN, endpoint=True)
    )
    places = np.arange(start, start + hours)
    share = profile.means(1, len(counts) // 24)[places]
    ill = counts.copy()
    np.add.at(ill, rng.choice(places, rng.poisson(size), p=share / share.sum()), 1)
    return ill, start


def series(counts: Floats) -> Series:
    """Return counts as a series from FIRST_HOUR on."""
    return Series("simulated", [FIRST_HOUR + HOUR * place for place in range(len(counts))], counts)


def is_caught(counts: Floats, start: int, since: int, budget: float) -> bool:
    """Return whether an alert comes within 24 hours of the outbreak's first hour."""
    seen = series(counts[: start + WITHIN // HOUR])
    begin = max(FIRST_HOUR + HOUR * since, seen.hours[start] - LEAD)
    return any(alert.hour >= seen.hours[start] for alert in replay(seen, begin, budget))


def measure(setting: Setting, brand: Brand, many: int, seed: int, budget: float = 1.0) -> Measured:
    """Return what the detector does for so many brands of one size, at a budget a month."""
    since = setting.weeks * 7 * 24
    rng = np.random.default_rng([seed, round(brand.a_day * 10), round(setting.shape * 10), setting.weeks])
    months = [quiet(rng, brand, setting) for _ in range(many)]
    needless = np.mean([len(replay(series(month), FIRST_HOUR + HOUR * since, budget)) for month in months])
    caught = []
    for size, hours in brand.outbreaks:
        ill = [with_outbreak(rng, month, setting.profile, size, hours) for month in months]
        caught.append(float(np.mean([is_caught(counts, start, since, budget) for counts, start in ill])))
    return Measured(setting, brand, tuple(caught), float(needless))


def table(measured: Sequence[Measured], many: int, seed: int, budget: float = 1.0) -> str:
    """Return what was measured as a Markdown table, a row for each setting."""
    return "\n".join(_lines(measured, many, seed, budget))


def _lines(measured: Sequence[Measured], many: int, seed: int, budget: float) -> Iterator[str]:
    outbreaks = [f"{brand.name} +{size} in {hours} h" for brand in BRANDS for size, hours in brand.outbreaks]
    heads = ["brand's hours", "K", "history", *outbreaks, "mean", "needless in 28 days"]
    yield f"{many} brands a cell, seed {seed}, budget {budget:g} needless in 28 days."
    yield ""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for setting in dict.fromkeys(each.setting for each in measured):
        row = [each for each in measured if each.setting == setting]
        caught = [share for each in row for share in each.caught]
        cells = [_name(setting), f"{setting.shape:g}", f"{setting.weeks} weeks"]
        cells += [f"{share:.2f}" for share in (*caught, float(np.mean(caught)))]
        yield "| " + " | ".join([*cells, " / ".join(f"{each.needless:.2f}" for each in row)]) + " |"


def _name(setting: Setting) -> str:
    more = ", in clumps" if setting.clumps else ", growing" if setting.times != 1 else ""
    return setting.profile.name + more
