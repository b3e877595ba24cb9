"""Removing for good: nothing readable is left, counts stay, and a kill half-way does no harm."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listener.retention import ErasureError, erase, purge
from models.prints import GONE, Printer
from models.records import Batch, Mention, Status
from models.retention import Retention, deletions, rules
from models.sought import SearchForm, Sought, Term
from models.store import Store
from models.store.queue import Filters
from tests.factories import NOW, judge, keep, mention, user, verdict

YEAR = Retention.model_validate({"keep": "365d"})
OLD = NOW - timedelta(days=400)
SECRET = "Абракадабра"  # a word that stands nowhere else
WHO = {"author_id": "whoami-4711", "author_name": "Мстислав Незабутній"}


def readable(store: Store, folder: Path) -> bytes:
    """Every byte of the database and of what lies beside it."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("vidhuk.db*")))


def traces(store: Store, folder: Path) -> list[str]:
    """Which words of what was removed can still be read."""
    found = readable(store, folder)
    words = (SECRET, SECRET.casefold(), *WHO.values(), "незабутній", "leads.example")
    return [word for word in words if word.encode() in found]


def written(store: Store, number: int = 1, **more: object) -> int:
    """A complaint that was edited, judged and made findable."""
    said = mention(number, f"Перший текст {SECRET}", **(WHO | {"url": "https://leads.example/1"} | more))
    keep(store, said)
    (key,) = keep(store, mention(number, f"{SECRET} не прийшла", **(WHO | {"url": said.url} | more)))
    judge(store, {key: verdict("complaint")})
    store.search.keep([SearchForm(key, 2, SECRET.casefold(), SECRET.casefold(), "незабутній")], 1)
    return key


def worked(store: Store, key: int) -> int:
    """What colleagues and alerts have added to a mention's case."""
    case = store.queue.mention(key)
    assert case is not None
    assert case.case_id is not None
    olena = user(store)
    store.cases.note(case.case_id, olena.id, NOW, f"Писав {WHO['author_name']}")
    store.drafts.keep(case.case_id, olena.id, f"Вітаю, {WHO['author_name']}!", NOW, 0, 1)
    at = case.mention.mention.published_at.isoformat().replace("+00:00", "Z")
    quote = {"text": SECRET, "platform": "telegram", "at": at, "url": "https://leads.example/1"}
    other = {"text": "Чуже", "platform": "telegram", "at": NOW.isoformat(), "url": None}
    store.alerts.put("a", "critical", "mail", "x", {"quotes": [quote, other]}, NOW + timedelta(days=1))
    return case.case_id


def test_no_byte_of_an_erased_author_is_left(store: Store, tmp_path: Path) -> None:
    worked(store, written(store))
    assert len(traces(store, tmp_path)) > 4
    assert erase(store, "telegram", WHO["author_id"], NOW).mentions == 1
    assert traces(store, tmp_path) == []


def test_an_alert_loses_only_the_quotes_of_the_erased(store: Store) -> None:
    worked(store, written(store))
    assert erase(store, "telegram", WHO["author_id"], NOW).alerts == 1
    (alert,) = store.alerts.latest()
    assert [quote["text"] for quote in alert.payload["quotes"]] == ["Чуже"]  # type: ignore[attr-defined]


def test_a_case_of_which_nothing_is_left_is_closed_and_says_why(store: Store) -> None:
    case = worked(store, written(store))
    assert erase(store, "telegram", WHO["author_id"], NOW).cases == 1
    found = store.cases.get(case)
    assert found is not None
    assert (found.status, found.reason) == (Status.CLOSED, "erased")
    assert {action.kind: action.details for action in store.cases.actions(case)}["note"] == {}


def test_counts_by_hour_and_distinct_authors_stay_as_they_were(store: Store) -> None:
    same: dict[str, Any] = {"author_id": "a", "published_at": OLD}
    keys = keep(store, mention(1, **same), mention(2, **same), mention(3, published_at=OLD))
    judge(store, dict.fromkeys(keys, verdict("complaint")))
    span = ("zoria", OLD - timedelta(days=1), NOW)
    before = store.figures.hourly(*span)
    assert purge(store, rules(YEAR, NOW), NOW).mentions == 3
    assert store.figures.hourly(*span) == before
    assert [hour.upset for hour in before] == [2]


def test_a_new_artefact_does_not_judge_what_has_no_words(store: Store) -> None:
    (key,) = keep(store, mention(1, published_at=OLD))
    judge(store, {key: verdict("complaint")})
    purge(store, rules(YEAR, NOW), NOW)
    assert store.verdicts.unjudged("another") == []
    assert store.verdicts.everything() == []
    assert list(store.decisions.with_texts()) == []


def test_what_was_purged_is_in_no_list_and_is_not_found(store: Store) -> None:
    key = written(store, published_at=OLD)
    purge(store, rules(YEAR, NOW), NOW)
    assert store.queue.mentions(Filters()) == []
    word = Sought(SECRET, (Term(forms=(SECRET.casefold(),)),))
    assert store.queue.mentions(Filters(sought=word)) == []
    left = store.mentions.get(key)
    assert left is not None
    assert (left.mention.text, left.mention.author_name, left.mention.url) == ("", None, None)
    assert left.mention.external_id.startswith(GONE)
    assert left.purged_at == NOW


def test_an_erased_author_is_never_collected_again(store: Store) -> None:
    written(store)
    erase(store, "telegram", WHO["author_id"], NOW)
    batch = Batch((mention(1, "Знову", **WHO), mention(9, "Інше", **WHO), mention(8, "Хтось")))
    assert store.mentions.keep("zoria-telegram", batch, NOW).new == 1
    assert store.mentions.count() == 2


