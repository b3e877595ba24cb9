"""What a community on VK shows beside its wall: topics, photos, videos, products, mentions."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from listener.network import Http
from listener.replica.server import Fault, Request, as_json
from listener.replica.vk import fault
from listener.replica.vk_parts import Parts
from listener.replica.world import World
from listener.sources import vk_parse, vk_things
from listener.sources.vk_things import Thing, is_on_a_wall
from models.options import VkOptions
from models.records import Kind, StoredMention
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.vk_stage import ANNA, BRAND, TARAS, Killed, Stage, a_stage

SAVED = Path(__file__).parent / "payloads" / "vk"
SOURCE = a_source(platform="vk", target="-7")
SORTS = {"topics": "topic", "videos": "video", "market": "product"}
THREADED = sorted(SORTS)


def saved(name: str) -> Any:
    return json.loads((SAVED / name).read_text("utf-8"))["response"]


class Place:
    """A stage whose source reads some parts, and the worlds of these."""

    def __init__(self, stage: Stage, *reads: str) -> None:
        self.stage = stage
        self.parts = Parts(lambda: stage.clock[0])
        stage.vk.more = self.parts.respond
        self.reads(*reads)

    def reads(self, *parts: str) -> None:
        """What the source reads from now on."""
        options = {"reads": parts, "query": "Пошта Зоря"}
        self.stage.source = self.stage.source.model_copy(update={"options": options})

    def world(self, part: str) -> World:
        """The world of one part."""
        found: World = getattr(self.parts, part)
        return found

    def find(self, name: str) -> StoredMention | None:
        """What the store holds under this name."""
        return self.stage.store.mentions.find(self.stage.source.name, name)

    def text(self, name: str) -> str | None:
        """What it says; None where it is not stored, or hidden."""
        kept = self.find(name)
        return kept.mention.text if kept and kept.deleted_at is None else None

    def asked(self) -> list[str]:
        """The methods that a turn which goes well calls."""
        return self.stage.asked()

    def settle(self) -> None:
        """Let a day of turns pass."""
        for _ in range(3):
            self.stage.later(hours=13)
            assert self.stage.turn().error is None


@pytest.fixture
def place(store: Store, http: Http) -> Iterator[Callable[..., Place]]:
    with a_stage(store, http) as stage:
        yield lambda *reads: Place(stage, *reads)


def test_saved_comments_of_a_topic_are_read_with_what_they_answer() -> None:
    said = vk_things.comments(SOURCE, saved("board_comments.json"), Thing("topic", -7, 12))

    anna, brand = said.mentions
    assert (anna.external_id, anna.thread_id, anna.parent_id) == ("topic-7_12_34", "topic-7_12", "topic-7_12")
    assert (anna.author_name, anna.likes, anna.by_brand) == ("Анна К.", 3, False)
    assert anna.url == "https://vk.com/topic-7_12?post=34"
    assert (brand.by_brand, brand.author_name) == (True, "Пошта Зоря")
    assert said.count == 2


def test_saved_hits_of_a_search_are_named_as_the_wall_names_them() -> None:
    response = saved("search.json")
    names = vk_parse.names_in(response)
    post, reply = (vk_parse.found(SOURCE, each, names) for each in response["items"])

    assert (post.external_id, post.kind, post.by_brand) == ("18_5", Kind.POST, True)
    assert (reply.external_id, reply.thread_id, reply.parent_id) == ("-9_70_71", "-9_70", "-9_70")
    assert (reply.kind, reply.url) == (Kind.COMMENT, "https://vk.com/wall-9_70?reply=71")


@pytest.mark.parametrize("sort", ["topic", "photo", "video", "product"])
def test_a_name_says_what_it_is_a_name_of(sort: Any) -> None:
    thing = Thing(sort, -7, 12)
    assert Thing.read(sort, thing.name) == thing
    assert not is_on_a_wall(thing.name)


@pytest.mark.parametrize("part", THREADED)
def test_comments_and_answers_are_stored_with_what_they_stand_under(
    place: Callable[..., Place], part: str
) -> None:
    here, sort = place(part), SORTS[part]
    world = here.world(part)
    thing = world.publish(BRAND, "Про доставку")
    comment = world.comment(thing, ANNA, "Де посилка?")
    answer = world.comment(thing, BRAND, "Вже їде", reply_to=comment)
    assert here.stage.turn().error is None

    name = f"{sort}-700700_{thing}"
    kept, by_brand = here.find(f"{name}_{comment}"), here.find(f"{name}_{answer}")
    assert kept
    assert by_brand
    assert here.text(name) == "Про доставку"
    assert (kept.mention.thread_id, kept.mention.parent_id, kept.mention.by_brand) == (name, name, False)
    assert (by_brand.mention.parent_id, by_brand.mention.by_brand) == (f"{name}_{comment}", True)


@pytest.mark.parametrize("part", THREADED)
def test_what_is_new_edited_and_gone_is_noticed(place: Callable[..., Place], part: str) -> None:
    here, sort = place(part), SORTS[part]
    world = here.world(part)
    thing = world.publish(BRAND, "Про доставку")
    first, second = (world.comment(thing, ANNA, f"Коментар {number}") for number in range(2))
    assert here.stage.turn().error is None
    world.edit(first, "Інакше")
    world.delete(second)
    third = world.comment(thing, TARAS, "Новий")
    here.settle()

    name = f"{sort}-700700_{thing}"
    assert [here.text(f"{name}_{each}") for each in (first, second, third)] == ["Інакше", None, "Новий"]


@pytest.mark.parametrize("part", ["topics", "videos"])
def test_a_new_comment_under_something_old_is_found_at_once(place: Callable[..., Place], part: str) -> None:
    here, sort = place(part), SORTS[part]
    world = here.world(part)
    thing = world.publish(BRAND, "Торішнє")
    here.stage.later(days=300)
    here.stage.turn()
    comment = world.comment(thing, ANNA, "Через рік")
    here.stage.turn()

    assert here.text(f"{sort}-700700_{thing}_{comment}") == "Через рік"


@pytest.mark.parametrize("part", THREADED)
def test_many_comments_fill_many_pages_and_none_is_missed(place: Callable[..., Place], part: str) -> None:
    here, sort = place(part), SORTS[part]
    world = here.world(part)
    thing = world.publish(BRAND, "Про доставку")
    first = world.comment(thing, ANNA, "Перший")
    numbers = [first, *(world.comment(thing, TARAS, f"К {n}", reply_to=first) for n in range(150))]
    numbers += [world.comment(thing, ANNA, f"Т {n}") for n in range(150)]
    here.stage.turn()

    assert [each for each in numbers if here.text(f"{sort}-700700_{thing}_{each}") is None] == []


def test_a_topic_that_is_gone_takes_its_comments_along(place: Callable[..., Place]) -> None:
    here = place("topics")
    topic = here.parts.topics.publish(BRAND, "Питання")
    comment = here.parts.topics.comment(topic, ANNA, "Де посилка?")
    here.stage.turn()
    here.parts.topics.delete(topic)
    here.stage.turn()

    assert here.text(f"topic-700700_{topic}") is None
    assert here.text(f"topic-700700_{topic}_{comment}") is None


def test_a_fixed_topic_does_not_hide_those_below_it(place: Callable[..., Place]) -> None:
    here = place("topics")
    here.parts.largest = 1
    old = here.parts.topics.publish(BRAND, "Правила")
    here.parts.fixed.add(old)
    here.stage.later(days=60)
    new = here.parts.topics.publish(ANNA, "Скарга")
    here.stage.turn()

    assert here.text(f"topic-700700_{new}") == "Скарга"


def test_a_topic_that_counts_more_than_it_shows_is_read_once(place: Callable[..., Place]) -> None:
    here = place("topics")
    here.parts.hidden = 1
    topic = here.parts.topics.publish(BRAND, "Питання")
    here.parts.topics.comment(topic, ANNA, "Де посилка?")
    here.stage.turn()

    assert here.asked() == ["board.getTopics"]


def test_comments_on_photos_come_as_one_list(place: Callable[..., Place]) -> None:
    here = place("photos")
    photo = here.parts.photos.publish(BRAND, "")
    comments = [here.parts.photos.comment(photo, ANNA, f"Коментар {number}") for number in range(250)]
    here.stage.turn()
    here.stage.later(minutes=1)
    late = here.parts.photos.comment(photo, TARAS, "Новий")
    asked = here.asked()

    names = [f"photo-700700_{photo}_{each}" for each in (*comments, late)]
    assert [name for name in names if here.text(name) is None] == []
    assert asked == ["photos.getAllComments"]


def test_comments_on_photos_that_are_edited_or_gone_are_noticed_within_the_hour(
    place: Callable[..., Place],
) -> None:
    here = place("photos")
    photo = here.parts.photos.publish(BRAND, "")
    edited, gone, stays = (here.parts.photos.comment(photo, ANNA, f"Коментар {n}") for n in range(3))
    here.stage.turn()
    here.parts.photos.edit(edited, "Інакше")
    here.parts.photos.delete(gone)
    here.settle()

    texts = [here.text(f"photo-700700_{photo}_{each}") for each in (edited, gone, stays)]
    assert texts == ["Інакше", None, "Коментар 2"]


def test_a_comment_on_a_photo_that_slips_between_two_pages_is_not_taken_for_deleted(
    place: Callable[..., Place],
) -> None:
    here = place("photos")
    here.parts.largest = 100
    photo = here.parts.photos.publish(BRAND, "")
    comments = [here.parts.photos.comment(photo, ANNA, f"Коментар {number}") for number in range(150)]
    here.stage.turn()
    here.stage.later(hours=2)
    here.stage.meanwhile[:] = [str, lambda: here.parts.photos.delete(comments[-1])]
    here.stage.turn()

    lost = [each for each in comments[:-1] if here.text(f"photo-700700_{photo}_{each}") is None]
    assert lost == []


def test_posts_that_mention_the_brand_are_found_wherever_they_stand(place: Callable[..., Place]) -> None:
    here = place("wall", "mentions")
    here.parts.largest = 2
    posts = [here.parts.found.publish(ANNA, f"Пошта Зоря знову {number}") for number in range(5)]
    here.parts.found.publish(TARAS, "Про інше")
    own = here.stage.world.publish(BRAND, "Пошта Зоря відкрилася")
    here.stage.turn()
    late = here.parts.found.publish(TARAS, "Пошта Зоря, де посилка?")
    here.stage.turn()

    names = [*(f"17_{each}" for each in posts), f"18_{late}", f"-700700_{own}"]
    assert [name for name in names if here.text(name) is None] == []


def test_a_post_of_another_wall_is_hidden_when_it_is_gone_and_not_before(place: Callable[..., Place]) -> None:
    here = place("wall", "mentions")
    here.stage.world.publish(BRAND, "Допис")
    stays, goes = (here.parts.found.publish(ANNA, f"Пошта Зоря {number}") for number in range(2))
    here.stage.turn()
    here.stage.later(hours=3)
    here.parts.found.publish(TARAS, "Пошта Зоря 3")
    here.parts.found.delete(goes)
    here.settle()

    assert here.text(f"17_{stays}") == "Пошта Зоря 0"
    assert here.text(f"17_{goes}") is None


def test_all_parts_at_once_cost_a_request_each_when_nothing_is_new(place: Callable[..., Place]) -> None:
    here = place("wall", "topics", "photos", "videos", "market", "mentions")
    for part in ("topics", "photos", "videos", "market"):
        here.world(part).comment(here.world(part).publish(BRAND, "Річ"), ANNA, "Де посилка?")
    here.stage.world.publish(BRAND, "Допис")
    here.stage.turn()

    assert here.asked() == [
        *(
            "wall.get",
            "board.getTopics",
            "photos.getAllComments",
            "video.get",
            "market.get",
            "newsfeed.search",
        )
    ]


def test_a_part_that_fails_does_not_hold_back_the_others(place: Callable[..., Place]) -> None:
    here = place("photos", "topics")
    here.parts.service = True
    topic = here.parts.topics.publish(ANNA, "Скарга")
    error = here.stage.turn().error or ""

    assert "photos.getAllComments: VK refused the token" in error
    assert here.text(f"topic-700700_{topic}") == "Скарга"


@pytest.mark.parametrize("batches", range(6))
def test_a_turn_that_is_killed_is_made_up_for(place: Callable[..., Place], batches: int) -> None:
    here = place("topics", "photos", "videos")
    names = []
    for part, sort in (("topics", "topic"), ("photos", "photo"), ("videos", "video")):
        world = here.world(part)
        thing = world.publish(BRAND, "Річ")
        names += [f"{sort}-700700_{thing}_{world.comment(thing, ANNA, f'К {n}')}" for n in range(5)]
    with pytest.raises(Killed):
        here.stage.turn(killed_after=batches)
    here.stage.turn()

    assert [name for name in names if here.text(name) is None] == []


def test_a_short_name_is_looked_up_once(place: Callable[..., Place]) -> None:
    here = place("topics")
    assert here.asked() == ["utils.resolveScreenName", "board.getTopics"]
    assert here.asked() == ["board.getTopics"]


def test_a_name_that_nobody_has_is_a_matter_for_a_person(place: Callable[..., Place]) -> None:
    here = place("topics")
    here.parts.domain = "other"

    assert "target is no community" in (here.stage.turn().error or "")
    assert here.stage.store.sources.state("zoria-vk").permanent


def test_comments_that_are_closed_are_no_fault(place: Callable[..., Place]) -> None:
    here = place("topics")
    topic = here.parts.topics.publish(BRAND, "Питання")
    here.parts.topics.comment(topic, ANNA, "Де посилка?")

    answer = here.stage.vk.answer
    here.stage.replica.answer = lambda request: _closed(request) or answer(request)
    assert here.stage.turn().error is None


def _closed(request: Request) -> Any:
    shut: Fault = fault(1401)
    return shut.reply if request.path.endswith("board.getComments") else None


def test_mentions_want_something_to_search() -> None:
    with pytest.raises(ValidationError, match="must hold a query"):
        VkOptions(reads=("mentions",))


@pytest.mark.parametrize(
    ("part", "method"), [("topics", "board.getComments"), ("photos", "photos.getAllComments")]
)
def test_comments_that_are_counted_and_not_shown_are_not_taken_for_deleted(
    place: Callable[..., Place], part: str, method: str
) -> None:
    here = place(part)
    world = here.world(part)
    thing = world.publish(BRAND, "Річ")
    comment = world.comment(thing, ANNA, "Де посилка?")
    here.stage.turn()
    here.stage.later(days=2)
    answer, hollow = here.stage.vk.answer, as_json({"response": {"count": 1, "items": []}})
    here.stage.replica.answer = lambda asked: hollow if asked.path.endswith(method) else answer(asked)
    here.stage.turn()

    assert here.text(f"{SORTS.get(part, 'photo')}-700700_{thing}_{comment}") == "Де посилка?"
