"""The story of the demo: what is in it, when it is seen, and what its files may not say."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listener.replica.entries import KYIV, ScenarioError, read_entries
from listener.replica.scenario import Labelled, Scenario, labels, load
from listener.replica.world import Account, Item, World
from models.labels import RISK_TOPICS, primary_of

START = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SMALL = ("youtube", "appstore", "facebook", "instagram", "mastodon")
PAGE = Path(__file__).parents[2] / "docs/scenario.md"
REAL = Path(__file__).parents[3] / "shared/data/labelled/train.jsonl.gz"


class Hands:
    """A clock that a test turns."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def opened(start: datetime = START, speed: float = 1.0, after: timedelta = timedelta()) -> Scenario:
    """The scenario as it is seen so long after its start."""
    return load(start, Hands(start + after), speed)


def everything(world: World) -> Iterator[Item]:
    for post in world.posts():
        yield post
        yield from world.comments(post.number)


def both(scenario: Scenario) -> list[Item]:
    return [*everything(scenario.telegram), *everything(scenario.vk)]


def by_strangers(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if not item.author.brand]


def between(items: Iterable[Item], first: timedelta, last: timedelta) -> list[Item]:
    return [item for item in items if START + first <= item.at <= START + last]


def letters(text: str) -> str:
    return "".join(re.findall(r"\w+", text.lower()))


@pytest.fixture(scope="module")
def told() -> list[Labelled]:
    return labels(START)


@pytest.fixture(scope="module")
def written() -> list[Item]:
    """All that telegram and vk show when the written part has ended."""
    return both(opened(after=timedelta(minutes=30)))


def of(told: list[Labelled], story: str | None) -> list[Labelled]:
    return [one for one in told if one.story == story]


# what is in it


def test_it_tells_more_than_four_hundred_comments_over_sixteen_days(told: list[Labelled]) -> None:
    days = {item.at.astimezone(KYIV).date() for item in both(opened())}

    assert 400 <= len(told) <= 600
    assert len(days) == 16
    assert {place for place, count in Counter(one.place for one in told).items() if count >= 20} == {
        "telegram",
        "vk",
        "feed",
    }
    assert {one.place for one in told} - {"telegram", "vk", "feed"} == set(SMALL)


@pytest.mark.parametrize(
    ("primary", "least", "most"),
    [
        ("complaint", 0.31, 0.39),
        ("question", 0.20, 0.28),
        ("praise", 0.10, 0.18),
        ("risk", 0.05, 0.10),
        ("other", 0.16, 0.25),
    ],
)
def test_labels_come_as_on_the_page_of_a_real_brand(
    told: list[Labelled], primary: str, least: float, most: float
) -> None:
    assert least <= sum(primary_of(one.flags) == primary for one in told) / len(told) <= most


def group(one: Labelled) -> str:
    """Its language; surzhyk and Latin letters count together."""
    latin = re.search("[a-z]", one.text.lower()) and not re.search("[а-яіїєґ]", one.text.lower())
    return "between" if one.language == "mixed" or latin else one.language


@pytest.mark.parametrize(
    ("language", "least", "most"), [("uk", 0.44, 0.56), ("ru", 0.26, 0.36), ("between", 0.16, 0.24)]
)
def test_half_is_ukrainian_a_third_russian_and_the_rest_between(
    told: list[Labelled], language: str, least: float, most: float
) -> None:
    assert least <= sum(group(one) == language for one in told) / len(told) <= most


def test_every_risk_topic_occurs(told: list[Labelled]) -> None:
    assert {topic for one in told for topic in one.topics} == set(RISK_TOPICS)


def test_no_text_stands_twice(told: list[Labelled]) -> None:
    assert [text for text, count in Counter(one.text for one in told).items() if count > 1] == []


def test_a_few_people_complain_in_nearly_the_same_words(told: list[Labelled]) -> None:
    twins = of(told, "twins")

    assert len(twins) == 3
    for one, other in combinations(twins, 2):
        assert SequenceMatcher(None, letters(one.text), letters(other.text)).ratio() > 0.7


