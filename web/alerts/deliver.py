"""Deliver the outbox: claim, send, settle. What cannot be sent waits, and says why."""

import hashlib
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from models.records import Alert
from models.store import Store
from web.alerts.channels import ChannelError, Send
from web.alerts.facts import Summary, Told, packed

log = logging.getLogger("vidhuk.deliver")

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
LATE = timedelta(minutes=15)  # what waited longer than this comes late
BUNDLED_ABOVE = 5  # so many late alerts for one recipient come one by one; more come in one
LISTED = 40  # alerts that a summary names one by one


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the alerts of one turn."""

    sent: int = 0
    waiting: int = 0  # could not be sent now
    refused: int = 0  # never will be

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(self.sent + other.sent, self.waiting + other.waiting, self.refused + other.refused)


def deliver(
    store: Store,
    channels: Mapping[str, Send],
    at: datetime,
    chance: Callable[[], float] = random.random,
) -> Delivered:
    """Send every alert that is due; one that fails waits, and stops no other.

    `channels` are those of `web.alerts.channels.opened`; `chance` (0 to 1) spreads what is tried again.
    """
    done = Delivered()
    began = time.monotonic()
    while True:
        now = at + timedelta(seconds=time.monotonic() - began)  # leases hold from when they are taken
        alert = store.alerts.claim(now)
        if alert is None:
            return done
        done += _hand_over(store, channels, [alert, *_company(store, alert, now)], now, chance())


def _company(store: Store, alert: Alert, now: datetime) -> list[Alert]:
    """The other alerts of the same recipient, claimed, that come in one with it.

    Those that were held back all do; those that are late do where they are too many to come one by one.
    """
    late = now - LATE
    if alert.held_until is not None:
        return store.alerts.claim_held(alert.channel, alert.recipient, now)
    if alert.created_at > late:
        return []
    if store.alerts.late(alert.channel, alert.recipient, late, now) < BUNDLED_ABOVE:
        return []
    return store.alerts.claim_late(alert.channel, alert.recipient, late, now)


def _hand_over(
    store: Store, channels: Mapping[str, Send], alerts: Sequence[Alert], now: datetime, chance: float
) -> Delivered:
    alert = alerts[0] if len(alerts) == 1 else summary(alerts)
    try:
        channels.get(alert.channel, _nobody)(alert, now)
    except ChannelError as error:
        return _settle_failure(store, alerts, error, now, chance)
    with store.link.writing():
        for each in alerts:
            store.alerts.sent(each, now)
    return Delivered(sent=len(alerts))


def _nobody(alert: Alert, at: datetime) -> None:
    raise ChannelError(alert.channel, "not set up; set it up in config.toml", everyone=True)


def _settle_failure(
    store: Store, alerts: Sequence[Alert], error: ChannelError, now: datetime, chance: float
) -> Delivered:
    log.warning("alert %s: %s", alerts[0].id, error)
    if error.permanent:
        with store.link.writing():
            for each in alerts:
                store.alerts.refuse(each, str(error), now)
            if error.gone:
                store.stops.put(alerts[0].channel, alerts[0].recipient, "refused", str(error), now)
        return Delivered(refused=len(alerts))
    again = now + wait(alerts[0].attempts, chance)
    with store.link.writing():
        for each in alerts:
            store.alerts.put_back(each, str(error), again)
        others = store.alerts.postpone(error.channel, str(error), again, now) if error.everyone else 0
    return Delivered(waiting=len(alerts) + others)


def wait(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, an hour at most, give or take."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempts - 1, 12)
    return min(doubled, LONGEST_WAIT) * (0.75 + chance / 2)


def summary(alerts: Sequence[Alert]) -> Alert:
    """One alert that stands for many of one recipient; the same ones always give the same key."""
    thread = "summary:" + hashlib.sha256(" ".join(each.key for each in alerts).encode()).hexdigest()[:16]
    first = alerts[0]
    named = sorted(alerts, key=lambda each: (each.kind != "critical", each.id))[:LISTED]
    told = tuple(Told(each.kind, each.created_at, dict(each.payload)) for each in named)
    return replace(
        first,
        key=f"{thread}:{first.channel}:{first.recipient}",
        kind="summary",
        payload=packed(Summary(thread, told, len(alerts) - len(told), first.held_until is not None)),
    )
