"""What a letter means: who writes, what, in answer to what, or why it is nothing a person wrote. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256
from typing import Any

from listener.sources.inbox_quoted import from_html, written
from listener.sources.inbox_text import decoded, header

LONGEST = 20_000  # characters of a letter that are kept
LONGEST_NAME = 250
LONGEST_LINE = 4000  # characters of a header line that are read
MANY_PARTS = 200
REFERENCE = re.compile(r"<([^<>\s]{1,998})>")
ANSWER = re.compile(r"^(?:\s*(?:re|fwd?|aw|відп|отв|ответ|на|пересл|fw)(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE)
MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply-bounces?|bounces?)\b", re.IGNORECASE)
BULK = frozenset({"auto_reply", "bulk", "junk"})
ATTACHED = {"image": "photo", "video": "video", "audio": "audio"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as a mailbox keeps it."""

    name: str  # its Message-ID; of a letter without one, made from what it says
    answers: tuple[str, ...]  # names of the letters before it, the one that it answers last
    subject: str
    text: str  # what was written anew
    author: str | None  # a mail address
    author_name: str | None
    at: datetime  # when the mail server received it
    attachments: tuple[str, ...]
    needless: str | None = None  # why it is nothing a person wrote to the brand; None: somebody did

    @property
    def whole(self) -> str:
        """Subject and text, as what opens a thread shows them."""
        if self.text.casefold().startswith(self.subject.casefold()):
            return self.text[:LONGEST]
        return f"{self.subject}\n{self.text}".strip()[:LONGEST]


class _Part(Message):
    """A part of a letter, with a boundary only where its header line can be read in no time."""

    def get_boundary(self, failobj: Any = None) -> Any:
        return failobj if _is_overlong(self) else super().get_boundary(failobj)


def letter(raw: bytes, at: datetime, own: str) -> Letter:
    """The letter that these bytes are, or begin; `own` is the address of the mailbox."""
    try:
        message = message_from_bytes(raw, _Part)
    except RecursionError:  # parts within parts within parts
        message = message_from_bytes(raw.partition(b"\n\n")[0], _Part)
        message.set_type("text/plain")
    lines = _lines(message)
    parts = list(_parts(message))
    sender, reply_to = _address(lines, "from"), _address(lines, "reply-to")
    through_a_form = sender[1] == own and reply_to[1] not in (own, "")
    name, author = reply_to if through_a_form else sender
    said = _said(parts)
    return Letter(
        name=_name(lines, said, author),
        answers=_answers(lines),
        subject=ANSWER.sub("", header(lines.get("subject", ""))),
        text=said[:LONGEST],
        author=author or None,
        author_name=name or author.partition("@")[0] or None,
        at=at,
        attachments=tuple(_attachments(parts)),
        needless=_needless(message, lines, sender[1], through_a_form),
    )


def _lines(message: Message) -> dict[str, str]:
    """The header lines by their names in lower case; of several of one name the first."""
    found: dict[str, str] = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), str(value)[:LONGEST_LINE])
    return found


def _parts(message: Message) -> Iterator[Message]:
    """The leaves of a letter, those of letters attached to it left out."""
    left, seen = [message], 0
    while left and seen < MANY_PARTS:
        part, seen = left.pop(0), seen + 1
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            left[:0] = [each for each in inner if isinstance(each, Message)]
        elif not _is_overlong(part):
            yield part


def _is_overlong(part: Message) -> bool:
    return any(
        len(str(value)) > LONGEST_LINE for name, value in part.raw_items() if name[:8].lower() == "content-"
    )


def _said(parts: list[Message]) -> str:
    """What was written anew: in the plain text, or where there is none in the HTML."""
    for kind, read in (("text/plain", written), ("text/html", from_html)):
        for part in parts:
            if part.get_content_type() == kind and not _is_attached(part):
                payload = part.get_payload(decode=True)
                text = decoded(payload if isinstance(payload, bytes) else b"", part.get_param("charset"))  # type: ignore[arg-type]
                if new := read(text.replace("\0", "")):
                    return new
    return ""


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _attachments(parts: list[Message]) -> Iterator[str]:
    for part in parts:
        if _is_attached(part) or part.get_content_maintype() not in ("text", "multipart"):
            yield ATTACHED.get(part.get_content_maintype(), "doc")


def _address(lines: dict[str, str], name: str) -> tuple[str, str]:
    """Name and address of whom a header line tells first; blank where it tells nobody."""
    told = header(lines.get(name, ""))
    try:
        addresses = getaddresses([told])
    except RecursionError:  # comments within comments within comments
        return "", ""
    for title, address in addresses:
        if "@" in address:
            return " ".join(title.split())[:LONGEST_NAME], address.lower()[:LONGEST_NAME]
    return "", ""


def _name(lines: dict[str, str], said: str, author: str) -> str:
    if found := REFERENCE.search(lines.get("message-id", "")):
        return found[1][:LONGEST_NAME]
    given = "\0".join((lines.get("date", ""), author, lines.get("subject", ""), said))
    return sha256(given.encode("utf-8", "replace")).hexdigest()


def _answers(lines: dict[str, str]) -> tuple[str, ...]:
    before = REFERENCE.findall(lines.get("references", ""))[-50:]
    before += REFERENCE.findall(lines.get("in-reply-to", ""))[:1]
    return tuple(dict.fromkeys(name[:LONGEST_NAME] for name in before))


def _needless(message: Message, lines: dict[str, str], sender: str, through_a_form: bool) -> str | None:
    automatic = lines.get("auto-submitted", "no").split(";")[0].strip().lower()
    precedence = lines.get("precedence", "").strip().lower()
    if message.get_content_type() == "multipart/report" or "x-failed-recipients" in lines:
        return "a report about delivery"
    if lines.get("return-path", "").strip() == "<>" or MACHINES.match(sender):
        return "a report about delivery"
    if through_a_form:  # forms call themselves automatic, and a person has filled them in
        return None
    if automatic != "no" or precedence in BULK or {"x-autoreply", "x-autorespond"} & lines.keys():
        return "an automatic letter"
    return None
