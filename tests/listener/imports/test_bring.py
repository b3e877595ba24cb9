"""Whole imports into a store: once, whatever is repeated, broken or cut off."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from listener.imports.bring import Outcome, bring, opened
from listener.imports.lines import FileError
from listener.imports.plan import Said, prepared
from listener.imports.told import told
from listener.sources import SOURCES
from models.records import Kept, Kind
from models.settings import understand
from models.store import Store
from tests.factories import NOW, keep, mention

SETTINGS = understand(
    {
        "brands": [
            {"name": "zoria", "title": "Пошта Зоря", "names": ["Зоря"]},
            {"name": "inshi", "title": "Інші"},
        ],
        "sources": [
            {"name": "zoria-telegram", "brand": "zoria", "platform": "telegram", "target": "zoria_post"}
        ],
    },
    SOURCES,
    {},
)
TWO = """Дата;Час;Автор;Текст;Посилання;Джерело;Лайки
24.11.2026;14:30;Оля;Де посилка?;https://vk.com/wall-1_2;vk.com;3
24.11.2026;14:31;Ігор;Дякую!;https://t.me/zoria_post/5;Telegram;
"""


def brought(store: Store, path: Path, dry: bool = False, **said: Any) -> Outcome:
    words = Said(**({"source": "tool", "brand": "zoria"} | said))
    table = opened(path)
    ready = prepared(table, path.name, SETTINGS, store, words, NOW)
    outcome = bring(table, ready.plan, store, NOW, lambda lines: None, dry)
    if not dry:
        store.imports.save(ready.remembered)
    return outcome


def written(folder: Path, text: str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_line_becomes_a_mention_with_all_that_it_says(store: Store, tmp_path: Path) -> None:
    assert brought(store, written(tmp_path, TWO)).kept == Kept(new=2)
    kept = store.mentions.get(1)
    assert kept is not None
    assert kept.backfilled
    said = kept.mention
    assert (said.author_name, said.text, said.platform, said.likes) == ("Оля", "Де посилка?", "vk", 3)
    assert (said.kind, said.url) == (Kind.POST, "https://vk.com/wall-1_2")
    assert said.published_at == datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def test_a_file_brought_in_twice_is_kept_once(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, TWO)
    brought(store, path)
    again = brought(store, path)
    assert (again.kept, again.same, store.mentions.count()) == (Kept(), 2, 2)


def test_a_dry_run_says_the_same_and_keeps_nothing(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, TWO)
    rehearsed = brought(store, path, dry=True)
    assert store.mentions.count() == 0
    assert rehearsed == brought(store, path)


def test_a_text_that_changed_under_its_id_is_an_edit(store: Store, tmp_path: Path) -> None:
    brought(store, written(tmp_path, "id,date,text\n7,2026-11-24,Було\n"))
    path = written(tmp_path, "id,date,text\n7,2026-11-24,Стало\n")
    assert brought(store, path, dry=True).kept == Kept(edited=1)
    assert brought(store, path).kept == Kept(edited=1)
    assert [each.text for each in store.mentions.revisions(1)] == ["Було"]


def test_the_lines_around_a_broken_one_are_kept_and_it_is_named(store: Store, tmp_path: Path) -> None:
    lines = ["date,text,likes", "2026-11-24,a,1", "учора,b,2", "2026-11-24,,3", "2026-11-24,c,x", "1,2,3,4"]
    outcome = brought(store, written(tmp_path, "\n".join(lines)))
    assert outcome.kept == Kept(new=2)
    assert [(each.number, each.reason) for each in outcome.bad] == [
        (3, "the date 'учора' cannot be read"),
        (4, "holds no text"),
        (6, "has 4 cells where there are 3 headings"),
    ]


def test_a_column_that_is_no_id_loses_nobody_in_silence(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "id,date,text\n1,2026-11-24,a\n1,2026-11-24,b\n1,2026-11-24,a\n")
    outcome = brought(store, path)
    assert (outcome.kept.new, outcome.repeated, [each.number for each in outcome.bad]) == (1, 1, [3])
    assert brought(store, path, source="other", pairs=("id=",)).kept.new == 2


def test_what_was_said_of_a_source_is_remembered(store: Store, tmp_path: Path) -> None:
    odd = written(tmp_path, "Коли,Що\n03/04/2026,Де?\n")
    with pytest.raises(FileError, match="--map text=HEADING, one of: Коли, Що"):
        brought(store, odd)
    brought(store, odd, pairs=("text=Що", "at=Коли"), dates="month")
    later = written(tmp_path, "Коли,Що\n03/05/2026,Де знову?\n")
    assert brought(store, later, brand=None).kept.new == 1
    kept = store.mentions.get(2)
    assert kept is not None
    assert kept.mention.published_at == datetime(2026, 3, 4, 22, tzinfo=UTC)


def test_a_comment_collected_from_its_platform_is_not_kept_twice(store: Store, tmp_path: Path) -> None:
    url = "https://t.me/zoria_post/5"
    near = datetime(2026, 11, 24, 12, 31, 40, tzinfo=UTC)
    keep(store, mention(5, "Дякую!", url=url, published_at=near))
    outcome = brought(store, written(tmp_path, TWO))
    assert (outcome.kept.new, outcome.collected) == (1, 1)


def test_other_words_at_the_same_address_are_another_comment(store: Store, tmp_path: Path) -> None:
    near = datetime(2026, 11, 24, 12, 31, tzinfo=UTC)
    keep(store, mention(5, "Інше", url="https://t.me/zoria_post/5", published_at=near))
    assert brought(store, written(tmp_path, TWO)).kept.new == 2


def test_a_line_may_say_whose_it_is(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "Бренд,date,text\nІнші,2026-11-24,a\nЗОРЯ,2026-11-24,b\n,2026-11-24,c\n")
    with pytest.raises(FileError, match="--brand"):
        brought(store, path, brand=None)
    assert [each.brand for each in brought(store, path, dry=True).first] == ["inshi", "zoria", "zoria"]
    assert {each.brand for each in brought(store, path, pairs=("brand=",)).first} == {"zoria"}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"source": "zoria-telegram"}, "is collected by config.toml"),
        ({"source": "Мій файл"}, "small Latin letters"),
        ({"brand": "zorja"}, "did you mean 'zoria'"),
        ({"pairs": ("txt=Текст",)}, "did you mean 'text'"),
        ({"pairs": ("text=Тект",)}, "did you mean 'Текст'"),
        ({"pairs": ("text",)}, "must be a field"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    store: Store, tmp_path: Path, said: dict[str, Any], reason: str
) -> None:
    with pytest.raises(FileError, match=reason):
        brought(store, written(tmp_path, TWO), **said)


HOSTILE = [
    {"date": "2026-11-24", "text": "=cmd|'/c calc'!A0", "url": "javascript:alert(1)", "likes": 10**30},
    {
        "date": "2026-11-24",
        "text": "\x1b[31m<script>\u202e",
        "author": "\ud800",
        "rating": "nan",
        "likes": -1,
    },
    {"date": 1e308, "text": "x"},
    {"date": "2026-11-24", "text": "x" * 100_001},
    {"date": "2026-11-24", "text": "x", "author": "y" * 301},
]


def test_what_a_stranger_wrote_is_kept_as_text_and_as_nothing_else(store: Store, tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(each) for each in HOSTILE)
    path = written(tmp_path, lines, "a.jsonl")
    table = opened(path)
    ready = prepared(table, path.name, SETTINGS, store, Said("tool", "zoria"), NOW)
    outcome = bring(table, ready.plan, store, NOW, lambda lines: None)
    assert outcome.kept.new == 2
    assert [each.number for each in outcome.bad] == [3, 4, 5]
    first, second = (store.mentions.get(number) for number in (1, 2))
    assert first is not None
    assert second is not None
    assert (first.mention.url, first.mention.likes, second.mention.rating) == (None, None, None)
    assert "\x1b" not in told(ready, outcome, dry=True)


def test_a_long_file_is_kept_part_by_part(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "date,text\n" + "".join(f"2026-11-24,{n}\n" for n in range(1_203)))
    table = opened(path)
    parts: list[int] = []
    ready = prepared(table, path.name, SETTINGS, store, Said("tool", "zoria"), NOW)
    assert bring(table, ready.plan, store, NOW, parts.append).kept.new == ready.look.lines == 1_203
    assert parts == [500, 500, 203]