@pytest.mark.skipif(not REAL.exists(), reason="the real comments are not on this machine")
def test_no_line_is_taken_from_a_real_comment(told: list[Labelled]) -> None:
    with gzip.open(REAL, "rt", encoding="utf-8") as lines:
        real = {letters(json.loads(line)["text"]) for line in lines}
    long_enough = {letters(one.text) for one in told if len(letters(one.text)) > 12}

    assert long_enough & real == set()


def test_whoever_shows_a_phone_or_a_card_shows_one_that_cannot_exist(told: list[Labelled]) -> None:
    numbers = re.findall(r"\+\d[\d ]{8,}|\d{4}(?: \d{4}){3}", " ".join(one.text for one in told))

    assert len(numbers) == 2
    assert all(number.startswith(("+380 00", "0000 0000 0000")) for number in numbers)


def test_links_lead_to_names_that_belong_to_nobody(told: list[Labelled]) -> None:
    hosts = set(
        re.findall(r"\b[a-z][a-z0-9.-]*\.(?:net|org|com|ua|ru|me)\b", " ".join(one.text for one in told))
    )
    feed = {item.link.split("/")[2] for item in everything(opened().feed)}

    assert hosts == {"example.net"}
    assert feed == {"example.org"}


def test_half_the_people_come_back_and_some_have_no_username(written: list[Item]) -> None:
    people = Counter(item.author for item in by_strangers(written))

    assert len(people) >= 100
    assert sum(count > 1 for count in people.values()) >= len(people) / 2
    assert sum(person.username is None for person in people) >= 10
    assert any(person.name == "Deleted Account" for person in people)


def test_people_write_by_day_and_seldom_at_night() -> None:
    hours = [item.at.astimezone(KYIV).hour for item in by_strangers(both(opened()))]

    assert sum(9 <= hour < 22 for hour in hours) / len(hours) > 0.85
    assert 0 < sum(hour < 6 for hour in hours) / len(hours) < 0.05


def test_two_pairs_of_days_a_week_apart_are_quiet_as_weekends_are() -> None:
    today = START.astimezone(KYIV).date()
    days = Counter((today - item.at.astimezone(KYIV).date()).days for item in by_strangers(both(opened())))
    quiet = [days[4], days[5], days[11], days[12]]

    assert max(quiet) < median(days[day] for day in range(1, 14) if day not in (4, 5, 11, 12))


def test_the_page_about_it_counts_what_is_there(told: list[Labelled]) -> None:
    page = PAGE.read_text("utf-8")
    counted = re.findall(r"^\| (\w+)\b.* (\d+) \|$", page, re.MULTILINE)
    live = [
        int(number) for number in re.findall(r"(\d+) of the texts.* days up to today, (\d+) come", page)[0]
    ]

    assert {place: int(count) for place, count in counted} == Counter(one.place for one in told)
    assert sum(live) == len(told) == int(re.findall(r"(\d+) texts by", page)[0])


def test_the_line_that_the_page_shows_can_be_added() -> None:
    shown = re.findall(r"^\{.*\}$", PAGE.read_text("utf-8"), re.MULTILINE)
    people = {"artem": Account(1, "Артём")}
    post = POST | {"id": "t15", "by": "artem", "at": "-1 09:20", "label": [], "language": "uk"}
    answered = SAID | {"id": "t15-3", "on": "t15", "by": "artem", "at": "-1 09:51"}
    lines = "\n".join([json.dumps(post), json.dumps(answered), *shown])

    assert [entry.id for entry in read_entries("telegram", lines, people)] == ["t15", "t15-3", "t15-40"]


# the brand


def test_the_brand_posts_about_twice_a_day_and_people_answer(written: list[Item]) -> None:
    posts = [item for item in written if item.author.brand and item.post is None]
    under = Counter(item.post for item in by_strangers(written))

    assert 26 <= len(posts) <= 40
    assert all(3 <= under[post.number] <= 40 for post in posts)


