"""Answers that are being written: kept as typed, and never lost."""

from datetime import timedelta

import pytest

from models.records import Case, User
from models.store import Store
from models.store.drafts import OtherDraftError
from tests.factories import NOW, judge, keep, mention, user, verdict


@pytest.fixture
def olena(store: Store) -> User:
    return user(store, "olena")


@pytest.fixture
def case(store: Store) -> Case:
    (key,) = keep(store, mention(2))
    judge(store, {key: verdict("complaint")})
    found = store.cases.of_mention(key)
    assert found is not None
    return found


def typed(store: Store, case: Case, who: User, text: str, known: int = 0, version: int = 1) -> int:
    draft = store.drafts.keep(case.id, who.id, text, NOW, known, version)
    return draft.revision if draft else 0


def text_of(store: Store, case: Case, who: User) -> str | None:
    draft = store.drafts.of(case.id, who.id)
    return draft.text if draft else None


def test_a_draft_is_kept_exactly_as_typed(store: Store, case: Case, olena: User) -> None:
    text = "  Доброго дня!\n\nВже шукаємо… <3 \t"
    typed(store, case, olena, text)
    assert text_of(store, case, olena) == text


def test_each_person_has_a_draft_of_their_own(store: Store, case: Case, olena: User) -> None:
    ivan = user(store, "ivan")
    typed(store, case, olena, "Шукаємо")
    typed(store, case, ivan, "Дзвоню")
    assert (text_of(store, case, olena), text_of(store, case, ivan)) == ("Шукаємо", "Дзвоню")


def test_a_window_that_knows_the_latest_goes_on_writing(store: Store, case: Case, olena: User) -> None:
    revision = typed(store, case, olena, "Шу")
    typed(store, case, olena, "Шукаємо", revision)
    assert text_of(store, case, olena) == "Шукаємо"


@pytest.mark.parametrize("text", ["Зовсім інше", ""])
def test_a_second_window_never_writes_over_the_first(
    store: Store, case: Case, olena: User, text: str
) -> None:
    typed(store, case, olena, "Шукаємо")
    with pytest.raises(OtherDraftError) as other:
        typed(store, case, olena, text)
    assert other.value.draft.text == "Шукаємо"
    assert text_of(store, case, olena) == "Шукаємо"


def test_what_is_erased_is_forgotten(store: Store, case: Case, olena: User) -> None:
    revision = typed(store, case, olena, "Шу")
    assert typed(store, case, olena, " \n", revision) == 0
    assert text_of(store, case, olena) is None


def test_a_draft_outlives_a_change_of_owner(store: Store, case: Case, olena: User) -> None:
    typed(store, case, olena, "Шукаємо")
    store.cases.take(case.id, user(store, "ivan").id, 1, NOW)
    assert text_of(store, case, olena) == "Шукаємо"


def test_answering_spends_the_draft_and_undoing_gives_it_back(store: Store, case: Case, olena: User) -> None:
    typed(store, case, olena, "Шукаємо")
    action = store.cases.answer(case.id, olena.id, 1, NOW, "Вже шукаємо")
    assert text_of(store, case, olena) is None
    store.cases.undo(action, olena.id, NOW)
    assert text_of(store, case, olena) == "Вже шукаємо"


def test_answering_without_words_leaves_the_draft(store: Store, case: Case, olena: User) -> None:
    typed(store, case, olena, "Шукаємо")
    store.cases.answer(case.id, olena.id, 1, NOW)
    assert text_of(store, case, olena) == "Шукаємо"


def test_a_save_that_comes_after_its_answer_is_dropped(store: Store, case: Case, olena: User) -> None:
    store.cases.answer(case.id, olena.id, 1, NOW, "Вже шукаємо")
    typed(store, case, olena, "Вже шу ".strip(), version=1)
    assert text_of(store, case, olena) is None
    typed(store, case, olena, "Знайшли!", version=1)
    assert text_of(store, case, olena) == "Знайшли!"


def test_the_one_who_looked_long_ago_is_forgotten(store: Store, case: Case, olena: User) -> None:
    minute = timedelta(minutes=1)
    store.presence.see(case.id, olena.id, NOW)
    assert [each.seen_at for each in store.presence.people(case.id, NOW - minute)] == [NOW]
    assert [each.seen_at for each in store.presence.people(case.id, NOW + minute)] == [None]
    store.presence.forget(NOW + minute)
    assert [each.seen_at for each in store.presence.people(case.id, NOW - minute)] == [None]
