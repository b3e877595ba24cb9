"""Odnoklassniki: the discussions of a group and the comments in them, by what is known second-hand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from listener.network import Http, SourceError
from listener.sources import ok_parse
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.ok_api import BASE_URL, Api
from listener.sources.rolling import REPLIES_AGAIN, GoneError, Item, Page, read
from models.options import OkOptions
from models.records import Batch, Mention
from models.settings import Source

PAGE = 100
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Discussions:
    """The discussions of one group, as OK lists them."""

    api: Api
    options: OkOptions
    people: dict[str, str] = field(default_factory=dict)  # names that were asked for in this turn
    again_at_once: int = 5
    whole_every: timedelta = timedelta()  # the list tells the number of comments: read down each turn
    replies_again: timedelta = REPLIES_AGAIN
    newest_first: bool = False

    def newest(self, onward: str | None) -> Page:
        """A page of discussions, the one with the latest comment first."""
        given = {"anchor": onward} if onward else {}
        asked: dict[str, str | int] = {"gid": self.api.source.target, "category": self.options.category}
        body = self.api.ask("discussions.getList", count=PAGE, **asked, **given)
        return Page(tuple(self._item(each) for each in body["discussions"]), _onward(body))

    def again(self, names: Sequence[str]) -> Iterable[Item]:
        """Those of the discussions that are still there."""
        found = (self.api.ask_if_there("discussions.get", **_named(name)) for name in names)
        return [self._item(each["discussion"]) for each in found if each is not None]

    def replies(self, name: str) -> Iterator[Sequence[Mention]]:
        """All comments in a discussion."""
        after: str | None = ""
        while after is not None:
            given = {"anchor": after} if after else {}
            body = self.api.ask_if_there("discussions.getComments", count=PAGE, **_named(name), **given)
            if body is None:
                raise GoneError(name)
            self._learn({str(each["author_id"]) for each in body["comments"]})
            yield [
                ok_parse.comment(self.api.source, name, each, self.people, self._zone)
                for each in body["comments"]
            ]
            after = _onward(body)

    def _learn(self, authors: set[str]) -> None:
        """Names of the authors that are not known yet; the group itself is no person."""
        unknown = sorted(authors - self.people.keys() - {self.api.source.target})[:PAGE]
        if unknown:
            fields = {"uids": ",".join(unknown), "fields": "first_name,last_name"}
            self.people.update(ok_parse.names(self.api.ask("users.getInfo", **fields)))

    def _item(self, given: Any) -> Item:
        return ok_parse.item(self.api.source, given, self._zone)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.options.timezone)


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """The discussions within the window, and the comments of those whose number of them has changed."""
    options = source.opted(OkOptions)
    if not options.unverified:
        reason = (
            "OK's interface could not be read from its maker: methods, fields and faults are second-hand."
            " Read docs/platforms/ok.md, and set unverified = true in its options if you will try it"
        )
        raise SourceError(source.name, reason, permanent=True)
    if not source.target.isdecimal():
        reason = "target is no group; write its number"
        raise SourceError(source.name, reason, permanent=True)
    yield from read(Discussions(Api(source, http), options), memory, at)


def _named(name: str) -> dict[str, str]:
    kind, _, number = name.partition("/")
    return {"discussionId": number, "discussionType": kind}


def _onward(body: Any) -> str | None:
    """What asks for the next page; None where OK says that there is none."""
    return str(body["anchor"]) if body.get("has_more") and body.get("anchor") else None


ADAPTER = Adapter(
    fetch,
    BASE_URL,
    needs_token=True,
    per_second=2.0,
    gives=Declaration(
        title="OK",
        reads="discussions of a group and the comments in them, behind a flag: nothing of it is verified",
        comments="yes",
        replies="yes",
        edits="yes; noticed, not dated",
        deletions="yes",
        likes="where OK tells them",
        brand_replies="yes, by the group's number",
        reply_window="none",
        limits="not known; a quiet turn costs one request",
        unverified=(
            "everything: no page of the vendor could be read; a source does not start without `unverified`",
            "that a group's discussions are listed by `discussions.getList`, and under which category",
            "that times without a zone are those of Moscow (`timezone`)",
        ),
    ),
)