def test_the_brand_answers_within_the_hour_and_never_at_night() -> None:
    shown = {item.number: item for item in both(opened())}
    answers = [item for item in shown.values() if item.author.brand and item.reply_to in shown]
    waits = [(answer.at - shown[answer.reply_to or 0].at).total_seconds() / 60 for answer in answers]

    assert len(answers) > 40
    assert 5 < median(waits) < 40
    assert all(8 <= answer.at.astimezone(KYIV).hour < 22 for answer in answers)


def test_some_complaints_are_left_without_an_answer(told: list[Labelled]) -> None:
    shown = both(opened())
    answered = {item.reply_to for item in shown if item.author.brand}
    complaints = {one.text for one in told if "complaint" in one.flags}
    waiting = [item for item in shown if item.text in complaints and item.number not in answered]

    assert len(waiting) > 30


# the stories


def test_the_outage_breaks_out_in_the_third_minute_and_is_told_by_many(told: list[Labelled]) -> None:
    pages = [one for one in of(told, "outage") if one.place not in SMALL]
    texts = {one.text for one in pages if "complaint" in one.flags}
    seen = [item for item in both(opened(after=timedelta(minutes=6))) if item.text in texts]
    dense = between(seen, timedelta(minutes=2, seconds=10), timedelta(minutes=5, seconds=30))

    assert len(dense) == len(texts)
    assert 25 <= len({item.author for item in dense}) <= 40
    assert min(item.at for item in dense) - START < timedelta(minutes=2, seconds=20)


def test_before_the_outage_the_demo_is_calm(written: list[Item]) -> None:
    early = between(by_strangers(written), timedelta(seconds=10), timedelta(minutes=2, seconds=10))

    assert 8 <= len(early) <= 20
    assert all(
        then.at - first.at < timedelta(seconds=26) for first, then in pairwise(sorted(early, key=when))
    )


def when(item: Item) -> datetime:
    return item.at


def test_the_brand_apologises_repairs_and_is_thanked(told: list[Labelled], written: list[Item]) -> None:
    posts = sorted((item for item in written if item.author.brand and item.post is None), key=when)
    sorry = [post.at - START for post in posts if "вибачення" in post.text]
    fixed = [post.at - START for post in posts if "Полагодили" in post.text]
    praise = {one.text for one in told if "praise" in one.flags}
    thanks = between(written, timedelta(minutes=7, seconds=30), timedelta(minutes=9))

    assert timedelta(minutes=5, seconds=30) < sorry[-1] < fixed[-1] < timedelta(minutes=8)
    assert sum(item.text in praise for item in thanks) >= 10


def test_an_impersonator_writes_under_a_name_that_only_looks_like_the_brand(told: list[Labelled]) -> None:
    traps = {one.text for one in of(told, "impersonator")}
    fakes = {
        item.author for item in both(opened(after=timedelta(minutes=5, seconds=30))) if item.text in traps
    }
    names = {fake.name for fake in fakes}

    assert all("fraud" in one.topics for one in of(told, "impersonator"))
    assert not any(fake.brand for fake in fakes)
    assert len(names) == 2
    assert all(re.search("[a-z]", name) and "Зо" in name for name in names)


def test_the_impersonator_comes_in_history_and_again_live_until_it_is_removed(told: list[Labelled]) -> None:
    traps = {one.text for one in of(told, "impersonator")}

    def seen(after: timedelta) -> int:
        return sum(item.text in traps for item in both(opened(after=after)))

    before, live, later = (seen(timedelta(minutes=minutes)) for minutes in (0, 5, 10))

    assert before >= 3
    assert live == before + 2
    assert later == before


def test_many_thank_the_courier_by_name(told: list[Labelled]) -> None:
    wave = of(told, "thanks")

    assert len(wave) >= 15
    assert sum("назар" in one.text.lower() for one in wave) >= 10
    assert any("інсулін" in one.text for one in wave)


