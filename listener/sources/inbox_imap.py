"""A mailbox over IMAP, read and never changed; every failure becomes a SourceError that says who and why."""

import imaplib
import re
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from listener.network import SourceError
from listener.sources.reaction import quoted
from models.options import InboxOptions
from models.settings import Source

TIMEOUT = 20.0  # seconds of one read; a whole command has WHOLE
WHOLE = 60.0
LONGEST_LINE = 1_000_000  # bytes
LARGEST = 262_144  # bytes of a letter that are asked for: the text stands before what is attached
MOST = 8 * LARGEST  # bytes of one answer
WAIT = re.compile(
    r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|THROTTLED)\]|too many|try again|later", re.IGNORECASE
)
UID = re.compile(rb"\bUID (\d+)")
RECEIVED = re.compile(rb'\bINTERNALDATE "([^"]+)"')
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it stands when it is opened."""

    validity: int  # letters are numbered anew where it changes
    next_uid: int | None  # no letter that is there has this number, or a higher one


@dataclass(frozen=True, slots=True)
class Delivered:
    """A letter, or its beginning, as the server keeps it."""

    uid: int
    at: datetime  # when the server received it
    raw: bytes


class _Bounded(imaplib.IMAP4):
    """IMAP whose answers end, in size and in time, however the server behaves."""

    ends = 0.0

    def __init__(self, host: str, port: int) -> None:
        self.ends = time.monotonic() + WHOLE
        super().__init__(host, port, TIMEOUT)

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer where the server hangs up."""
        if size > MOST:
            raise self.error("the answer is too long")
        got = bytearray()
        while len(got) < size and (part := self._some(size - len(got))):
            got += part
        return bytes(got)

    def readline(self) -> bytes:
        """A line with its end."""
        line = bytearray()
        while not line.endswith(b"\n") and (part := self._some(1)):
            line += part
            if len(line) > LONGEST_LINE:
                raise self.error("the line is too long")
        return bytes(line)

    def _some(self, many: int) -> bytes:
        if time.monotonic() > self.ends:
            raise TimeoutError
        reader: Any = self.file
        return bytes(reader.read1(many))


class _BoundedTls(_Bounded, imaplib.IMAP4_SSL):
    def __init__(self, host: str, port: int, context: ssl.SSLContext) -> None:
        self.ends = time.monotonic() + WHOLE
        imaplib.IMAP4_SSL.__init__(self, host, port, ssl_context=context, timeout=TIMEOUT)


class Mailbox:
    """One mailbox, logged in."""

    def __init__(self, source: Source, link: _Bounded) -> None:
        self._source, self._link = source, link

    def open(self, folder: str) -> Folder:
        """Open a folder for reading alone; SourceError where there is none."""
        kind, said = self._do(lambda: self._link.select(_quoted(_utf7(folder)), readonly=True))
        if kind != "OK":
            words = quoted(self._source, _text(said))
            reason = f"the folder {folder} cannot be opened ({words}); check folder and sent in config.toml"
            raise SourceError(self._source.name, reason, permanent=True)
        validity, next_uid = self._told("UIDVALIDITY"), self._told("UIDNEXT")
        if validity is None:
            raise _misshapen(self._source)
        return Folder(validity, next_uid)

    def after(self, uid: int) -> list[int]:
        """The letters with higher numbers."""
        # a range without letters means the last one: that may be an old one
        return [each for each in self._search(f"UID {uid + 1}:*") if each > uid]

    def since(self, at: datetime) -> list[int]:
        """The letters received on that day or later, by the server's calendar."""
        return self._search(f"SINCE {at.day}-{MONTHS[at.month - 1]}-{at.year}")

    def letters(self, uids: Sequence[int]) -> list[Delivered]:
        """The letters of these numbers that are still there, in their order; none is marked as read."""
        asked, names = f"(UID INTERNALDATE BODY.PEEK[]<0.{LARGEST}>)", ",".join(map(str, uids))
        kind, given = self._do(lambda: self._link.uid("FETCH", names, asked))
        if kind != "OK":
            raise _misshapen(self._source)
        return sorted(_delivered(given), key=lambda each: each.uid)

    def _search(self, what: str) -> list[int]:
        kind, found = self._do(lambda: self._link.uid("SEARCH", what))
        if kind != "OK":
            raise _misshapen(self._source)
        return sorted(int(each) for line in found if line for each in line.split())

    def _told(self, name: str) -> int | None:
        _, told = self._link.response(name)
        return int(told[0]) if told and told[0] else None

    def _do(self, command: Callable[[], Given]) -> Given:
        self._link.ends = time.monotonic() + WHOLE
        with _faults(self._source):
            return command()


