"""The platforms that can be listened to."""

from listener.sources import telegram, vk
from listener.sources.adapter import Adapter, Memory

__all__ = ["SOURCES", "Adapter", "Memory"]

SOURCES: dict[str, Adapter] = {
    "telegram": telegram.ADAPTER,
    "vk": vk.ADAPTER,
}
