"""Messenger: what people write to a page comes by Meta's calls, and nobody is asked."""

from listener.sources.adapter import Adapter, Declaration, called
from listener.sources.meta_api import BASE_URL, look
from models.windows import HOURS, ReplyWindow

ADAPTER = Adapter(
    called,
    BASE_URL,
    look=look,
    gives=Declaration(
        title="Messenger",
        reads="messages that people write to the brand's page, or to its Instagram account",
        comments="messages, from the day the address is set",
        replies="yes, where a message quotes another",
        edits="no",
        deletions="where Meta tells them",
        likes="no",
        brand_replies="yes, as Meta echoes them",
        reply_window="24 hours after each message",
        limits="Meta repeats a call for a day or more; 30,000 messages and 64 MB an hour",
        unverified=(
            "for how long Meta repeats a call that got no good answer",
            "that a message taken back is told with `is_deleted`",
        ),
        window=ReplyWindow(
            hours=HOURS["messenger"],
            opens="each message of the person",
            closed="24 hours have passed since the person's last message; Meta lets a human agent answer "
            "for 7 days where the app has that permission",
        ),
    ),
)
