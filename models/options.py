"""What [sources.options] may hold: a table of its own for each platform that needs one."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from models.values import Table, Text, TimeZone


class Options(Table):
    """What one platform alone needs. A key that ends in `_env` names a variable with a secret."""

    @property
    def hooked(self) -> bool:
        """Whether the platform calls us."""
        return False

    def asked(self, named: bool) -> bool:
        """Whether we ask the platform, where a token is `named` or not."""
        return True

    @property
    def stands_alone(self) -> bool:
        """Whether something is heard even without the token that the platform otherwise wants."""
        return False

    def unfit(self, target: str) -> str | None:
        """What is wrong with the target of a source with these options; None when nothing is."""
        return None


class NoOptions(Options):
    """Of a platform that has none."""


Opted = TypeVar("Opted", bound=Options)


def _numbered(target: str) -> str | None:
    return None if target.isdecimal() else "'target' must be a number: that is what Meta's calls name"


def _country(value: str) -> str:
    if len(value) != 2 or not value.isascii() or not value.isalpha():
        raise ValueError('must hold country codes of two letters, such as "ua"')
    return value.lower()


Country = Annotated[str, AfterValidator(_country)]


class AppStoreOptions(Options):
    """platform = "appstore": each country has a store of its own, with reviews of its own."""

    countries: Annotated[tuple[Country, ...], Field(min_length=1)] = ("ua",)


class VkOptions(Options):
    """platform = "vk": the wall, and what else of a community is read."""

    reads: Annotated[
        tuple[Literal["wall", "topics", "photos", "videos", "market", "mentions"], ...], Field(min_length=1)
    ] = ("wall",)  # photos, videos and market want a user's token
    query: Text | None = None  # what mentions are searched by
    secret_env: Text | None = None  # of the secret key of the Callback API; None: VK does not call
    confirmation: Text | None = None  # the code that VK wants to hear when the address is set
    community_env: Text | None = None  # of the community's token, to listen by Bots Long Poll

    @property
    def hooked(self) -> bool:
        """Where a secret is named."""
        return self.secret_env is not None

    @property
    def stands_alone(self) -> bool:
        """Whether something is heard without a token to read by."""
        return self.hooked or self.community_env is not None

    def asked(self, named: bool) -> bool:
        """Where there is a token to read by or to listen with, besides being called or alone."""
        return named or self.community_env is not None or not self.hooked

    @model_validator(mode="after")
    def _what_to_search(self) -> Self:
        if "mentions" in self.reads and self.query is None:
            raise ValueError('must hold a query where reads names "mentions"')
        return self


class XOptions(Options):
    """platform = "x": what is read has a price, in US dollars."""

    monthly_cap: Annotated[float, Field(gt=0, le=1_000_000)]  # of this source; nothing is read beyond it
    price_per_post: Annotated[float, Field(gt=0, le=10)] = 0.005
    price_per_user: Annotated[float, Field(gt=0, le=10)] = 0.010
    authors: bool = True  # the names of authors come along, each for the price of a user
    account: Annotated[str, Field(pattern=r"^\w{1,15}$")] | None = None  # the brand's own, without "@"


class YouTubeOptions(Options):
    """platform = "youtube"."""

    daily_units: Annotated[int, Field(ge=10, le=10_000_000)] = 10_000  # of the key's quota, for this source
    channel: Annotated[str, Field(pattern=r"^UC[\w-]{22}$")] | None = (
        None  # the brand's own, where a video is read
    )


class GoogleBusinessOptions(Options):
    """platform = "google_business"."""

    locations: Annotated[
        tuple[Annotated[str, Field(pattern=r"^\d{1,30}$")], ...], Field(min_length=1)
    ]  # numbers of the places, of the account that target names


class BlueskyOptions(Options):
    """platform = "bluesky"."""

    login: Text  # the handle to which the app password of token_env belongs; what it writes is the brand's


class MastodonOptions(Options):
    """platform = "mastodon"."""

    account: Annotated[str, Field(pattern=r"^[\w.-]+@[\w.-]+$")] | None = None  # the brand's own, name@host


GraphVersion = Annotated[str, Field(pattern=r"^v\d{1,3}\.\d$")]  # of the Graph API


class MetaOptions(Options):
    """platform = "facebook" and "instagram"."""

    version: GraphVersion = "v26.0"
    secret_env: Text | None = None  # of the app's secret; None: Meta does not call
    verify_env: Text | None = None  # of the verify token, which Meta asks for when the address is set

    @property
    def hooked(self) -> bool:
        """Where a secret is named."""
        return self.secret_env is not None

    def asked(self, named: bool) -> bool:
        """Where there is a token to ask with, besides being called or alone."""
        return named or not self.hooked

    def unfit(self, target: str) -> str | None:
        """Calls name pages and accounts by number."""
        return _numbered(target) if self.hooked else None

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.secret_env is None) != (self.verify_env is None):
            raise ValueError("must hold secret_env and verify_env together")
        return self


Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]+$")]


class InboxOptions(Options):
    """platform = "inbox"."""

    host: Line  # of the mail server
    port: Annotated[int, Field(ge=1, le=65535)] | None = None  # None: 993 with tls, else 143
    security: Literal["tls", "starttls", "none"] = "tls"
    authority: Line | None = None  # a file of certificates to trust, where the server's own is not public
    login: Line | None = None  # None: the address that target names
    folder: Line = "INBOX"
    sent: Line | None = None  # the folder of sent letters, for the answers of staff

    @field_validator("security")
    @classmethod
    def _never_in_the_open(cls, value: str, given: ValidationInfo) -> str:
        if value == "none" and given.data.get("host") not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError('may be "none" for a server on this machine alone')
        return value


class CalledOptions(Options):
    """Of a platform that only calls: there is nobody to ask."""

    secret_env: Text  # the variable that holds what the calls are signed with

    @property
    def hooked(self) -> bool:
        """Always."""
        return True

    def asked(self, named: bool) -> bool:
        """Never."""
        return False


class PushOptions(CalledOptions):
    """platform = "push"."""

    own_authors: tuple[Text, ...] = ()  # ids of authors who speak for the brand


class ViberOptions(CalledOptions):
    """platform = "viber": Viber signs with the bot's own token."""


