"""A thread as it reads."""

from hypothesis import given
from hypothesis import strategies as st

from models.records import Kind, StoredMention
from models.store.queue import Seen
from tests.factories import NOW, mention
from web.board.thread import DEEPEST, laid_out


def seen(number: int, parent: str | None) -> Seen:
    kind = Kind.POST if number == 0 else Kind.COMMENT
    said = mention(number, external_id=str(number), thread_id="0", parent_id=parent, kind=kind)
    stored = StoredMention(number, said, NOW, None, 1, False)
    return Seen(stored, None, None, (), None, None, None, False, None)


def drawn(thread: list[Seen]) -> str:
    replies = laid_out(thread)
    return " ".join(f"{'-' * each.depth}{each.seen.mention.id}{'?' * each.orphan}" for each in replies)


def test_the_post_is_on_top_and_replies_stand_under_what_they_answer() -> None:
    thread = [seen(1, "0"), seen(0, None), seen(2, "0"), seen(3, "1"), seen(4, "3")]
    assert drawn(thread) == "0 -1 --3 ---4 -2"


def test_a_reply_to_something_that_is_not_here_says_so() -> None:
    assert drawn([seen(0, None), seen(5, "4")]) == "0 -5?"
    assert drawn([seen(0, None), seen(5, "4"), seen(6, "5")]) == "0 -5? --6"


def test_replies_without_their_post_are_shown_all_the_same() -> None:
    assert drawn([seen(1, None), seen(2, "1")]) == "-1 -2"


def test_parents_that_run_in_a_ring_hang_nothing() -> None:
    assert sorted(drawn([seen(0, None), seen(1, "2"), seen(2, "1")]).split()) == ["-1?", "-2?", "0"]


def test_a_deep_quarrel_is_not_indented_off_the_page() -> None:
    deep = [seen(0, None), *(seen(number, str(number - 1)) for number in range(1, 2000))]
    assert max(each.depth for each in laid_out(deep)) == DEEPEST


@given(st.lists(st.integers(0, 12), min_size=1, max_size=12))
def test_whatever_is_in_a_thread_comes_out_once(parents: list[int]) -> None:
    thread = [seen(number, str(parent)) for number, parent in enumerate(parents)]
    assert sorted(each.seen.mention.id for each in laid_out(thread)) == list(range(len(parents)))
