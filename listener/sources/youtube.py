"""YouTube: the comments under all videos of a channel, or under one, through the Data API with a key."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from listener.network import Http, SourceError
from listener.sources import youtube_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.rolling import REPLIES_AGAIN, WHOLE_EVERY, GoneError, Item, Page, read
from listener.sources.youtube_api import BASE_URL, LEDGER, Api, Ledger
from models.options import YouTubeOptions
from models.records import Batch, Mention
from models.settings import Source

PAGE = 100  # the most that YouTube gives at once
BY_NAME = 50  # threads that are asked for by name in one call
CHANNEL = re.compile(r"(?:https?://)?(?:(?:www\.|m\.)?youtube\.com/channel/)?(UC[\w-]{22})/?")
VIDEO = re.compile(
    r"(?:https?://)?(?:(?:www\.|m\.)?youtube\.com/(?:watch\?v=|shorts/)|youtu\.be/)?([\w-]{11})(?:[?&].*)?"
)


@dataclass(frozen=True, slots=True)
class Comments:
    """The comment threads of one channel or video, as YouTube lists them."""

    api: Api
    whose: tuple[str, str]  # the parameter that names the channel or the video, and its value
    brand: str | None  # the brand's channel
    again_at_once: int = BY_NAME
    whole_every: timedelta = WHOLE_EVERY
    replies_again: timedelta = REPLIES_AGAIN
    newest_first: bool = False

    def newest(self, onward: str | None) -> Page:
        """A page of threads, newest first."""
        given = {"pageToken": onward} if onward else {}
        return self._threads(**dict([self.whose]), order="time", **given) or Page((), None)

    def again(self, names: Sequence[str]) -> Iterable[Item]:
        """Those of the threads that are still shown."""
        page = self._threads(id=",".join(names))
        if page is not None:
            return page.items
        if len(names) == 1:
            return ()
        half = len(names) // 2  # one that is gone may spoil the answer for all
        return (*self.again(names[:half]), *self.again(names[half:]))

    def replies(self, name: str) -> Iterator[Sequence[Mention]]:
        """All replies of a thread."""
        parse = partial(youtube_parse.replies, self.api.source, self.brand, name)
        fields: dict[str, str | int] = {"part": "snippet", "parentId": name, "maxResults": PAGE}
        onward: str | None = ""
        while onward is not None:
            given = {"pageToken": onward} if onward else {}
            page = self.api.ask("comments", parse, **fields, **given)
            if page is None:
                raise GoneError(name)
            yield page.mentions
            onward = page.onward

    def _threads(self, **fields: str) -> Page | None:
        parse = partial(youtube_parse.threads, self.api.source, self.brand)
        return self.api.ask("commentThreads", parse, part="snippet,replies", maxResults=PAGE, **fields)


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """New threads and replies, and the threads unseen for the longest time; the ledger with every batch."""
    options = source.opted(YouTubeOptions)
    whose = _whose(source)
    brand = options.channel or (whose[1] if whose[1].startswith("UC") else None)
    api = Api(source, http, Ledger.read(memory.thread(LEDGER), at), options.daily_units, at)
    try:
        for batch in read(Comments(api, whose, brand), memory, at):
            yield replace(batch, threads=(*batch.threads, api.ledger.state))
    except SourceError:
        yield Batch(threads=(api.ledger.state,))  # what was spent in vain is spent too
        raise


def _whose(source: Source) -> tuple[str, str]:
    if found := CHANNEL.fullmatch(source.target):
        return "allThreadsRelatedToChannelId", found[1]
    if found := VIDEO.fullmatch(source.target):
        return "videoId", found[1]
    reason = "target is neither a channel nor a video; write the channel's id, UC…, or a video's address"
    raise SourceError(source.name, reason, permanent=True)


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    needs_token=True,
    per_second=5.0,
    gives=Declaration(
        title="YouTube",
        reads="comments under all videos of a channel, or under one",
        comments="yes",
        replies="yes, one level",
        edits="yes, with their time",
        deletions="yes",
        likes="yes",
        brand_replies="yes, by the channel's id",
        reply_window="none",
        limits="10,000 units a day for a key, one for each request; a quiet turn costs 2. What is kept"
        " must be read again or deleted after 30 days",
        unverified=(
            "that a list of comments is given for a key without a login",
            "the form of a comment's address (`lc=`)",
            "how many threads may be asked for by name at once (50 are)",
        ),
    ),
)
