"""How long what people wrote is kept: by config.toml, and by the terms of platforms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator

from models.values import Duration, Name, Table

SHORTEST = timedelta(days=1)
Moment = Literal["published", "refreshed", "deleted"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a platform's terms demand of whoever keeps what it gave out; None: nothing."""

    unrefreshed: timedelta | None = None  # at the longest since the platform last showed it
    deleted: timedelta | None = None  # at the longest since it was found deleted
    source: str = ""  # where that is written


TERMS: Mapping[str, Terms] = {
    "youtube": Terms(
        unrefreshed=timedelta(days=30), source="YouTube API Services Developer Policies, III.E.4"
    ),
    "x": Terms(deleted=timedelta(), source="X Developer Policy: within 24 hours"),
}
REFRESHED = frozenset(name for name, terms in TERMS.items() if terms.unrefreshed)


def _a_day(value: timedelta) -> timedelta:
    if value < SHORTEST:
        raise ValueError("must be 1d or more")
    return value


Kept = Annotated[Duration, AfterValidator(_a_day)]


class Retention(Table):
    """[retention]: after how long texts and authors go. Without it only the terms of platforms hold."""

    keep: Kept | None = None  # since a comment was published
    deleted: Kept | None = None  # since it was found deleted on its platform
    brands: Mapping[Name, Kept] = {}  # in place of `keep`
    platforms: Mapping[str, Kept] = {}  # where that is shorter


@dataclass(frozen=True, slots=True)
class Rule:
    """What is to go: everything of one kind that happened before a moment."""

    moment: Moment
    before: datetime
    brand: str | None = None  # None: of every brand
    platform: str | None = None
    but: tuple[str, ...] = ()  # brands that have a rule of their own


def rules(retention: Retention, at: datetime) -> tuple[Rule, ...]:
    """What is to go at `at`, by the configuration and by the terms of platforms."""
    return (*_by_age(retention, at), *_by_terms(at))


def deletions(at: datetime) -> tuple[Rule, ...]:
    """What is to go because its platform deleted it; looked at every hour, the rest once a day."""
    return tuple(rule for rule in _by_terms(at) if rule.moment == "deleted")


def _by_age(retention: Retention, at: datetime) -> Iterator[Rule]:
    if retention.keep is not None:
        yield Rule("published", at - retention.keep, but=tuple(sorted(retention.brands)))
    if retention.deleted is not None:
        yield Rule("deleted", at - retention.deleted)
    for brand, keep in retention.brands.items():
        yield Rule("published", at - keep, brand=brand)
    for platform, keep in retention.platforms.items():
        yield Rule("published", at - keep, platform=platform)


def _by_terms(at: datetime) -> Iterator[Rule]:
    for platform, terms in TERMS.items():
        if terms.unrefreshed is not None:
            yield Rule("refreshed", at - terms.unrefreshed, platform=platform)
        if terms.deleted is not None:
            yield Rule("deleted", at - terms.deleted, platform=platform)