@contextmanager
def opened(source: Source, options: InboxOptions) -> Iterator[Mailbox]:
    """The mailbox of a source; SourceError when it cannot be reached or refuses the login."""
    with _faults(source):
        context = ssl.create_default_context(cafile=options.authority)
        link = _connected(options, context)
    try:
        with _faults(source):
            if options.security == "starttls":
                link.starttls(context)
            _log_in(source, link, options)
        yield Mailbox(source, link)
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            link.logout()
        with suppress(OSError):
            link.shutdown()  # a server that hung up was not said goodbye to


def _connected(options: InboxOptions, context: ssl.SSLContext) -> _Bounded:
    if options.security == "tls":
        return _BoundedTls(options.host, options.port or 993, context)
    return _Bounded(options.host, options.port or 143)


def _log_in(source: Source, link: _Bounded, options: InboxOptions) -> None:
    password = source.token.get_secret_value() if source.token else ""
    try:
        link.login(_quoted(options.login or source.target), password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = quoted(source, _text(error.args[:1]))
        if WAIT.search(said):
            reason = f"the mail server lets nobody in for now ({said}); trying again later"
            raise SourceError(source.name, reason) from None
        reason = (
            f"the mail server refused the login ({said}); check login and the password, which many servers"
            " want to be an app password"
        )
        raise SourceError(source.name, reason, permanent=True) from None
    except UnicodeEncodeError:
        reason = "the password holds letters that IMAP cannot carry; make an app password"
        raise SourceError(source.name, reason, permanent=True) from None


@contextmanager
def _faults(source: Source) -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError:
        reason = "the mail server's certificate cannot be trusted; check host, or name its authority"
        raise SourceError(source.name, reason, permanent=True) from None
    except FileNotFoundError:
        reason = "the file that authority names is not there; check it in config.toml"
        raise SourceError(source.name, reason, permanent=True) from None
    except (OSError, imaplib.IMAP4.error, EOFError) as fault:
        # the text of a fault may hold what was sent: name its kind only
        reason = f"no usable answer from the mail server ({type(fault).__name__}); trying again later"
        raise SourceError(source.name, reason) from None


def _misshapen(source: Source) -> SourceError:
    return SourceError(source.name, "the mail server does not answer as IMAP promises; trying again later")


def _delivered(given: Sequence[Any]) -> Iterator[Delivered]:
    """The letters of an answer to FETCH: a head with a literal, and what of the head follows it."""
    for number, part in enumerate(given):
        if not isinstance(part, tuple):
            continue
        after = given[number + 1] if number + 1 < len(given) else b""
        head = bytes(part[0]) + b" " + (after if isinstance(after, bytes) else b"")
        uid, received = UID.search(head), RECEIVED.search(head)
        if uid and received:
            at = datetime.strptime(received[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")
            yield Delivered(int(uid[1]), at, bytes(part[1]))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _utf7(folder: str) -> str:
    """A folder's name as IMAP writes it: letters beyond ASCII in a Base64 of its own (RFC 3501, 5.1.3)."""

    def encoded(found: re.Match[str]) -> str:
        if found[0] == "&":
            return "&-"
        return f"&{b64encode(found[0].encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"

    return re.sub(r"&|[^\x20-\x7e]+", encoded, folder)


def _text(given: Any) -> str:
    said = given[0] if given else b""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
