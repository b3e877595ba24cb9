"""What [sources.options] may hold: a table of its own for each platform that needs one."""

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1)]


class Options(BaseModel):
    """Known keys only, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoOptions(Options):
    """Of a platform that has none."""


Opted = TypeVar("Opted", bound=Options)


def _country(value: str) -> str:
    if len(value) != 2 or not value.isascii() or not value.isalpha():
        raise ValueError('must hold country codes of two letters, such as "ua"')
    return value.lower()


Country = Annotated[str, AfterValidator(_country)]


class AppStoreOptions(Options):
    """platform = "appstore": each country has a store of its own, with reviews of its own."""

    countries: Annotated[tuple[Country, ...], Field(min_length=1)] = ("ua",)


class YouTubeOptions(Options):
    """platform = "youtube"."""

    daily_units: Annotated[int, Field(ge=10, le=10_000_000)] = 10_000  # of the key's quota, for this source
    channel: Annotated[str, Field(pattern=r"^UC[\w-]{22}$")] | None = (
        None  # the brand's own, where a video is read
    )


class BlueskyOptions(Options):
    """platform = "bluesky"."""

    login: Text  # the handle to which the app password of token_env belongs; what it writes is the brand's


class MastodonOptions(Options):
    """platform = "mastodon"."""

    account: Annotated[str, Field(pattern=r"^[\w.-]+@[\w.-]+$")] | None = None  # the brand's own, name@host


class MetaOptions(Options):
    """platform = "facebook" and "instagram"."""

    version: Annotated[str, Field(pattern=r"^v\d{1,3}\.\d$")] = "v26.0"  # of the Graph API


OPTIONS: Mapping[str, type[Options]] = {
    "appstore": AppStoreOptions,
    "bluesky": BlueskyOptions,
    "facebook": MetaOptions,
    "instagram": MetaOptions,
    "mastodon": MastodonOptions,
    "youtube": YouTubeOptions,
}
