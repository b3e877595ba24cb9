"""Features are the same on every machine, and a comment is the sum of what its words give."""

import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.features import OFFSETS, SIZES, WIDTH, Vocabulary, hash_of, matrix, sheet, sizes

WHERE = 11659393413631999887  # all columns and counts of TEXTS, as one number
TEXTS = ["Не працює додаток!", "ne rabotaet prilozhenie", "", "🙂", "Де посилка? Де?"]


def counts(*texts: str) -> sp.csr_array:
    """The features of some texts."""
    vocabulary = Vocabulary()
    return matrix(sheet(texts, vocabulary), vocabulary)


def columns(text: str, block: str) -> set[int]:
    """The columns of one block that a text fills."""
    return {int(place) for place in counts(text).indices if 0 <= place - OFFSETS[block] < SIZES[block]}


def test_features_never_move_between_columns() -> None:
    found = counts(*TEXTS)
    assert found.shape == (len(TEXTS), WIDTH)
    moved = "features moved: raise features.VERSION and train the base again"
    assert hash_of(f"{found.indices.tolist()} {found.data.tolist()}") == WHERE, moved


def test_a_batch_gives_what_its_comments_give_alone() -> None:
    together = counts(*TEXTS).toarray()
    assert all((together[row] == counts(text).toarray()[0]).all() for row, text in enumerate(TEXTS))


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["не", "працює", "сайт", "😡", "ok", "12", "!"]), max_size=8))
def test_the_number_of_words_can_be_told_from_the_counts(words: list[str]) -> None:
    assert sizes(counts(" ".join(words))).tolist() == [len(words)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("працюють", "працює"), ("посылку", "posylku"), ("кредиту", "КРЕДИТОМ"), ("привет", "ghbdtn")],
)
def test_forms_of_one_word_share_a_column(one: str, other: str) -> None:
    assert columns(one, "words") & columns(other, "words")


def test_a_negation_reaches_the_words_after_it() -> None:
    near, far = (columns(text, "pairs") for text in ("не дуже добре", "не так уже й добре"))
    direct = columns("не добре", "pairs")
    assert len(near & direct) > len(far & direct)


def test_a_full_vocabulary_forgets_and_goes_on() -> None:
    vocabulary = Vocabulary(most=3)
    sheet(["один два три"], vocabulary)
    number = sheet(["чотири два"], vocabulary).number
    assert (number.tolist(), vocabulary.forgotten) == ([0, 1], 1)
