"""A brand with a past, a spike to come, and a mail server that does as it is told."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from typing import Any, TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from models.records import Batch, Kept, Mention, Verdict
from models.settings import Settings, understand
from models.store import Store
from tests.factories import mention, verdict

NOW = datetime(2026, 11, 25, 12, 40, tzinfo=UTC)  # Wednesday, 14:40 in Kyiv
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
SOURCE = "zoria-telegram"
LEAD = "lead@example.org"
numbers = count(1)


def settings(**changes: Any) -> Settings:
    """Зоря with one Telegram channel, telling one person; `mail` and the other tables may be changed."""
    mail = {"host": "127.0.0.1", "port": 1, "from": "vidhuk@example.org", "to": [LEAD]}
    source = {
        "name": SOURCE,
        "brand": "zoria",
        "platform": "telegram",
        "target": "zoria_post",
        "window": "28d",
    }
    raw: dict[str, Any] = {
        "brands": [{"name": "zoria", "title": "Пошта Зоря"}],
        "sources": [source | changes.pop("source", {})],
        "service": changes.pop("service", {}),
    }
    given = changes.pop("mail", {})
    if given is not None:
        raw["mail"] = mail | given
    return understand(raw | changes, ["telegram", "vk"], {"SMTP_PASSWORD": "open sesame"})


def wrote(
    store: Store, texts: Iterable[str], at: datetime, said: Verdict, backfilled: bool = False, **more: Any
) -> list[int]:
    """Keep and judge comments of distinct authors, published at one time; returns their numbers."""
    comments = []
    for text in texts:
        number = next(numbers)
        comments.append(mention(number, text, **({"published_at": at} | more)))
    return kept(store, comments, at, said, backfilled)


def kept(
    store: Store, comments: list[Mention], at: datetime, said: Verdict, backfilled: bool = False
) -> list[int]:
    """Keep comments in one batch under one verdict; returns their numbers."""
    store.mentions.keep(comments[0].source, Batch(tuple(comments)), at, backfilled)
    waiting = store.verdicts.unjudged(said.artefact, 10_000)
    store.verdicts.keep([(each, said) for each in waiting], at)
    return sorted(each.mention_id for each in waiting)


def a_past(store: Store, days: int = 28, now: datetime = NOW, **more: Any) -> None:
    """Back-filled weeks of two complaints and two other comments a day, ending an hour ago."""
    for said, hours in ((verdict("complaint"), (8, 16)), (verdict(), (10, 19))):
        times = [now.replace(hour=hour, minute=0) - day * DAY for day in range(1, days + 1) for hour in hours]
        past = [mention(next(numbers), "Колись", published_at=each, **more) for each in times]
        kept(store, past, now - HOUR, said, backfilled=True)


def turn(store: Store, at: datetime = NOW, source: str = SOURCE) -> None:
    """A turn of a source that goes well."""
    store.sources.begin(source, at, MINUTE)
    store.sources.succeed(source, Kept(), at)


def complaints(many: int) -> list[str]:
    """So many complaints in different words."""
    return [f"Посилка номер {number} стоїть третій день" for number in range(many)]


def calm(store: Store) -> None:
    """A brand with four weeks behind it, listened to live for an hour."""
    a_past(store)
    turn(store, NOW - HOUR)
    turn(store)


@dataclass
class Post:
    """A real mail server's mind: what it got, and how it answers."""

    got: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, list[str]] = field(
        default_factory=dict
    )  # verb → answers to give before taking anything
    port: int = 0

    def _answer(self, verb: str, otherwise: str) -> str:
        waiting = self.answers.get(verb)
        return waiting.pop(0) if waiting else otherwise

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._answer("MAIL", "250 OK")
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._answer(address, self._answer("RCPT", "250 OK"))
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self._answer("DATA", "250 OK")
        if answer == "drop":
            assert server.transport is not None
            server.transport.close()
            return "421 gone"
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            self.got.append(message)
            self.recipients += envelope.rcpt_tos
        return answer


class FreePort(Controller):
    """A controller that listens where the system lets it."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


P = TypeVar("P", bound=Post)


@contextmanager
def post_office(post: P, **options: Any) -> Iterator[P]:
    """A mail server of that mind on a free port of loopback."""
    controller = FreePort(post, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        post.port = controller.port
        yield post
    finally:
        controller.stop()


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """One part of a mail: plain or html."""
    part = message.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text
