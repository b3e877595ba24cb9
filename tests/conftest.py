"""What every room's tests share: a store in a temporary file, and no network but loopback."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh store in a file of its own."""
    ready = Store(tmp_path / "vidhuk.db")
    yield ready
    ready.close_all()


class OutsideError(RuntimeError):
    """A test tried to reach beyond this machine."""


@pytest.fixture(autouse=True, scope="session")
def _only_loopback() -> Iterator[None]:
    """Refuse every connection that would leave the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        inside = self.family == socket.AF_UNIX or str(address[0]) in ("127.0.0.1", "::1", "localhost")
        if not inside:
            raise OutsideError(f"a test tried to reach {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
