"""Viber: what people write to a bot comes by Viber's calls; `vidhuk check` asks whether the token is good."""

from listener.network import Http, SourceError, json_of
from listener.sources.adapter import Adapter, Declaration, called
from listener.sources.reaction import quoted
from models.settings import Source
from models.windows import ReplyWindow

BASE_URL = "https://chatapi.viber.com"
OK = 0


def look(source: Source, http: Http) -> None:
    """SourceError when Viber refuses the token of the bot."""
    secret = source.secret("secret_env")
    headers = {"x-viber-auth-token": secret.get_secret_value() if secret else ""}
    url = f"{source.base_url or BASE_URL}/pa/get_account_info"
    told = json_of(source, http.post_json(source, url, {}, headers=headers))
    if not isinstance(told, dict) or told.get("status") != OK:
        said = quoted(source, str(told.get("status_message", "")) if isinstance(told, dict) else "")
        reason = (
            f"Viber refused the token ({said}); set the variable that secret_env names to the bot's token"
        )
        raise SourceError(source.name, reason, permanent=True)


ADAPTER = Adapter(
    called,
    BASE_URL,
    look=look,
    gives=Declaration(
        title="Viber",
        reads="messages that people write to the brand's bot",
        comments="messages, from the day the address is set",
        replies="no",
        edits="no",
        deletions="no",
        likes="no",
        brand_replies="no: Viber tells receipts of them only",
        reply_window="as long as the person is subscribed",
        limits="new bots on commercial terms only; 30,000 messages and 64 MB an hour",
        unverified=(
            "for how long Viber repeats a call that got no good answer",
            "the numbers of its faults beyond 0",
        ),
        window=ReplyWindow(
            hours=None,
            opens="each message of the person, who is subscribed by it",
            closed="the person has not subscribed, or has unsubscribed",
        ),
    ),
)
