"""What the listener's tests stand on: a store in a file, a client that does not dawdle, sources."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from listener.network import Http
from models import settings
from models.settings import Source
from models.store import Store


def a_source(token: str | None = None, **given: Any) -> Source:
    """A source of the brand "zoria"; the token comes as it does in life, by the name of a variable."""
    entry = {"name": "zoria-page", "brand": "zoria", "platform": "telegram", "target": "zoria_post"} | given
    raw = {"brands": [{"name": "zoria", "title": "Пошта Зоря"}], "sources": [entry]}
    environ = {str(entry.get("token_env")): token} if token else {}
    return settings.understand(raw, [entry["platform"]], environ).sources[0]


@pytest.fixture
def http() -> Iterator[Http]:
    """A client that neither waits between requests nor before a retry."""
    client = Http(sleep=lambda _: None, per_second=1e9)
    yield client
    client.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "vidhuk.db")
    yield opened
    opened.close_all()
