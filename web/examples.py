"""What to write into config.toml so that a place is listened to: the easiest platforms to begin with."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString


@dataclass(frozen=True, slots=True)
class Easy:
    """A platform that one begins with in minutes."""

    platform: str
    target: str
    every: str
    wants: LazyString  # what to put in place of the target, and what else it takes
    token_env: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """An entry of config.toml, ready to be copied."""

    platform: str
    wants: LazyString
    toml: str


EASY = (
    Easy(
        "telegram",
        "zoria_post",
        "2m",
        _("A public channel with its comments, by its name. No account and no token."),
    ),
    Easy(
        "feed",
        "https://example.org/reviews.rss",
        "10m",
        _("Any RSS or Atom address: reviews, forums, blogs, news. No account and no token."),
    ),
    Easy(
        "appstore",
        "1234567890",
        "15m",
        _("The reviews of an app, by the number in its address. No account and no token."),
    ),
    Easy(
        "vk",
        "zoria_post",
        "2m",
        _("A community's wall with its comments, by its name. It takes a service key of a VK application."),
        "VK_TOKEN",
    ),
    Easy(
        "youtube",
        "UCzoria0000000000000post",
        "5m",
        _("A channel's comments, by its id. It takes a key for the YouTube Data API."),
        "YOUTUBE_KEY",
    ),
)


def examples(brand: str) -> list[Example]:
    """An entry of each easy platform for a brand of config.toml, the easiest first."""
    return [Example(each.platform, each.wants, "\n".join(_lines(each, brand))) for each in EASY]


def _lines(easy: Easy, brand: str) -> Iterator[str]:
    yield "[[sources]]"
    yield f'name = "{brand}-{easy.platform}"'
    yield f'brand = "{brand}"'
    yield f'platform = "{easy.platform}"'
    yield f'target = "{easy.target}"'
    yield f'every = "{easy.every}"'
    if easy.token_env:
        yield f'token_env = "{easy.token_env}"'