class MetaMessageOptions(CalledOptions):
    """platform = "messenger" and "whatsapp"."""

    verify_env: Text  # the variable that holds the verify token, which Meta asks for when the address is set
    version: GraphVersion = "v26.0"

    def unfit(self, target: str) -> str | None:
        """Calls name pages, accounts and numbers by numbers of Meta's own."""
        return _numbered(target)


class TelegramBotOptions(Options):
    """platform = "telegram_bot"."""

    secret_env: Text | None = None  # of the word given to setWebhook; None: the bot asks, and nobody calls
    staff: tuple[
        Text, ...
    ] = ()  # numbers or public names of people, bots and channels that speak for the brand
    private: bool = False  # take what people write to the bot itself, too

    @property
    def hooked(self) -> bool:
        """Where a secret is named."""
        return self.secret_env is not None

    def asked(self, named: bool) -> bool:
        """Where nobody calls: Telegram gives updates in one way only."""
        return not self.hooked


class OkOptions(Options):
    """platform = "ok"."""

    unverified: bool = False  # its interface is known second-hand: whoever reads it has to say so
    category: Line = "GROUP"  # under which a group's discussions are listed
    timezone: TimeZone = "Europe/Moscow"  # of times without one


class Selectors(Options):
    """[sources.options.selectors]: where a review stands on a page that does not mark it itself (CSS)."""

    item: Text  # a whole review; the others are looked for within it
    text: Text
    title: Text | None = None
    author: Text | None = None
    date: Text | None = None  # its `datetime` or `content` if it has one, else its text
    rating: Text | None = None
    link: Text | None = None
    reply: Text | None = None  # the text of the brand's answer


class PageOptions(Options):
    """platform = "page"."""

    permission: Text | None = None  # who allowed to read the site, and when; without it nothing is read
    delay: Annotated[float, Field(ge=1, le=600)] = (
        5.0  # seconds between two requests; Crawl-delay may be more
    )
    pages: Annotated[int, Field(ge=1, le=100)] = 3  # of a list, at most in one turn
    next: Text | None = None  # the link to the next page (CSS), where it is not marked rel="next"
    date_format: Text | None = None  # as strptime has it, such as "%d.%m.%Y"; ISO 8601 needs none
    timezone: TimeZone = "Europe/Kyiv"  # of dates without one
    best_rating: Annotated[float, Field(gt=1, le=100)] = 5  # where the page does not say it
    brand_author: Text | None = None  # the name by which the brand answers there
    selectors: Selectors | None = None


OPTIONS: Mapping[str, type[Options]] = {
    "appstore": AppStoreOptions,
    "bluesky": BlueskyOptions,
    "facebook": MetaOptions,
    "google_business": GoogleBusinessOptions,
    "inbox": InboxOptions,
    "instagram": MetaOptions,
    "mastodon": MastodonOptions,
    "messenger": MetaMessageOptions,
    "ok": OkOptions,
    "page": PageOptions,
    "push": PushOptions,
    "telegram_bot": TelegramBotOptions,
    "viber": ViberOptions,
    "vk": VkOptions,
    "whatsapp": MetaMessageOptions,
    "x": XOptions,
    "youtube": YouTubeOptions,
}
