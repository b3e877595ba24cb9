"""The lines of the scenario's files: each is read, and checked against the lines above it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    TypeAdapter,
    ValidationError,
)

from listener.replica.world import Account
from models.labels import FLAGS, LANGUAGES, RISK_TOPICS

KYIV = ZoneInfo("Europe/Kyiv")

STORIES = ("outage", "impersonator", "thanks", "spam", "twins")

_BEFORE = re.compile(r"-(\d{1,2}) ([01]\d|2[0-3]):([0-5]\d)")
_AFTER = re.compile(r"\+(\d{2,3}):([0-5]\d)")
_DATE = re.compile(r"\{([+-]\d{1,2})\}")


class ScenarioError(ValueError):
    """A file of the scenario says what cannot be; the text names the file and the line."""

    permanent = True


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of the story: so many days before the day of the start, or so long after the start."""

    days: int | None  # before the day of the start; None: counted from the start itself
    seconds: int  # since midnight in Kyiv, or since the start

    def precedes(self, other: "Moment") -> bool:
        """Whether it comes first whatever the hour of the start: today and the live part cross."""
        if self.days is not None and other.days is not None:
            return (-self.days, self.seconds) < (-other.days, other.seconds)
        if self.days is None and other.days is None:
            return self.seconds < other.seconds
        return self.days is not None and self.days > 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where the moments of the story fall when it begins at `start` and its live part is sped up."""

    start: datetime  # aware
    speed: float = 1.0

    def at(self, moment: Moment) -> datetime:
        """The moment as a time in UTC; days are days of Kyiv, and only what follows the start is sped up."""
        if moment.days is None:
            return self.start.astimezone(UTC) + timedelta(seconds=moment.seconds / self.speed)
        clock = time(moment.seconds // 3600, moment.seconds // 60 % 60)
        return datetime.combine(self._day(-moment.days), clock, KYIV).astimezone(UTC)

    def dated(self, text: str) -> str:
        """The text with each {-3} or {+2} as the day and month so many days from the start."""
        return _DATE.sub(lambda found: f"{self._day(int(found[1])):%d.%m}", text)

    def _day(self, offset: int) -> date:
        return self.start.astimezone(KYIV).date() + timedelta(days=offset)


def moment(text: object) -> Moment:
    """What "-D HH:MM" or "+MM:SS" says; ValueError when it is neither."""
    if found := _BEFORE.fullmatch(str(text)):
        days, hour, minute = map(int, found.groups())
        if hour == 3:
            raise ValueError("the hour from 03:00 is skipped or doubled when clocks change; take another")
        return Moment(days, hour * 3600 + minute * 60)
    if found := _AFTER.fullmatch(str(text)):
        minutes, seconds = map(int, found.groups())
        return Moment(None, minutes * 60 + seconds)
    raise ValueError(f"no time {text!r}; write '-3 09:40' or '+02:10'")


def one_of(*names: str) -> AfterValidator:
    """A check that a word is one of these names."""

    def known(word: str) -> str:
        if word not in names:
            raise ValueError(f"unknown {word!r}; choose {', '.join(names)}")
        return word

    return AfterValidator(known)


When = Annotated[Moment, PlainValidator(moment)]
Flag = Annotated[str, one_of(*FLAGS)]
Topic = Annotated[str, one_of(*RISK_TOPICS)]
Language = Annotated[str, one_of(*LANGUAGES)]
Story = Annotated[str, one_of(*STORIES)]


class Edit(BaseModel):
    """A text that took the place of the first one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    at: When
    text: str


class Entry(BaseModel):
    """A line: a post, or a comment when it stands `on` one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str
    on: str | None = None  # the post it stands under
    to: str | None = None  # the comment it answers
    by: str | None  # a key of the cast; None: the feed names no author
    at: When
    title: str = ""
    text: str
    link: str = ""
    attachments: tuple[str, ...] = ()
    rating: Annotated[int, Field(ge=1, le=5)] | None = None  # stars, of a review in the app store
    likes: int = 0
    views: int | None = None
    edit: tuple[Edit, ...] = ()
    gone: When | None = None
    label: tuple[Flag, ...] | None = None  # None: the brand's own words have none
    topics: tuple[Topic, ...] = ()
    language: Language | None = None
    story: Story | None = None
    again: bool = False  # makes sense under any post, so it may come again when the live part has ended


class Member(BaseModel):
    """One account of cast.json."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    key: str
    number: int
    name: str
    username: str | None
    brand: bool = False


