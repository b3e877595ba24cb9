"""The outbox is emptied: each alert once, whatever fails meanwhile."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from models.records import Alert
from models.store import Store
from tests.web.alerts.stage import HOUR, LEAD, MINUTE, NOW
from web.alerts.channels import ChannelError
from web.alerts.deliver import Delivered, deliver, summary, wait
from web.alerts.facts import Critical, Summary, packed, unpacked

OTHER = "smm@example.org"


class Sent:
    """A channel that keeps what it is given, or raises what `fails` returns."""

    def __init__(self, fails: Callable[[Alert], ChannelError | None] = lambda alert: None) -> None:
        self.alerts: list[Alert] = []
        self.fails = fails

    def __call__(self, alert: Alert, at: datetime) -> None:
        if error := self.fails(alert):
            raise error
        self.alerts.append(alert)

    @property
    def keys(self) -> list[str]:
        return [alert.key for alert in self.alerts]


def queue(store: Store, *keys: str, to: str = LEAD, at: datetime = NOW, channel: str = "mail") -> None:
    for key in keys:
        facts = Critical(key, "Зоря", (1,), ("legal",), ())
        store.alerts.put(f"{key}:{channel}:{to}", "critical", channel, to, packed(facts), at)


def go(store: Store, mail: Sent, at: datetime = NOW) -> Delivered:
    return deliver(store, {"mail": mail}, at, lambda: 0.5)


def test_what_is_due_is_sent_once(store: Store) -> None:
    queue(store, "a", "b")
    mail = Sent()
    assert go(store, mail) == Delivered(sent=2)
    assert go(store, mail, NOW + HOUR) == Delivered()
    assert mail.keys == [f"a:mail:{LEAD}", f"b:mail:{LEAD}"]


def test_a_passing_fault_waits_longer_each_time_and_says_why(store: Store) -> None:
    queue(store, "a")
    mail = Sent(lambda alert: ChannelError("mail", "greylisted; trying again later"))
    waits = []
    at = NOW
    for _ in range(4):
        assert go(store, mail, at) == Delivered(waiting=1)
        (alert,) = store.alerts.waiting()
        assert alert.error == "mail: greylisted; trying again later"
        waits.append(round((alert.next_at - at).total_seconds()))
        at = alert.next_at
    assert waits == [30, 60, 120, 240]


@pytest.mark.parametrize(("attempts", "chance", "seconds"), [(1, 0, 22.5), (1, 1, 37.5), (40, 0.5, 3600)])
def test_waits_are_spread_and_never_longer_than_an_hour_or_so(
    attempts: int, chance: float, seconds: float
) -> None:
    assert wait(attempts, chance) == timedelta(seconds=seconds)


def test_a_refused_recipient_stops_nobody_else(store: Store) -> None:
    queue(store, "a", to="gone@example.org")
    queue(store, "b", to=OTHER)
    no = ChannelError("mail", "the server refuses the recipient (550)", permanent=True)
    mail = Sent(lambda alert: no if alert.recipient.startswith("gone") else None)
    assert go(store, mail) == Delivered(sent=1, refused=1)
    (alert,) = store.alerts.waiting()
    assert (alert.refused_at is not None, alert.error) == (True, str(no))
    assert go(store, mail, NOW + 24 * HOUR) == Delivered()


def test_a_dead_server_is_asked_once_a_turn_and_all_that_waits_says_so(store: Store) -> None:
    queue(store, *(f"a{number}" for number in range(50)))
    asked = []

    def dead(alert: Alert) -> ChannelError:
        asked.append(alert)
        return ChannelError("mail", "no answer from the server", everyone=True)

    assert go(store, Sent(dead)) == Delivered(waiting=50)
    assert len(asked) == 1
    assert {alert.error for alert in store.alerts.waiting()} == {"mail: no answer from the server"}


def test_a_dead_channel_does_not_hold_another(store: Store) -> None:
    queue(store, "a")
    queue(store, "b", channel="console", to="console")
    dead = Sent(lambda alert: ChannelError("mail", "no answer", everyone=True))
    console = Sent()
    assert deliver(store, {"mail": dead, "console": console}, NOW) == Delivered(sent=1, waiting=1)
    assert console.keys == ["b:console:console"]


def test_a_channel_that_is_not_set_up_waits_until_it_is(store: Store) -> None:
    queue(store, "a")
    assert deliver(store, {}, NOW) == Delivered(waiting=1)
    assert store.alerts.waiting()[0].error == "mail: not set up; set it up in config.toml"
    assert go(store, Sent(), NOW + 2 * HOUR) == Delivered(sent=1)


def test_after_a_long_outage_each_recipient_gets_one_summary(store: Store) -> None:
    queue(store, *(f"a{number}" for number in range(10)))
    queue(store, *(f"b{number}" for number in range(3)), to=OTHER)
    mail = Sent()
    assert go(store, mail, NOW + 8 * HOUR) == Delivered(sent=13)
    assert [alert.kind for alert in mail.alerts] == ["summary", "critical", "critical", "critical"]
    assert store.alerts.waiting() == []


def test_ten_thousand_that_waited_come_in_one(store: Store) -> None:
    with store.link.writing():
        queue(store, *(f"a{number}" for number in range(10_000)))
    mail = Sent()
    assert go(store, mail, NOW + HOUR) == Delivered(sent=10_000)
    (one,) = mail.alerts
    facts = unpacked("summary", one.payload)
    assert isinstance(facts, Summary)
    assert (len(facts.alerts), facts.more) == (40, 9_960)


def test_what_is_fresh_is_not_bundled(store: Store) -> None:
    queue(store, *(f"a{number}" for number in range(10)))
    mail = Sent()
    go(store, mail, NOW + 5 * MINUTE)
    assert [alert.kind for alert in mail.alerts] == ["critical"] * 10


def test_a_summary_that_fails_leaves_every_alert_waiting(store: Store) -> None:
    queue(store, *(f"a{number}" for number in range(10)))
    mail = Sent(lambda alert: ChannelError("mail", "no answer", everyone=True))
    assert go(store, mail, NOW + 8 * HOUR) == Delivered(waiting=10)
    assert {alert.error for alert in store.alerts.waiting()} == {"mail: no answer"}


def test_the_same_alerts_make_the_same_summary(store: Store) -> None:
    queue(store, *(f"a{number}" for number in range(10)))
    alerts = store.alerts.waiting()
    assert summary(alerts) == summary(alerts)
    assert summary(alerts).key != summary(alerts[1:]).key


def test_an_alert_that_another_process_holds_is_left_alone(store: Store) -> None:
    queue(store, "a")
    assert store.alerts.claim(NOW) is not None
    assert go(store, Sent()) == Delivered()
    assert go(store, Sent(), NOW + 11 * MINUTE) == Delivered(sent=1)


def test_a_recipient_refused_for_good_is_switched_off_and_the_others_go_on(store: Store) -> None:
    queue(store, "a", "b")
    queue(store, "a", to=OTHER)
    mail = Sent(
        lambda alert: ChannelError("mail", "no such box", gone=True) if alert.recipient == LEAD else None
    )
    go(store, mail)
    (stop,) = store.stops.all()
    assert (stop.channel, stop.recipient, stop.why, stop.reason) == (
        "mail",
        LEAD,
        "refused",
        "mail: no such box",
    )
    assert mail.keys == [f"a:mail:{OTHER}"]
    assert all(alert.refused_at for alert in store.alerts.waiting())


def test_what_is_queued_for_one_who_is_switched_off_waits_until_they_are_on_again(store: Store) -> None:
    store.stops.put("mail", LEAD, "refused", "mail: no such box", NOW)
    queue(store, "a")
    mail = Sent()
    assert go(store, mail) == Delivered()
    assert store.stops.remove("mail", LEAD)
    assert go(store, mail) == Delivered(sent=1)


def test_what_waits_for_many_is_sent_in_a_letter_for_each(store: Store) -> None:
    with store.link.writing():
        for number in range(20):
            queue(store, *(f"{number}-{each}" for each in range(100)), to=f"reader{number}@example.org")
    mail = Sent()
    assert go(store, mail, NOW + HOUR) == Delivered(sent=2_000)
    assert len(mail.alerts) == 20
    many = [unpacked(each.kind, each.payload) for each in mail.alerts]
    assert all(isinstance(each, Summary) and len(each.alerts) + each.more == 100 for each in many)
    assert store.alerts.waiting() == []
    assert go(store, mail, NOW + 2 * HOUR) == Delivered()
