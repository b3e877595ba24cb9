"""A mail server that keeps what it receives in memory, for the demonstration and the tests."""

import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from models.moments import now

KEPT = 200  # letters; older ones are let go


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it arrived."""

    number: int
    received_at: datetime
    recipients: tuple[str, ...]
    message: EmailMessage

    def part(self, kind: str) -> str | None:
        """The text of the first part of that subtype ("plain" or "html"); None when there is none."""
        found = self.message.get_body((kind,))
        return None if found is None else str(found.get_content())


class Mailbox:
    """A mail server on a free loopback port; a context manager. Letters are read from any thread."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        self.clock = clock
        self._letters: deque[Letter] = deque(maxlen=KEPT)
        self._lock = threading.Lock()
        self._received = 0
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        """Where the server listens."""
        return int(self._controller.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    def letters(self) -> list[Letter]:
        """What was received, newest first."""
        with self._lock:
            return list(reversed(self._letters))

    def letter(self, number: int) -> Letter | None:
        """One letter; None when there is none of that number, or no longer."""
        return next((letter for letter in self.letters() if letter.number == number), None)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take one mail in; the name is aiosmtpd's."""
        content = envelope.original_content or b""
        message = message_from_bytes(content, policy=default)
        with self._lock:
            self._received += 1
            recipients = tuple(envelope.rcpt_tos)
            self._letters.append(Letter(self._received, self.clock(), recipients, message))
        return "250 Message accepted for delivery"


def free_port() -> int:
    """A port of loopback on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
