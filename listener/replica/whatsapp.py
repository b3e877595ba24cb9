"""WhatsApp as it calls for one number of the brand."""

from dataclasses import dataclass
from typing import Any

from listener.replica import meta_calls
from listener.replica.world import Clock, Item
from models.calls import Call

NUMBER = "10700700"


@dataclass(slots=True)
class WhatsApp:
    """Calls for one number; each person is a conversation."""

    clock: Clock

    def wrote(self, item: Item) -> Call:
        """The call that tells of a message."""
        person = str(item.author.number)
        message: dict[str, Any] = {
            "from": person,
            "id": message_name(item),
            "timestamp": str(int(item.at.timestamp())),
            "type": "text",
            "text": {"body": item.text},
        }
        contact = {"profile": {"name": item.author.name}, "wa_id": person}
        return self.tells(contacts=[contact], messages=[message])

    def edited(self, item: Item) -> Call:
        """WhatsApp tells no edits."""
        raise NotImplementedError

    def deleted(self, item: Item) -> Call:
        """WhatsApp tells no deletions."""
        raise NotImplementedError

    def receipt(self, item: Item, status: str = "read") -> Call:
        """The call that tells what became of a message of the brand."""
        return self.tells(
            statuses=[{"id": f"wamid.out{item.number}", "status": status, "recipient_id": "17"}]
        )

    def tells(self, number: str = NUMBER, **parts: Any) -> Call:
        """A call about a number."""
        about = {"display_phone_number": "380440000000", "phone_number_id": number}
        value = {"messaging_product": "whatsapp", "metadata": about, **parts}
        entry = {"id": "WABA", "changes": [{"field": "messages", "value": value}]}
        return meta_calls.told("whatsapp_business_account", entry)

    def signed(self, body: bytes) -> Call:
        """A call with that body."""
        return meta_calls.signed(body)


def message_name(item: Item) -> str:
    """What WhatsApp calls a message."""
    return f"wamid.HBgM{item.number}"
