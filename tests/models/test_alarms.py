"""What alarms read and write: authors, threads, risks, late alerts, incidents that flare up."""

from dataclasses import replace
from datetime import timedelta

from models.records import Alert, Incident, Kind
from models.store import Store
from tests.factories import NOW, judge, keep, mention, verdict

LATER = NOW + timedelta(hours=1)
MAIL = ("mail", "lead@example.org")


def opened(store: Store) -> Incident:
    incident = store.incidents.open("zoria", NOW, 3, 9, 1.2, 0.25, NOW)
    assert incident is not None
    return incident


def queued(store: Store, *keys: str, recipient: str = MAIL[1]) -> None:
    for key in keys:
        store.alerts.put(key, "critical", "mail", recipient, {}, NOW)


def claimed(store: Store) -> Alert:
    alert = store.alerts.claim(LATER)
    assert alert is not None
    return alert


def test_authors_of_two_platforms_are_told_apart(store: Store) -> None:
    numbers = keep(
        store, mention(1, author_id="7"), mention(2, author_id="7", platform="vk", source="zoria-vk")
    )
    judge(store, dict.fromkeys(numbers, verdict("complaint")))
    written = store.figures.written("zoria", NOW, LATER)
    assert [each.author for each in written] == ["telegram:7", "vk:7"]
    assert all(each.upset for each in written)


def test_back_filled_words_are_written_but_not_live(store: Store) -> None:
    keep(store, mention(1), backfilled=True)
    assert len(store.figures.written("zoria", NOW, LATER)) == 1
    assert store.figures.written("zoria", NOW, LATER, live_only=True) == []


def test_a_window_says_how_much_of_it_waits_for_a_verdict(store: Store) -> None:
    assert store.figures.waiting("zoria", NOW, LATER) == 0
    numbers = keep(store, *map(mention, range(1, 5)))
    judge(store, {numbers[0]: verdict()})
    assert store.figures.waiting("zoria", NOW, LATER) == 0.75


def test_the_loudest_threads_are_named_with_their_posts(store: Store) -> None:
    post = mention(9, "Затримки", external_id="0", kind=Kind.POST, by_brand=True, url="https://t.me/zoria/0")
    elsewhere = mention(8, thread_id="5", external_id="5/1")
    numbers = keep(store, post, mention(1), mention(2), elsewhere)
    judge(store, dict.fromkeys(numbers[1:], verdict("complaint")))
    first, second = store.figures.hot_threads("zoria", NOW, LATER)
    assert (first.authors, first.text, first.url) == (2, "Затримки", "https://t.me/zoria/0")
    assert (second.thread_id, second.text) == ("5", None)


def test_only_sure_live_undecided_risks_are_critical_candidates(store: Store) -> None:
    numbers = keep(store, mention(1), mention(2), mention(3))
    (old,) = keep(store, mention(4), backfilled=True)
    sure, unsure = verdict("risk"), replace(verdict("risk"), confident=False)
    judge(store, {numbers[0]: sure, numbers[1]: unsure, numbers[2]: verdict("complaint"), old: sure})
    assert store.figures.risks("zoria", NOW, NOW) == [(numbers[0], ("legal",))]


def test_late_alerts_of_one_recipient_are_claimed_together(store: Store) -> None:
    queued(store, "a", "b", "c")
    queued(store, "d", recipient="other@example.org")
    store.alerts.put("fresh", "critical", *MAIL, {}, LATER)
    assert claimed(store).key == "a"
    assert store.alerts.late(*MAIL, late=NOW, at=LATER) == 2
    assert [alert.key for alert in store.alerts.claim_late(*MAIL, late=NOW, at=LATER)] == ["b", "c"]
    assert store.alerts.late(*MAIL, late=NOW, at=LATER) == 0


def test_a_whole_channel_waits_with_its_reason(store: Store) -> None:
    queued(store, "a", "b", "c")
    assert claimed(store).key == "a"
    assert store.alerts.postpone("mail", "no answer", LATER + timedelta(minutes=1), LATER) == 2
    assert store.alerts.claim(LATER) is None
    assert [alert.error for alert in store.alerts.waiting()] == [None, "no answer", "no answer"]


def test_alerts_are_found_by_kind_and_time(store: Store) -> None:
    queued(store, "a")
    store.alerts.put("b", "source_failed", *MAIL, {}, LATER)
    found = store.alerts.since(NOW, ("critical", "source_failed"))
    assert [alert.key for alert in found] == ["a", "b"]
    assert [alert.key for alert in store.alerts.since(LATER, ("critical",))] == []


def test_an_incident_that_goes_on_is_seen_without_a_step(store: Store) -> None:
    incident = opened(store)
    store.incidents.see(incident, 12, LATER)
    seen = store.incidents.last("zoria")
    assert seen is not None
    assert (seen.seen_at, seen.peak, seen.observed, seen.steps) == (LATER, 12, 9, 1)
    assert seen.last_step_at == incident.last_step_at


def test_an_incident_that_flares_up_again_is_the_same_one(store: Store) -> None:
    assert store.incidents.end(opened(store), LATER)
    over = store.incidents.last("zoria")
    assert over is not None
    assert store.incidents.grow(over, 3, 15, 1.2, 0.1, LATER + timedelta(hours=1))
    again = store.incidents.current("zoria")
    assert again is not None
    assert (again.id, again.steps, again.peak) == (over.id, 3, 15)


def test_of_two_processes_only_one_lets_an_incident_grow(store: Store) -> None:
    incident = opened(store)
    grown = [store.incidents.grow(incident, 3, 18, 1.2, 0.1, LATER) for _ in range(2)]
    assert grown == [True, False]
