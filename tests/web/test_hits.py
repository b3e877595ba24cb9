"""What was searched for is marked in lists and in the case, and hostile text stays text."""

from flask.testing import FlaskClient

from classifier.search import write_search_forms
from models.store import Store
from tests.factories import judge, keep, mention, verdict
from web.board.text import Piece, excerpted, pieces


def found(store: Store, text: str) -> int:
    (number,) = keep(store, mention(1, text))
    judge(store, {number: verdict("complaint")})
    write_search_forms(store)
    return number


def test_an_inflected_hit_is_marked_on_the_line_and_in_the_case(client: FlaskClient, store: Store) -> None:
    found(store, "Ви загубили мою посилку!")
    for path in ("/?q=посилка", "/mentions?q=посилка"):
        assert 'загубили мою <mark class="hit">посилку</mark>!' in client.get(path).text, path
    assert 'href="/cases/1?q=%D0%BF' in client.get("/?q=посилка").text
    assert '<mark class="hit">посилку</mark>' in client.get("/cases/1?q=посилка").text
    assert "mark class" not in client.get("/").text
    assert "mark class" not in client.get("/cases/1").text


def test_a_mention_that_has_a_case_leads_there_with_the_search(client: FlaskClient, store: Store) -> None:
    number = found(store, "Ви загубили мою посилку!")
    page = client.get(f"/mentions/{number}?q=посилка", follow_redirects=True)
    assert page.request.path == "/cases/1"
    assert '<mark class="hit">посилку</mark>' in page.text


def test_a_hit_far_down_a_long_text_is_what_the_line_shows(client: FlaskClient, store: Store) -> None:
    found(store, "Розповім по порядку. " * 60 + "Зрештою посилку розбили. " + "Далі теж. " * 60)
    page = client.get("/?q=посилка").text
    assert '<mark class="hit">посилку</mark> розбили' in page
    assert "<bdi>…" in page


def test_hostile_text_and_hostile_searches_stay_text(client: FlaskClient, store: Store) -> None:
    found(store, "<script>alert(1)</script> посилка <img src=x onerror=alert(2)>")
    for query in ("посилка", "script", "<script>", '"><img src=x>', "alert(1)"):
        for path in (f"/?q={query}", f"/cases/1?q={query}", f"/mentions?q={query}"):
            page = client.get(path).text
            assert "<script>alert" not in page
            assert "<img src=x" not in page
    assert '&lt;<mark class="hit">script</mark>&gt;' in client.get("/?q=script").text


def test_evidence_and_hits_share_the_words() -> None:
    shown = pieces("моя посилка тут", found=[(4, 11)])
    assert shown == [Piece("моя "), Piece("посилка", found=True), Piece(" тут")]
    assert excerpted("коротко", lambda _text: []) == [Piece("коротко")]
