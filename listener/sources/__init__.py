"""The platforms that can be listened to."""

from listener.sources import (
    appstore,
    bluesky,
    facebook,
    feed,
    google_business,
    googleplay,
    inbox,
    instagram,
    mastodon,
    messenger,
    ok,
    page,
    push,
    telegram,
    telegram_bot,
    viber,
    vk,
    whatsapp,
    x,
    yandex_market,
    youtube,
)
from listener.sources.adapter import Adapter, Memory

__all__ = ["SOURCES", "Adapter", "Memory"]

SOURCES: dict[str, Adapter] = {
    "appstore": appstore.ADAPTER,
    "bluesky": bluesky.ADAPTER,
    "facebook": facebook.ADAPTER,
    "feed": feed.ADAPTER,
    "google_business": google_business.ADAPTER,
    "googleplay": googleplay.ADAPTER,
    "inbox": inbox.ADAPTER,
    "instagram": instagram.ADAPTER,
    "mastodon": mastodon.ADAPTER,
    "messenger": messenger.ADAPTER,
    "ok": ok.ADAPTER,
    "page": page.ADAPTER,
    "push": push.ADAPTER,
    "telegram": telegram.ADAPTER,
    "telegram_bot": telegram_bot.ADAPTER,
    "viber": viber.ADAPTER,
    "vk": vk.ADAPTER,
    "whatsapp": whatsapp.ADAPTER,
    "x": x.ADAPTER,
    "yandex_market": yandex_market.ADAPTER,
    "youtube": youtube.ADAPTER,
}