def test_spam_offers_easy_money_casino_and_crypto(told: list[Labelled]) -> None:
    spam = " ".join(one.text.lower() for one in of(told, "spam"))

    assert all(bait in spam for bait in ("в день на телефоні", "слоты", "крипте", "ставки"))


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param(r"до суду", id="threat of court"),
        pytest.param(r"Держпродспожив", id="consumer protection"),
        pytest.param(r"скалки|Розбита", id="damaged parcel"),
        pytest.param(r"нахамил", id="rude courier"),
        pytest.param(r"митни", id="customs"),
        pytest.param(r"смс «ваша посилка прибула»", id="wrong SMS"),
        pytest.param(r"79 грн", id="tariffs"),
        pytest.param(r"світла нема", id="power cut"),
        pytest.param(r"^ау$", id="hardly a word"),
        pytest.param(r"^\W+$", id="emoji only"),
        pytest.param(r"ЩО У ВАС СТАЛОСЬ", id="capitals"),
        pytest.param(r"(\w)\1\1", id="stretched letters"),
        pytest.param(r"^lj crjkmrb", id="keyboard left in Latin"),
        pytest.param(r"oplata ne prohodyt", id="transliteration"),
    ],
)
def test_it_holds_what_real_pages_hold(told: list[Labelled], sign: str) -> None:
    assert any(re.search(sign, one.text) for one in told)


# when it is seen


def test_nothing_is_seen_before_its_time() -> None:
    scenario = opened()

    for name in ("telegram", "vk", "feed", *SMALL):
        world = getattr(scenario, name)
        assert max(item.at for item in everything(world)) <= START


def test_a_text_changes_and_a_comment_goes_while_one_watches() -> None:
    hands = Hands(START + timedelta(minutes=24))
    vk = load(START, hands).vk
    before = {item.number: item.text for item in everything(vk)}
    hands.now = START + timedelta(minutes=26)
    after = {item.number: item for item in everything(vk)}
    edited = [item for number, item in after.items() if item.edited_at and before.get(number) != item.text]

    assert [item.text for item in edited] == ["комісії 15 грн так і висять. UPD прийшли, відбій"]


def test_speed_brings_the_outage_sooner_and_leaves_history_alone() -> None:
    calm, fast = opened(after=timedelta(hours=1)), opened(speed=10, after=timedelta(hours=1))
    outage = "застосунок не приймає оплату, «помилка 502»"
    slow_one = next(item for item in everything(calm.telegram) if item.text == outage)
    fast_one = next(item for item in everything(fast.telegram) if item.text == outage)

    assert slow_one.at - START == 10 * (fast_one.at - START)
    assert next(everything(calm.telegram)) == next(everything(fast.telegram))


@pytest.mark.parametrize(
    ("start", "offset_before"),
    [
        pytest.param(datetime(2026, 3, 30, 9, tzinfo=UTC), 2, id="the clock goes forward"),
        pytest.param(datetime(2026, 10, 26, 9, tzinfo=UTC), 3, id="the clock goes back"),
    ],
)
def test_a_post_keeps_its_hour_in_kyiv_when_clocks_change(start: datetime, offset_before: int) -> None:
    first = next(everything(opened(start).telegram))
    last = [post for post in opened(start, after=timedelta(days=1)).telegram.posts() if post.at < start][-1]

    assert first.at.astimezone(KYIV).strftime("%H:%M") == "10:00"
    assert first.at.hour == 10 - offset_before
    assert last.at.astimezone(KYIV).strftime("%H:%M") == "08:30"
    assert last.at.astimezone(KYIV).utcoffset() != first.at.astimezone(KYIV).utcoffset()


def test_dates_in_the_texts_count_from_the_start() -> None:
    tariffs = next(
        item for item in everything(opened().telegram) if item.text.startswith("Про зміну тарифів")
    )

    assert "Із 19.11 доставка" in tariffs.text
    assert not re.search(r"\{[+-]?\d", " ".join(item.text for item in both(opened())))


