"""Nothing that a stranger writes can run, redirect or format anything."""

import pytest
from flask.testing import FlaskClient

from models.store import Store
from tests.factories import judge, keep, mention, verdict

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
TRICKS = (
    "\u202eтекст навпаки",
    "{{ 777 * 777 }}",
    "]]><!--",
    "a\u200bb",
    "%(name)s %s",
    '" onclick="x',
    "\x00\x07",
)
PAGES = ("/", "/mentions", "/cases/1")


def hostile(store: Store, text: str, **more: str) -> None:
    (key,) = keep(store, mention(1, text, **more))
    judge(store, {key: verdict("complaint")})


@pytest.mark.parametrize("page", PAGES)
def test_markup_in_a_comment_is_shown_and_never_obeyed(client: FlaskClient, store: Store, page: str) -> None:
    hostile(store, SCRIPT, author_name=SCRIPT)
    shown = client.get(page).text
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("text", TRICKS)
def test_tricks_with_letters_stay_inside_their_comment(
    client: FlaskClient, store: Store, page: str, text: str
) -> None:
    hostile(store, text, author_name=text)
    answer = client.get(page)
    assert answer.status_code == 200
    assert "<bdi" in answer.text
    assert "603729" not in answer.text.split("<main")[1]
    assert '" onclick="x' not in answer.text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil", "https://", "http://[x"],
)
def test_only_web_pages_become_links(client: FlaskClient, store: Store, url: str) -> None:
    hostile(store, "Де посилка?", url=url)
    assert "Open on" not in client.get("/cases/1").text


def test_vk_markup_reads_as_a_name(client: FlaskClient, store: Store) -> None:
    hostile(store, "[id17|Анна <b>], а де [club5|Зоря]?")
    assert "Анна &lt;b&gt;, а де Зоря?" in client.get("/cases/1").text
    assert "[id17|" not in client.get("/").text


def test_line_breaks_are_kept(client: FlaskClient, store: Store) -> None:
    hostile(store, "перше\nдруге")
    assert "перше\nдруге" in client.get("/cases/1").text
