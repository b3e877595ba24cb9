"""All platforms of the demonstration at once, each a real server on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from listener.replica.feed import Feed
from listener.replica.scenario import TELEGRAM_CHANNEL, VK_OWNER, load
from listener.replica.server import Replica
from listener.replica.telegram import Telegram
from listener.replica.vk import TOKEN, Vk
from listener.replica.world import Clock

TOKEN_VARIABLE = "VIDHUK_DEMO_VK_TOKEN"  # noqa: S105 - the name of a variable, not a secret
WINDOW = "16d"  # the whole story
SECRETS = {TOKEN_VARIABLE: TOKEN}


@contextmanager
def performed(start: datetime, clock: Clock, speed: float, every: str) -> Iterator[list[dict[str, Any]]]:
    """The scenario on three servers; yields the [[sources]] that read them, every so often."""
    scene = load(start, clock, speed)
    with (
        Replica(Telegram(scene.telegram, TELEGRAM_CHANNEL).answer) as telegram,
        Replica(Vk(scene.vk, VK_OWNER).answer) as vk,
        Replica(Feed(scene.feed).answer) as feed,
    ):
        pages = [
            {"platform": "telegram", "target": TELEGRAM_CHANNEL, "base_url": telegram.url},
            {"platform": "vk", "target": str(VK_OWNER), "base_url": vk.url, "token_env": TOKEN_VARIABLE},
            {"platform": "feed", "target": f"{feed.url}/reviews.rss"},
        ]
        yield [
            {"name": f"zoria-{page['platform']}", "brand": "zoria", "every": every, "window": WINDOW, **page}
            for page in pages
        ]
