"""Instagram: the posts of the brand's professional account and the comments under them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from listener.network import Http, SourceError
from listener.sources import instagram_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.instagram_parse import Media
from listener.sources.meta_api import BASE_URL, Api, onward
from listener.sources.rolling import REPLIES_AGAIN, CutError, GoneError, Item, Page, read
from models.records import Batch, Mention, ThreadState
from models.settings import Source

PAGE = 50  # the most comments that Instagram gives at once
MEDIA = "id,caption,media_type,permalink,timestamp,comments_count,like_count,username"
REPLY = "id,text,timestamp,username,from{id,username},like_count,hidden"
ELSEWHERE = "text,timestamp,username,like_count,media{id,permalink}"
COMMENT = f"{REPLY},replies{{{REPLY}}}"


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts of one account, as Instagram lists them."""

    api: Api
    account: str
    memory: Memory
    overrun: list[str] = field(default_factory=list)  # posts whose newest 50 comments were all unknown
    media: dict[str, Media] = field(default_factory=dict)  # what was seen in this turn
    again_at_once: int = 5
    whole_every: timedelta = timedelta()  # the list tells the number of comments: read down each turn
    replies_again: timedelta = REPLIES_AGAIN
    newest_first: bool = False

    def newest(self, after: str | None) -> Page:
        """A page of posts, newest first, with the number of comments under each."""
        given = {"after": after} if after else {}
        body = self.api.ask(f"{self.account}/media", fields=MEDIA, limit=PAGE, **given)
        return Page(tuple(self._item(each) for each in body["data"]), onward(body))

    def again(self, names: Sequence[str]) -> Iterable[Item]:
        """Those of the posts that are still there."""
        found = (self.api.ask_by_name(name, fields=MEDIA) for name in names)
        return [self._item(each) for each in found if each is not None]

    def replies(self, name: str) -> Iterator[Sequence[Mention]]:
        """The comments under a post with their replies, newest first; CutError where it shows no more."""
        known, unknown = self.memory.known(name), True
        after: str | None = ""
        while after is not None:
            given = {"after": after} if after else {}
            body = self.api.ask_by_name(f"{name}/comments", fields=COMMENT, limit=PAGE, **given)
            if body is None:
                raise GoneError(name)
            yield list(self._said(name, body["data"]))
            after = onward(body)
            unknown = unknown and not any(str(each["id"]) in known for each in body["data"])
            if after is None and len(body["data"]) >= PAGE:
                if unknown:
                    self.overrun.append(name)
                raise CutError(name)

    def _said(self, name: str, comments: Sequence[Any]) -> Iterator[Mention]:
        media = self.media.get(name, Media(name))
        for each in comments:
            yield instagram_parse.comment(self.api.source, self.account, media, each)
            for reply in self._under(each):
                yield instagram_parse.comment(self.api.source, self.account, media, reply, str(each["id"]))

    def _under(self, comment: Any) -> Iterator[Any]:
        """The replies that came along, or all of them where these are only some."""
        along = comment.get("replies") or {"data": []}
        yield from along["data"]
        after = onward(along)
        while after is not None:
            body = self.api.ask_by_name(f"{comment['id']}/replies", fields=REPLY, limit=PAGE, after=after)
            if body is None:
                return
            yield from body["data"]
            after = onward(body)

    def _item(self, post: Any) -> Item:
        item, media = instagram_parse.item(self.api.source, post)
        self.media[item.name] = media
        return item


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """The posts within the window, and the comments of those whose number of them has changed."""
    if not source.target.isdecimal():
        reason = "target is no account; write its number in the Graph API (instagram_business_account)"
        raise SourceError(source.name, reason, permanent=True)
    api = Api(source, http)
    posts = Posts(api, source.target, memory)
    yield from read(posts, memory, at)
    for name in memory.wanted():
        yield _mentioned(api, name)
    if posts.overrun and not memory.thorough:
        reason = (
            f"more than {PAGE} comments came between two turns under {len(posts.overrun)} of the posts, and"
            f" Instagram shows the newest {PAGE} alone: some may be missing; make `every` shorter"
        )
        raise SourceError(source.name, reason)


def _mentioned(api: Api, name: str) -> Batch:
    """A post or a comment elsewhere that names the account, of which a call told the number alone."""
    _, media, comment = name.split("/")
    field = f"mentioned_comment.comment_id({comment})" if comment else f"mentioned_media.media_id({media})"
    told = api.ask_by_name(api.source.target, fields=f"{field}{{{ELSEWHERE if comment else MEDIA}}}")
    if told is None:  # gone meanwhile
        return Batch(threads=(ThreadState(name, cursor="gone"),))
    if comment:
        given = told["mentioned_comment"]
        above = Media(media, (given.get("media") or {}).get("permalink"))
        said = instagram_parse.comment(api.source, api.source.target, above, {**given, "id": comment})
    else:
        said = instagram_parse.mentioned_post(api.source, media, told["mentioned_media"])
    return Batch((said,), threads=(ThreadState(name, cursor="kept"),))


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    needs_token=True,
    per_second=2.0,
    gives=Declaration(
        title="Instagram",
        reads="posts of the brand's own professional account and the comments under them",
        comments="the newest 50 of a post at each reading",
        replies="yes",
        edits="yes; noticed, not dated",
        deletions="while a post has fewer than 50 comments",
        likes="yes",
        brand_replies="yes",
        reply_window="none in public; one private answer within 7 days",
        limits="requests by how often the account is shown, few for a quiet one; a quiet turn costs one",
        unverified=(
            "whether the list of comments goes on after 50 (it is followed where it says so)",
            "the address of a single comment",
            "what a call of a mention holds beyond the numbers of the post and the comment",
        ),
    ),
)
