"""Spikes: what opens, grows and ends an incident, and what must not."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.records import Alert
from models.store import Store
from tests.factories import verdict
from tests.web.alerts.stage import (
    DAY,
    HOUR,
    LEAD,
    MINUTE,
    NOW,
    SOURCE,
    a_past,
    calm,
    complaints,
    settings,
    turn,
    wrote,
)
from web.alerts.facts import Calm, Spike, unpacked
from web.alerts.watch import Memory, watch

COMPLAINT = verdict("complaint")


def kinds(store: Store) -> list[str]:
    return [alert.kind for alert in store.alerts.waiting()]


def spike(alert: Alert) -> Spike:
    facts = unpacked(alert.kind, alert.payload)
    assert isinstance(facts, Spike)
    return facts


def burst(store: Store, many: int, at: datetime = NOW - 5 * MINUTE, **more: Any) -> list[int]:
    return wrote(store, complaints(many), at, COMPLAINT, **more)


def look(store: Store, at: datetime = NOW, **more: object) -> list[str]:
    turn(store, at)
    return [event.kind for event in watch(store, settings(**more), at)]


def test_a_burst_of_complaints_opens_an_incident_that_says_why(store: Store) -> None:
    calm(store)
    burst(store, 14)
    assert look(store) == ["incident_opened"]
    (alert,) = store.alerts.waiting()
    assert (alert.key, alert.recipient) == (f"incident:1:step:1:mail:{LEAD}", LEAD)
    facts = spike(alert)
    assert (facts.title, facts.observed) == ("Пошта Зоря", 14)
    assert facts.expected < 1
    assert facts.chance_per_month < 0.1
    assert facts.mood == "mood"
    assert not facts.learning


def test_what_happened_is_said_in_words(store: Store) -> None:
    calm(store)
    burst(store, 14)
    turn(store)
    (event,) = watch(store, settings(), NOW)
    assert str(event).startswith("incident_opened zoria: 14 authors in ")


def test_a_quiet_day_opens_nothing(store: Store) -> None:
    calm(store)
    burst(store, 1)
    assert look(store) == []


def test_an_incident_is_told_once_however_often_one_looks(store: Store) -> None:
    calm(store)
    burst(store, 14)
    assert look(store) == ["incident_opened"]
    assert look(store, NOW + MINUTE) == []
    assert watch(store, settings(), NOW + 2 * MINUTE, Memory()) == []


def test_twice_as_many_make_it_grow_and_six_quiet_hours_end_it(store: Store) -> None:
    calm(store)
    burst(store, 10)
    look(store)
    burst(store, 12, NOW + 5 * MINUTE)
    assert look(store, NOW + 10 * MINUTE) == ["incident_grew"]
    assert look(store, NOW + 5 * HOUR) == []
    ended = [kind for hour in range(6, 40) for kind in look(store, NOW + hour * HOUR)]
    assert ended == ["incident_over"]
    assert kinds(store) == ["incident_opened", "incident_grew", "incident_over"]
    assert [alert.key.split(":")[3] for alert in store.alerts.waiting()] == ["1", "2", "3"]


def test_a_spike_that_grows_by_the_minute_writes_once_in_ten(store: Store) -> None:
    calm(store)
    burst(store, 4)
    told = look(store)
    for minute in range(1, 12):
        burst(store, 4 * minute, NOW + minute * MINUTE)
        told += look(store, NOW + minute * MINUTE)
    assert told == ["incident_opened", "incident_grew"]
    assert spike(store.alerts.waiting()[-1]).observed == 224


def test_the_end_says_how_long_it_was_and_how_many_wrote(store: Store) -> None:
    calm(store)
    burst(store, 14)
    look(store)
    for hour in range(1, 40):
        look(store, NOW + hour * HOUR)
    last = store.alerts.waiting()[-1]
    facts = unpacked(last.kind, last.payload)
    assert isinstance(facts, Calm)
    assert (facts.peak, facts.authors) == (14, 14)
    assert facts.since <= NOW
    assert facts.until == NOW - 5 * MINUTE  # the last complaint, not the last look


def test_one_loud_author_makes_no_incident(store: Store) -> None:
    calm(store)
    for minute in range(30):
        burst(store, 1, NOW - minute * MINUTE, author_id="loud")
    assert look(store) == []


def test_one_loud_author_over_many_hours_makes_no_incident(store: Store) -> None:
    calm(store)
    for hour in range(12):
        at = NOW + hour * HOUR
        burst(store, 3, at, author_id="loud")
        assert look(store, at + MINUTE) == []


def test_a_back_fill_makes_no_incident(store: Store) -> None:
    a_past(store)
    burst(store, 40, NOW - 10 * MINUTE, backfilled=True)
    assert look(store) == []
    assert kinds(store) == []


def test_nothing_is_said_before_the_first_turn_has_ended(store: Store) -> None:
    a_past(store)
    burst(store, 14)
    store.sources.begin(SOURCE, NOW, MINUTE)
    assert watch(store, settings(), NOW) == []


def test_words_that_nobody_judged_yet_are_waited_for(store: Store) -> None:
    calm(store)
    burst(store, 14)
    store.link.run("update mentions set judged_by = null")
    assert look(store) == []


def test_hours_after_the_last_good_turn_are_unknown_and_end_nothing(store: Store) -> None:
    calm(store)
    burst(store, 14)
    look(store)
    at = NOW + 12 * HOUR  # the collector has been dead since
    assert "incident_over" not in [event.kind for event in watch(store, settings(), at)]
    assert store.incidents.current("zoria") is not None


def test_a_spike_that_was_missed_while_the_collector_was_down_is_still_found(store: Store) -> None:
    calm(store)
    burst(store, 14, NOW + HOUR)
    burst(store, 1, NOW + 4 * HOUR)
    assert look(store, NOW + 4 * HOUR + MINUTE) == ["incident_opened"]


def test_two_brands_have_incidents_of_their_own(store: Store) -> None:
    brands = [{"name": "zoria", "title": "Зоря"}, {"name": "luna", "title": "Луна"}]
    calm(store)
    burst(store, 14)
    assert look(store, brands=brands) == ["incident_opened"]
    assert store.incidents.current("luna") is None


def test_an_incident_opens_once_however_many_look_at_the_same_moment(store: Store) -> None:
    calm(store)
    burst(store, 14)
    turn(store)
    together = threading.Barrier(4)

    def one() -> None:
        together.wait()
        watch(store, settings(), NOW)
        store.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kinds(store) == ["incident_opened"]


def test_a_competitor_alarms_nobody(store: Store) -> None:
    brands = [{"name": "zoria", "title": "Зоря", "competitor": True}]
    calm(store)
    burst(store, 14)
    assert look(store, brands=brands) == []


def test_a_young_brand_goes_by_the_fixed_rule_and_says_that_it_learns(store: Store) -> None:
    a_past(store, days=3)
    turn(store, NOW - HOUR)
    burst(store, 5)
    assert look(store) == ["incident_opened"]
    assert spike(store.alerts.waiting()[0]).learning


def test_a_brand_without_a_past_can_have_an_incident_in_its_first_hour(store: Store) -> None:
    turn(store, NOW - 20 * MINUTE)
    burst(store, 9)
    assert look(store) == ["incident_opened"]
    assert spike(store.alerts.waiting()[0]).since == NOW - 20 * MINUTE  # nobody listened before


def test_quotes_are_risks_first_then_the_most_liked_of_distinct_authors_and_masked(store: Store) -> None:
    calm(store)
    burst(store, 9)
    wrote(store, ["Дзвоніть +380 67 123 45 67"], NOW - MINUTE, COMPLAINT, likes=30)
    wrote(store, ["Однакове", "Однакове"], NOW - MINUTE, COMPLAINT, likes=20)
    wrote(store, ["Піду до суду"], NOW - MINUTE, verdict("risk"), author_id="x")
    wrote(store, ["І ще раз до суду"], NOW - 2 * MINUTE, verdict("complaint"), author_id="x", likes=99)
    look(store)
    facts = next(spike(each) for each in store.alerts.waiting() if each.kind == "incident_opened")
    assert [quote.text for quote in facts.quotes] == ["Піду до суду", "Дзвоніть •••67", "Однакове"]


def test_the_posts_under_which_most_came_are_named(store: Store) -> None:
    calm(store)
    burst(store, 8, thread_id="7")
    burst(store, 3, thread_id="8")
    look(store)
    posts = spike(store.alerts.waiting()[0]).posts
    assert [(post.authors, post.text) for post in posts] == [(8, None), (3, None)]


def test_more_of_everything_is_told_from_a_change_of_mood(store: Store) -> None:
    calm(store)
    burst(store, 20)
    wrote(store, complaints(20), NOW - 5 * MINUTE, verdict())
    look(store)
    assert spike(store.alerts.waiting()[0]).mood == "volume"


def test_everybody_on_the_list_is_told_and_without_mail_the_console_is(store: Store) -> None:
    calm(store)
    burst(store, 14)
    look(store, mail={"to": [LEAD, "smm@example.org", LEAD]})
    assert [alert.recipient for alert in store.alerts.waiting()] == [LEAD, "smm@example.org"]


def test_without_mail_the_console_is_told(store: Store) -> None:
    calm(store)
    burst(store, 14)
    look(store, mail=None)
    assert [(alert.channel, alert.recipient) for alert in store.alerts.waiting()] == [("console", "console")]


@pytest.mark.parametrize(
    "night",
    [
        pytest.param(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), id="the hour that comes twice"),
        pytest.param(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), id="the hour that never comes"),
        pytest.param(datetime(2028, 2, 29, 1, 30, tzinfo=UTC), id="a leap day"),
    ],
)
def test_a_night_when_the_clock_changes_alarms_as_any_other(store: Store, night: datetime) -> None:
    a_past(store, now=night)
    turn(store, night - HOUR)
    seen: list[str] = []
    for step in range(6):
        seen += look(store, night + step * HOUR)
    assert seen == []
    burst(store, 12, night + 5 * HOUR)
    assert look(store, night + 5 * HOUR + MINUTE) == ["incident_opened"]


def test_what_is_usual_is_learned_once_a_day(store: Store) -> None:
    calm(store)
    burst(store, 2)
    memory = Memory()
    learned = []
    for at in (NOW, NOW + MINUTE, NOW + DAY):
        turn(store, at)
        wrote(store, complaints(1), at, COMPLAINT)
        watch(store, settings(), at, memory)
        learned.append(memory.usual["zoria"])
    assert learned[0] is learned[1]
    assert learned[2][1] - learned[1][1] == DAY


def test_a_past_incident_does_not_become_usual(store: Store) -> None:
    a_past(store)
    turn(store, NOW - 3 * DAY)
    incident = store.incidents.open("zoria", NOW - 2 * DAY, 1, 60, 1.0, 0.1, NOW - 2 * DAY)
    assert incident is not None
    burst(store, 60, NOW - 2 * DAY)
    store.incidents.end(incident, NOW - 2 * DAY + 8 * HOUR)
    memory = Memory()
    turn(store)
    burst(store, 1)
    watch(store, settings(), NOW, memory)
    assert memory.usual["zoria"][2].rate * 24 < 4


def test_an_incident_that_flares_up_again_the_same_day_stays_one_thread(store: Store) -> None:
    calm(store)
    burst(store, 10)
    look(store)
    assert [kind for hour in range(1, 21) for kind in look(store, NOW + hour * HOUR)] == ["incident_over"]
    burst(store, 30, NOW + timedelta(hours=21))
    later = look(store, NOW + timedelta(hours=21, minutes=5))
    assert later == ["incident_grew"]
    assert len({alert.incident_id for alert in store.alerts.waiting()}) == 1