def test_an_author_can_be_kept_out_before_anything_is_known_of_them(store: Store) -> None:
    assert erase(store, "telegram", WHO["author_id"], NOW).mentions == 0
    assert store.mentions.keep("zoria-telegram", Batch((mention(1, **WHO),)), NOW).new == 0


def test_what_was_purged_by_age_does_not_come_back(store: Store) -> None:
    keep(store, mention(1, published_at=OLD))
    purge(store, rules(YEAR, NOW), NOW)
    keep(store, mention(1, published_at=OLD))
    assert store.mentions.count() == 1


def test_a_name_that_several_people_have_asks_which_is_meant(store: Store) -> None:
    keep(store, mention(1, author_name="Оля"), mention(2, author_name="Оля"), mention(3))
    with pytest.raises(ErasureError, match="author-1, author-2"):
        erase(store, "telegram", "Оля", NOW)
    assert erase(store, "telegram", "author-1", NOW).mentions == 1


def test_who_has_no_id_is_known_by_name(store: Store) -> None:
    keep(store, mention(1, author_id=None, author_name="Оля"))
    assert erase(store, "telegram", "Оля", NOW).mentions == 1
    keep(store, mention(2, author_id=None, author_name="Оля"), mention(3, author_id="x", author_name="Оля"))
    assert store.mentions.count() == 2  # somebody else of that name, with an id, is not meant


def test_the_name_of_the_erased_goes_out_of_what_others_answered(store: Store, tmp_path: Path) -> None:
    own = "at://whoami-4711/post/1"
    keep(store, mention(1, external_id=own, thread_id=own, **WHO))
    keep(store, mention(2, "Згоден", thread_id=own, parent_id=own))
    erase(store, "telegram", WHO["author_id"], NOW)
    assert traces(store, tmp_path) == []
    answer = store.mentions.find("zoria-telegram", "0/2")
    assert answer is not None
    assert answer.mention.text == "Згоден"


def test_that_it_happened_is_noted_without_whom(store: Store) -> None:
    written(store)
    erase(store, "telegram", WHO["author_id"], NOW)
    (entry,) = store.purges.log()
    assert (entry.kind, entry.at, entry.purged.mentions) == ("author", NOW, 1)
    assert entry.scrubbed_at == NOW


def test_youtube_is_kept_thirty_days_from_when_it_was_last_shown(store: Store) -> None:
    old = {"source": "yt", "platform": "youtube"}
    month = NOW - timedelta(days=31)
    keep(store, mention(1, **old), mention(2, **old), mention(3), at=month)
    keep(store, mention(2, **old), at=NOW - timedelta(days=3))
    assert store.purges.due(rules(Retention(), NOW)) == 1
    assert purge(store, rules(Retention(), NOW), NOW).mentions == 1
    assert store.mentions.find("yt", "0/2") is not None


def test_what_x_deletes_goes_at_the_next_hour(store: Store) -> None:
    keep(store, mention(1, source="x", platform="x"), mention(2, source="x", platform="x"), mention(3))
    for source, key in (("x", "0/1"), ("zoria-telegram", "0/3")):
        store.mentions.keep(source, Batch(vanished=(key,)), NOW)
    assert purge(store, deletions(NOW), NOW).mentions == 1


@pytest.mark.parametrize(
    ("table", "gone"),
    [
        ({"keep": "365d"}, {1, 2, 3}),
        ({"keep": "365d", "brands": {"inshi": "500d"}}, {1, 3}),
        ({"brands": {"inshi": "365d"}}, {2}),
        ({"keep": "500d", "platforms": {"vk": "10d"}}, {3, 4}),
        ({}, set()),
    ],
)
def test_each_brand_and_platform_has_its_own_time(
    store: Store, table: dict[str, object], gone: set[int]
) -> None:
    keep(store, mention(1, published_at=OLD), mention(2, published_at=OLD, brand="inshi"))
    keep(store, mention(3, published_at=OLD, platform="vk"))
    keep(store, mention(4, published_at=NOW - timedelta(days=20), platform="vk"))
    due = rules(Retention.model_validate(table), NOW)
    assert store.purges.due(due) == len(gone)
    purge(store, due, NOW)
    assert {number for number in (1, 2, 3, 4) if store.mentions.get(number).purged_at} == gone  # type: ignore[union-attr]


COMMENT = st.tuples(st.integers(0, 3), st.integers(0, 800), st.booleans())


def said_before(number: int, who: int, days: int, on_vk: bool) -> Mention:
    platform, at = "vk" if on_vk else "telegram", NOW - timedelta(days=days)
    return mention(number, author_id=str(who), platform=platform, published_at=at)


@given(st.lists(COMMENT, max_size=20), st.integers(0, 2))
@settings(max_examples=25, deadline=None)
def test_a_purge_cut_off_anywhere_ends_whole(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[int, int, bool]], cut: int
) -> None:
    store = Store(tmp_path_factory.mktemp("purge") / "vidhuk.db")
    keep(store, *(said_before(number, *each) for number, each in enumerate(said)))
    due = rules(Retention.model_validate({"keep": "365d", "platforms": {"vk": "90d"}}), NOW)
    stays = {n for n, (_, days, on_vk) in enumerate(said) if days <= (90 if on_vk else 365)}
    for rule in due[:cut]:  # and no scrubbing after it
        store.purges.by_rule(rule, NOW, Printer.fresh())
    purge(store, due, NOW)
    assert {n for n in range(len(said)) if store.mentions.find("zoria-telegram", f"0/{n}")} == stays
    assert store.mentions.count() == len(said)
    assert not store.purges.unscrubbed()
    store.close_all()
