"""A mail server that speaks IMAP on loopback: folders of letters, and the commands that reading takes."""

import re
import shlex
import socket
import socketserver
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

LOGIN = "help@zoria.example.org"
PASSWORD = "abcd efgh ijkl mnop"  # noqa: S105 - guards nothing
PARTIAL = re.compile(r"BODY(?P<peek>\.PEEK)?\[\](?:<(?P<start>\d+)\.(?P<many>\d+)>)?")
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Kept:
    """A letter in a folder."""

    uid: int
    at: datetime
    raw: bytes
    seen: bool = False


@dataclass(slots=True)
class Session:
    """What one client has said so far."""

    greeted: bool = False  # logged in
    folder: str | None = None
    writes: bool = False


@dataclass(slots=True)
class Inbox:
    """The folders of one mailbox; hand its `answer` to a Server."""

    clock: Clock
    login: str = LOGIN
    password: str = PASSWORD
    validity: int = 7
    folders: dict[str, list[Kept]] = field(default_factory=lambda: {"INBOX": [], "Sent": []})
    at_the_end: bool = False  # the number of a letter is told after its text, as some servers do
    silent: bool = False  # what is optional in IMAP is left out
    _next: int = 100

    def deliver(self, raw: bytes, folder: str = "INBOX", at: datetime | None = None) -> int:
        """A letter comes in; returns its number."""
        self._next += 1
        self.folders[folder].append(Kept(self._next, at or self.clock(), raw))
        return self._next

    def move(self, uid: int, folder: str | None) -> None:
        """A letter goes into another folder, under a new number, or for good (None)."""
        for letters in self.folders.values():
            for each in [each for each in letters if each.uid == uid]:
                letters.remove(each)
                if folder:
                    self.deliver(each.raw, folder, each.at)

    def renumber(self) -> None:
        """All letters get new numbers, as after a restored backup."""
        self.validity += 1
        self._next = 0
        for letters in self.folders.values():
            for each in letters:
                self._next += 1
                each.uid = self._next

    def answer(self, command: str, words: list[str], session: Session) -> Iterator[bytes]:
        """The lines that answer a command, the last of them its outcome."""
        if command in ("CAPABILITY", "LOGOUT", "LOGIN"):
            yield from self._unguarded(command, words, session)
        elif not session.greeted:
            yield b"BAD please log in first"
        elif command in ("SELECT", "EXAMINE"):
            yield from self._open(command, words[0], session)
        elif command == "UID" and session.folder is not None:
            read = {"SEARCH": self._search, "FETCH": self._fetch}[words[0].upper()]
            yield from read(words[1:], session)
        else:
            yield b"BAD unknown command"

    def _unguarded(self, command: str, words: list[str], session: Session) -> Iterator[bytes]:
        if command == "LOGIN" and words != [self.login, self.password]:
            yield b"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"
            return
        session.greeted = session.greeted or command == "LOGIN"
        yield from {"CAPABILITY": [b"* CAPABILITY IMAP4rev1 STARTTLS"], "LOGOUT": [b"* BYE"]}.get(command, ())
        yield b"OK done"

    def _open(self, command: str, folder: str, session: Session) -> Iterator[bytes]:
        if folder not in self.folders:
            yield b"NO [NONEXISTENT] Unknown Mailbox"
            return
        session.folder, session.writes = folder, command == "SELECT"
        yield b"* %d EXISTS" % len(self.folders[folder])
        yield b"* OK [UIDVALIDITY %d] UIDs valid." % self.validity
        if not self.silent:
            yield b"* OK [UIDNEXT %d] Predicted next UID." % (self._next + 1)
        yield b"OK [READ-WRITE] done" if session.writes else b"OK [READ-ONLY] done"

    def _search(self, words: list[str], session: Session) -> Iterator[bytes]:
        letters = self._letters(session)
        if words[0] == "UID":
            lowest = int(words[1].partition(":")[0])
            last = [letters[-1].uid] if letters else []  # "*" is the last letter, and a range has two ends
            found = [each.uid for each in letters if each.uid >= lowest] or last
        else:
            day = _day(words[1])
            found = [each.uid for each in letters if each.at.date() >= day]
        yield b"* SEARCH" + b"".join(b" %d" % uid for uid in found)
        yield b"OK done"

    def _fetch(self, words: list[str], session: Session) -> Iterator[bytes]:
        asked = " ".join(words[1:])
        wanted = {int(uid) for uid in words[0].split(",")}
        part = PARTIAL.search(asked)
        for number, each in enumerate(self._letters(session), 1):
            if each.uid in wanted and part:
                each.seen = each.seen or (session.writes and not part["peek"])
                start, many = int(part["start"] or 0), int(part["many"] or len(each.raw))
                yield self._drawn(number, each, each.raw[start : start + many])
        yield b"OK done"

    def _drawn(self, number: int, letter: Kept, body: bytes) -> bytes:
        received = letter.at.astimezone(UTC).strftime("%d-%b-%Y %H:%M:%S +0000").encode()
        told, date_told = b"UID %d" % letter.uid, b'INTERNALDATE "%s"' % received
        literal = b"BODY[]<0> {%d}\r\n%s" % (len(body), body)
        order = (date_told, literal, told) if self.at_the_end else (told, date_told, literal)
        return b"* %d FETCH (%s)" % (number, b" ".join(order))

    def _letters(self, session: Session) -> list[Kept]:
        return sorted(self.folders[session.folder or ""], key=lambda each: each.uid)


