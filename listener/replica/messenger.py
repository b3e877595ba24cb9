"""Messenger as it calls for one page."""

from dataclasses import dataclass
from typing import Any

from listener.replica import meta_calls
from listener.replica.world import Clock, Item
from models.calls import Call

PAGE = "700700"


@dataclass(slots=True)
class Messenger:
    """Calls for one page; each person is a conversation."""

    clock: Clock

    def wrote(self, item: Item) -> Call:
        """The call that tells of a message of a person."""
        message = {"mid": message_name(item), "text": item.text}
        return self.tells(item, str(item.author.number), PAGE, message=message)

    def echoed(self, item: Item, to: str) -> Call:
        """The call that tells of a message of the page."""
        message = {"mid": message_name(item), "text": item.text, "is_echo": True, "app_id": 1}
        return self.tells(item, PAGE, to, message=message)

    def edited(self, item: Item) -> Call:
        """Messenger tells no edits."""
        raise NotImplementedError

    def deleted(self, item: Item) -> Call:
        """The call that tells that a message was taken back."""
        message = {"mid": message_name(item), "is_deleted": True}
        return self.tells(item, str(item.author.number), PAGE, message=message)

    def tells(self, item: Item, by: str, to: str, **parts: Any) -> Call:
        """A call about one page; the time of the entry has milliseconds."""
        at = round(item.at.timestamp() * 1000)
        told = {"sender": {"id": by}, "recipient": {"id": to}, "timestamp": at, **parts}
        entry = {"id": PAGE, "time": round(self.clock().timestamp() * 1000), "messaging": [told]}
        return meta_calls.told("page", entry)

    def signed(self, body: bytes) -> Call:
        """A call with that body."""
        return meta_calls.signed(body)


def message_name(item: Item) -> str:
    """What Messenger calls a message."""
    return f"m_{item.number}"
