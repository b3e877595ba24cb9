"""A Telegram channel read turn by turn, from a replica of t.me."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from listener.network import Http
from models.records import Kept, Kind
from models.store import Store
from tests.listener.telegram_stage import BRAND, GONE, OKSANA, START, TARAS, Stage, a_stage, a_talk


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(store, http) as set_up:
        yield set_up


def test_a_channel_and_its_comments_are_back_filled(stage: Stage) -> None:
    post, (first, _) = a_talk(stage)
    stage.world.comment(post, TARAS, "І мені", reply_to=first)

    assert stage.turn().kept == Kept(new=4)
    assert stage.kept() == stage.shown()
    assert stage.find(str(post)).backfilled


def test_a_post_is_the_brands_own(stage: Stage) -> None:
    post, _ = a_talk(stage)
    stage.turn()

    mention = stage.find(str(post)).mention
    assert (mention.kind, mention.by_brand, mention.author_id) == (Kind.POST, True, "zoria_post")
    assert (mention.thread_id, mention.position, mention.brand) == (str(post), post, "zoria")
    assert mention.url == f"{stage.replica.url}/zoria_post/{post}"


def test_a_comment_says_where_it_stands_and_who_wrote_it(stage: Stage) -> None:
    post, (first, second) = a_talk(stage)
    reply = stage.world.comment(post, TARAS, "І мені", reply_to=second)
    stage.turn()

    asked, answer = (stage.find(f"{post}/{number}").mention for number in (first, reply))
    assert (asked.parent_id, answer.parent_id) == (str(post), f"{post}/{second}")
    assert (asked.author_id, asked.author_name) == ("oksana_k", "Оксана К.")
    assert (answer.author_id, answer.author_name) == (None, "Тарас")
    assert (answer.thread_id, answer.position, answer.kind) == (str(post), reply, Kind.COMMENT)
    assert answer.url == f"{stage.replica.url}/zoria_post/{post}?comment={reply}"


def test_an_author_who_deleted_the_account_is_unknown(stage: Stage) -> None:
    post, _ = a_talk(stage)
    number = stage.world.comment(post, GONE, "де кур'єр")
    stage.turn()

    mention = stage.find(f"{post}/{number}").mention
    assert (mention.author_id, mention.author_name, mention.text) == (None, None, "де кур'єр")


def test_only_the_channel_itself_answers_as_the_brand(stage: Stage) -> None:
    post, _ = a_talk(stage)
    impostor = type(BRAND)(9, "Пошта Зоря", "zoria_help")
    unnamed = type(BRAND)(10, "Пошта Зоря")
    numbers = [stage.world.comment(post, each, "Напишіть нам") for each in (BRAND, impostor, unnamed)]
    stage.turn()

    assert [stage.find(f"{post}/{number}").mention.by_brand for number in numbers] == [True, False, False]


def test_a_new_comment_under_an_old_post_is_found(stage: Stage) -> None:
    old = stage.world.publish(BRAND, "Тиждень тому", stage.clock[0] - timedelta(days=7))
    for _ in range(8):
        a_talk(stage, comments=0)
    stage.turn()
    late = stage.world.comment(old, OKSANA, "А зараз працює?")
    stage.later(hours=2)  # no discussion of the window is left alone for longer

    assert stage.turn().kept == Kept(new=1)
    assert not stage.find(f"{old}/{late}").backfilled


def test_an_edit_is_found_and_keeps_the_old_text(stage: Stage) -> None:
    post, (first, _) = a_talk(stage)
    stage.turn()
    stage.world.edit(first, "Вже не питання")
    stage.world.edit(post, "Працюємо з вихідними")
    stage.later(minutes=5)

    assert stage.turn().kept == Kept(edited=2)
    found = stage.find(f"{post}/{first}")
    assert found.mention.text == "Вже не питання"
    assert [each.text for each in stage.store.mentions.revisions(found.id)] == ["Питання 0"]


def test_what_is_deleted_is_hidden_and_the_rest_is_not(stage: Stage) -> None:
    post, (first, second, third) = a_talk(stage, comments=3)
    gone = stage.world.publish(BRAND, "Помилка", stage.clock[0])
    stage.turn()
    stage.later(minutes=5)
    stage.world.delete(second)
    stage.world.delete(gone)

    assert stage.turn().kept == Kept(deleted=2)
    hidden = [str(gone), f"{post}/{second}"]
    assert [stage.find(key).deleted_at is not None for key in hidden] == [True, True]
    assert all(stage.find(f"{post}/{number}").deleted_at is None for number in (first, third))


def test_a_gap_between_numbers_is_no_deletion(stage: Stage) -> None:
    post, _ = a_talk(stage)
    stage.world.delete(stage.world.comment(post, TARAS, "зникло до нас"))
    a_talk(stage)
    stage.turn()
    stage.later(minutes=5)

    assert stage.turn().kept == Kept()


def test_a_deletion_far_below_is_found_by_the_count(store: Store, http: Http) -> None:
    with a_stage(store, http, comments_max=10, comments_more=10) as stage:
        post, numbers = a_talk(stage, comments=60)
        stage.turn()
        stage.world.delete(numbers[3])
        stage.later(minutes=5)

        assert stage.turn().kept == Kept(deleted=1)
        assert stage.find(f"{post}/{numbers[3]}").deleted_at


def test_an_edit_far_below_is_found_within_a_day(store: Store, http: Http) -> None:
    with a_stage(store, http, comments_max=10, comments_more=10) as stage:
        _, numbers = a_talk(stage, comments=60)
        stage.turn()
        stage.world.edit(numbers[3], "Інакше")
        stage.later(minutes=5)
        assert stage.turn().kept == Kept()
        stage.later(days=1)

        assert stage.turn().kept == Kept(edited=1)


def test_a_quiet_turn_costs_the_page_and_the_newest_discussions_alone(stage: Stage) -> None:
    for days in range(13, 0, -1):
        stage.world.publish(BRAND, "Доброго ранку", stage.clock[0] - timedelta(days=days))
    stage.turn()
    costs = []
    for _ in range(30):
        stage.later(minutes=2)
        costs.append(stage.asked())

    assert min(costs) == 1
    assert sum(costs) / len(costs) <= 3


def test_a_turn_just_after_another_costs_one_request(stage: Stage) -> None:
    a_talk(stage)
    stage.turn()
    stage.later(seconds=1)

    assert stage.asked() == 1


def test_no_turn_but_the_back_fill_goes_over_its_budget(stage: Stage) -> None:
    for _ in range(70):
        a_talk(stage, comments=1)
    assert stage.asked() > 70
    stage.later(days=1)

    assert stage.asked() == 30
    assert stage.asked() == 30


def test_old_pages_are_read_again_in_rotation(store: Store, http: Http) -> None:
    with a_stage(store, http, page=5) as stage:
        posts = [stage.world.publish(BRAND, "Новина", START) for _ in range(30)]
        stage.turn()
        stage.world.edit(posts[0], "Виправлена новина")
        stage.world.delete(posts[12])
        found = Kept()
        for _ in range(6):
            stage.later(hours=1)
            found += stage.turn().kept

        assert found == Kept(edited=1, deleted=1)


def test_the_first_post_of_a_channel_can_go_too(store: Store, http: Http) -> None:
    with a_stage(store, http, page=5) as stage:
        posts = [stage.world.publish(BRAND, "Новина", START) for _ in range(12)]
        stage.turn()
        stage.world.delete(posts[0])
        found = Kept()
        for _ in range(5):
            stage.later(hours=1)
            found += stage.turn().kept

        assert found == Kept(deleted=1)


def test_the_window_bounds_what_is_read(stage: Stage) -> None:
    stage.world.publish(BRAND, "Давно", START - timedelta(days=20))
    stage.world.publish(BRAND, "Нещодавно", START - timedelta(days=10))

    assert stage.turn().kept == Kept(new=1)
    assert stage.turn(since=START - timedelta(days=30)).kept == Kept(new=1)


def test_a_service_message_is_no_post(stage: Stage) -> None:
    stage.telegram.service.add(stage.world.publish(BRAND, "Channel photo updated"))
    post, _ = a_talk(stage, comments=0)

    assert stage.turn().kept == Kept(new=1)
    assert stage.find(str(post))


def test_a_channel_that_closes_its_discussion_is_still_read(stage: Stage) -> None:
    post, numbers = a_talk(stage)
    stage.turn()
    stage.telegram.closed.add(post)
    a_talk(stage, comments=1)
    stage.later(hours=1)

    turn = stage.turn()
    assert (turn.error, turn.kept) == (None, Kept(new=2))
    assert stage.find(f"{post}/{numbers[0]}").deleted_at is None
