"""Which comments are believed to be shown, worked out from pages."""

import pytest

from listener.sources.vk_parse import Comment, CommentPage
from listener.sources.vk_tally import NEWEST, Mark, Stretch, Tally, read_mark
from models.records import Kind, Mention, ThreadState
from tests.listener.vk_stage import START

SAID = Mention("zoria", "zoria-vk", "vk", "-7_1_2", Kind.COMMENT, "Так", START, "-7_1")


def page(*numbers: int, level: int) -> CommentPage:
    comments = tuple(Comment(number, 0, SAID) for number in numbers)
    return CommentPage(comments, count=level, level=level)


def tally(*shown: int) -> Tally:
    return Tally(dict.fromkeys(shown, 0))


# believed | offset | page | comments in the listing | gone
PAGES = """
1 2 3 4 5 | 0 | 5 4   | 5 |
1 2 3 4 5 | 0 | 5 3   | 4 | 4
1 2 3 4 5 | 0 | 4 3   | 4 | 5
1 2 3 4 5 | 1 | 4 2   | 4 | 3
1 2 3 4 5 | 2 | 3 2   | 5 |
1 2 3 4 5 | 3 | 2     | 4 | 1
1 2 3 4 5 | 0 | 7 6 5 | 7 |
1 2       | 0 |       | 0 | 1 2
"""


@pytest.mark.parametrize("line", PAGES.strip().splitlines())
def test_only_what_a_page_would_have_to_show_is_gone(line: str) -> None:
    believed, offset, shown, level, gone = ([int(each) for each in cell.split()] for cell in line.split("|"))
    belief = tally(*believed)

    belief.take(Stretch(0, offset[0]), page(*shown, level=level[0]))

    assert belief.gone == set(gone)


def test_what_turns_up_again_was_not_gone() -> None:
    belief = tally(1, 2, 3)
    belief.take(NEWEST, page(3, 1, level=3))
    belief.take(NEWEST, page(3, 2, 1, level=3))

    assert belief.gone == set()


def test_with_a_comment_its_thread_leaves() -> None:
    belief = Tally({1: 0, 2: 0, 3: 2, 4: 2})

    belief.take(NEWEST, page(1, level=1))

    assert belief.gone == {2, 3, 4}


def test_the_thread_of_a_deleted_comment_stays_as_long_as_its_place() -> None:
    belief = Tally({1: 0, 2: 0, 3: 2})
    deleted = Comment(2, 0, None, thread=1, replies=(Comment(3, 2, SAID),))

    belief.take(NEWEST, CommentPage((deleted, Comment(1, 0, SAID)), 2, 2))
    assert belief.gone == {2}
    belief.take(NEWEST, page(1, level=1))

    assert belief.gone == {2, 3}


def test_a_count_that_holds_more_than_is_shown_can_be_known() -> None:
    assert tally(1, 2).agrees(2)
    assert not tally(1, 2).agrees(3)
    assert Tally({1: 0, 2: 0}, surplus=1).agrees(3)


def test_a_mark_is_read_as_it_was_written() -> None:
    mark = Mark(2, (Stretch(0, 99), Stretch(17)), {5: 3})

    assert read_mark(ThreadState("-7_1", mark.text)) == mark
    assert read_mark(ThreadState("-7_1")) == read_mark(None) == Mark()
