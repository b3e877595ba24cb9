"""Digests: what a day brought, to whom it goes and when, in three languages."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from models.records import Alert, Kept
from models.store import Store
from tests.factories import judge, keep, mention, verdict
from tests.web.alerts import samples
from tests.web.alerts.stage import DAY, HOUR, LEAD, MINUTE, SOURCE, Post, post_office, settings, text_of
from web.alerts.channels import opened
from web.alerts.deliver import Delivered, deliver
from web.alerts.digest import digest, due, gather, preview
from web.alerts.facts import Digest
from web.alerts.letter import letter
from web.alerts.page import as_text
from web.alerts.readers import Reader, readers
from web.alerts.speech import Speech

MORNING = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)  # Wednesday, 09:00 in Kyiv
WINDOW = (MORNING - DAY, MORNING)
ids = count(1)


def reader(**wishes: Any) -> Reader:
    person = {"name": "olena", "mail": LEAD, **wishes}
    return readers(settings(mail={"to": None}, people=[person]))[0]


def wrote(store: Store, text: str, *flags: str, at: datetime = MORNING - HOUR, **more: Any) -> int:
    (number,) = keep(store, mention(next(ids), text, published_at=at, **more), at=at)
    judge(store, {number: verdict(*flags)}, at)
    return number


def replied(store: Store, to: int, after: timedelta) -> None:
    seen = store.queue.mention(to)
    assert seen is not None
    question = seen.mention.mention
    at = question.published_at + after
    keep(
        store,
        mention(next(ids), "Дякуємо!", by_brand=True, parent_id=question.external_id, published_at=at),
        at=at,
    )


def listened(store: Store, at: datetime = MORNING - 9 * DAY) -> None:
    """A source that caught up then, and whose last turn was four minutes before the digest."""
    for moment in (at, MORNING - 4 * MINUTE):
        store.sources.begin(SOURCE, moment, MINUTE)
        store.sources.succeed(SOURCE, Kept(), moment)


def gathered(store: Store, **changes: Any) -> Digest:
    chosen = settings(**changes)
    return gather(store, chosen, chosen.brands[0], "daily", WINDOW, MORNING)


def waiting(store: Store) -> list[Alert]:
    return [each for each in store.alerts.waiting() if each.kind == "digest"]


def test_a_digest_counts_what_came_by_label(store: Store) -> None:
    for flags in (("complaint",), ("complaint", "question"), ("praise",), ("risk",), ()):
        wrote(store, "Слова", *flags)
    wrote(store, "Позавчора", "complaint", at=WINDOW[0] - MINUTE)
    wrote(store, "Щойно", "complaint", at=WINDOW[1])
    wrote(store, "Від бренду", "praise", by_brand=True)
    assert gathered(store).came == (("risk", 1), ("complaint", 2), ("praise", 1), ("other", 1))


def test_a_digest_says_what_waits_and_since_when(store: Store) -> None:
    wrote(store, "Дуже давно", "complaint", at=MORNING - 5 * DAY)
    wrote(store, "Учора ввечері", "complaint", at=MORNING - 2 * HOUR)
    told = gathered(store)
    assert (told.waits, told.waits_since, told.late) == (2, MORNING - 5 * DAY, 1)
    assert [quote.text for quote in told.oldest] == ["Дуже давно", "Учора ввечері"]


def test_a_digest_quotes_thanks_but_no_praise_with_a_sting(store: Store) -> None:
    wrote(store, "Дякую!", "praise", likes=2)
    wrote(store, "Найкращі, 0671234567", "praise", likes=9)
    wrote(store, "Дякую за розбиту чашку", "praise", "complaint", likes=50)
    assert [quote.text for quote in gathered(store).thanks] == ["Найкращі, •••67", "Дякую!"]


def test_first_answers_are_measured_in_working_time(store: Store) -> None:
    evening = MORNING - DAY + 8 * HOUR + 50 * MINUTE  # 17:50 in Kyiv; the office closes at 18:00
    replied(store, wrote(store, "Де?", "question", at=evening), 13 * HOUR)
    replied(store, wrote(store, "Коли?", "question", at=evening), 5 * MINUTE)
    replied(store, wrote(store, "Чому так?", "complaint", at=evening - 4 * HOUR), 3 * HOUR)
    replied(store, wrote(store, "Дякую", "praise", at=evening), MINUTE)
    answers = gathered(store).answers
    assert (answers.many, answers.in_time, answers.median) == (3, 2, 10 * MINUTE)


def test_a_digest_names_the_sources_that_need_a_look(store: Store) -> None:
    listened(store)
    well = gathered(store)
    assert (well.sources, well.ill, well.last_turn) == (1, (), 4 * MINUTE)
    store.sources.fail(SOURCE, Kept(), f"{SOURCE}: the token is refused", True, None, MORNING)
    assert [ill.trouble for ill in gathered(store).ill] == ["source_failed"]


def test_a_digest_tells_of_incidents_of_its_time(store: Store) -> None:
    opened = store.incidents.open("zoria", WINDOW[0] + HOUR, 1, 14, 1.0, 0.01, WINDOW[0] + HOUR)
    assert opened is not None
    store.incidents.end(opened, WINDOW[0] + 3 * HOUR)
    (happened,) = gathered(store).incidents
    assert (happened.incident, happened.peak, happened.opening.observed) == (opened.id, 14, 14)


def test_a_digest_is_queued_once_for_everybody_who_asked(store: Store) -> None:
    listened(store)
    people = [
        {"name": "olena", "mail": "olena@example.org", "language": "en"},
        {"name": "petro", "mail": "petro@example.org", "digests": []},
        {"name": "ira", "mail": "ira@example.org", "digests": ["weekly"]},
        {"name": "oleh", "mail": "oleh@example.org", "brands": ["luna"]},
    ]
    brands = [{"name": "zoria", "title": "Пошта Зоря"}, {"name": "luna", "title": "Луна", "competitor": True}]
    chosen = settings(mail={"to": None}, people=people, brands=brands)
    assert digest(store, chosen, MORNING - MINUTE) == []
    assert [str(each) for each in digest(store, chosen, MORNING)] == [
        "digest zoria: daily for olena: 0 comments"
    ]
    assert digest(store, chosen, MORNING + 5 * HOUR) == []
    assert [each.recipient for each in waiting(store)] == ["olena@example.org"]


def test_few_comments_make_no_digest_where_so_chosen(store: Store) -> None:
    listened(store)
    wrote(store, "Де посилка?", "question")
    assert digest(store, settings(alerts={"digest_from": 2}), MORNING) == []
    assert len(digest(store, settings(alerts={"digest_from": 1}), MORNING)) == 1


def test_nobody_gets_a_digest_of_a_time_before_the_service(store: Store) -> None:
    assert digest(store, settings(), MORNING) == []
    listened(store, MORNING + MINUTE)
    assert digest(store, settings(), MORNING + HOUR) == []


WINDOWS = """
2026-11-25 09:00 | daily  | {}                             | 11-24 09:00 – 11-25 09:00
2026-11-25 20:59 | daily  | {}                             | 11-24 09:00 – 11-25 09:00
2026-11-25 21:01 | daily  | {}                             | none
2026-11-23 09:30 | daily  | {"weekends": false}            | 11-20 09:00 – 11-23 09:00
2026-11-22 09:30 | daily  | {"weekends": false}            | none
2026-11-23 09:30 | weekly | {}                             | 11-16 09:00 – 11-23 09:00
2026-11-24 09:30 | weekly | {}                             | none
2026-10-25 09:00 | daily  | {}                             | 10-24 09:00 – 10-25 09:00
2026-11-25 08:30 | daily  | {"digest_at": "08:15"}         | 11-24 08:15 – 11-25 08:15
2026-11-25 09:30 | daily  | {"timezone": "Asia/Tbilisi"}   | 11-24 07:00 – 11-25 07:00
"""


@pytest.mark.parametrize("line", WINDOWS.strip().splitlines())
def test_a_digest_is_due_at_its_hour_in_the_readers_zone(line: str) -> None:
    at, period, wishes, expected = (part.strip() for part in line.split("|"))
    kyiv = settings().service.zone
    moment = datetime.fromisoformat(at).replace(tzinfo=kyiv).astimezone(UTC)
    window = due(reader(**json.loads(wishes)), "weekly" if period == "weekly" else "daily", moment)
    said = " – ".join(f"{each.astimezone(kyiv):%m-%d %H:%M}" for each in window) if window else "none"
    assert said == expected


def test_the_night_of_the_clock_change_is_an_hour_longer() -> None:
    window = due(reader(), "daily", datetime(2026, 10, 25, 7, 0, tzinfo=UTC))
    assert window is not None
    assert window[1] - window[0] == 25 * HOUR


def test_a_digest_reads_as_a_person_would_say_it() -> None:
    said = letter("digest", samples.DIGEST, Speech("uk", settings().service.zone), "https://b.example.org")
    text = as_text(said)
    assert said.subject == "Пошта Зоря: підсумок дня — 42 коментарі, 5 справ чекають"
    assert "Прийшло: ризик — 1, скарга — 12, питання — 9, подяка — 5, інше — 15" in text
    assert (
        "У черзі: 5 справ чекають, найдавніша — від 23 листопада, 14:40; понад 1 годину робочого часу — 2"
        in text
    )
    assert "Перша відповідь: половині — за 12 хвилин; за 1 годину — 8 із 10, у робочому часі" in text
    assert "усі 7 джерел працюють, останній вдалий збір — за 4 хвилини до цього листа" in text
    assert "https://b.example.org/cases/17" in text


def test_a_digest_of_nothing_says_so() -> None:
    calm = replace(
        samples.DIGEST, came=(), waits=0, waits_since=None, late=0, oldest=(), thanks=(), incidents=()
    )
    said = letter("digest", calm, Speech("en", settings().service.zone), "https://b.example.org")
    assert said.subject == "Пошта Зоря: the day in short — 0 comments, nothing waits"
    assert ("Came", "nothing") in said.facts
    assert said.sections == ()


def test_a_digest_reaches_each_reader_in_their_language_as_text_and_html(store: Store) -> None:
    listened(store)
    wrote(store, "Де посилка?", "question")
    people = [
        {"name": "olena", "mail": "olena@example.org", "language": "ru"},
        {"name": "kate", "mail": "kate@example.org", "language": "en"},
    ]
    with post_office(Post()) as post:
        chosen = settings(mail={"to": None, "port": post.port}, people=people)
        digest(store, chosen, MORNING)
        assert deliver(store, opened(chosen), MORNING) == Delivered(sent=2)
    mails = dict(zip(post.recipients, post.got, strict=True))
    assert mails["olena@example.org"]["Subject"] == "Пошта Зоря: итог дня — 1 комментарий, 1 дело ждёт"
    assert mails["kate@example.org"]["Subject"] == "Пошта Зоря: the day in short — 1 comment, 1 case waits"
    for kind in ("plain", "html"):
        assert "Де посилка?" in text_of(mails["kate@example.org"], kind)


def test_a_digest_can_be_looked_at_beforehand(store: Store) -> None:
    listened(store)
    ((brand, said),) = preview(store, settings(mail={"language": "ru"}), "weekly", MORNING)
    assert (brand, said.heading) == ("zoria", "Итог недели")
    assert store.alerts.waiting() == []
