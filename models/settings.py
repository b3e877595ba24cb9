"""config.toml → Settings. Every fault is named at once, with the nearest known key."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PrivateAttr, SecretStr, ValidationError

from models.faults import hint, worded, worded_options
from models.login import Login
from models.office import Office
from models.options import OPTIONS, NoOptions, Opted
from models.people import AlertRules, Channel, Person
from models.retention import Retention
from models.values import BaseUrl, Duration, MailAddress, Name, Table, Text, TimeZone

EVERY_MIN = timedelta(seconds=5)
EVERY_MAX = timedelta(days=7)


class SettingsError(Exception):
    """config.toml cannot be used; the text lists every fault."""


def _pace(value: timedelta) -> timedelta:
    if not EVERY_MIN <= value <= EVERY_MAX:
        raise ValueError("must lie between 5s and 7d")
    return value


def _address(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise ValueError('must be a host and a port, such as "127.0.0.1:8000"')
    return value


Pace = Annotated[Duration, AfterValidator(_pace)]
Address = Annotated[str, AfterValidator(_address)]


class Service(Table):
    """[service]: where things are kept and served."""

    database: Path = Path("var/vidhuk.db")
    timezone: TimeZone = "Europe/Kyiv"
    address: Address = "127.0.0.1:8000"
    secret_env: Text = "VIDHUK_SECRET"  # noqa: S105 - the name of a variable, not a secret
    _secret: SecretStr | None = PrivateAttr(None)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the service."""
        return ZoneInfo(self.timezone)

    @property
    def host(self) -> str:
        """The address to listen on, without the port."""
        return self.address.rpartition(":")[0]

    @property
    def port(self) -> int:
        """The port to listen on."""
        return int(self.address.rpartition(":")[2])

    @property
    def secret(self) -> SecretStr | None:
        """What signs sessions; None: the board makes and keeps its own."""
        return self._secret


class Brand(Table):
    """[[brands]]: an organisation to listen for."""

    name: Name
    title: Text
    names: tuple[Text, ...] = ()
    competitor: bool = False


class Source(Table):
    """[[sources]]: one page, channel, feed or query of one platform."""

    name: Name
    brand: Name
    platform: Text
    target: Text
    every: Pace = timedelta(minutes=2)
    base_url: BaseUrl | None = None  # None: the platform's own
    token_env: Text | None = None
    replies: bool = False  # whether answers may be sent from the board, in the brand's name
    window: Duration = timedelta(days=14)  # how far back posts are read again for edits and new replies
    options: Mapping[str, Any] = {}  # of its platform alone; models/options.py says which there are
    _token: SecretStr | None = PrivateAttr(None)
    _secrets: dict[str, SecretStr] = PrivateAttr(default_factory=dict)

    def opted(self, kind: type[Opted]) -> Opted:
        """The options as the platform's own table; they were found right when config.toml was read."""
        return kind.model_validate(self.options)

    @property
    def token(self) -> SecretStr | None:
        """What the platform asks for; None where the variable of `token_env` is not set."""
        return self._token

    def secret(self, key: str) -> SecretStr | None:
        """What the variable holds that an option names, such as "secret_env"; None where it is not set."""
        return self._secrets.get(key)

    @property
    def hooked(self) -> bool:
        """Whether its platform calls us."""
        return self.opted(OPTIONS.get(self.platform, NoOptions)).hooked

    @property
    def asked(self) -> bool:
        """Whether we ask its platform; False where everything comes by its calls."""
        return self.opted(OPTIONS.get(self.platform, NoOptions)).asked(self.token_env is not None)

    @property
    def stands_alone(self) -> bool:
        """Whether something is heard without a token."""
        return self.token_env is None and self.opted(OPTIONS.get(self.platform, NoOptions)).stands_alone

    @property
    def unset(self) -> list[str]:
        """The variables that it names and that are not set."""
        lacking = [self.token_env] if self.token_env and self._token is None else []
        named = {key: name for key, name in self.options.items() if key.endswith("_env") and name}
        return lacking + [str(name) for key, name in named.items() if key not in self._secrets]


class Mail(Table):
    """[mail]: the mail server and who is told."""

    host: Text
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    sender: Annotated[MailAddress, Field(alias="from")]
    to: Annotated[tuple[MailAddress, ...], Field(min_length=1)] | None = None  # told of everything
    security: Literal["none", "starttls", "tls"] = "none"
    user: str | None = None
    password_env: Text | None = None
    language: Literal["uk", "ru", "en"] = "uk"
    board_url: BaseUrl | None = None  # how the board is reached from outside; None: by [service] address
    _password: SecretStr | None = PrivateAttr(None)

    @property
    def password(self) -> SecretStr | None:
        """What the mail server asks for; None where the variable of `password_env` is not set."""
        return self._password


class Settings(Table):
    """Everything that config.toml says, with the secrets that it names."""

    service: Service = Service()
    brands: Annotated[tuple[Brand, ...], Field(min_length=1)]
    sources: tuple[Source, ...] = ()
    office: Office = Office()
    retention: Retention = Retention()
    alerts: AlertRules = AlertRules()
    mail: Mail | None = None
    channels: tuple[Channel, ...] = ()
    people: tuple[Person, ...] = ()
    login: Login | None = None

    def brand(self, name: str) -> Brand:
        """The brand of that short name; KeyError when there is none."""
        return {brand.name: brand for brand in self.brands}[name]

    def source(self, name: str) -> Source:
        """The source of that name; KeyError when there is none."""
        return {source.name: source for source in self.sources}[name]


