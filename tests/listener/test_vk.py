"""A wall on VK as it is collected: nothing missed, nothing twice, and little asked."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from listener.collect import collect
from listener.network import Http
from listener.replica.scenario import VK_OWNER, load
from listener.replica.server import Fault, Replica, as_json
from listener.replica.vk import TOKEN, Vk
from models.store import Store
from tests.listener.conftest import a_source
from tests.listener.vk_stage import ANNA, BRAND, START, TARAS, Killed, Stage, a_stage

WALL, COMMENTS = "wall.get", "wall.getComments"
QUIET = [WALL, COMMENTS]  # a look at the wall, and one stretch read again


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(store, http) as ready:
        yield ready


def a_post(stage: Stage, comments: int = 0) -> int:
    post = stage.world.publish(BRAND, "Відділення на Садовій відкрито")
    for number in range(comments):
        stage.world.comment(post, ANNA, f"Коментар {number}")
    return post


def test_posts_comments_and_replies_are_stored_with_what_they_answer(stage: Stage) -> None:
    post = a_post(stage)
    comment = stage.world.comment(post, ANNA, "Де моя посилка?")
    answer = stage.world.comment(post, BRAND, "[id17|Анна], їде", reply_to=comment)
    stage.world.comment(post, ANNA, "Дякую", reply_to=answer)
    stage.world.publish(TARAS, "Пишу на стіну: не додзвонитись")

    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(answer, post).mention.by_brand
    assert stage.find(answer, post).mention.text == "[id17|Анна], їде"
    assert stage.find(comment, post).mention.author_name == "Анна К."


@pytest.mark.parametrize(
    "target", ["zoria_post", "-700700", "@zoria_post", "https://vk.com/zoria_post", "m.vk.ru/zoria_post/"]
)
def test_a_wall_is_named_by_its_domain_its_number_or_a_link(store: Store, http: Http, target: str) -> None:
    with a_stage(store, http, target) as stage:
        a_post(stage)

        assert stage.turn().kept.new == 1


def test_long_comments_are_stored_whole(stage: Stage) -> None:
    post = a_post(stage)
    comment = stage.world.comment(post, ANNA, "Дуже довга скарга. " * 50)

    stage.turn()

    assert stage.find(comment, post).mention.text == "Дуже довга скарга. " * 50


def test_a_wall_longer_than_a_page_is_read_to_its_end(stage: Stage) -> None:
    for _ in range(230):
        stage.world.publish(TARAS, "Де посилка?")

    assert stage.asked() == [WALL] * 3
    assert stage.kept() == stage.shown()


def test_a_thread_longer_than_a_page_is_read_to_its_end(stage: Stage) -> None:
    post = a_post(stage, comments=150)
    first = stage.world.comments(post)[0].number
    for number in range(140):
        stage.world.comment(post, TARAS, f"Відповідь {number}", reply_to=first)

    stage.turn()

    assert stage.kept() == stage.shown()


def test_a_turn_with_nothing_new_costs_two_requests(stage: Stage) -> None:
    for _ in range(30):
        a_post(stage, comments=20)
    stage.turn()

    assert [stage.asked() for _ in range(3)] == [QUIET] * 3


def test_a_quiet_wall_without_comments_costs_one_request(stage: Stage) -> None:
    a_post(stage)
    stage.turn()

    assert stage.asked() == [WALL]


def test_only_the_thread_that_grew_is_read(stage: Stage) -> None:
    posts = [a_post(stage, comments=5) for _ in range(9)]
    stage.turn()
    stage.world.comment(posts[4], ANNA, "А вихідні?")

    assert stage.asked() == [WALL, COMMENTS, COMMENTS]
    assert stage.replica.requests[-2].form["post_id"] == str(posts[4])
    assert stage.kept() == stage.shown()


def test_a_hot_thread_costs_a_page_and_not_its_whole_length(stage: Stage) -> None:
    post = a_post(stage, comments=450)
    stage.turn()
    stage.world.comment(post, ANNA, "Я теж чекаю")

    assert stage.asked() == [WALL, COMMENTS]
    assert stage.kept() == stage.shown()


def test_a_new_reply_under_an_old_comment_is_found_by_the_count(stage: Stage) -> None:
    post = a_post(stage, comments=250)
    oldest = stage.world.comments(post)[0].number
    stage.turn()
    reply = stage.world.comment(post, TARAS, "І в мене так", reply_to=oldest)

    stage.turn()

    assert stage.find(reply, post)


def test_a_reply_beyond_those_that_come_along_is_found(stage: Stage) -> None:
    post = a_post(stage, comments=1)
    comment = stage.world.comments(post)[0].number
    for number in range(15):
        stage.world.comment(post, TARAS, f"Відповідь {number}", reply_to=comment)
    stage.turn()
    reply = stage.world.comment(post, ANNA, "Вирішили?", reply_to=comment)

    stage.turn()

    assert stage.find(reply, post)


def test_an_edited_comment_keeps_its_old_text(stage: Stage) -> None:
    post = a_post(stage, comments=1)
    comment = stage.world.comments(post)[0].number
    stage.turn()
    stage.world.edit(comment, "Уже не треба")
    stage.turn()

    kept = stage.find(comment, post)
    assert kept.mention.text == "Уже не треба"
    assert [old.text for old in stage.store.mentions.revisions(kept.id)] == ["Коментар 0"]


def test_edits_deep_in_a_long_thread_are_found_a_stretch_a_turn(stage: Stage) -> None:
    post = a_post(stage, comments=450)
    oldest = stage.world.comments(post)[0].number
    stage.turn()
    stage.world.edit(oldest, "Уже не треба")

    costs = [stage.asked() for _ in range(5)]

    assert costs == [QUIET] * 5
    assert stage.find(oldest, post).mention.text == "Уже не треба"


def test_a_deleted_comment_is_hidden_and_its_text_is_kept(stage: Stage) -> None:
    post = a_post(stage, comments=3)
    comment = stage.world.comments(post)[1].number
    stage.turn()
    stage.delete(comment)

    assert stage.turn().kept.deleted == 1
    kept = stage.find(comment, post)
    assert kept.deleted_at == stage.clock[0]
    assert kept.mention.text == "Коментар 1"


def test_a_deleted_comment_that_keeps_its_place_is_hidden_too(stage: Stage) -> None:
    post = a_post(stage, comments=1)
    comment = stage.world.comments(post)[0].number
    reply = stage.world.comment(post, TARAS, "І в мене так", reply_to=comment)
    stage.turn()
    stage.delete(comment)
    stage.turn()

    assert stage.find(comment, post).deleted_at
    assert not stage.find(reply, post).deleted_at


def test_a_reply_to_what_was_never_seen_is_not_mistaken_for_gone(stage: Stage) -> None:
    post = a_post(stage, comments=1)
    comment = stage.world.comments(post)[0].number
    replies = [stage.world.comment(post, TARAS, f"Відповідь {each}", reply_to=comment) for each in range(14)]
    stage.world.comment(post, ANNA, "Не пишіть дурниць", reply_to=replies[12])
    stage.delete(replies[12])  # before we have ever seen it
    stage.turn()
    stage.delete(replies[3])

    stage.turn()

    assert stage.kept() == stage.shown()


def test_a_comment_that_is_restored_is_shown_again(stage: Stage) -> None:
    post = a_post(stage, comments=2)
    comment = stage.world.comments(post)[0].number
    stage.turn()
    stage.delete(comment)
    stage.turn()
    stage.restore(comment)
    stage.turn()

    assert not stage.find(comment, post).deleted_at


def test_with_a_post_its_comments_go_and_come_back(stage: Stage) -> None:
    post = a_post(stage, comments=2)
    a_post(stage)
    stage.turn()
    stage.delete(post)
    assert stage.turn().kept.deleted == 3
    assert stage.kept() == stage.shown()

    stage.restore(post)
    stage.turn()

    assert stage.kept() == stage.shown()


def test_answers_that_count_comments_and_show_none_hide_nobody(stage: Stage) -> None:
    post = a_post(stage, comments=3)
    stage.turn()
    stage.world.comment(post, ANNA, "Ще одне")
    hollow = Fault(as_json({"response": {"count": 4, "current_level_count": 4, "items": []}}))

    for _ in range(3):
        stage.replica.faults.extend([None, hollow])
        assert stage.turn().kept.deleted == 0
    stage.turn()
    assert stage.kept() == stage.shown()


def test_an_empty_answer_of_a_full_wall_hides_nobody(stage: Stage) -> None:
    a_post(stage, comments=3)
    stage.turn()
    stage.replica.faults.append(Fault(as_json({"response": {"count": 0, "items": []}})))

    assert stage.turn().kept.deleted == 0


def test_a_post_is_called_gone_only_when_it_is_not_there_by_name(stage: Stage) -> None:
    posts = [a_post(stage) for _ in range(3)]
    stage.turn()
    stage.delete(posts[1])

    assert stage.asked() == [WALL, "wall.getById"]
    assert stage.asked() == [WALL]
    assert stage.kept() == stage.shown()


@pytest.mark.parametrize("shift", ["new", "deleted", "pinned"])
def test_posts_that_shift_while_the_wall_is_paged_are_neither_missed_nor_hidden(
    stage: Stage, shift: str
) -> None:
    stage.vk.largest = 4
    posts = [a_post(stage) for _ in range(12)]
    stage.turn()
    shifts = {
        "new": lambda: a_post(stage),
        "deleted": lambda: stage.delete(posts[-1]),
        "pinned": lambda: setattr(stage.vk, "pinned", posts[0]),
    }
    stage.meanwhile[:] = [lambda: None, shifts[shift]]

    stage.turn()
    assert not stage.wrongly_hidden()
    stage.turn()
    assert stage.kept() == stage.shown()


def test_a_pinned_post_of_long_ago_is_read_on(stage: Stage) -> None:
    post = a_post(stage)
    stage.vk.pinned = post
    stage.later(days=100)
    a_post(stage)
    stage.turn()
    comment = stage.world.comment(post, ANNA, "Ці правила ще діють?")

    stage.turn()

    assert stage.find(comment, post)


def test_posts_before_the_window_are_left_alone(stage: Stage) -> None:
    old = a_post(stage, comments=1)
    stage.later(days=15)
    a_post(stage, comments=1)
    stage.turn()

    assert {request.form.get("post_id") for request in stage.replica.requests} == {None, str(old + 2)}
    assert set(stage.kept()) == {"-700700_3", "-700700_3_4"}


def test_a_back_fill_reads_as_far_as_it_is_told(stage: Stage) -> None:
    old = a_post(stage, comments=1)
    stage.later(days=100)
    a_post(stage, comments=1)
    stage.turn(since=START - timedelta(days=1))

    assert stage.kept() == stage.shown()
    assert stage.find(old).backfilled


def test_a_back_fill_that_was_killed_goes_on(stage: Stage) -> None:
    for _ in range(5):
        a_post(stage, comments=3)
    for kept in range(4):
        with suppress(Killed):
            stage.turn(killed_after=kept)
    stage.turn()

    assert stage.kept() == stage.shown()
    assert stage.find(1).backfilled


def test_the_scenario_is_collected_as_it_is_told(store: Store, http: Http) -> None:
    now = [START]
    told = load(START, lambda: now[0]).vk
    with Replica(Vk(told, VK_OWNER).answer) as replica:
        wall = a_source(
            TOKEN, platform="vk", target=str(VK_OWNER), token_env="T", window="20d", base_url=replica.url
        )
        for _ in range(8):
            collect(wall, http, store, lambda: now[0])
            now[0] += timedelta(minutes=5)
        now[0] -= timedelta(minutes=5)

    for post in told.posts():
        kept = store.mentions.thread("zoria-page", f"{VK_OWNER}_{post.number}")
        shown = [post.text, *(each.text for each in told.comments(post.number))]
        assert sorted(each.mention.text for each in kept if not each.deleted_at) == sorted(shown)


def test_closed_comments_are_not_an_outage(stage: Stage) -> None:
    closed = a_post(stage, comments=2)
    stage.vk.closed.add(closed)
    open_ = a_post(stage, comments=2)

    assert stage.turn().error is None
    assert stage.turn().error is None
    assert len(stage.store.mentions.thread("zoria-vk", f"-700700_{open_}")) == 3


def test_the_token_travels_in_a_header_alone(stage: Stage) -> None:
    a_post(stage, comments=1)
    stage.turn()

    for request in stage.replica.requests:
        assert request.headers["authorization"].startswith("Bearer ")
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        assert "access_token" not in request.fields
        assert request.form["v"] == "5.199"
