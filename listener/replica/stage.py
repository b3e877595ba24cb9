"""All platforms of the demonstration at once, each a real server on loopback."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from listener.replica import facebook, graph, instagram, mastodon, youtube
from listener.replica.appstore import AppStore
from listener.replica.feed import Feed
from listener.replica.scenario import TELEGRAM_CHANNEL, VK_OWNER, Scenario, load
from listener.replica.server import Answer, Replica
from listener.replica.telegram import Telegram
from listener.replica.vk import TOKEN, Vk
from listener.replica.world import Clock

VARIABLE = "VIDHUK_DEMO_{}"  # the names of variables, not secrets
TOKENS = {"vk": TOKEN, "youtube": youtube.KEY, "facebook": graph.TOKEN, "instagram": graph.TOKEN}
SECRETS = {VARIABLE.format(platform.upper()): token for platform, token in TOKENS.items()}
WINDOW = "16d"  # the whole story
SELDOM = "20s"  # of places with few comments, some of which count what they are asked


@dataclass(frozen=True, slots=True)
class Place:
    """One platform of the demonstration."""

    platform: str
    target: str
    answer: Answer
    more: dict[str, Any] = field(default_factory=dict)  # of its [[sources]]


def places(scene: Scenario) -> list[Place]:
    """Where people talk to the brand."""
    shop = AppStore({"ua": scene.appstore})
    tube, town = youtube.YouTube(scene.youtube), mastodon.Mastodon(scene.mastodon)
    own = {"options": {"account": f"zoria_post@{mastodon.HOST}"}}
    return [
        Place("telegram", TELEGRAM_CHANNEL, Telegram(scene.telegram, TELEGRAM_CHANNEL).answer),
        Place("vk", str(VK_OWNER), Vk(scene.vk, VK_OWNER).answer, {"replies": True}),
        Place("feed", "/reviews.rss", Feed(scene.feed).answer),
        Place("youtube", tube.channel, tube.answer, {"every": SELDOM}),
        Place("appstore", f"id{shop.app}", shop.answer, {"every": SELDOM}),
        Place("facebook", facebook.PAGE, facebook.Facebook(scene.facebook).answer, {"every": SELDOM}),
        Place("instagram", instagram.ACCOUNT, instagram.Instagram(scene.instagram).answer, {"every": SELDOM}),
        Place("mastodon", f"#{town.hashtag}", town.answer, {"every": SELDOM} | own),
    ]


@contextmanager
def performed(start: datetime, clock: Clock, speed: float, every: str) -> Iterator[list[dict[str, Any]]]:
    """The scenario on a server for each platform; yields the [[sources]] that read them, every so often."""
    with ExitStack() as running:
        yield [
            _source(place, running.enter_context(Replica(place.answer)).url, every)
            for place in places(load(start, clock, speed))
        ]


def _source(place: Place, url: str, every: str) -> dict[str, Any]:
    whole = place.target.startswith("/")  # a feed is named by its whole address
    own = {"target": url + place.target} if whole else {"target": place.target, "base_url": url}
    if place.platform in TOKENS:
        own["token_env"] = VARIABLE.format(place.platform.upper())
    who = {"name": f"zoria-{place.platform}", "brand": "zoria", "platform": place.platform}
    return who | {"every": every, "window": WINDOW} | own | place.more
