"""The replica of VK keeps to what is known of VK's API."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from listener.replica.server import Replica
from listener.replica.vk import TOKEN, Vk
from listener.replica.world import Account, World

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BRAND = Account(700700, "Пошта Зоря", "zoria_post", brand=True)
ANNA = Account(17, "Анна К.", "anna_k")


@pytest.fixture
def vk() -> Vk:
    return Vk(World(lambda: NOW))


@pytest.fixture
def client(vk: Vk) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {TOKEN}"}
    with Replica(vk.answer) as replica, httpx.Client(base_url=replica.url, headers=headers) as client:
        yield client


def ask(client: httpx.Client, method: str, **fields: Any) -> Any:
    answer = client.post(f"/method/{method}", data={"v": "5.199", "owner_id": -700700, **fields})
    assert answer.status_code == 200
    return answer.json()


def code(client: httpx.Client, method: str, **fields: Any) -> int:
    return int(ask(client, method, **fields)["error"]["error_code"])


def numbers(body: Any) -> list[int]:
    return [item["id"] for item in body["response"]["items"]]


def test_faults_come_with_status_200_and_echo_the_request(vk: Vk, client: httpx.Client) -> None:
    vk.tokens.clear()

    error = ask(client, "wall.get")["error"]

    assert error["error_code"] == 5
    assert {"key": "owner_id", "value": "-700700"} in error["request_params"]


@pytest.mark.parametrize(
    ("method", "fields", "expected"),
    [
        ("wall.repost", {}, 3),
        ("wall.get", {"owner_id": -1}, 100),
        ("wall.get", {"count": 101}, 100),
        ("wall.getComments", {"post_id": 99}, 15),
        ("wall.getComments", {"post_id": 1, "comment_id": 99}, 211),
    ],
)
def test_what_cannot_be_is_refused(
    vk: Vk, client: httpx.Client, method: str, fields: dict[str, int], expected: int
) -> None:
    vk.world.publish(BRAND, "Пост")

    assert code(client, method, **fields) == expected


def test_a_call_names_the_version_of_the_api(client: httpx.Client) -> None:
    assert client.post("/method/wall.get", data={"owner_id": -700700}).json()["error"]["error_code"] == 8


def test_a_token_may_come_as_a_parameter(vk: Vk, client: httpx.Client) -> None:
    with httpx.Client(base_url=client.base_url) as plain:
        assert code(plain, "wall.get") == 5
        assert "response" in ask(plain, "wall.get", access_token=TOKEN)


def test_one_method_s_quota_is_not_another_s(vk: Vk, client: httpx.Client) -> None:
    vk.spent.add("wall.getComments")
    vk.world.publish(BRAND, "Пост")

    assert code(client, "wall.getComments", post_id=1) == 29
    assert numbers(ask(client, "wall.get")) == [1]


def test_too_many_requests_in_a_second_are_refused_until_it_is_over(vk: Vk, client: httpx.Client) -> None:
    seconds = [0.0]
    vk.per_second, vk.clock = 2, lambda: seconds[0]

    seen = ["error" in ask(client, "wall.get") for _ in range(3)]
    seconds[0] = 1.0

    assert seen == [False, False, True]
    assert "response" in ask(client, "wall.get")


def test_the_wall_is_newest_first_after_the_pinned_post(vk: Vk, client: httpx.Client) -> None:
    for day in range(4):
        vk.world.publish(BRAND, f"Пост {day}")
    vk.pinned = 2

    assert numbers(ask(client, "wall.get")) == [2, 4, 3, 1]
    assert numbers(ask(client, "wall.get", offset=1, count=2)) == [4, 3]
    assert ask(client, "wall.get")["response"]["items"][0]["is_pinned"] == 1


def test_offsets_shift_when_something_new_comes(vk: Vk, client: httpx.Client) -> None:
    for day in range(4):
        vk.world.publish(BRAND, f"Пост {day}")
    assert numbers(ask(client, "wall.get", count=2)) == [4, 3]
    vk.world.publish(BRAND, "Ще один")

    assert numbers(ask(client, "wall.get", count=2, offset=2)) == [3, 2]


def test_posts_asked_for_by_name_are_shown_when_they_stand(vk: Vk, client: httpx.Client) -> None:
    for day in range(3):
        vk.world.publish(BRAND, f"Пост {day}")
    vk.world.delete(2)

    assert numbers(ask(client, "wall.getById", posts="-700700_1,-700700_2,-700700_9")) == [1]


def a_thread(vk: Vk) -> None:
    """A post (1) with a comment (2), a reply to it (3), a reply to that (4), and another comment (5)."""
    vk.world.publish(BRAND, "Пост")
    vk.world.comment(1, ANNA, "Де посилка? " * 20)
    vk.world.comment(1, BRAND, "Їде", reply_to=2)
    vk.world.comment(1, ANNA, "Дякую", reply_to=3)
    vk.world.comment(1, ANNA, "Ще питання")


def test_replies_hang_flat_under_the_top_comment(vk: Vk, client: httpx.Client) -> None:
    a_thread(vk)

    top = ask(client, "wall.getComments", post_id=1, thread_items_count=10)["response"]["items"][0]

    assert top["thread"]["count"] == 2
    assert [reply["parents_stack"] for reply in top["thread"]["items"]] == [[2], [2]]
    assert [reply["reply_to_comment"] for reply in top["thread"]["items"]] == [2, 3]


def test_counts_of_all_levels_and_of_one_are_told_apart(vk: Vk, client: httpx.Client) -> None:
    a_thread(vk)

    answer = ask(client, "wall.getComments", post_id=1)["response"]
    thread = ask(client, "wall.getComments", post_id=1, comment_id=2, sort="desc")

    assert (answer["count"], answer["current_level_count"]) == (4, 2)
    assert numbers(thread) == [4, 3]
    assert ask(client, "wall.get")["response"]["items"][0]["comments"]["count"] == 4


def test_a_reply_moves_nothing_in_the_order_of_comments(vk: Vk, client: httpx.Client) -> None:
    a_thread(vk)
    before = numbers(ask(client, "wall.getComments", post_id=1, sort="desc"))

    vk.world.comment(1, ANNA, "І досі немає", reply_to=2)

    assert numbers(ask(client, "wall.getComments", post_id=1, sort="desc")) == before == [5, 2]


def test_texts_are_cut_unless_the_whole_is_asked_for(vk: Vk, client: httpx.Client) -> None:
    a_thread(vk)

    cut = ask(client, "wall.getComments", post_id=1)["response"]["items"][0]["text"]
    whole = ask(client, "wall.getComments", post_id=1, preview_length=0)["response"]["items"][0]["text"]

    assert len(cut) == 91
    assert whole == "Де посилка? " * 20


def test_likes_and_names_come_only_when_asked_for(vk: Vk, client: httpx.Client) -> None:
    a_thread(vk)

    bare = ask(client, "wall.getComments", post_id=1)["response"]
    full = ask(client, "wall.getComments", post_id=1, need_likes=1, extended=1, thread_items_count=9)[
        "response"
    ]

    assert "profiles" not in bare
    assert "likes" not in bare["items"][0]
    assert full["items"][0]["likes"]["count"] == 0
    assert full["profiles"][0]["first_name"] == "Анна"
    assert full["groups"][0] == {
        "id": 700700,
        "name": "Пошта Зоря",
        "screen_name": "zoria_post",
        "type": "page",
    }


def test_a_deleted_comment_keeps_its_place_while_there_are_replies(vk: Vk, client: httpx.Client) -> None:
    a_thread(vk)
    vk.world.delete(2)
    item = ask(client, "wall.getComments", post_id=1, thread_items_count=9)["response"]["items"][0]
    assert (item["id"], item["deleted"], item["text"], item["thread"]["count"]) == (2, True, "", 2)
    assert "from_id" not in item

    vk.world.delete(3)
    vk.world.delete(4)

    assert numbers(ask(client, "wall.getComments", post_id=1)) == [5]


@pytest.mark.parametrize(("counts_deleted", "expected"), [(False, 3), (True, 4)])
def test_whether_deleted_comments_count_can_be_chosen(
    vk: Vk, client: httpx.Client, counts_deleted: bool, expected: int
) -> None:
    a_thread(vk)
    vk.world.delete(2)
    vk.counts_deleted = counts_deleted

    assert ask(client, "wall.getComments", post_id=1)["response"]["count"] == expected


def test_closed_comments_are_a_fault_of_their_own(vk: Vk, client: httpx.Client) -> None:
    a_thread(vk)
    vk.closed.add(1)

    assert code(client, "wall.getComments", post_id=1) == 212


def test_a_link_to_a_post_leads_to_a_page_where_hostile_text_is_harmless(
    vk: Vk, client: httpx.Client
) -> None:
    post = vk.world.publish(BRAND, "Новость")
    vk.world.comment(post, Account(2, "<b>Анна</b>"), "<script>alert(1)</script>")
    page = client.get(f"/wall-700700_{post}", params={"reply": 2})
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert "&lt;b&gt;Анна" in page.text
    assert client.get("/wall-700700_99").status_code == 404
