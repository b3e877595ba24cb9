"""What is found by what, as lines of text and search."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as some

from classifier.search import FOLDING, plain, search_forms, sought, words_of, write_search_forms
from models.records import Batch
from models.store import Store
from models.store.queue import Filters
from tests.factories import NOW, keep, mention

FOUND = """
Де моя посилка?                       | посилку
Вашими посилками задоволена           | посилка
Потеряли мою посылку                  | посылки
Посылок нет и не будет                | посылка
Люди стоять по годині                 | людина
Людям не отвечают                     | человек
Елку довезли целой                    | ёлка
Привезли ёлки                         | елка
Їжа холодна                           | іжа
На ґанку лежить                       | ганок
Зламаний комп’ютер                    | компютером
Зламаний компютер                     | комп'ютери
Запах м'яти                           | мята
Дев`ять днів                          | девять
Укрпоштою швидше                      | укрпошта
Монобанком не беруть                  | монобанк
Сталь или стали                       | сталью
Они стали хуже                        | стать
ПОСИЛКА                               | посилка
Пoсилкa латиницею всередині           | посилка
Дякуюююю вам                          | дякую
Замовлення 20450123456789 де?         | 20450123456789
Пише @zoria_help у личку              | @zoria_help
Онлайн-магазином задоволені           | онлайн магазин
Де моя посилка?                       | posylka
Потеряли посылку                      | posylki
Dyakuyu, vse dobre                    | дякую
Где мой заказ                         | zakaza
Привет из отделения                   | ghbdtn
Дякую 🌻                              | 🌻
Де моя посилка вже місяць             | "моя посилка"
Де моя посилка вже місяць             | “МОЯ ПОСИЛКА” місяцями
Де моя посилка вже місяць             | «моя посилка
Де моя посилка вже місяць             | "moya posylka"
Де моя посилка вже місяць             | посил
Де моя посилка вже місяць             | пос* місяць
Де моя посилка вже місяць             | посилка -дякую
Де моя посилка вже місяць             | -дякую
Автор каже дякую                      | коваль
"""

MISSED = """
Де моя посилка?                       | листа
Де моя посилка?                       | посилка листа
Де моя посилка вже місяць             | "посилка моя"
Де моя посилка вже місяць             | "моєї посилки"
Де моя посилка вже місяць             | посил місяць
Де моя посилка вже місяць             | посилка -місяці
Де моя посилка вже місяць             | -посилки
Де моя посилка вже місяць             | посилка -"моя посилка"
Де моя посилка?                       | ???
Де моя посилка?                       | по
"""


def lines(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]


def found(store: Store, search: str) -> list[str]:
    seen = store.queue.mentions(Filters(sought=sought(search)))
    return [each.mention.mention.text for each in seen]


@pytest.mark.parametrize(("text", "search"), lines(FOUND))
def test_any_form_finds_any_other(store: Store, text: str, search: str) -> None:
    keep(store, mention(1, text, author_name="Олена Коваль"), mention(2, "зовсім інше", author_name=None))
    write_search_forms(store)
    assert text in found(store, search)


@pytest.mark.parametrize(("text", "search"), lines(MISSED))
def test_what_does_not_fit_is_not_found(store: Store, text: str, search: str) -> None:
    keep(store, mention(1, text))
    write_search_forms(store)
    assert found(store, search) == []


def test_a_space_after_the_last_word_ends_it(store: Store) -> None:
    keep(store, mention(1, "Посилкою"))
    write_search_forms(store)
    assert found(store, "посил") == ["Посилкою"]
    assert found(store, "посил ") == []


def test_an_edited_text_is_found_by_its_new_words_only(store: Store) -> None:
    keep(store, mention(1, "Де моя посилка?"))
    write_search_forms(store)
    store.mentions.keep("zoria-telegram", Batch((mention(1, "Лист прийшов"),)), NOW)
    assert found(store, "посилка") == []
    assert write_search_forms(store) == 1
    assert found(store, "листи") == ["Лист прийшов"]
    assert write_search_forms(store) == 0


def test_a_form_of_a_text_that_was_edited_meanwhile_is_not_kept(store: Store) -> None:
    keep(store, mention(1, "Де моя посилка?"))
    waiting = store.search.unwritten(FOLDING)
    store.mentions.keep("zoria-telegram", Batch((mention(1, "Лист прийшов"),)), NOW)
    store.search.keep(search_forms(waiting), FOLDING)
    assert found(store, "посилка") == []
    assert len(store.search.unwritten(FOLDING)) == 1


def test_a_better_folding_writes_all_anew(store: Store) -> None:
    keep(store, mention(1), mention(2))
    assert write_search_forms(store, limit=1) == 1
    assert len(store.search.unwritten(FOLDING)) == 1
    assert len(store.search.unwritten(FOLDING + 1)) == 2


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("search") / "vidhuk.db")
    keep(store, mention(1, "Де моя посилка?"))
    write_search_forms(store)
    yield store
    store.close_all()


@pytest.mark.parametrize(
    "typed",
    [
        *(
            '"',
            '""',
            "-",
            "--",
            '-"',
            "*",
            "a AND",
            "NOT",
            "NEAR(a b, 2)",
            "words:x",
            "{a b}: c",
            "^a",
            "a + b",
        ),
        *(
            "(",
            ")",
            "';drop table mentions--",
            "\x00",
            "a\x00b",
            "\ud83c",
            "ʼ",
            "%",
            "_",
            "a" * 5000,
            "я " * 999,
        ),
    ],
)
def test_no_search_is_an_error(one_store: Store, typed: str) -> None:
    found(one_store, typed)


@given(some.text(max_size=60))
def test_nothing_that_can_be_typed_is_an_error(one_store: Store, typed: str) -> None:
    found(one_store, typed)


@given(some.text(alphabet="абвгґдеєёжзиіїйклмнопрстуфхцчшщьюяыэъ'", min_size=1, max_size=12))
def test_every_word_finds_itself(one_store: Store, word: str) -> None:
    read = sought(f"{word} ")
    spoken = [plain(each) for each in words_of([word])[0]]
    assert read is not None
    assert [form for form in spoken if any(form in term.forms for term in read.terms)] == spoken[:20]
