"""Serve the board, and keep the secret that signs its sessions."""

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cheroot.wsgi import Server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 8  # requests answered at once
SECRET_FILE = "secret.key"  # noqa: S105 - the name of a file, not a secret


class ServeError(Exception):
    """The board cannot be served; the text says why and what to do."""


@contextmanager
def served(app: "WSGIApplication", host: str, port: int) -> Iterator[int]:
    """The board on a thread of its own; yields its port (a free one for 0). ServeError when it is taken."""
    server = Server((host, port), app, numthreads=THREADS, server_name="vidhuk")
    try:
        server.prepare()
    except OSError as fault:
        reason = f"the board cannot listen on {host}:{port} ({fault.strerror or fault}); name another port"
        raise ServeError(reason) from fault
    thread = threading.Thread(target=server.serve, name="board", daemon=True)
    thread.start()
    try:
        yield int(server.bind_addr[1])
    finally:
        server.stop()
        thread.join(timeout=5)


def kept_secret(folder: Path) -> bytes:
    """What signs sessions: made once, and kept in a file that only its owner can read."""
    path = folder / SECRET_FILE
    try:
        with open(path, "xb", opener=partial(os.open, mode=0o600)) as file:
            file.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    except OSError as fault:
        raise ServeError(
            f"{path.name}: cannot be written ({fault.strerror}); check the folder's rights"
        ) from fault
    return path.read_bytes()
