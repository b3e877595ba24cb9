"""The platforms that can be listened to."""

from listener.sources import feed, telegram, vk
from listener.sources.adapter import Adapter, Memory

__all__ = ["SOURCES", "Adapter", "Memory"]

SOURCES: dict[str, Adapter] = {
    "feed": feed.ADAPTER,
    "telegram": telegram.ADAPTER,
    "vk": vk.ADAPTER,
}