@settings(max_examples=12, deadline=None)
@given(
    start=st.timedeltas(timedelta(), timedelta(days=800)).map(lambda gap: START + gap),
    speed=st.sampled_from([0.5, 1.0, 7.0, 60.0]),
)
def test_numbers_grow_with_time_and_answers_follow_what_they_answer(start: datetime, speed: float) -> None:
    scenario = opened(start, speed, after=timedelta(days=2))

    for world in (scenario.telegram, scenario.vk):
        items = sorted(everything(world), key=lambda item: item.number)
        times = {item.number: item.at for item in items}
        assert all(first.at <= then.at for first, then in pairwise(items))
        assert all(times[item.reply_to] < item.at for item in items if item.reply_to in times)
        assert all(times[item.post] < item.at for item in items if item.post is not None)


# what comes next


def test_when_the_written_part_has_ended_calm_comments_go_on(told: list[Labelled]) -> None:
    calm = {one.text for one in told if primary_of(one.flags) in ("question", "praise", "other")}
    after = between(both(opened(after=timedelta(hours=13))), timedelta(minutes=31), timedelta(hours=12))
    said = [item for item in after if item.post is not None and item.text in calm]
    pauses = [(then.at - first.at).total_seconds() for first, then in pairwise(sorted(said, key=when))]

    assert all(item.text in calm for item in after if item.at - START > timedelta(hours=11))
    assert 30 <= sum(pauses) / len(pauses) <= 50
    assert len({item.author for item in said}) > 30


def test_after_twelve_hours_nothing_new_is_said() -> None:
    morning = START.replace(hour=4)  # so that today's hours are over when the story ends
    last = max(item.at for item in both(opened(morning, after=timedelta(days=2))))

    assert timedelta(hours=11, minutes=55) < last - morning <= timedelta(hours=16)


def test_the_same_start_tells_the_same_story() -> None:
    later = timedelta(hours=5)

    assert both(opened(after=later)) == both(opened(after=later))


# what its files may not say

