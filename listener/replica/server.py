"""A real HTTP server on loopback that a replica answers through, and that misbehaves when told to."""

import io
import json
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MAX_FORM = 1_000_000  # bytes of a request's body that are read
HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    at: float  # seconds of the monotonic clock, for looking at the pace
    body: bytes = b""
    pairs: tuple[tuple[str, str], ...] = ()  # the query, where a name may stand more than once

    @property
    def fields(self) -> Mapping[str, str]:
        """Query and form together, for platforms that take either."""
        return {**self.query, **self.form}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the replica answers."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """How one answer goes wrong."""

    reply: Reply | None = None  # sent in place of the true answer
    cut: bool = False  # the connection ends in the middle of the body
    reset: bool = False  # the connection is reset before a byte is sent
    wait: float = 0.0  # seconds before the answer begins
    drip: float = 0.0  # seconds between any two bytes, those of the head included


Answer = Callable[[Request], Reply]


def html(text: str, status: int = 200) -> Reply:
    """A page."""
    return Reply(text.encode(), status, {"Content-Type": HTML})


def as_json(value: object, status: int = 200) -> Reply:
    """A JSON document."""
    return Reply(json.dumps(value, ensure_ascii=False).encode(), status, {"Content-Type": JSON})


def status(code: int, retry_after: int | str | None = None) -> Fault:
    """A fault that answers with a status, and asks for a pause (seconds or an HTTP date) when given."""
    asked = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Fault(Reply(b"", code, asked))


class Replica:
    """Serves one `answer` on a free loopback port; a context manager.

    `faults` is a queue: each request takes one; None in it means a true answer. `requests` is the log.
    """

    def __init__(self, answer: Answer, port: int = 0) -> None:
        self.answer = answer
        self.faults: deque[Fault | None] = deque()
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self.broken: BaseException | None = None  # what `answer` raised; the end of the context raises it
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.replica = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """What takes the place of the platform's base_url."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End the server and every connection to it."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join()

    def paths(self) -> list[str]:
        """The paths asked so far, in order."""
        return [request.path for request in list(self.requests)]

    def next_fault(self) -> Fault:
        """How the answer at hand goes wrong; a blank Fault when it does not."""
        try:
            return self.faults.popleft() or Fault()
        except IndexError:
            return Fault()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self.broken and not error:
            raise self.broken


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    replica: Replica

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def process_request_thread(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)  # noqa: S101 - narrows the type of the standard library
        with self._lock:
            self._open.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.discard(request)

    def handle_error(self, request: object, client_address: object) -> None:
        error = sys.exception()
        if not isinstance(error, OSError):  # a client that hung up is the client's business
            self.replica.broken = error

    def hang_up(self) -> None:
        """End the connections that clients keep alive."""
        with self._lock:
            for each in self._open:
                _shut(each)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are written apart: without this each answer waits 40 ms
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        pass  # `requests` is the log

    def _serve(self) -> None:
        replica = self.server.replica
        request = self._read()
        replica.requests.append(request)
        fault = replica.next_fault()
        if fault.reset:
            _reset(self.connection)
            self.close_connection = True
            return
        replica.stopping.wait(fault.wait)
        self._send(fault.reply or replica.answer(request), fault)

    def _read(self) -> Request:
        length = min(int(self.headers.get("content-length") or 0), MAX_FORM)
        body = self.rfile.read(length)
        form = body.decode(errors="replace")
        parts = urlsplit(self.path)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        return Request(
            method=self.command,
            path=parts.path,
            query=dict(pairs),
            form=dict(parse_qsl(form, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            at=time.monotonic(),
            body=body,
            pairs=tuple(pairs),
        )

    def _send(self, reply: Reply, fault: Fault) -> None:
        if fault.drip:
            self.wfile = _Dripping(self.wfile, fault.drip, self.server.replica.stopping)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if fault.cut else reply.body)
        self.close_connection = self.close_connection or fault.cut


class _Dripping(io.BufferedIOBase):
    """Writes a byte, rests, writes the next."""

    def __init__(self, under: io.BufferedIOBase, pause: float, stopping: threading.Event) -> None:
        self._under = under
        self._pause = pause
        self._stopping = stopping

    def write(self, data: "ReadableBuffer") -> int:
        for byte in memoryview(data):
            if self._stopping.wait(self._pause):
                break
            self._under.write(bytes([byte]))
        return len(memoryview(data))


def _reset(connection: socket.socket) -> None:
    """End a connection the rude way: with RST in place of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it had ended already
