"""A public channel on the web: what is asked of it, and the mentions that its messages make."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from listener.network import Http, SourceError, json_of
from listener.sources import telegram_page
from listener.sources.telegram_page import Discussion, Message, Page
from models.records import Kind, Mention
from models.settings import Source

BASE_URL = "https://t.me"
COMMENTS_AT_ONCE = 100  # more has not been seen to work
NAME = re.compile(r"(?:@|(?:https?://)?t\.me/(?:s/)?)?([A-Za-z][A-Za-z0-9_]{3,31})/?")
AJAX = {"X-Requested-With": "XMLHttpRequest"}


@dataclass(slots=True)
class Channel:
    """One channel, and how many requests were spent on it. Every question raises SourceError.

    So does a target that names no channel: "zoria_post", "@zoria_post" or its address would.
    """

    source: Source
    http: Http
    asked: int = 0
    name: str = field(init=False)
    site: str = field(init=False)  # the platform's address, or its replica's
    url: str = field(init=False)  # of the channel, as people open it

    def __post_init__(self) -> None:
        found = NAME.fullmatch(self.source.target.strip())
        if found is None:
            raise self.fault("target is no public name of a channel; write it as in t.me/NAME", True)
        self.name = found[1]
        self.site = self.source.base_url or BASE_URL
        self.url = f"{self.site}/{self.name}"

    def page(self, before: int | None = None) -> Page:
        """The newest posts, or the newest of those below a number."""
        self.asked += 1
        params = {} if before is None else {"before": before}
        answer = self.http.get(self.source, f"{self.site}/s/{self.name}", params, allow={302})
        if answer.status == 302:
            if "/s/" in answer.headers.get("location", ""):
                raise self.fault("the channel's page is somewhere else for now; trying again later")
            reason = "this is no public channel, or its preview is off; check target in config.toml"
            raise self.fault(reason, permanent=True)
        page = telegram_page.channel_page(answer.text)
        if page is None:
            raise self.fault("the channel's page shows no posts and does not say why; trying again later")
        return page if before is None else self._only_below(page, before)

    def discussion(self, post: int) -> Discussion:
        """The newest comments under a post; CLOSED_DISCUSSION where there can be none."""
        self.asked += 1
        params = {"embed": 1, "discussion": 1, "comments_limit": COMMENTS_AT_ONCE}
        answer = self.http.get(self.source, f"{self.url}/{post}", params, allow={404})
        if answer.status == 404:
            return telegram_page.CLOSED_DISCUSSION
        found = telegram_page.discussion(answer.text)
        if found is None:
            raise self.fault(f"the comments under post {post} cannot be read; trying again later")
        return found

    def older_comments(self, post: int, found: Discussion, before: int) -> Page:
        """The comments under a post just below a number."""
        if found.api is None:
            raise self.fault(f"post {post} does not say where its older comments are; trying again later")
        self.asked += 1
        names = ("peer", "top_msg_id", "discussion_hash")
        form = {name: found.form[name] for name in names if name in found.form}
        data: dict[str, str | int] = {"method": "loadComments", **form, "before_id": before}
        answer = self.http.post(self.source, f"{self.site}{found.api}", data, AJAX)
        payload = json_of(self.source, answer)
        page = telegram_page.comments_page(payload)
        if page is None:
            why = telegram_page.refusal(payload)
            raise self.fault(f"older comments under post {post} were refused ({why}); trying again later")
        return self._only_below(page, before)

    def _only_below(self, page: Page, before: int) -> Page:
        """A page without what stands above it; one that only repeats that would be asked for without end."""
        numbers = frozenset(number for number in page.numbers if number < before)
        if page.numbers and not numbers and page.older:
            raise self.fault("an older page repeats the newer one; trying again later")
        messages = tuple(each for each in page.messages if each.number < before)
        return Page(messages, numbers, page.older)

    def fault(self, reason: str, permanent: bool = False) -> SourceError:
        """What to raise when the channel cannot be read."""
        return SourceError(self.source.name, reason, permanent)

    def post(self, message: Message) -> Mention:
        """A message of the channel as a mention. The channel speaks for the brand, whoever signs."""
        key = str(message.number)
        return Mention(
            brand=self.source.brand,
            source=self.source.name,
            platform=self.source.platform,
            external_id=key,
            kind=Kind.POST,
            text=message.text,
            published_at=message.published_at,
            thread_id=key,
            parent_id=None if message.reply_to is None else str(message.reply_to),
            position=message.number,
            url=f"{self.url}/{key}",
            author_id=self.name,
            author_name=message.author,
            by_brand=True,
            views=message.views,
            reactions=message.reactions,
            attachments=message.attachments,
        )

    def comment(self, message: Message, post: str) -> Mention:
        """A message under a post as a mention; the channel's link makes it the brand's, its name does not."""
        answered = post if message.reply_to is None else f"{post}/{message.reply_to}"
        return Mention(
            brand=self.source.brand,
            source=self.source.name,
            platform=self.source.platform,
            external_id=f"{post}/{message.number}",
            kind=Kind.COMMENT,
            text=message.text,
            published_at=message.published_at,
            thread_id=post,
            parent_id=answered,
            position=message.number,
            url=f"{self.url}/{post}?comment={message.number}",
            author_id=message.username,
            author_name=message.author,
            by_brand=(message.username or "").lower() == self.name.lower(),
            reactions=message.reactions,
            attachments=message.attachments,
        )


def missing(known: Iterable[int], page: Page, below: int | None) -> set[int]:
    """The known numbers that a page would list, and does not: it covers all `below` down to its lowest.

    Only a page that lists nothing says that there is nothing further down.
    """
    return {
        number
        for number in known
        if number not in page.numbers and number >= lowest(page) and (below is None or number < below)
    }


def lowest(page: Page) -> int:
    """Where to go on below a page; 0 when it lists nothing."""
    return min(page.numbers, default=0)


def reaches(messages: Collection[Message], since: datetime) -> bool:
    """Whether a page goes back to a time."""
    return any(message.published_at < since for message in messages)
