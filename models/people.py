"""Who is told of what, when, in which language and by which way."""

from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PrivateAttr, SecretStr

from models.values import DAY, Duration, MailAddress, Name, PartOfDay, Span, Table, Text, TimeOfDay, TimeZone

Language = Literal["uk", "ru", "en"]
Severity = Literal["low", "normal", "high", "critical"]
Subject = Literal["incidents", "critical", "sources", "silence"]
Upset = Literal["complaint", "risk"]
Period = Literal["daily", "weekly"]
SEVERITIES: tuple[Severity, ...] = ("low", "normal", "high", "critical")
SUBJECTS: tuple[Subject, ...] = ("incidents", "critical", "sources", "silence")


def _some_left(span: Span) -> Span:
    if span == Span(0, DAY):
        raise ValueError("must leave some of the day, so that what waits can be told")
    return span


class AlertRules(Table):
    """[alerts]: when to tell people; what a person of [[people]] does not say is taken from here."""

    needless_per_month: Annotated[float, Field(gt=0, le=31)] = 1
    digests: tuple[Period, ...] = ("daily",)
    digest_at: TimeOfDay = time(9)
    digest_from: Annotated[int, Field(ge=0)] = 0  # comments; a digest of fewer is not sent
    per_hour: Annotated[int, Field(ge=1)] = 12  # letters to one person; what is beyond comes in one
    escalate_after: Duration = timedelta(minutes=15)


class Person(Table):
    """[[people]]: somebody who is told."""

    name: Name
    mail: MailAddress | None = None
    channels: tuple[Name, ...] = ()  # of [[channels]], by name
    brands: tuple[Name, ...] = ()  # none: all of them
    kinds: tuple[Subject, ...] = SUBJECTS  # told at once; digests come besides
    labels: tuple[Upset, ...] = ()  # what people must have written, to be told of it at once; none: either
    least: Severity = "low"  # told at once from this severity on
    language: Language = "uk"
    timezone: TimeZone | None = None  # None: that of [service]
    quiet: Annotated[PartOfDay, AfterValidator(_some_left)] | None = (
        None  # "21:00-08:00": what comes then waits for the end of it
    )
    weekends: bool = True  # false: Saturday and Sunday are quiet too
    through: Severity = "critical"  # goes through quiet hours from this severity on
    on_call: Annotated[int, Field(ge=1)] | None = None  # place in the order of those who must answer
    digests: tuple[Period, ...] | None = None  # None, here and below: as in [alerts]
    digest_at: TimeOfDay | None = None
    digest_from: Annotated[int, Field(ge=0)] | None = None
    per_hour: Annotated[int, Field(ge=1)] | None = None


class Channel(Table):
    """[[channels]]: a way to reach people, or another system, besides mail."""

    name: Name
    kind: Literal["webhook", "apprise"]
    url_env: Text  # the address may hold a token, so it stands in the environment
    secret_env: Text | None = None  # what signs a webhook
    console: bool = False  # print what would be sent instead of sending it
    _url: SecretStr | None = PrivateAttr(None)
    _secret: SecretStr | None = PrivateAttr(None)

    @property
    def url(self) -> SecretStr | None:
        """Where to send; None where the variable of `url_env` is not set."""
        return self._url

    @property
    def secret(self) -> SecretStr | None:
        """What signs what is sent; None where the variable of `secret_env` is not set."""
        return self._secret