def read_cast(name: str, text: str) -> dict[str, Account]:
    """The accounts of cast.json by their keys; ScenarioError when two share a key or a number."""
    try:
        members = TypeAdapter(list[Member]).validate_json(text)
    except ValidationError as error:
        raise ScenarioError(f"{name}: {_first_fault(error)}") from None
    for field in ("key", "number", "username"):
        values = [value for member in members if (value := getattr(member, field)) is not None]
        if twice := next((value for value in values if values.count(value) > 1), None):
            raise ScenarioError(f"{name}: two accounts have the {field} {twice!r}; change one")
    return {one.key: Account(one.number, one.name, one.username, one.brand) for one in members}


def read_entries(place: str, text: str, cast: Mapping[str, Account]) -> list[Entry]:
    """The entries of a place's file in its order; ScenarioError names the first line that cannot be."""
    name = f"{place}.jsonl"
    above: dict[str, Entry] = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        try:
            entry = Entry.model_validate_json(line)
        except ValidationError as error:
            raise ScenarioError(f"{name} line {number}: {_first_fault(error)}") from None
        if fault := next(_faults(entry, place, above, cast), None):
            raise ScenarioError(f"{name} line {number}: {entry.id}: {fault}")
        above[entry.id] = entry
    return list(above.values())


def _faults(
    entry: Entry, place: str, above: Mapping[str, Entry], cast: Mapping[str, Account]
) -> Iterator[str]:
    if entry.id in above:
        yield "this id is taken; choose another"
    if entry.by is not None and entry.by not in cast:
        yield f"no account {entry.by!r} in cast.json; add it there"
    yield from _foreign(entry, place)
    yield from _misplaced(entry, above)
    yield from _untimely(entry, above)
    yield from _unwritten(entry)
    yield from _mislabelled(entry, brand=entry.by is not None and cast[entry.by].brand)


def _foreign(entry: Entry, place: str) -> Iterator[str]:
    if place == "feed" and (entry.on or entry.to or not entry.title or not entry.link):
        yield "an entry of the feed has a title and a link and stands under nothing"
    if place != "feed" and (entry.by is None or entry.link):
        yield "only entries of the feed have a link, or no author"
    if place == "appstore" and (entry.on or entry.to or not entry.title or entry.rating is None):
        yield "a review has a title and stars and stands under nothing"
    if place != "appstore" and entry.rating is not None:
        yield "only reviews of the app store have stars"
    if place not in ("feed", "appstore") and entry.title:
        yield "only entries of the feed and reviews have a title"
    if entry.link and not entry.link.startswith("https://example.org/"):
        yield "a link goes to https://example.org/, where nobody lives"


def _misplaced(entry: Entry, above: Mapping[str, Entry]) -> Iterator[str]:
    if entry.on is not None and (entry.on not in above or above[entry.on].on is not None):
        yield f"no post {entry.on!r} above it; a comment follows its post"
    if entry.to is not None and (entry.to not in above or above[entry.to].on != entry.on or entry.on is None):
        yield f"no comment {entry.to!r} above it under the same post"


def _untimely(entry: Entry, above: Mapping[str, Entry]) -> Iterator[str]:
    for parent in filter(None, (entry.on, entry.to)):
        if not above[parent].at.precedes(entry.at):
            yield f"it does not surely come after {parent}; move its time"
    times = [entry.at, *(edit.at for edit in entry.edit), *filter(None, [entry.gone])]
    if not all(first.precedes(then) for first, then in pairwise(times)):
        yield "first written, then edited, then gone; put the times in this order"


def _unwritten(entry: Entry) -> Iterator[str]:
    for text in (entry.text, *(edit.text for edit in entry.edit)):
        if not text.strip() and not entry.attachments:
            yield "no text and no attachment; write one"
        if set("{}") & set(_DATE.sub("", text)):
            yield "braces hold a date only, as {-3} or {+2}"


def _mislabelled(entry: Entry, brand: bool) -> Iterator[str]:
    if brand and (entry.label is not None or entry.language is not None):
        yield "the brand's own words have no label and no language; take them out"
    if not brand and (entry.label is None or entry.language is None):
        yield "label and language are missing; an empty label is []"
    if ("risk" in (entry.label or ())) != bool(entry.topics):
        yield "a risk names its topics, and only a risk does"
    if entry.again and (entry.on is None or entry.to or {"complaint", "risk"} & set(entry.label or ())):
        yield "only a calm comment that answers nobody can come again"


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    where = ".".join(str(step) for step in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"unknown key {where!r}; take it out"
    message = fault["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
