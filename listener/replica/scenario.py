"""The story that `vidhuk demo` shows: sixteen days of the fictional «Пошта Зоря», and what comes next."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import cycle
from random import Random

from listener.replica.entries import Calendar, Entry, Moment, ScenarioError, read_cast, read_entries
from listener.replica.world import Account, Clock, Item, World

FOLDER: Traversable = files("listener.replica") / "scenario"
TELEGRAM_CHANNEL = "zoria_post"
VK_OWNER = -700700

_FIRST_NUMBER = {  # of each place's items
    "telegram": 4100,
    "vk": 20300,
    "feed": 1,
    "youtube": 1,
    "appstore": 1,
    "facebook": 9100,
    "instagram": 17900,
    "mastodon": 115000,
}
_NOBODY = Account(0, "")  # a feed entry that names no author
_AFTERWARDS = 12 * 3600  # seconds after the start at which the last comment has come
_PAUSE = (50, 110)  # seconds between two of a place when the written part has ended: 40 over both in the mean
_NEWEST = 3  # posts that people still comment under


@dataclass(frozen=True, slots=True)
class Scenario:
    """The brand and its places, each showing what the clock has reached."""

    brand: Account
    telegram: World
    vk: World
    feed: World
    youtube: World
    appstore: World
    facebook: World
    instagram: World
    mastodon: World


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a stranger to the brand wrote, and what its author says it is (by the rules of the labels)."""

    place: str
    id: str
    text: str
    flags: tuple[str, ...]
    topics: tuple[str, ...]
    language: str
    story: str | None


def load(start: datetime, clock: Clock, speed: float = 1.0, folder: Traversable = FOLDER) -> Scenario:
    """The scenario as if the demo had begun at `start`; what follows the start runs `speed` times as fast.

    Raises ScenarioError when a file of the folder says what cannot be.
    """
    if start.tzinfo is None or speed <= 0:
        raise ValueError("load: start must be aware and speed above 0; pass datetime.now(UTC) and 1.0")
    cast = _cast(folder)
    calendar = Calendar(start, speed)
    worlds = {
        place: _world(
            [*entries, *_afterwards(place, entries, calendar)], _FIRST_NUMBER[place], cast, calendar, clock
        )
        for place, entries in _places(folder, cast).items()
    }
    return Scenario(next(account for account in cast.values() if account.brand), **worlds)


def labels(start: datetime, folder: Traversable = FOLDER) -> list[Labelled]:
    """What strangers to the brand write, as first written, labelled; a title stands in the first line."""
    calendar = Calendar(start)
    return [
        _labelled(place, entry, calendar)
        for place, entries in _places(folder, _cast(folder)).items()
        for entry in entries
        if entry.label is not None
    ]


def _labelled(place: str, entry: Entry, calendar: Calendar) -> Labelled:
    return Labelled(
        place,
        entry.id,
        calendar.dated(f"{entry.title}\n{entry.text}".lstrip()),
        entry.label or (),
        entry.topics,
        entry.language or "other",
        entry.story,
    )


def _cast(folder: Traversable) -> dict[str, Account]:
    cast = read_cast("cast.json", _text(folder, "cast.json"))
    if [account.brand for account in cast.values()].count(True) != 1:
        raise ScenarioError("cast.json: exactly one account is the brand; mark it")
    return cast


def _places(folder: Traversable, cast: Mapping[str, Account]) -> dict[str, list[Entry]]:
    return {place: read_entries(place, _text(folder, f"{place}.jsonl"), cast) for place in _FIRST_NUMBER}


def _text(folder: Traversable, name: str) -> str:
    try:
        return (folder / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(
            f"{name}: cannot be read ({type(error).__name__}); install vidhuk anew"
        ) from error


def _world(
    entries: Iterable[Entry], first: int, cast: Mapping[str, Account], calendar: Calendar, clock: Clock
) -> World:
    world = World(clock)
    numbers: dict[str | None, int] = {}
    for number, entry in enumerate(sorted(entries, key=lambda entry: calendar.at(entry.at)), start=first):
        numbers[entry.id] = number
        author = cast[entry.by] if entry.by else _NOBODY
        world.add(_item(entry, number, numbers.get(entry.on), numbers.get(entry.to), author, calendar))
        for edit in entry.edit:
            world.edit(number, calendar.dated(edit.text), calendar.at(edit.at))
        if entry.gone:
            world.delete(number, calendar.at(entry.gone))
    return world


def _item(
    entry: Entry, number: int, post: int | None, reply_to: int | None, author: Account, calendar: Calendar
) -> Item:
    return Item(
        number=number,
        post=post,
        reply_to=reply_to,
        author=author,
        text=calendar.dated(entry.text),
        at=calendar.at(entry.at),
        likes=entry.likes,
        views=entry.views,
        title=calendar.dated(entry.title),
        link=entry.link,
        attachments=entry.attachments,
        rating=entry.rating,
    )


def _afterwards(place: str, entries: Sequence[Entry], calendar: Calendar) -> Iterator[Entry]:
    """Calm comments of the story, said again by others under the brand's newest posts: the day goes on."""
    calm = [entry for entry in entries if entry.again]
    people = sorted({entry.by for entry in calm if entry.by})
    posts = sorted(
        (calendar.at(entry.at), entry.id) for entry in entries if entry.label is None and not entry.on
    )
    chance = Random(place)
    chance.shuffle(calm)
    second = max((entry.at.seconds for entry in entries if entry.at.days is None), default=0)
    for said in cycle(calm):
        second += chance.randint(*_PAUSE)
        if second > _AFTERWARDS:
            return
        at = Moment(None, second)
        newest = [post for seen, post in posts if seen <= calendar.at(at)][-_NEWEST:]
        on = chance.choice(newest or [said.on])
        by = chance.choice([person for person in people if person != said.by] or people)
        yield said.model_copy(update={"id": f"again-{second}", "on": on, "by": by, "at": at, "likes": 0})
