"""Answers of a Viber bot to somebody who is subscribed."""

from listener.network import Http, json_of
from listener.replies.way import Letter, Way, unfit
from listener.sources.reaction import quoted
from listener.sources.viber import BASE_URL, OK
from models.settings import Source

LONGEST_NAME = 28  # characters of whoever writes, as Viber shows it


def send(source: Source, http: Http, letter: Letter) -> str:
    """Answer a message; SourceError in Viber's own words where it refuses."""
    secret = source.secret("secret_env")
    headers = {"x-viber-auth-token": secret.get_secret_value() if secret else ""}
    body = {
        "receiver": letter.mention.author_id,
        "type": "text",
        "sender": {"name": source.brand[:LONGEST_NAME]},
        "text": letter.text,
    }
    url = f"{source.base_url or BASE_URL}/pa/send_message"
    told = json_of(source, http.post_json(source, url, body, headers=headers, once=True))
    if told.get("status") != OK:
        raise unfit(source, f"Viber did not take it ({quoted(source, str(told.get('status_message', '')))})")
    return str(told.get("message_token", ""))


WAY = Way(send, longest=7000)
