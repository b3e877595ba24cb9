"""A board with something on it: posts, comments, the brand's replies, verdicts, an incident and its mail."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from models import settings
from models.records import Evidence, Kept, Kind, Mention, User, Verdict
from models.settings import Settings
from models.store import Store
from tests.factories import NOW, judge, keep, user, verdict

CONFIG = {
    "brands": [{"name": "zoria", "title": "Пошта Зоря", "names": ["Зоря"]}],
    "sources": [
        {"name": "zoria-telegram", "brand": "zoria", "platform": "telegram", "target": "zoria_post"},
        {"name": "zoria-vk", "brand": "zoria", "platform": "vk", "target": "zoria"},
        {"name": "zoria-news", "brand": "zoria", "platform": "feed", "target": "https://zoria.example/rss"},
    ],
    "mail": {"host": "127.0.0.1", "port": 1025, "from": "vidhuk@example.org", "to": ["smm@example.org"]},
}

POST = "Через негоду доставка на Львівщині може затриматися на день. Дякуємо за розуміння."
LONG = "Розповім по порядку. " + "Щодня дзвоню на гарячу лінію, і щодня нова відповідь. " * 60

# flags | words that made the verdict | the comment
COMMENTS = (
    ("complaint risk", "подаю до суду", "Третій тиждень не можете знайти посилку. Подаю до суду, досить!"),
    ("complaint", "потеряли|хамят", "Потеряли мой заказ, на горячей линии хамят. Больше никогда."),
    ("complaint question", "де моя|місяць", "Ну і де моя посилка вже місяць? У відділенні руками розводять"),
    ("question", "як змінити", "Підкажіть, як змінити адресу доставки, якщо посилка вже в дорозі?"),
    ("question", "график|суббот", "Какой график у отделения на Левобережной в субботу?"),
    ("praise", "дякую", "Дівчата з 5-го відділення, ви найкращі! Дякую за терпіння і посмішку 🌻"),
    ("", "", "О, а в нас сьогодні перший сніг"),
    ("risk", "просить код", "Пише якась «Пoшта Зоря Підтримка» і просить код з смс. Не ведіться!"),
    ("complaint", "розбита", "Посилка приїхала розбита, коробка вся мокра. І шо мені тепер робити?"),
    ("praise question", "", "Всё быстро привезли, спасибо! А можно в следующий раз без звонка?"),
    ("complaint", "черга", "у вас одне вікно працює, черга до дверей, люди стоять по годині"),
    ("question", "скільки коштує", "скільки коштує відправити велосипед в Ужгород"),
)


def board_settings() -> Settings:
    """The settings of one brand with three sources."""
    return settings.understand(CONFIG, ("telegram", "vk", "feed"), {})


def fill(store: Store, at: datetime = NOW, rounds: int = 1) -> None:
    """Posts, comments with verdicts and cases, sources that do well and badly, an incident with its mail."""
    post = _mention("telegram", "1", POST, at - timedelta(hours=30), kind=Kind.POST, by_brand=True)
    prize = "Розыгрыш! Условия в комментариях."
    wall = _mention("vk", "1", prize, at - timedelta(hours=20), kind=Kind.POST, by_brand=True)
    keep(store, post, wall, at=at)
    number = count(2)
    told: dict[int, Verdict] = {}
    for turn in range(rounds):
        for place, (flags, words, text) in enumerate(COMMENTS):
            platform = "vk" if place % 3 == 1 else "telegram"
            when = at - timedelta(minutes=7 + 41 * place + 600 * turn)
            said = _mention(
                platform, str(next(number)), text, when, likes=place % 5 or (None if place else 40)
            )
            (key,) = keep(store, said, at=at)
            told[key] = judged(said.text, words, *flags.split(), confident=place % 4 != 2)
            if place == 4:
                keep(store, _reply_to(said, next(number)), at=at)
    judge(store, told, at)
    _turns(store, at)


def judged(text: str, words: str, *flags: str, **more: Any) -> Verdict:
    """A verdict on a text whose evidence is where the words (separated by bars) stand in it."""
    found = []
    for place, word in enumerate(filter(None, words.split("|"))):
        start = text.lower().index(word.lower())
        found.append(Evidence(start, start + len(word), flags[0], 1.4 - 0.6 * place))
    return verdict(*flags, evidence=tuple(found), **more)


def an_incident(store: Store, at: datetime = NOW) -> int:
    """An open incident with two steps and a mail that went out; returns its number."""
    since, opened = at - timedelta(hours=3), at - timedelta(hours=2)
    incident = store.incidents.open("zoria", since, 1, 14, 2.6, 0.02, opened)
    assert incident is not None
    store.incidents.grow(incident, 2, 31, 4.1, 0.001, at - timedelta(hours=1))
    store.alerts.put("incident-1", "incident_opened", "mail", "smm@example.org", {}, at, "zoria", incident.id)
    alert = store.alerts.claim(at)
    assert alert is not None
    store.alerts.sent(alert, at)
    return incident.id


def staff(store: Store) -> User:
    """Somebody who may act."""
    return store.users.by_login("olena") or user(store, "olena", name="Олена Коваль")


def _mention(platform: str, number: str, text: str, at: datetime, **more: Any) -> Mention:
    ordinary: dict[str, Any] = {
        "brand": "zoria",
        "source": f"zoria-{platform}",
        "platform": platform,
        "external_id": f"1/{number}" if number != "1" else "1",
        "kind": Kind.COMMENT,
        "text": text,
        "published_at": at,
        "thread_id": "1",
        "parent_id": "1" if number != "1" else None,
        "url": f"https://t.me/zoria_post/1?comment={number}",
        "author_id": f"author-{number}",
        "author_name": "Пошта Зоря" if more.get("by_brand") else f"Людина {number}",
    }
    return Mention(**(ordinary | more))


def _reply_to(said: Mention, number: int) -> Mention:
    text, when = "Здравствуйте! В субботу с 9 до 16.", said.published_at + timedelta(minutes=6)
    return _mention(said.platform, str(number), text, when, by_brand=True, parent_id=said.external_id)


def _turns(store: Store, at: datetime) -> None:
    lease = timedelta(minutes=1)
    for source in ("zoria-telegram", "zoria-vk"):
        store.sources.begin(source, at - timedelta(seconds=80), lease)
        store.sources.succeed(source, Kept(new=3), at - timedelta(seconds=70))
        store.sources.plan(source, at + timedelta(seconds=50))
    store.sources.begin("zoria-news", at - timedelta(minutes=4), lease)
    refused = "zoria-news: no usable answer (ConnectTimeout); it will be tried again"
    failed, again = at - timedelta(minutes=3), at + timedelta(minutes=2)
    store.sources.fail("zoria-news", Kept(), refused, False, again, failed)
