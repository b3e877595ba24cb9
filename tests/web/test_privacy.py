"""A customer showed something personal in public: the warning, and the words that ask to hide it."""

import pytest
from flask.testing import FlaskClient

from models.personal import KINDS
from models.records import Batch
from models.store import Store
from tests.factories import NOW, judge, keep, mention, verdict
from web.board.privacy import PLEAS, given_away, plea
from web.words import PERSONAL

CARD = "Зніміть гроші з картки 4111 1111 1111 1111 назад, тел 067 123 45 67"


def a_case(store: Store, text: str, language: str = "uk") -> int:
    (key,) = keep(store, mention(2, text))
    judge(store, {key: verdict("complaint", language=language)})
    return key


@pytest.mark.parametrize(("language", "words"), [("uk", "приховайте"), ("ru", "скройте")])
def test_a_card_in_public_raises_a_banner_in_the_language_of_the_customer(
    client: FlaskClient, store: Store, language: str, words: str
) -> None:
    a_case(store, CARD, language)
    banner = client.get("/cases/1").text.split('class="alarm"')[1].split("</div>")[0]
    assert "card number" in banner
    assert "•••11" in banner
    assert words in banner
    assert "4111" not in banner


def test_the_ready_words_stand_in_the_answer_after_what_is_typed(client: FlaskClient, store: Store) -> None:
    a_case(store, CARD)
    client.post("/cases/1/draft", data={"text": "Олено,", "revision": 0, "version": 1})
    page = client.get("/cases/1?insert=plea").text
    assert f">Олено,\n\n{PLEAS['uk']}</textarea>" in page


def test_what_the_platform_no_longer_shows_is_no_alarm(client: FlaskClient, store: Store) -> None:
    a_case(store, CARD)
    store.mentions.keep("zoria-telegram", Batch(vanished=("0/2",)), NOW)
    assert 'class="alarm"' not in client.get("/cases/1").text


def test_an_ordinary_comment_raises_nothing(client: FlaskClient, store: Store) -> None:
    a_case(store, "ТТН 20450123456789, де посилка з 12.05.2025?")
    assert 'class="alarm"' not in client.get("/cases/1").text


def test_a_neighbour_in_the_thread_is_marked(client: FlaskClient, store: Store) -> None:
    a_case(store, "Де моя посилка?")
    keep(store, mention(3, CARD))
    assert "personal data" in client.get("/cases/1").text.split('id="thread-title"')[1]


def test_a_thing_said_twice_is_named_once() -> None:
    assert len(given_away("067 123 45 67, повторюю: 067-123-45-67")) == 1


def test_every_kind_has_a_name_and_every_language_its_plea() -> None:
    assert set(PERSONAL) == set(KINDS)
    assert plea("mixed") == plea(None) == PLEAS["uk"]
