"""What a browser has to fetch: little, ours, and exactly what others published."""

import gzip
import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from models.store import Store
from tests.web.scene import an_incident, fill

STATIC = Path(__file__).parents[2] / "web/static"
VENDORED = tomllib.loads((STATIC / "vendor/VENDORED.toml").read_text(encoding="utf-8"))["files"]
LIGHT = 150_000
TAKES_GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("each", VENDORED, ids=lambda each: each["file"])
def test_what_others_made_is_what_they_published(each: dict[str, str]) -> None:
    assert sha256((STATIC / "vendor" / each["file"]).read_bytes()).hexdigest() == each["sha256"]


def test_nothing_of_others_is_served_without_its_sum() -> None:
    served = {path.name for path in (STATIC / "vendor").iterdir()} - {"VENDORED.toml"}
    assert served == {each["file"] for each in VENDORED}


def test_the_first_page_is_light_and_asks_nobody_else(client: FlaskClient, store: Store) -> None:
    fill(store, rounds=4)
    an_incident(store)
    page = client.get("/").text
    parts = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page))
    total = len(page.encode())
    for part in parts:
        with client.get(part, headers=TAKES_GZIP) as answer:
            total += len(answer.data)
    assert total < LIGHT
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//(?!t\.me/)', page)


def test_a_script_comes_squeezed_to_who_takes_it_so(client: FlaskClient) -> None:
    whole = client.get("/static/board.js", buffered=True)
    squeezed = client.get("/static/board.js", headers=TAKES_GZIP, buffered=True)
    assert gzip.decompress(squeezed.data) == whole.data
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in whole.headers
    assert squeezed.headers["Vary"] == whole.headers["Vary"] == "Accept-Encoding"


def test_a_page_with_secrets_is_never_squeezed(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/", headers=TAKES_GZIP).headers
