"""One alert of each kind, with strangers' words in it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from models.records import Alert
from tests.web.alerts.stage import HOUR, LEAD, MINUTE, NOW
from web.alerts.facts import (
    Answers,
    Calm,
    Critical,
    Digest,
    Facts,
    Happened,
    Ill,
    Off,
    Opening,
    Post,
    Quote,
    Silence,
    Spike,
    Summary,
    Told,
    Trouble,
    packed,
)

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7*7 }} {title} %s'
OPENING = Opening(14, 1, 0.96)
QUOTES = (
    Quote(
        "Третій день стоїть, дитині потрібні ліки",
        "risk",
        "telegram",
        NOW - MINUTE,
        21,
        17,
        "https://t.me/z/5",
    ),
    Quote(HOSTILE, "complaint", "vk", NOW - 2 * MINUTE, 1, 18, "javascript:alert(1)"),
    Quote("та доки", "complaint", "feed", NOW - 3 * MINUTE, None, None, None),
)
POSTS = (
    Post("Затримки доставки: що сталося", "telegram", "https://t.me/zoria_post/12", 11),
    Post(None, "vk", None, 3),
)
SPIKE = Spike(
    thread="incident:12:step:1",
    title="Пошта Зоря",
    incident=12,
    opening=OPENING,
    since=NOW - 40 * MINUTE,
    until=NOW,
    window_hours=1,
    observed=14,
    expected=0.96,
    chance_per_month=0.02,
    learning=False,
    mood="mood",
    quotes=QUOTES,
    posts=POSTS,
)
GREW = replace(SPIKE, observed=31, window_hours=3, since=NOW - 160 * MINUTE, expected=2.4, was=14)
UNSEEN = replace(SPIKE, unseen=timedelta(minutes=15))
OVER = Calm("incident:12:step:1", "Пошта Зоря", 12, OPENING, NOW - 9 * HOUR, NOW, 31, 54)
CRITICAL = Critical("critical:5", "Пошта Зоря", (5,), ("safety", "legal"), QUOTES[:1])
MANY = Critical("critical_many:zoria:5-9", "Пошта Зоря", (5, 6, 7, 8, 9), ("legal",), QUOTES)
SILENT = Trouble(
    thread="source_silent:zoria-vk:then",
    source="zoria-vk",
    title="Пошта Зоря",
    platform="vk",
    trouble="source_silent",
    error="zoria-vk: no usable answer (ConnectTimeout); trying again later",
    since=NOW - timedelta(minutes=26),
    at=NOW,
)
FAILED = replace(SILENT, thread="source_failed:zoria-vk:then", trouble="source_failed")
NEVER = replace(SILENT, since=None)
HUSH = Silence("brand_silent:zoria:then", "Пошта Зоря", NOW - 17 * HOUR, NOW, 41.2, 0.0004)
SUMMARY = Summary(
    "summary:abc",
    (
        Told("incident_opened", NOW, packed(SPIKE)),
        Told("source_silent", NOW, packed(SILENT)),
        Told("of a later version", NOW, {}),
    ),
    7,
)
DIGEST = Digest(
    thread="digest:daily:zoria:2026-11-25T07:00+00:00",
    title="Пошта Зоря",
    brand="zoria",
    period="daily",
    since=NOW - timedelta(days=1),
    until=NOW,
    came=(("risk", 1), ("complaint", 12), ("question", 9), ("praise", 5), ("other", 15)),
    waits=5,
    waits_since=NOW - timedelta(days=2),
    late=2,
    oldest=QUOTES[:2],
    thanks=(Quote("Дівчата з 5-го відділення, ви найкращі!", "praise", "telegram", NOW, 8, None, None),),
    incidents=(
        Happened(12, OPENING, NOW - 9 * HOUR, NOW - HOUR, 31),
        Happened(13, OPENING, NOW - HOUR, None, 14),
    ),
    answers=Answers(10, 8, timedelta(minutes=12), timedelta(hours=1)),
    sources=7,
    last_turn=timedelta(minutes=4),
    ill=(),
)
ILL = (
    Ill("zoria-vk", "vk", "source_silent", NOW - 3 * HOUR),
    Ill("zoria-telegram", "telegram", "source_failed", None),
)
OFF = Off("channel_off:mail:smm", "olena", "mail", "olena@example.org", "mail: refused (550 5.1.1)", NOW)
SAMPLES: list[tuple[str, Facts]] = [
    ("incident_opened", SPIKE),
    ("incident_opened", replace(SPIKE, learning=True, mood=None, quotes=(), posts=())),
    ("incident_grew", GREW),
    ("incident_unseen", UNSEEN),
    ("incident_over", OVER),
    ("critical", CRITICAL),
    ("critical_many", MANY),
    ("source_failed", FAILED),
    ("source_silent", SILENT),
    ("source_silent", NEVER),
    ("source_back", SILENT),
    ("brand_silent", HUSH),
    ("brand_heard", HUSH),
    ("channel_off", OFF),
    ("summary", SUMMARY),
    ("digest", DIGEST),
    ("digest", replace(DIGEST, period="weekly", ill=ILL, answers=Answers(0, 0, None, timedelta(hours=1)))),
]


def alert(kind: str = "incident_opened", facts: Facts = SPIKE, step: int = 1, **more: Any) -> Alert:
    """An alert as the outbox hands it out."""
    to = more.pop("to", LEAD)
    thread = facts.thread.rpartition(":")[0] if kind.startswith("incident") else facts.thread
    key = f"{thread}:{step}:mail:{to}" if kind.startswith("incident") else f"{facts.thread}:mail:{to}"
    ordinary = Alert(1, key, kind, "zoria", None, "mail", to, packed(facts), NOW, 1, NOW, None, None, None)
    return replace(ordinary, **more)
