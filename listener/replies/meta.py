"""Answers through Meta's Graph API: under comments of a page and of an account, and in private messages."""

from listener.network import Http
from listener.replies.way import Letter, Way
from listener.sources.meta_api import Api
from models.settings import Source


def under_a_comment(source: Source, http: Http, letter: Letter) -> str:
    """Answer a comment under a post of the page, or the post itself."""
    name = letter.mention.external_id
    return str(Api(source, http).send(f"{name}/comments", {"message": letter.text})["id"])


def on_instagram(source: Source, http: Http, letter: Letter) -> str:
    """Answer a comment under a picture; one on the picture itself stands alone."""
    name = letter.mention.external_id
    edge = "comments" if name == letter.mention.thread_id else "replies"
    return str(Api(source, http).send(f"{name}/{edge}", {"message": letter.text})["id"])


def in_messenger(source: Source, http: Http, letter: Letter) -> str:
    """Answer a private message; Meta refuses it where the window is closed."""
    body = {
        "recipient": {"id": letter.mention.author_id},
        "messaging_type": "RESPONSE",
        "message": {"text": letter.text},
    }
    return str(Api(source, http).send(f"{source.target}/messages", body)["message_id"])


def on_whatsapp(source: Source, http: Http, letter: Letter) -> str:
    """Answer a message of WhatsApp; Meta refuses it where the window is closed."""
    body = {
        "messaging_product": "whatsapp",
        "to": letter.mention.author_id,
        "type": "text",
        "text": {"body": letter.text},
        "context": {"message_id": letter.mention.external_id},
    }
    return str(Api(source, http).send(f"{source.target}/messages", body)["messages"][0]["id"])


FACEBOOK = Way(under_a_comment, longest=8000)
INSTAGRAM = Way(on_instagram, longest=2200)
MESSENGER = Way(in_messenger, longest=2000)
WHATSAPP = Way(on_whatsapp, longest=4096)
