"""The answer to a review on Google Play; a new one takes the place of the former."""

from urllib.parse import quote

from listener.network import Http, json_of
from listener.replies.way import Letter, Way, unfit
from listener.sources.googleplay import BASE_URL, PACKAGE, TOLD, refusal
from listener.sources.googleplay_login import Login
from models.settings import Source


def send(source: Source, http: Http, letter: Letter) -> str:
    """Answer a review; SourceError in Google's own words where it refuses."""
    found = PACKAGE.fullmatch(source.target)
    if found is None:
        raise unfit(source, "target is no app; write its package, such as ua.example.zoria")
    review = letter.mention.external_id
    base = source.base_url or BASE_URL
    url = f"{base}/androidpublisher/v3/applications/{found[1]}/reviews/{quote(review, safe='')}:reply"
    headers = {"authorization": f"Bearer {Login(source, http, letter.at).token()}"}
    answer = http.post_json(source, url, {"replyText": letter.text}, headers=headers, allow=TOLD, once=True)
    if answer.status != 200:
        raise refusal(source, answer.status, json_of(source, answer))
    return f"{review}/reply"


WAY = Way(send, longest=350, drops_doubles=True)