def _day(text: str) -> date:
    return datetime.strptime(text, "%d-%b-%Y").replace(tzinfo=UTC).date()


class Server:
    """Serves one mailbox on a free loopback port; a context manager.

    `faults` is a queue: each command takes one. None means a true answer, b"" that the server hangs up, other
    bytes are said in place of the answer; a callable happens before the true answer. `commands` is the log.
    """

    def __init__(self, inbox: Inbox, context: ssl.SSLContext | None = None, at_once: bool = True) -> None:
        self.inbox, self.context, self.at_once = inbox, context, at_once
        self.faults: deque[bytes | Callable[[], object] | None] = deque()
        self.commands: list[str] = []
        self._server = _Listening(("127.0.0.1", 0), _Talk)
        self._server.mail = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Listening(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mail: Server

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that hung up, or refused the certificate, is the client's business


class _Talk(socketserver.BaseRequestHandler):
    server: _Listening

    def handle(self) -> None:
        mail, link = self.server.mail, self.request
        assert isinstance(link, socket.socket)  # noqa: S101 - narrows the type of the standard library
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # without this each answer waits 40 ms
        if mail.context and mail.at_once:
            link = mail.context.wrap_socket(link, server_side=True)
        with link:
            link.sendall(b"* OK Zoria ready\r\n")
            self._talk(link, Session())

    def _talk(self, link: socket.socket, session: Session) -> None:
        with link.makefile("rb") as reader:
            while line := reader.readline().decode().strip():
                tag, command, *words = shlex.split(line)
                self.server.mail.commands.append(line.partition(" ")[2])
                if command == "STARTTLS" and (context := self.server.mail.context):
                    link.sendall(b"%s OK begin\r\n" % tag.encode())
                    with context.wrap_socket(link, server_side=True) as secured:
                        self._talk(secured, session)
                    return
                if not self._say(link, tag.encode(), command.upper(), words, session):
                    return

    def _say(self, link: socket.socket, tag: bytes, command: str, words: list[str], session: Session) -> bool:
        """The answer to one command; False when there will be no other."""
        mail = self.server.mail
        fault = mail.faults.popleft() if mail.faults else None
        if fault == b"":
            return False
        if isinstance(fault, bytes):
            link.sendall(b"%s %s\r\n" % (tag, fault))
            return True
        if fault is not None:
            fault()
        *told, outcome = mail.inbox.answer(command, words, session)
        link.sendall(b"".join(each + b"\r\n" for each in told) + b"%s %s\r\n" % (tag, outcome))
        return command != "LOGOUT"
