"""Measure the detector on brands that do not exist: how much it catches, at what price in needless alerts.

`python -m web.alerts.simulate --write` measures and writes the table into docs/detection.md. A brand has
hours of day, days of week and days that are busy or not (gamma); an outbreak adds a Poisson number of
authors over 3 or 24 hours that begin between 8 and 22, spread as the brand's own hours are. Caught means:
an alert within 24 hours of its beginning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import numpy as np

from web.alerts.baseline import HOUR, Floats
from web.alerts.replay import replay
from web.alerts.series import Series
from web.alerts.threshold import MONTH_DAYS

FIRST_HOUR = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
WITHIN = timedelta(hours=24)
OUTBREAKS_BEGIN = (8, 22)  # local hours, both included
BEGIN_MARK, END_MARK = "<!-- simulation: begin -->", "<!-- simulation: end -->"


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


@dataclass(frozen=True, slots=True)
class Measured:
    """What one setting came to."""

    setting: Setting
    caught: tuple[float, ...]  # share of outbreaks, in the order of the brands and their outbreaks
    needless: tuple[float, ...]  # alerts in 28 days without an outbreak, a brand each


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
ROUND_THE_CLOCK = Profile("round the clock", (1.0,) * 24, (1.0,) * 7)
BRANDS = (
    Brand("tiny", 1, ((4, 3), (5, 24))),
    Brand("small", 7, ((6, 3), (12, 24))),
    Brand("medium", 48, ((15, 3), (35, 24))),
)
SETTINGS = (
    Setting(OFFICE, 4, 8),
    Setting(EVENING, 4, 8),
    Setting(ROUND_THE_CLOCK, 4, 8),
    Setting(OFFICE, 4, 2),
    Setting(OFFICE, 0, 8),
    Setting(OFFICE, 1.5, 8),
)


def quiet(rng: np.random.Generator, brand: Brand, setting: Setting) -> Floats:
    """Return hourly counts of a history and a month in which nothing happens."""
    days = setting.weeks * 7 + MONTH_DAYS
    levels = rng.gamma(setting.shape, 1 / setting.shape, days) if setting.shape else np.ones(days)
    return rng.poisson(setting.profile.means(brand.a_day, days) * np.repeat(levels, 24)).astype(np.float64)


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
    alerts = replay(seen, FIRST_HOUR + HOUR * since, budget)
    return any(alert.hour >= seen.hours[start] for alert in alerts)


def measure(setting: Setting, brands: int, seed: int, budget: float = 1.0) -> Measured:
    """Return what the detector does for so many brands of each size, at a budget a month."""
    since = setting.weeks * 7 * 24
    caught, needless = [], []
    for brand in BRANDS:
        rng = np.random.default_rng([seed, round(brand.a_day * 10), round(setting.shape * 10), setting.weeks])
        months = [quiet(rng, brand, setting) for _ in range(brands)]
        needless.append(np.mean([len(replay(series(m), FIRST_HOUR + HOUR * since, budget)) for m in months]))
        for size, hours in brand.outbreaks:
            ill = [with_outbreak(rng, month, setting.profile, size, hours) for month in months]
            caught.append(np.mean([is_caught(counts, start, since, budget) for counts, start in ill]))
    return Measured(setting, tuple(map(float, caught)), tuple(map(float, needless)))


def table(rows: Sequence[Measured], brands: int, seed: int) -> str:
    """Return the rows as a Markdown table."""
    return "\n".join(_lines(rows, brands, seed))


def _lines(rows: Sequence[Measured], brands: int, seed: int) -> Iterator[str]:
    outbreaks = [f"{brand.name} +{size} in {hours} h" for brand in BRANDS for size, hours in brand.outbreaks]
    heads = ["brand's hours", "K", "history", *outbreaks, "mean", "needless in 28 days"]
    yield f"{brands} brands a cell, seed {seed}, budget 1 needless alert in 28 days."
    yield ""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        cells = [row.setting.profile.name, f"{row.setting.shape:g}", f"{row.setting.weeks} weeks"]
        cells += [f"{share:.2f}" for share in (*row.caught, float(np.mean(row.caught)))]
        yield "| " + " | ".join([*cells, " / ".join(f"{count:.2f}" for count in row.needless)]) + " |"


@click.command()
@click.option("--brands", default=100, show_default=True, help="Simulated brands a cell.")
@click.option("--seed", default=20, show_default=True)
@click.option("--write", is_flag=True, help="Write the table into docs/detection.md.")
def main(brands: int, seed: int, write: bool) -> None:
    """Measure the detector on simulated brands and print the table."""
    rows = []
    for setting in SETTINGS:
        rows.append(measure(setting, brands, seed))
        click.echo(list(_lines(rows[-1:], brands, seed))[-1])
    if write:
        page = Path("docs/detection.md")
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN_MARK)
        after = rest.partition(END_MARK)[2]
        text = f"{before}{BEGIN_MARK}\n{table(rows, brands, seed)}\n{END_MARK}{after}"
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
