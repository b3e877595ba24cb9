"""Quiet hours, weekends and caps: evaluated always, delivered later, and what is critical goes through."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.settings import Settings
from models.store import Store
from models.values import Span
from tests.web.alerts import samples
from tests.web.alerts.stage import DAY, HOUR, LEAD, MINUTE, settings
from tests.web.alerts.test_digest import reader
from web.alerts.channels import Send
from web.alerts.deliver import Delivered, deliver
from web.alerts.facts import Facts, Invitation, Summary, unpacked
from web.alerts.quiet import quiet_until
from web.alerts.readers import readers, speech_for
from web.alerts.tell import tell

KYIV = ZoneInfo("Europe/Kyiv")
NIGHT = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)  # Wednesday, 23:00 in Kyiv
MORNING = NIGHT + 9 * HOUR  # 08:00

# local times of 2026; the 27th of November is a Friday, clocks go back on the 25th of October
ENDS = """
11-25 20:59 | {"quiet": "21:00-08:00"}                                   | not quiet
11-25 21:00 | {"quiet": "21:00-08:00"}                                   | 11-26 08:00
11-26 07:59 | {"quiet": "21:00-08:00"}                                   | 11-26 08:00
11-26 08:00 | {"quiet": "21:00-08:00"}                                   | not quiet
11-25 13:30 | {"quiet": "13:00-14:00"}                                   | 11-25 14:00
11-25 23:00 | {"quiet": "22:00-24:00"}                                   | 11-26 00:00
11-28 12:00 | {"weekends": false}                                        | 11-30 00:00
11-27 22:00 | {"weekends": false, "quiet": "21:00-08:00"}                | 11-30 08:00
11-27 20:00 | {"weekends": false, "quiet": "21:00-08:00"}                | not quiet
11-28 12:00 | {"quiet": "21:00-08:00"}                                   | not quiet
11-25 07:30 | {"quiet": "21:00-08:00", "timezone": "Asia/Tbilisi"}       | not quiet
11-25 19:30 | {"quiet": "21:00-08:00", "timezone": "Asia/Tbilisi"}       | 11-26 06:00
10-24 22:00 | {"quiet": "21:00-08:00"}                                   | 10-25 08:00
11-25 12:00 | {}                                                         | not quiet
"""


@pytest.mark.parametrize("line", ENDS.strip().splitlines())
def test_quiet_time_ends_when_the_clock_on_the_wall_says_so(line: str) -> None:
    at, wishes, expected = (part.strip() for part in line.split("|"))
    moment = datetime.fromisoformat(f"2026-{at}").replace(tzinfo=KYIV).astimezone(UTC)
    end = quiet_until(reader(**json.loads(wishes)), moment)
    assert (f"{end.astimezone(KYIV):%m-%d %H:%M}" if end else "not quiet") == expected


MOMENTS = st.datetimes(*map(datetime.fromisoformat, ("2026-01-01", "2027-12-31")), timezones=st.just(UTC))
EDGES = st.tuples(st.integers(0, 24 * 60 - 1), st.integers(0, 24 * 60 - 1)).filter(
    lambda pair: pair[0] != pair[1]
)
ZONES = st.sampled_from(["Europe/Kyiv", "America/St_Johns", "Australia/Lord_Howe", "UTC"])


@given(MOMENTS, EDGES, ZONES, st.booleans())
def test_quiet_time_always_ends_and_what_waited_for_it_finds_nobody_asleep(
    at: datetime, edges: tuple[int, int], zone: str, weekends: bool
) -> None:
    span = "-".join(f"{each // 60:02}:{each % 60:02}" for each in edges)
    person = reader(quiet=span, timezone=zone, weekends=weekends)
    assert person.quiet == Span(*edges)
    end = quiet_until(person, at)
    if end is not None:
        assert at < end < at + 5 * DAY
        assert quiet_until(person, end) is None


def told(
    store: Store, chosen: Settings, kind: str, at: datetime, key: str, facts: Facts = samples.SILENT
) -> None:
    assert tell(store, chosen, key, kind, facts, at, "zoria")


def people(**wishes: Any) -> Settings:
    return settings(mail={"to": None}, people=[{"name": "olena", "mail": LEAD, **wishes}])


class Letters:
    """A channel that takes everything, and what it took."""

    def __init__(self) -> None:
        self.got: list[tuple[datetime, str, Facts | Invitation]] = []

    def channels(self) -> dict[str, Send]:
        return {
            "mail": lambda alert, at: self.got.append((at, alert.kind, unpacked(alert.kind, alert.payload)))
        }

    def deliver(self, store: Store, at: datetime) -> Delivered:
        return deliver(store, self.channels(), at)


def test_what_comes_at_night_waits_for_the_morning_and_comes_in_one(store: Store) -> None:
    asleep, letters = people(quiet="21:00-08:00"), Letters()
    told(store, asleep, "source_silent", NIGHT, "one")
    told(store, asleep, "source_back", NIGHT + HOUR, "two")
    assert letters.deliver(store, MORNING - MINUTE) == Delivered()
    assert letters.deliver(store, MORNING) == Delivered(sent=2)
    ((_, kind, facts),) = letters.got
    assert kind == "summary"
    assert isinstance(facts, Summary)
    assert [each.kind for each in facts.alerts] == ["source_silent", "source_back"]
    assert facts.held


def test_one_that_waited_alone_comes_as_it_is(store: Store) -> None:
    asleep, letters = people(quiet="21:00-08:00"), Letters()
    told(store, asleep, "source_silent", NIGHT, "one")
    letters.deliver(store, MORNING + HOUR)
    assert [kind for _, kind, _ in letters.got] == ["source_silent"]


def test_what_is_critical_wakes_people_and_what_is_held_does_not_come_with_it(store: Store) -> None:
    asleep, letters = people(quiet="21:00-08:00"), Letters()
    for number in range(9):
        told(store, asleep, "source_silent", NIGHT, f"quiet {number}")
    told(store, asleep, "critical", NIGHT, "loud", samples.CRITICAL)
    assert letters.deliver(store, NIGHT + HOUR) == Delivered(sent=1)
    assert [kind for _, kind, _ in letters.got] == ["critical"]


def test_a_person_chooses_what_goes_through_their_night(store: Store) -> None:
    light, letters = people(quiet="21:00-08:00", through="high"), Letters()
    told(store, light, "incident_opened", NIGHT, "one", samples.SPIKE)
    told(store, light, "source_silent", NIGHT, "two")
    letters.deliver(store, NIGHT)
    assert [kind for _, kind, _ in letters.got] == ["incident_opened"]


def test_nobody_gets_more_letters_an_hour_than_they_chose(store: Store) -> None:
    few, letters = people(per_hour=3), Letters()
    for minute in range(0, 180, 2):
        told(store, few, "source_silent", NIGHT + minute * MINUTE, f"alert {minute}")
        letters.deliver(store, NIGHT + minute * MINUTE)
    letters.deliver(store, NIGHT + 6 * HOUR)
    times = [at for at, _, _ in letters.got]
    almost = HOUR - timedelta(seconds=1)  # delivering itself takes a moment
    assert max(sum(each <= at < each + almost for at in times) for each in times) <= 3
    named = Counter(
        len(facts.alerts) + facts.more if isinstance(facts, Summary) else 1 for _, _, facts in letters.got
    )
    assert sum(many * size for size, many in named.items()) == 90
    assert not store.alerts.waiting()


def test_critical_ones_go_beyond_the_cap(store: Store) -> None:
    few, letters = people(per_hour=1), Letters()
    for number in range(4):
        told(store, few, "critical", NIGHT, f"loud {number}", samples.CRITICAL)
    assert letters.deliver(store, NIGHT) == Delivered(sent=4)


WANTS = """
{}                                     | incident_opened incident_over critical source_back
{"kinds": ["critical"]}                | critical
{"kinds": []}                          |
{"least": "normal"}                    | incident_opened critical
{"least": "critical"}                  | critical
{"brands": ["zoria"], "least": "high"} | incident_opened critical
{"brands": ["luna"]}                   |
"""


@pytest.mark.parametrize("line", WANTS.strip().splitlines())
def test_a_person_is_told_of_what_they_chose(line: str) -> None:
    wishes, expected = (part.strip() for part in line.split("|"))
    brands = [{"name": name, "title": name} for name in ("zoria", "luna")]
    chosen = settings(
        mail={"to": None}, brands=brands, people=[{"name": "olena", "mail": LEAD, **json.loads(wishes)}]
    )
    kinds = ("incident_opened", "incident_over", "critical", "source_back")
    wanted = [kind for kind in kinds if readers(chosen)[0].wants(kind, "zoria")]
    assert wanted == expected.split()


def test_a_person_with_two_channels_is_told_on_both(store: Store) -> None:
    channels = [{"name": "ops", "kind": "webhook", "url_env": "OPS"}]
    chosen = settings(
        mail={"to": ["smm@example.org"]},
        channels=channels,
        people=[{"name": "olena", "mail": LEAD, "channels": ["ops"]}],
    )
    told(store, chosen, "source_silent", NIGHT, "one")
    reached = {(each.channel, each.recipient) for each in store.alerts.waiting()}
    assert reached == {("mail", "smm@example.org"), ("mail", LEAD), ("ops", "olena")}


def test_whoever_has_gone_from_the_settings_is_still_told_in_words(store: Store) -> None:
    told(store, people(language="en"), "source_silent", NIGHT, "one")
    (alert,) = store.alerts.waiting()
    assert speech_for(people(language="en"), alert.channel, alert.recipient).language == "en"
    assert speech_for(settings(mail={"language": "ru"}), alert.channel, "gone@example.org").language == "ru"


def test_a_cap_does_not_hold_back_across_an_hour(store: Store) -> None:
    few, letters = people(per_hour=1), Letters()
    for hour in range(3):
        at = NIGHT + hour * timedelta(minutes=61)
        told(store, few, "source_silent", at, f"alert {hour}")
        assert letters.deliver(store, at) == Delivered(sent=1)
