"""The platforms that can be listened to."""

from listener.sources import telegram
from listener.sources.adapter import Adapter, Memory

__all__ = ["SOURCES", "Adapter", "Memory"]

SOURCES: dict[str, Adapter] = {
    "telegram": telegram.ADAPTER,
}