POST = {"id": "p", "by": "brand", "at": "-3 10:00", "text": "Новини"}
SAID = {"id": "c", "on": "p", "by": "olena", "at": "-3 11:00", "text": "ау", "label": [], "language": "uk"}
CAST = [
    {"key": "brand", "number": 1, "name": "Зоря", "username": "zoria", "brand": True},
    {"key": "olena", "number": 2, "name": "Олена", "username": None},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small scenario that can be loaded."""
    (tmp_path / "cast.json").write_text(json.dumps(CAST), "utf-8")
    review = {"title": "Так", "link": "https://example.org/1", "label": [], "language": "uk"}
    write(tmp_path / "telegram.jsonl", POST, SAID)
    write(tmp_path / "vk.jsonl", POST)
    write(tmp_path / "feed.jsonl", POST | review | {"by": None})
    stars = {"title": "Так", "rating": 5, "label": [], "language": "uk", "by": "olena"}
    write(tmp_path / "appstore.jsonl", POST | stars)
    for place in ("youtube", "facebook", "instagram", "mastodon"):
        write(tmp_path / f"{place}.jsonl", POST, SAID)
    return tmp_path


def write(path: Path, *lines: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(START, Hands(), folder=folder)
    return str(caught.value)


def test_a_small_scenario_of_ones_own_can_be_loaded(folder: Path) -> None:
    world = load(START, Hands(), folder=folder).telegram

    assert [item.text for item in everything(world)] == ["Новини", "ау"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lable": []}, "unknown key 'lable'; take it out"),
        ({"id": "p"}, "p: this id is taken; choose another"),
        ({"by": "nobody"}, "no account 'nobody' in cast.json; add it there"),
        ({"by": None}, "only entries of the feed"),
        ({"on": "q"}, "no post 'q' above it; a comment follows its post"),
        ({"to": "d"}, "no comment 'd' above it under the same post"),
        ({"to": "p"}, "no comment 'p' above it under the same post"),
        ({"at": "-3 09:59"}, "it does not surely come after p; move its time"),
        ({"at": "yesterday"}, "no time 'yesterday'; write '-3 09:40' or '+02:10'"),
        ({"at": "-2 03:10"}, "the hour from 03:00 is skipped or doubled"),
        ({"edit": [{"at": "-3 10:30", "text": "агов"}]}, "first written, then edited, then gone"),
        ({"gone": "-3 11:00"}, "first written, then edited, then gone"),
        ({"text": " "}, "no text and no attachment; write one"),
        ({"text": "від {вчора}"}, "braces hold a date only"),
        ({"label": ["complant"]}, "unknown 'complant'; choose complaint, question, praise, risk"),
        ({"label": None}, "label and language are missing; an empty label is []"),
        ({"label": ["risk"]}, "a risk names its topics"),
        ({"label": ["complaint"], "again": True}, "only a calm comment that answers nobody can come again"),
        ({"by": "brand"}, "the brand's own words have no label and no language"),
        ({"likes": "три"}, "likes: Input should be a valid integer"),
    ],
)
def test_a_line_that_cannot_be_is_named(folder: Path, change: dict[str, Any], message: str) -> None:
    write(folder / "telegram.jsonl", POST, SAID | change)

    assert refusal(folder).startswith("telegram.jsonl line 2: ")
    assert message in refusal(folder)


def test_a_live_comment_cannot_follow_what_may_not_have_happened_yet(folder: Path) -> None:
    write(folder / "vk.jsonl", POST | {"at": "-0 18:00"}, SAID | {"at": "+00:30"})

    assert refusal(folder) == "vk.jsonl line 2: c: it does not surely come after p; move its time"


@pytest.mark.parametrize(
    ("place", "change", "message"),
    [
        ("appstore", {"rating": None}, "a review has a title and stars"),
        ("appstore", {"rating": 6}, "rating: Input should be less than or equal to 5"),
        ("mastodon", {"rating": 5}, "only reviews of the app store have stars"),
        ("facebook", {"title": "Так"}, "only entries of the feed and reviews have a title"),
    ],
)
def test_stars_and_titles_stand_where_a_platform_has_them(
    folder: Path, place: str, change: dict[str, Any], message: str
) -> None:
    path = folder / f"{place}.jsonl"
    first = json.loads(path.read_text("utf-8").splitlines()[0])
    write(path, first | change)
    assert message in refusal(folder)


def test_a_review_needs_a_link_that_leads_nowhere(folder: Path) -> None:
    write(folder / "feed.jsonl", POST | {"title": "Ні", "link": "https://example.com/1"})

    assert refusal(folder).endswith("a link goes to https://example.org/, where nobody lives")


@pytest.mark.parametrize(
    ("cast", "message"),
    [
        ([*CAST, CAST[1] | {"number": 3}], "cast.json: two accounts have the key 'olena'; change one"),
        ([*CAST, CAST[1] | {"key": "o"}], "cast.json: two accounts have the number 2; change one"),
        (CAST[1:], "cast.json: exactly one account is the brand; mark it"),
    ],
)
def test_a_cast_that_cannot_be_is_refused(folder: Path, cast: list[dict[str, Any]], message: str) -> None:
    (folder / "cast.json").write_text(json.dumps(cast), "utf-8")

    assert refusal(folder) == message


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "vk.jsonl").unlink()

    assert refusal(folder) == "vk.jsonl: cannot be read (FileNotFoundError); install vidhuk anew"


@pytest.mark.parametrize(("start", "speed"), [(START.replace(tzinfo=None), 1.0), (START, 0.0)])
def test_a_start_without_a_zone_or_a_clock_that_stands_is_refused(start: datetime, speed: float) -> None:
    with pytest.raises(ValueError, match="start must be aware and speed above 0"):
        load(start, Hands(), speed)
