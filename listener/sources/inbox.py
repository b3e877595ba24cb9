"""A mailbox of complaints, over IMAP: what people write to the brand, and what its staff answer."""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from listener.network import Http, SourceError
from listener.sources.adapter import Adapter, Declaration, Memory
from listener.sources.inbox_imap import Delivered, Mailbox, opened
from listener.sources.inbox_parse import LONGEST, Letter, letter
from models.options import InboxOptions
from models.records import Batch, Kind, Mention
from models.settings import Source

log = logging.getLogger(__name__)

AT_ONCE = 8  # letters that one answer holds
DAY = timedelta(days=1)
POISON = (LookupError, TypeError, ValueError, AttributeError)  # of a letter that defies all rules

Marks = dict[str, list[int]]  # folder → its validity, and the highest number that has been read


@dataclass(frozen=True, slots=True)
class Reading:
    """The folders of one mailbox, in the middle of being read."""

    source: Source
    mailbox: Mailbox
    memory: Memory
    marks: Marks
    placed: dict[str, str] = field(default_factory=dict)  # letters of this turn → the threads they stand in

    def folder(self, name: str, ours: bool) -> Iterator[Batch]:
        """The letters that have come since the last reading; `ours`: staff wrote them."""
        found = self.mailbox.open(name)
        validity, read = self.marks.get(name, [found.validity, 0])
        afresh = self.memory.thorough or name not in self.marks or validity != found.validity
        read = read if validity == found.validity else 0
        if not afresh and found.next_uid == read + 1:
            return
        # a day more, because the server's calendar may be another
        uids = self.mailbox.since(self.memory.since - DAY) if afresh else self.mailbox.after(read)
        for start in range(0, len(uids), AT_ONCE):
            some = uids[start : start + AT_ONCE]
            mentions = tuple(self._mentions(self.mailbox.letters(some), ours))
            read = max(read, some[-1])
            self.marks[name] = [found.validity, read]
            yield Batch(mentions, cursor=json.dumps(self.marks))
        self.marks[name] = [found.validity, max(read, (found.next_uid or 1) - 1)]
        yield Batch(cursor=json.dumps(self.marks))

    def _mentions(self, delivered: Sequence[Delivered], ours: bool) -> Iterator[Mention]:
        for each in delivered:
            if each.at < self.memory.since:
                continue
            try:
                found = letter(each.raw, each.at.astimezone(UTC), self.source.target.lower())
            except POISON as fault:
                # one letter must not keep all others from being read
                log.warning(
                    "%s: letter %s cannot be understood (%s)",
                    self.source.name,
                    each.uid,
                    type(fault).__name__,
                )
                continue
            if mention := self._placed(found, ours):
                yield mention

    def _placed(self, found: Letter, ours: bool) -> Mention | None:
        """The letter where it belongs; None where it is known, needless, or none of ours to keep."""
        own = found.author == self.source.target.lower()
        if found.needless or (own and not ours) or self._thread(found.name):
            return None
        above = next((name for name in reversed(found.answers) if self._thread(name)), None)
        if ours and above is None:
            return None  # what staff write to others is no business of this service
        thread = self._thread(above) if above else None
        self.placed[found.name] = thread or found.name
        return Mention(
            brand=self.source.brand,
            source=self.source.name,
            platform=self.source.platform,
            external_id=found.name,
            kind=Kind.COMMENT if thread else Kind.POST,
            text=found.text[:LONGEST] if thread else found.whole,
            published_at=found.at,
            thread_id=thread or found.name,
            parent_id=above,
            author_id=found.author,
            author_name=found.author_name,
            by_brand=ours,
            attachments=found.attachments,
        )

    def _thread(self, name: str) -> str | None:
        """The thread in which a letter stands; None where it is not known."""
        if name in self.placed:
            return self.placed[name]
        stored = self.memory.store.mentions.find(self.source.name, name)
        return stored.mention.thread_id if stored else None


def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
    """The letters that have come, oldest first, and the answers of staff that stand in the folder `sent`."""
    if "@" not in source.target:
        reason = "target is no mailbox; write its address, such as help@zoria.example.org"
        raise SourceError(source.name, reason, permanent=True)
    options = source.opted(InboxOptions)
    marks: Marks = json.loads(memory.cursor) if memory.cursor else {}
    with opened(source, options) as mailbox:
        reading = Reading(source, mailbox, memory, marks)
        yield from reading.folder(options.folder, ours=False)
        if options.sent:
            yield from reading.folder(options.sent, ours=True)


ADAPTER = Adapter(
    fetch,
    base_url="",  # every mailbox has a server of its own, which the options name
    needs_token=True,
    gives=Declaration(
        title="Mailbox",
        reads="letters to a mailbox of complaints, and the answers of staff to them",
        comments="yes",
        replies="yes, where a letter says what it answers",
        edits="there are none",
        deletions="no: a letter that is moved or deleted has been written all the same",
        likes="no",
        brand_replies="yes, from the folder of sent letters",
        reply_window="none",
        limits="the first 256 KB of a letter; a quiet turn costs a login and one command a folder",
        unverified=(
            "that numbers grow with every letter, as IMAP promises: one with a lower number is not seen",
            "the signatures and quotations of every mail program; what is not known as one stays in the text",
        ),
    ),
)
