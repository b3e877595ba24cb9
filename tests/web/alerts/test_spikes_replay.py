"""Replaying a series: an hour is seen when it has passed, and a bad file says where it is bad."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from tests.web.alerts.counts import by_chance, hours_from
from web.alerts.baseline import HOUR
from web.alerts.replay import replay
from web.alerts.series import Series, SeriesError, read_series
from web.alerts.spikes import Incident, examine, learn, step

SUMMER = timezone(timedelta(hours=3))
FIRST = datetime(2026, 6, 1, tzinfo=SUMMER)
WEEKS = 8 * 7 * 24


def series_of(counts: list[int | None], first: datetime = FIRST) -> Series:
    values = np.array([np.nan if count is None else count for count in counts])
    return Series("zoria.csv", hours_from(first, len(counts)), values)


def with_burst(at: int, days: int = 60) -> list[int | None]:
    counts = by_chance(0.3, days, seed=4)
    counts[at : at + 3] = [7, 5, 4]
    return counts


def test_a_burst_is_one_alert() -> None:
    alerts = replay(series_of(with_burst(WEEKS + 12)), FIRST + WEEKS * HOUR, 0.5)
    assert [alert.hour for alert in alerts] == [FIRST + (WEEKS + 12) * HOUR]


def test_an_alert_prints_as_file_hour_observed_expected() -> None:
    (alert,) = replay(series_of(with_burst(WEEKS + 12)), FIRST + WEEKS * HOUR, 0.5)
    name, hour, observed, usual = str(alert).split(" ")
    assert (name, hour, observed) == ("zoria.csv", "2026-07-27T12:00:00+03:00", "7")
    assert 0 < float(usual) < 1


def test_what_comes_later_changes_no_earlier_alert() -> None:
    counts = with_burst(WEEKS + 12)
    short, long = (replay(series_of(counts[:end]), FIRST + WEEKS * HOUR, 0.5) for end in (WEEKS + 20, None))
    assert short == long[: len(short)] != []


def test_before_from_nothing_is_told() -> None:
    assert replay(series_of(with_burst(WEEKS - 40)), FIRST + WEEKS * HOUR, 0.2) == []


def test_from_after_the_last_hour_is_no_alert() -> None:
    assert replay(series_of(by_chance(0.3, 20)), FIRST + 30 * 24 * HOUR, 1) == []


def test_a_series_without_a_past_is_told_by_the_fixed_rule() -> None:
    counts: list[int | None] = [0] * 60
    counts[40:43] = [1, 1, 1]
    assert [alert.observed for alert in replay(series_of(counts), FIRST, 1)] == [3]


def test_missing_hours_are_no_alert() -> None:
    counts = by_chance(0.3, 60, seed=4)
    gap = [*counts[:WEEKS], *[None] * 48, *counts[WEEKS + 48 :]]
    assert replay(series_of(gap), FIRST + WEEKS * HOUR, 0.2) == []


@pytest.mark.parametrize("budget", [0.5, 4.0])
def test_replay_says_what_watching_would_have_said(budget: float) -> None:
    counts = with_burst(WEEKS + 12, days=57)
    hours = hours_from(FIRST, len(counts))
    base = learn(hours, counts, SUMMER, hours[WEEKS])
    incident: Incident | None = None
    opened = []
    for place in range(WEEKS, len(hours)):
        found = examine(base, hours[: place + 1], counts[: place + 1], SUMMER, budget)
        now = step(incident, found, hours[place])
        incident = now.incident
        opened += [hours[place]] if now.action == "open" else []
    assert opened == [alert.hour for alert in replay(series_of(counts), hours[WEEKS], budget)] != []


def test_clock_changes_in_the_file_are_followed() -> None:
    """A file with its own offsets: +03:00 until the night of 25 October, +02:00 after it."""
    change = datetime(2026, 10, 25, 1, tzinfo=SUMMER) + 3 * HOUR
    winter = timezone(timedelta(hours=2))
    hours = hours_from(datetime(2026, 9, 7, tzinfo=SUMMER), 24 * 60)
    local = [hour if hour < change else hour.astimezone(winter) for hour in hours]
    awake = np.array([2.0 if 8 <= hour.hour < 20 else 0.0 for hour in local])
    assert replay(Series("zoria.csv", local, awake), local[24 * 40], 1) == []


def written(folder: Path, text: str) -> Path:
    path = folder / "zoria.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_with_its_gaps_missing(tmp_path: Path) -> None:
    text = "hour,count\n2026-03-01T08:00+02:00,3\n2026-03-01T09:00+02:00,\n2026-03-01T11:00+02:00,0\n"
    series = read_series(written(tmp_path, text))
    assert [str(hour.time()) for hour in series.hours] == ["08:00:00", "09:00:00", "10:00:00", "11:00:00"]
    np.testing.assert_array_equal(series.counts, [3, np.nan, np.nan, 0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: the header must be hour,count"),
        ("time,count\n", "line 1: the header must be hour,count"),
        ("hour,count\nyesterday,3\n", "line 2: hour 'yesterday'"),
        ("hour,count\n2026-03-01T08:00,3\n", "line 2: hour '2026-03-01T08:00' has no offset"),
        ("hour,count\n2026-03-01T08:30Z,3\n", "line 2: .* is not the start of an hour"),
        ("hour,count\n2026-03-01T08:00Z,3\n2026-03-01T08:00Z,4\n", "line 3: .* comes again or too late"),
        ("hour,count\n2026-03-01T08:00Z,3\n2926-03-01T08:00Z,4\n", "line 3: .* check the year"),
        ("hour,count\n2026-03-01T08:00Z,many\n", "line 2: count 'many'"),
        ("hour,count\n2026-03-01T08:00Z,-1\n", "line 2: count '-1'"),
        ("hour,count\n2026-03-01T08:00Z,1,2\n", "line 2: 3 fields"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SeriesError, match=says) as caught:
        read_series(written(tmp_path, text))
    assert "zoria.csv: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeriesError, match=r"absent\.csv: cannot be read"):
        read_series(tmp_path / "absent.csv")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\xff")
    with pytest.raises(SeriesError, match=r"picture\.csv: not a text file"):
        read_series(tmp_path / "picture.csv")
