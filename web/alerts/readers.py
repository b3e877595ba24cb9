"""Who is told: the people of config.toml on each of their channels, with what they did not say filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from models.people import Language, Period, Person, Severity, Subject, Upset
from models.settings import Settings
from models.store import Store
from models.values import Span
from web.alerts.kinds import SORTS, reaches
from web.alerts.speech import Speech


@dataclass(frozen=True, slots=True)
class Reader:
    """One person on one channel."""

    name: str
    channel: str
    recipient: str
    language: Language
    zone: ZoneInfo
    brands: tuple[str, ...]  # none: all
    kinds: tuple[Subject, ...]
    labels: tuple[Upset, ...]  # none: all
    least: Severity
    through: Severity
    quiet: Span | None
    weekends: bool
    on_call: int | None
    digests: tuple[Period, ...]
    digest_at: time
    digest_from: int
    per_hour: int

    def cares_for(self, brand: str | None) -> bool:
        """Whether what happens to a brand is this reader's business."""
        return brand is None or not self.brands or brand in self.brands

    def wants(self, kind: str, brand: str | None) -> bool:
        """Whether to tell this reader of an alert at once."""
        sort = SORTS[kind]
        asked_for = sort.subject is None or sort.subject in self.kinds
        return asked_for and self.cares_for(brand) and reaches(sort.severity, self.least)


def readers(settings: Settings) -> tuple[Reader, ...]:
    """Everyone of [[people]] and of [mail] to, or whoever reads the console where there is nobody."""
    found = {(each.channel, each.recipient): each for each in (*_simple(settings), *_named(settings))}
    return tuple(found.values()) or (_reader(settings, Person(name="console"), "console", "console"),)


def listening(store: Store, settings: Settings) -> tuple[Reader, ...]:
    """Those of `readers` who are still told: by a way that was not refused for good, nor left by them."""
    stopped = {(stop.channel, stop.recipient) for stop in store.stops.all()}
    return tuple(each for each in readers(settings) if (each.channel, each.recipient) not in stopped)


def speech_for(settings: Settings, channel: str, recipient: str) -> Speech:
    """The language and the zone of whoever reads there; of [mail] for one who is no longer named."""
    for reader in readers(settings):
        if (reader.channel, reader.recipient) == (channel, recipient):
            return Speech(reader.language, reader.zone)
    return Speech(settings.mail.language if settings.mail else "uk", settings.service.zone)


def _simple(settings: Settings) -> Iterator[Reader]:
    if settings.mail is not None:
        anybody = Person(name="mail", language=settings.mail.language)
        for address in settings.mail.to or ():
            yield _reader(settings, anybody, "mail", address, address)


def _named(settings: Settings) -> Iterator[Reader]:
    for person in settings.people:
        if person.mail is not None:
            yield _reader(settings, person, "mail", person.mail)
        for channel in person.channels:
            yield _reader(settings, person, channel, person.name)


def _reader(settings: Settings, person: Person, channel: str, recipient: str, name: str = "") -> Reader:
    rules = settings.alerts
    return Reader(
        name=name or person.name,
        channel=channel,
        recipient=recipient,
        language=person.language,
        zone=ZoneInfo(person.timezone) if person.timezone else settings.service.zone,
        brands=person.brands,
        kinds=person.kinds,
        labels=person.labels,
        least=person.least,
        through=person.through,
        quiet=person.quiet,
        weekends=person.weekends,
        on_call=person.on_call,
        digests=rules.digests if person.digests is None else person.digests,
        digest_at=rules.digest_at if person.digest_at is None else person.digest_at,
        digest_from=rules.digest_from if person.digest_from is None else person.digest_from,
        per_hour=rules.per_hour if person.per_hour is None else person.per_hour,
    )
