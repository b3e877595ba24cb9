"""Parts of a brand's series, by platform and by topic of risk: bursts of one part, and where a burst is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from models.store.figures import Written
from web.alerts.baseline import Baseline, calendar, expected_hours
from web.alerts.facts import Part
from web.alerts.mood import ANGRIER, share_p_value
from web.alerts.spikes import FLOOR, RISK_FLOOR, Finding, authors_by_hour, examine

A_DAY = 1.0  # upset authors a day from which on a part is watched by itself
OWN = 0.25  # of the budget of needless alerts is the parts', in equal shares; the rest is the brand's
NAMED = 0.6  # of the people of a burst, and it is named as where the burst is


@dataclass(frozen=True, slots=True)
class Strand:
    """A part of what is written to a brand."""

    kind: str  # platform, topic
    name: str

    @property
    def floor(self) -> int:
        """Distinct authors without whom nothing is a spike of this part."""
        return RISK_FLOOR if self.kind == "topic" else FLOOR

    def has(self, written: Written) -> bool:
        """Whether something that was written belongs to this part."""
        return written.platform == self.name if self.kind == "platform" else self.name in written.topics


def strands(written: Iterable[Written]) -> list[Strand]:
    """The parts into which upset people fall, where there are several; one platform alone is the brand."""
    upset = [each for each in written if each.upset]
    platforms = sorted({each.platform for each in upset})
    topics = sorted({topic for each in upset for topic in each.topics})
    several = platforms if len(platforms) > 1 else []
    return [*(Strand("platform", name) for name in several), *(Strand("topic", name) for name in topics)]


def of(strand: Strand, written: Iterable[Written]) -> list[Written]:
    """What belongs to one part."""
    return [each for each in written if strand.has(each)]


def budgets(watched: Sequence[Strand], needless_per_month: float) -> tuple[float, float]:
    """The needless alerts a month that the brand as a whole and each of its parts may cost.

    They add up to the manager's budget, whatever the parts have in common: chances of a union are at most
    the sum of its chances.
    """
    if not watched:
        return needless_per_month, 0.0
    return needless_per_month * (1 - OWN), needless_per_month * OWN / len(watched)


def look(
    known: Mapping[Strand, Baseline],
    written: Sequence[Written],
    hours: Sequence[datetime],
    missing: Sequence[datetime],
    zone: tzinfo,
    budget: float,
    share_gone: float,
) -> Finding | None:
    """The rarest of what is unusual about the last hour of the parts; `budget` is that of each."""
    found = []
    for strand, baseline in known.items():
        own = [(each.author, each.at) for each in of(strand, written) if each.upset]
        counts = authors_by_hour(own, hours, missing)
        one = examine(baseline, hours, counts, zone, budget, share_gone=share_gone, floor=strand.floor)
        found += [one] if one else []
    return min(found, key=lambda each: each.chance_per_month, default=None)


def widened(
    found: Finding, brand: Baseline, hours: Sequence[datetime], counts: Sequence[int | None], zone: tzinfo
) -> Finding:
    """A finding of a part, told in the numbers of the whole brand, so that an incident has one measure."""
    window = hours[-found.window_hours :]
    usual = float(expected_hours(brand, calendar(window, zone)).sum())
    seen = sum(count or 0 for count in counts[-found.window_hours :])
    return replace(found, observed=max(seen, found.observed), expected=usual)


def where(past: Iterable[Written], now: Iterable[Written]) -> tuple[Part, ...]:
    """The parts in which most people of a burst wrote, and more of them than usually do (beta-binomial)."""
    before = _people(past)
    burst = _people(now)
    return tuple(
        Part(strand.kind, strand.name, here, len(burst))
        for strand in strands(each for group in (*before.values(), *burst.values()) for each in group)
        if (here := _many(strand, burst)) >= max(NAMED * len(burst), strand.floor)
        and share_p_value(here, len(burst), _many(strand, before), len(before)) < ANGRIER
    )


def _people(written: Iterable[Written]) -> dict[tuple[str, datetime], list[Written]]:
    """What each upset author wrote, a day at a time."""
    people: dict[tuple[str, datetime], list[Written]] = {}
    for each in written:
        if each.upset:
            day = each.at.replace(hour=0, minute=0, second=0, microsecond=0)
            people.setdefault((each.author, day), []).append(each)
    return people


def _many(strand: Strand, people: Mapping[tuple[str, datetime], Sequence[Written]]) -> int:
    return sum(any(strand.has(each) for each in group) for group in people.values())
