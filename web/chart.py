"""Bars over hours, as numbers that an SVG can draw without a line of style."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.store.figures import Hour

WIDTH = 960
HEIGHT = 160
GAP = 0.2  # of a bar's width


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour."""

    start: datetime
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in a box of WIDTH by HEIGHT."""

    bars: tuple[Bar, ...]
    top: int  # the highest count
    width: int = WIDTH
    height: int = HEIGHT


def bars(hours: Sequence[Hour]) -> Chart:
    """The distinct authors of complaints and risks by hour; the highest bar fills the box."""
    top = max((hour.upset for hour in hours), default=0)
    step = WIDTH / max(len(hours), 1)
    drawn = []
    for place, hour in enumerate(hours):
        height = HEIGHT * hour.upset / top if top else 0.0
        x = place * step + step * GAP / 2
        drawn.append(
            Bar(
                hour.start,
                hour.upset,
                round(x, 2),
                round(HEIGHT - height, 2),
                round(step * (1 - GAP), 2),
                round(height, 2),
            )
        )
    return Chart(tuple(drawn), top)
