"""Records for tests: name what matters, the rest is ordinary."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.labels import FLAGS, primary_of
from models.records import Batch, Kind, Mention, Role, User, Verdict
from models.store import Store

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
A_HASH = "not a hash: nobody logs in by it"


def mention(number: int = 1, text: str = "Де моя посилка?", **more: Any) -> Mention:
    """A comment under post 0 of the Telegram channel of Зоря, a minute apart by number."""
    ordinary: dict[str, Any] = {
        "brand": "zoria",
        "source": "zoria-telegram",
        "platform": "telegram",
        "external_id": f"0/{number}",
        "kind": Kind.COMMENT,
        "text": text,
        "published_at": NOW + timedelta(minutes=number),
        "thread_id": "0",
        "position": number,
        "author_id": f"author-{number}",
        "author_name": f"Автор {number}",
    }
    return Mention(**(ordinary | more))


def verdict(*flags: str, artefact: str = "test", **more: Any) -> Verdict:
    """A confident verdict with these flags."""
    ordinary: dict[str, Any] = {
        "scores": {flag: 0.9 if flag in flags else 0.1 for flag in FLAGS},
        "flags": flags,
        "primary": primary_of(flags),
        "sentiment": "negative" if {"complaint", "risk"} & set(flags) else "neutral",
        "sentiment_score": 0.8,
        "language": "uk",
        "risk_topics": ("legal",) if "risk" in flags else (),
        "confident": True,
        "evidence": (),
        "artefact": artefact,
    }
    return Verdict(**(ordinary | more))


def keep(store: Store, *mentions: Mention, at: datetime = NOW, backfilled: bool = False) -> list[int]:
    """Store mentions as a turn of their source would; returns their numbers."""
    for each in mentions:
        store.mentions.keep(each.source, Batch((each,)), at, backfilled)
    found = [store.mentions.find(each.source, each.external_id) for each in mentions]
    return [each.id for each in found if each is not None]


def judge(store: Store, given: dict[int, Verdict], at: datetime = NOW) -> None:
    """Put a verdict in force on each mention number, and open the cases that follow."""
    artefacts = {each.artefact for each in given.values()}
    for artefact in artefacts:
        waiting = {each.mention_id: each for each in store.verdicts.unjudged(artefact, 10_000)}
        verdicts = [(waiting[number], each) for number, each in given.items() if number in waiting]
        store.verdicts.keep([pair for pair in verdicts if pair[1].artefact == artefact], at)
    store.cases.open_due(at, 10_000)


def user(store: Store, login: str = "olena", role: Role = Role.OPERATOR, **more: str) -> User:
    """A person at the board; give `password_hash` where somebody must log in."""
    name = more.get("name", login.title())
    return store.users.add(
        login, name, role, more.get("language", "uk"), more.get("password_hash", A_HASH), NOW
    )
