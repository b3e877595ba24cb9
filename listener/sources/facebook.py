"""Facebook: what a page shows on its feed and the comments under it, with the page's own token."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from listener.network import Http, SourceError
from listener.sources import facebook_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.meta_api import BASE_URL, Api, onward
from listener.sources.rolling import REPLIES_AGAIN, GoneError, Item, Page, read
from models.records import Batch, Mention
from models.settings import Source

PAGE = 100  # what Meta gives at once
POST = (
    "id,message,story,from,created_time,permalink_url,attachments{media_type},shares,"
    "reactions.summary(total_count).limit(0),comments.filter(stream).summary(true).limit(0)"
)
COMMENT = "id,message,from,created_time,parent{id},like_count,comment_count,attachment{type},permalink_url"
TARGET = re.compile(r"(?:https?://(?:www\.|m\.)?facebook\.com/)?([\w.]+)/?")


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed of one page, as Meta lists it."""

    api: Api
    page: str
    again_at_once: int = 5
    whole_every: timedelta = timedelta()  # the feed tells the number of comments: read down each turn
    replies_again: timedelta = REPLIES_AGAIN
    newest_first: bool = True

    def newest(self, after: str | None) -> Page:
        """A page of posts, newest first, with the number of comments under each."""
        given = {"after": after} if after else {}
        body = self.api.ask(f"{self.page}/feed", fields=POST, limit=PAGE, **given)
        return Page(tuple(self._item(each) for each in body["data"]), onward(body))

    def again(self, names: Sequence[str]) -> Iterable[Item]:
        """Those of the posts that are still there."""
        found = (self.api.ask_by_name(name, fields=POST) for name in names)
        return [self._item(each) for each in found if each is not None]

    def replies(self, name: str) -> Iterator[Sequence[Mention]]:
        """All comments under a post, at every level, the newest first."""
        after: str | None = ""
        while after is not None:
            given = {"after": after} if after else {}
            asked = {"filter": "stream", "order": "reverse_chronological", "fields": COMMENT} | given
            body = self.api.ask_by_name(f"{name}/comments", limit=PAGE, **asked)
            if body is None:
                raise GoneError(name)
            yield [facebook_parse.comment(self.api.source, name, each) for each in body["data"]]
            after = onward(body)

    def _item(self, post: Any) -> Item:
        return facebook_parse.item(self.api.source, post)


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """The feed within the window, and the comments of the posts whose number of them has changed."""
    found = TARGET.fullmatch(source.target)
    if found is None:
        reason = "target is no page; write its number, its short name or its address"
        raise SourceError(source.name, reason, permanent=True)
    yield from read(Feed(Api(source, http), found[1]), memory, at)


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    needs_token=True,
    per_second=2.0,
    gives=Declaration(
        title="Facebook",
        reads="posts on the feed of the brand's own page and the comments under them",
        comments="yes",
        replies="yes",
        edits="yes; noticed, not dated",
        deletions="yes",
        likes="yes",
        brand_replies="yes, by the page's number",
        reply_window="none in public; one private answer within 7 days",
        limits="4,800 requests a day for each person who is active on the page; a quiet turn costs one",
        unverified=(
            "that the number of comments with `filter(stream)` counts replies",
            "how long the list of comments under a very large post may be",
            "the names of the permissions after v26",
        ),
    ),
)
