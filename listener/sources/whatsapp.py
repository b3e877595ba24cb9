"""WhatsApp: what people write to a number of the brand comes by Meta's calls, and nobody is asked."""

from listener.sources.adapter import Adapter, Declaration, called
from listener.sources.meta_api import BASE_URL, look
from models.windows import HOURS, ReplyWindow

ADAPTER = Adapter(
    called,
    BASE_URL,
    look=look,
    gives=Declaration(
        title="WhatsApp",
        reads="messages that people write to the brand's number",
        comments="messages, from the day the address is set",
        replies="yes, where a message quotes another",
        edits="no",
        deletions="no",
        likes="no",
        brand_replies="no: Meta tells receipts of them only",
        reply_window="24 hours after each message",
        limits="Meta repeats a call for up to 7 days; 30,000 messages and 64 MB an hour",
        unverified=(
            "for how long Meta repeats a call that got no good answer",
            "how kinds of messages beyond text and media are told",
        ),
        window=ReplyWindow(
            hours=HOURS["whatsapp"],
            opens="each message of the person",
            closed="24 hours have passed since the person wrote last; only an approved template may be sent",
        ),
    ),
)
