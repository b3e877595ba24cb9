"""The board with a million mentions and fifty thousand open cases against ten thousand and five hundred."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from flask.testing import FlaskClient

from classifier.search import search_forms, sought
from models.moments import to_text
from models.records import Role
from models.store import Store
from models.store.search import Unwritten
from tests.factories import user
from tests.web.conftest import signed_in
from tests.web.scene import board_settings
from web.app import create_app

SMALL, LARGE = (10_000, 500), (1_000_000, 50_000)  # mentions, open cases
TEXTS = 4_000  # different ones, each told many times
ROUNDS = 7
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
COMMON = ("посилка", "відділення", "не", "доставка", "коли", "гроші", "чекаю", "оператор", "день", "зв'язок")
RARE = ["поштомат", "холодильник", "Бровари", "декларація", "гарантія", "самовивіз", "перевізник", "митниця"]

PAGES: Mapping[str, str] = {
    "queue": "/",
    "queue, page 4": "/?page=4",
    "queue, complaints": "/?label=complaint",
    "case": "/cases/{case}",
    "mentions": "/mentions",
    "search, a common word": "/mentions?q=посилка ",
    "search, two common words": "/mentions?q=посилка не ",
    "search, a rare word": "/mentions?q=митниця ",
    "search among cases, a common word": "/?q=посилка ",
    "search among cases, a rare word": "/?q=митниця ",
}

MENTIONS = """
    with recursive n (i) as (select 1 union all select i + 1 from n where i < :many)
    insert into mentions (id, brand, source, platform, external_id, kind, thread_id, parent_id, author_id,
        author_name, text, published_at, collected_at, judged_by, weighed, worded, looked, likes)
    select i, 'zoria', 'zoria-telegram', 'telegram', (i / 50) || '/' || i, 'comment', (i / 50) || '', null,
        'author-' || (i % (:many / 40)), 'Людина ' || (i % (:many / 40)), t.text,
        strftime('%Y-%m-%dT%H:%M:%f+00:00', :newest, '-' || ((:many - i) * 20) || ' seconds'),
        strftime('%Y-%m-%dT%H:%M:%f+00:00', :newest, '-' || ((:many - i) * 20) || ' seconds'),
        'bench', 1, 2, 1, i % 7
    from n join texts as t on t.id = i % :texts
"""

VERDICTS = """
    insert into verdicts (mention_id, artefact, revision, judged_at, primary_label, complaint, question,
        praise, risk, is_complaint, is_question, is_praise, is_risk, sentiment, sentiment_score, language,
        risk_topics, confident, evidence)
    select id, 'bench', 1, published_at, case id % 40 when 0 then 'risk' else 'complaint' end,
        0.9, 0.1, 0.1, 0.1, 1, 0, 0, id % 40 = 0, 'negative', 0.8, 'uk', '[]', 1, '[]'
    from mentions
"""

SEARCH = """
    insert into search (rowid, words, forms, author)
    select m.id, t.words, t.forms, 'людина ' || (m.id % 5000) from mentions as m
    join texts as t on t.id = m.id % :texts
"""

CASES = """
    insert into cases (id, brand, status, label, urgency, lead_id, lead_published_at, opened_at, place)
    select row_number() over (order by id), 'zoria', 'new',
        case id % 40 when 0 then 'risk' else 'complaint' end, case id % 40 when 0 then 0 else 1 end,
        id, published_at, published_at, strftime('%Y-%m-%dT%H:%M:%f+00:00', published_at,
        case id % 40 when 0 then '-240 hours' else '-24 hours' end)
    from mentions where id % (:many / :open) = 0
"""

HELD = "insert into case_mentions (mention_id, case_id) select lead_id, id from cases"
OPENED = """
    insert into actions (case_id, kind, at, before, version) select id, 'open', opened_at, '{}', 1 from cases
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of server time for one page, with few and with many mentions."""

    page: str
    few: float
    many: float

    @property
    def ratio(self) -> float:
        """How many times as long it takes with many."""
        return self.many / self.few


def page_times(
    small: tuple[int, int] = SMALL, large: tuple[int, int] = LARGE, rounds: int = ROUNDS
) -> list[Timed]:
    """The server time of each page in both boards, measured in turn; both are removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="vidhuk-bench-") as folder:
        stores = [Store(Path(folder) / f"{many}.db") for many, _ in (small, large)]
        browsers = [grown(store, *size) for store, size in zip(stores, (small, large), strict=True)]
        try:
            return [timed(name, path, browsers, (small, large), rounds) for name, path in PAGES.items()]
        finally:
            for store in stores:
                store.close_all()


def grown(store: Store, many: int, opened: int) -> FlaskClient:
    """A browser before a board with so many mentions and open cases."""
    link = store.link
    link.run("pragma synchronous = off")
    link.run("create temp table texts (id integer primary key, text, words, forms)")
    link.run_many("insert into texts values (?, ?, ?, ?)", written())
    values = {"many": many, "texts": TEXTS, "newest": to_text(NOW), "open": opened}
    with link.writing():
        for sql in (MENTIONS, VERDICTS, SEARCH, CASES, HELD, OPENED):
            link.run(sql, {name: value for name, value in values.items() if f":{name}" in sql})
    link.run("analyze")
    who = user(store, "olena", Role.OPERATOR, name="Олена")
    app = create_app(
        board_settings(), store, b"bench", clock=lambda: NOW + timedelta(minutes=1), read_search=sought
    )
    return signed_in(app, who)


def written() -> list[tuple[int, str, str, str]]:
    """Texts with the words that the search knows them by; a common word is in a third of them."""
    chance = Random(7)
    texts = []
    for number in range(TEXTS):
        words = [*chance.choices(COMMON, k=4), *(chance.choices(RARE, k=1) if number % 40 == 0 else ["дуже"])]
        texts.append(f"{' '.join(words)} №{number}")
    forms = search_forms([Unwritten(number, 1, text, None) for number, text in enumerate(texts)])
    return [(each.mention_id, texts[each.mention_id], each.words, each.forms) for each in forms]


def timed(
    name: str,
    path: str,
    browsers: list[FlaskClient],
    sizes: tuple[tuple[int, int], tuple[int, int]],
    rounds: int,
) -> Timed:
    """The median of some rounds, each of which asks both boards in turn."""
    taken: list[list[float]] = [[], []]
    for turn in range(rounds + 1):
        for place, browser in enumerate(browsers):
            began = process_time()
            page = browser.get(path.format(case=sizes[place][1] // 2))
            if turn:  # the first one warms caches
                taken[place].append((process_time() - began) * 1000)
            if page.status_code != 200:
                raise RuntimeError(f"{path}: {page.status}")
    few, many = map(median, taken)
    return Timed(name, few, many)