def load(path: Path, platforms: Collection[str], environ: Mapping[str, str]) -> Settings:
    """Read config.toml and the secrets it names; SettingsError lists every fault at once."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as gone:
        raise SettingsError(
            f"{path}: there is no such file; copy config.toml or name it by --config"
        ) from gone
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(f"{path}: cannot be read ({type(fault).__name__}); check the file") from fault
    except tomllib.TOMLDecodeError as fault:
        raise SettingsError(f"{path}: is not TOML: {fault}") from fault
    return understand(raw, platforms, environ, str(path), path.parent)


def understand(
    raw: Mapping[str, Any],
    platforms: Collection[str],
    environ: Mapping[str, str],
    origin: str = "config.toml",
    folder: Path = Path(),
) -> Settings:
    """Settings out of parsed TOML; relative paths start at `folder`. SettingsError lists every fault."""
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as invalid:
        faults = worded(Settings, raw, invalid)
        raise SettingsError("\n".join(f"{origin}: {fault}" for fault in faults)) from None
    if faults := list(_mismatches(settings, platforms)):
        raise SettingsError("\n".join(f"{origin}: {fault}" for fault in faults))
    database = folder / settings.service.database
    settings = settings.model_copy(
        update={"service": settings.service.model_copy(update={"database": database})}
    )
    _fill_in(settings, environ)
    return settings


def _fill_in(settings: Settings, environ: Mapping[str, str]) -> None:
    """Put the secrets that the settings name beside their names."""

    def secret(name: str | None) -> SecretStr | None:
        value = environ.get(name, "") if name else ""
        return SecretStr(value) if value else None

    settings.service._secret = secret(settings.service.secret_env)
    for source in settings.sources:
        source._token = secret(source.token_env)
        named = {key: secret(str(name)) for key, name in source.options.items() if key.endswith("_env")}
        source._secrets = {key: value for key, value in named.items() if value is not None}
    for channel in settings.channels:
        channel._url, channel._secret = secret(channel.url_env), secret(channel.secret_env)
    if settings.mail is not None:
        settings.mail._password = secret(settings.mail.password_env)
    if settings.login is not None:
        settings.login._secret = secret(settings.login.client_secret_env)


def _mismatches(settings: Settings, platforms: Collection[str]) -> Iterator[str]:
    brands = [brand.name for brand in settings.brands]
    sources = [source.name for source in settings.sources]
    yield from (f"brand {name}: stands twice; give each its own name" for name in _twice(brands))
    yield from (f"source {name}: stands twice; give each its own name" for name in _twice(sources))
    for source in settings.sources:
        who = f"source {source.name}"
        if source.brand not in brands:
            yield f"{who}: unknown brand '{source.brand}'{hint(source.brand, brands)}"
        if source.platform not in platforms:
            yield f"{who}: unknown platform '{source.platform}'{hint(source.platform, platforms)}"
        else:
            yield from _wrong_options(source, who)
    yield from _unreachable(settings, brands)
    for kind, named, known in (
        ("brands", settings.retention.brands, brands),
        ("platforms", settings.retention.platforms, platforms),
    ):
        unknown = sorted(set(named) - set(known))
        yield from (f"[retention.{kind}]: unknown name '{name}'{hint(name, known)}" for name in unknown)


def _unreachable(settings: Settings, brands: list[str]) -> Iterator[str]:
    """What is wrong with who is told, and how."""
    channels = [channel.name for channel in settings.channels]
    people = [person.name for person in settings.people]
    yield from (f"channel {name}: stands twice; give each its own name" for name in _twice(channels))
    yield from (f"person {name}: stands twice; give each its own name" for name in _twice(people))
    taken = sorted({"mail", "console"} & set(channels))
    yield from (f"channel {name}: is the name of a way that is built in; choose another" for name in taken)
    if settings.mail is not None and settings.mail.to is None and not settings.people:
        yield "[mail]: 'to' is missing; add it, or name [[people]]"
    for person in settings.people:
        who = f"person {person.name}"
        yield from (
            f"{who}: unknown brand '{each}'{hint(each, brands)}"
            for each in person.brands
            if each not in brands
        )
        yield from (
            f"{who}: unknown channel '{each}'{hint(each, channels)}"
            for each in person.channels
            if each not in channels
        )
        if person.mail is None and not person.channels:
            yield f"{who}: cannot be reached; add mail or channels"
        if person.mail is not None and settings.mail is None:
            yield f"{who}: has mail, but there is no [mail] to send it by; add it"


def _wrong_options(source: Source, who: str) -> list[str]:
    kind = OPTIONS.get(source.platform, NoOptions)
    try:
        unfit = kind.model_validate(source.options).unfit(source.target)
    except ValidationError as invalid:
        return worded_options(kind, who, invalid)
    return [f"{who}: {unfit}"] if unfit else []


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
