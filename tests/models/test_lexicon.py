"""Words of a brand: one mark each, removable, and back again."""

import pytest

from models.records import Role
from models.store import Store
from models.store.lexicon import LexiconError
from tests.factories import NOW, user

FORMS = (("гном", "гномик"), ("5",))


def test_a_word_is_kept_with_who_and_when(store: Store) -> None:
    number = store.lexicon.mark("zoria", "Гном 5", FORMS, "bad", user(store, "lesia", Role.LEAD).id, NOW)
    (entry,) = store.lexicon.of("zoria")
    assert (entry.id, entry.phrase, entry.forms, entry.mark) == (number, "Гном 5", FORMS, "bad")
    assert (entry.added_by, entry.added_at) == ("Lesia", NOW)
    assert store.lexicon.of("luna") == []
    assert store.lexicon.all() == {"zoria": [entry]}


def test_a_word_has_one_mark_and_the_latest_holds(store: Store) -> None:
    person = user(store).id
    for mark in ("bad", "neutral"):
        store.lexicon.mark("zoria", "гном", FORMS, mark, person, NOW)
    assert [entry.mark for entry in store.lexicon.of("zoria")] == ["neutral"]
    with pytest.raises(LexiconError, match="already"):
        store.lexicon.mark("zoria", "гном", FORMS, "neutral", person, NOW)


def test_a_removed_word_comes_back_unless_it_was_marked_anew(store: Store) -> None:
    person = user(store).id
    first = store.lexicon.mark("zoria", "гном", FORMS, "bad", person, NOW)
    assert [store.lexicon.remove(first, person, NOW) for _ in range(2)] == [True, False]
    assert store.lexicon.restore(first)
    store.lexicon.mark("zoria", "гном", FORMS, "good", person, NOW)
    with pytest.raises(LexiconError, match="anew"):
        store.lexicon.restore(first)


@pytest.mark.parametrize(("forms", "mark"), [((), "bad"), (FORMS, "ugly")])
def test_what_means_nothing_is_not_kept(store: Store, forms: tuple[tuple[str, ...], ...], mark: str) -> None:
    with pytest.raises(LexiconError, match="write a word"):
        store.lexicon.mark("zoria", "гном", forms, mark, user(store).id, NOW)
