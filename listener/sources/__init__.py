"""The platforms that can be listened to."""

from listener.sources import (
    appstore,
    bluesky,
    facebook,
    feed,
    googleplay,
    inbox,
    instagram,
    mastodon,
    messenger,
    page,
    push,
    telegram,
    telegram_bot,
    viber,
    vk,
    whatsapp,
    x,
    youtube,
)
from listener.sources.adapter import Adapter, Memory

__all__ = ["SOURCES", "Adapter", "Memory"]

SOURCES: dict[str, Adapter] = {
    "appstore": appstore.ADAPTER,
    "bluesky": bluesky.ADAPTER,
    "facebook": facebook.ADAPTER,
    "feed": feed.ADAPTER,
    "googleplay": googleplay.ADAPTER,
    "inbox": inbox.ADAPTER,
    "instagram": instagram.ADAPTER,
    "mastodon": mastodon.ADAPTER,
    "messenger": messenger.ADAPTER,
    "page": page.ADAPTER,
    "push": push.ADAPTER,
    "telegram": telegram.ADAPTER,
    "telegram_bot": telegram_bot.ADAPTER,
    "viber": viber.ADAPTER,
    "vk": vk.ADAPTER,
    "whatsapp": whatsapp.ADAPTER,
    "x": x.ADAPTER,
    "youtube": youtube.ADAPTER,
}
