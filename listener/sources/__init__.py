"""The platforms that can be listened to."""

from dataclasses import replace

from listener.sources import (
    appstore,
    bluesky,
    facebook,
    feed,
    googleplay,
    instagram,
    mastodon,
    page,
    telegram,
    vk,
    youtube,
)
from listener.sources.adapter import Adapter, Memory
from listener.sources.vk_declared import VK

__all__ = ["SOURCES", "Adapter", "Memory"]

SOURCES: dict[str, Adapter] = {
    "appstore": appstore.ADAPTER,
    "bluesky": bluesky.ADAPTER,
    "facebook": facebook.ADAPTER,
    "feed": feed.ADAPTER,
    "googleplay": googleplay.ADAPTER,
    "instagram": instagram.ADAPTER,
    "mastodon": mastodon.ADAPTER,
    "page": page.ADAPTER,
    "telegram": telegram.ADAPTER,
    "vk": replace(vk.ADAPTER, gives=VK),
    "youtube": youtube.ADAPTER,
}
