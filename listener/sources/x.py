"""X: posts that a search finds, or those that mention an account, within a monthly cap of cost."""

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from listener.network import Http
from listener.sources import x_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.x_api import BASE_URL, LEDGER, Api, Ledger
from listener.sources.x_parse import Post, written_at
from models.options import XOptions
from models.records import Batch, ThreadState
from models.settings import Source

PAGE = 100  # the most that X gives at once, of a search and of posts by their numbers
LEAST = 10  # the fewest that X lets a search ask for
MANY = 10_000  # posts within the window that are looked after
REACH = timedelta(days=7) - timedelta(minutes=1)  # how far back the recent search goes
AGAIN = timedelta(hours=20)  # X wants deletions to be followed within a day
ACCOUNT = re.compile(r"(?:https?://(?:www\.)?(?:x|twitter)\.com/|@)(\w{1,15})/?")
FIELDS = {
    "tweet.fields": "author_id,created_at,conversation_id,referenced_tweets,public_metrics,attachments,"
    "edit_history_tweet_ids,note_tweet",
}
AUTHORS = {"expansions": "author_id", "user.fields": "name,username"}


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the list has been read: the cursor of the source."""

    since: str | None = None  # all up to this number has been read
    top: str | None = None  # the newest of a reading that is under way
    until: str | None = None  # and the oldest that it has come to: what was paid for is not read again
    numbers: dict[str, str] | None = None  # of accounts that were looked up, by their names

    @classmethod
    def read(cls, cursor: str | None) -> Self:
        """The mark that a cursor holds; a blank one when there is none."""
        return cls(**json.loads(cursor)) if cursor else cls()

    @property
    def text(self) -> str:
        """What `read` reads."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__})


@dataclass(slots=True)
class Reading:
    """One source, in the middle of being read."""

    api: Api
    memory: Memory
    at: datetime
    mark: Mark
    brand: str | None = None  # the number of the brand's account

    def number(self, name: str) -> Generator[Batch, None, str]:
        """The number of an account, looked up once."""
        kept = self.mark.numbers or {}
        if name not in kept:
            found = yield from self.api.number_of(name, x_parse.number)
            self.mark = replace(self.mark, numbers=kept | {name: found})
            yield Batch(cursor=self.mark.text)
        return (self.mark.numbers or {})[name]

    def again(self) -> Iterator[Batch]:
        """Every post that was not looked at for most of a day: X wants what is deleted there deleted here."""
        threads = [each for each in self.memory.threads(MANY) if each.thread_id != LEDGER and each.cursor]
        due = [each for each in threads if each.read_at is None or self.at - each.read_at >= AGAIN]
        due.sort(key=lambda each: each.read_at or self.memory.since)
        while due:
            many = self.api.affordable(min(PAGE, len(due)))
            some, due = due[:many], due[many:]
            yield from self._look(some)

    def news(self, path: str, **fields: str) -> Iterator[Batch]:
        """What is newer than the last reading, newest first; a reading that broke off is gone on with."""
        goes_on = True
        while goes_on:
            many = self.api.affordable(PAGE, LEAST)
            asked = fields | self._where() | FIELDS | (AUTHORS if self.api.options.authors else {})
            found = yield from self.api.read(path, self._parse, many, max_results=many, **asked)
            goes_on = found.goes_on and bool(found.posts)
            versions = [each.version for each in found.posts]
            top = self.mark.top or max(versions, key=int, default=None)
            self.mark = replace(self.mark, top=top, until=min(versions, key=int, default=self.mark.until))
            if not goes_on:
                self.mark = replace(self.mark, since=self.mark.top or self.mark.since, top=None, until=None)
            yield replace(self._kept(found.posts), cursor=self.mark.text)

    def _where(self) -> dict[str, str]:
        """The stretch of the list that is still to be read."""
        until = {"until_id": self.mark.until} if self.mark.until else {}
        since = self.mark.since
        if since and self.at - written_at(since) < REACH:  # even of a thorough reading: it was paid for
            return until | {"since_id": since}
        floor = max(self.memory.since, self.at - REACH)
        return until | {"start_time": floor.strftime("%Y-%m-%dT%H:%M:%SZ")}

    def _look(self, threads: list[ThreadState]) -> Iterator[Batch]:
        versions = {str(each.cursor): each.thread_id for each in threads}
        asked = {"ids": ",".join(versions)} | FIELDS
        found = yield from self.api.read("tweets", self._parse, len(versions), **asked)
        here = {each.version for each in found.posts}
        gone = [name for version, name in versions.items() if version not in here]
        looked = tuple(ThreadState(name, cursor="", read_at=self.at) for name in gone)
        yield Batch(vanished=tuple(gone), threads=looked)
        known = [self._with_author(each) for each in found.posts]
        yield self._kept(tuple(each for each in known if each.latest == each.version))
        later = ((each.mention.external_id, each.latest) for each in known if each.latest != each.version)
        edited = [ThreadState(name, version) for name, version in later if version not in versions]
        if edited and self.api.affordable(len(edited), len(edited)):
            yield from self._look(edited)

    def _with_author(self, post: Post) -> Post:
        """The post with the name that its author is known by: it was not paid for again."""
        stored = self.memory.store.mentions.find(self.memory.source.name, post.mention.external_id)
        if stored is None:
            return post
        was = stored.mention
        return replace(post, mention=replace(post.mention, author_name=was.author_name, url=was.url))

    def _kept(self, posts: tuple[Post, ...]) -> Batch:
        states = (
            ThreadState(
                each.mention.external_id, each.latest, published_at=each.mention.published_at, read_at=self.at
            )
            for each in posts
        )
        return Batch(tuple(each.mention for each in posts), threads=tuple(states))

    def _parse(self, body: Any) -> x_parse.Found:
        return x_parse.found(self.api.source, self.brand, body)


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """First what may have been deleted at X, then what is new; nothing beyond the month's cap."""
    options = source.opted(XOptions)
    api = Api(source, http, options, Ledger.read(memory.thread(LEDGER), at), at)
    reading = Reading(api, memory, at, Mark.read(memory.cursor))
    account = ACCOUNT.fullmatch(source.target)
    name = options.account or (account[1] if account else None)
    if name:
        reading.brand = yield from reading.number(name)
    yield from reading.again()
    if account:
        number = yield from reading.number(account[1])
        yield from reading.news(f"users/{number}/mentions")
        return
    shared = "" if "is:retweet" in source.target else " -is:retweet"  # a share has no words of its own
    yield from reading.news("tweets/search/recent", query=f"{source.target}{shared}")


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    needs_token=True,
    per_second=0.4,
    gives=Declaration(
        title="X",
        reads="posts of the last seven days that a search finds, or those that mention an account",
        comments="yes",
        replies="yes, those that are found",
        edits="yes, within a day",
        deletions="yes, within a day while a post is in the window",
        likes="yes",
        brand_replies="by the account that the options or the target name, where the search finds them",
        reply_window="none",
        limits="what is read is paid for, $0.005 a post and $0.010 a profile; a source stops at its cap",
        unverified=(
            "whether answers speak of tweets or of posts (both are read)",
            "whether the names that come along with posts are billed as profiles (they are counted so)",
            "the status that tells of used-up credits (402 is taken for it)",
            "that `until_id` goes together with a start",
            "that looking up an earlier version of an edited post names the later one",
        ),
    ),
)
