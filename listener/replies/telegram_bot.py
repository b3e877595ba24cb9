"""Answers of a Telegram bot, under the message that they answer."""

import json

from listener.network import Http
from listener.replies.way import Letter, Way
from listener.sources.telegram_bot_api import Api
from models.settings import Source


def send(source: Source, http: Http, letter: Letter) -> str:
    """Answer a message of a group, a discussion or a person; SourceError where Telegram refuses."""
    chat, _, number = letter.mention.external_id.partition("/")
    fields: dict[str, str | int] = {
        "chat_id": chat,
        "text": letter.text,
        "reply_parameters": json.dumps({"message_id": int(number)}),
    }
    sent = Api(source, http, once=True).ask("sendMessage", **fields)
    return f"{chat}/{int(sent['message_id'])}"


WAY = Way(send, longest=4096)
