"""Finding by words, on the queue and among the mentions."""

import re

import pytest
from flask.testing import FlaskClient

from classifier.search import write_search_forms
from models.store import Store
from tests.factories import judge, keep, mention, verdict
from tests.web.scene import board_settings
from web.app import create_app


@pytest.fixture
def told(store: Store) -> Store:
    """A complaint and a question with their cases, and praise that has none."""
    keys = keep(
        store,
        mention(1, "Загубили мою посилку"),
        mention(2, "Скільки коштує посилка?"),
        mention(3, "Посилки прийшли, дякую"),
        mention(4, "Лист прийшов"),
    )
    flags = ("complaint", "question", "praise", "complaint")
    judge(store, {key: verdict(flag) for key, flag in zip(keys, flags, strict=True)})
    write_search_forms(store)
    return store


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/?q=посилками", {"Загубили", "Скільки"}),
        ("/?q=посилками&label=question", {"Скільки"}),
        ("/?q=posylka -коштувати", {"Загубили"}),
        ("/?q=посилки&status=closed", set()),
        ("/mentions?q=посилку", {"Загубили", "Скільки", "Посилки"}),
        ("/mentions?q=посилку&label=praise", {"Посилки"}),
        ("/mentions?q=%22мою посилку%22", {"Загубили"}),
        ("/mentions?q=-посилка", {"Лист"}),
        ("/mentions?q=дяк", {"Посилки"}),
    ],
)
def test_words_narrow_a_list_together_with_its_filters(
    client: FlaskClient, told: Store, address: str, shown: set[str]
) -> None:
    page = re.sub("</?mark[^>]*>", "", client.get(address).text)
    assert {word for word in ("Загубили", "Скільки", "Посилки", "Лист") if f"<bdi>{word}" in page} == shown


def test_the_numbers_count_what_was_found(client: FlaskClient, told: Store) -> None:
    page = " ".join(client.get("/?q=посилка").text.split())
    assert "To do<b>2</b>" in page
    assert "Question<b>1</b>" in page


def test_the_search_stays_in_every_address_and_in_its_field(client: FlaskClient, told: Store) -> None:
    page = client.get('/?q=моя "посилка').text
    assert 'value="моя &#34;посилка"' in page
    addresses = re.findall(r'(?:href|hx-get)="(/[^"]*(?:status=closed|label=risk|above=)[^"]*)"', page)
    assert len(addresses) >= 3
    assert [each for each in addresses if "q=%D0%BC%D0%BE%D1%8F" not in each] == []


def test_a_search_that_finds_nothing_says_how_to_search(client: FlaskClient, told: Store) -> None:
    page = client.get("/?q=телефон").text
    assert "Nothing was found" in page
    assert "Search in all mentions" in page
    assert "Nothing was found" in client.get("/mentions?q=телефон").text


@pytest.mark.parametrize(
    "typed", ['"', "NEAR(", "-", "'; drop table search --", "<script>", "%00", "a:b ^ *"]
)
@pytest.mark.parametrize("room", ["/", "/mentions"])
def test_nothing_typed_breaks_a_page(client: FlaskClient, told: Store, room: str, typed: str) -> None:
    answer = client.get(f"{room}?q={typed}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_a_board_that_cannot_search_shows_no_search(store: Store, client: FlaskClient) -> None:
    assert 'id="search"' in client.get("/").text
    bare = create_app(board_settings(), store, b"a secret of the tests")
    assert bare.extensions["vidhuk"].read_search is None
