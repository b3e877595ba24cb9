"""The outgoing edge, against a real server that misbehaves."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from listener.network import MAX_BODY, Answer, Http, SourceError, json_of, retry_after
from listener.replica.server import Fault, Replica, Reply, as_json, status
from models.settings import Source
from tests.listener.conftest import a_source

SECRET = "s3cr3t-t0ken"


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(lambda request: as_json({"path": request.path, **request.fields})) as running:
        yield running


@pytest.fixture
def source() -> Source:
    return a_source(token_env="ZORIA_TOKEN", token=SECRET)


def failure(http: Http, source: Source, url: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        http.get(source, url, params={"access_token": SECRET})
    return caught.value


def test_a_page_comes_with_status_headers_and_body(http: Http, source: Source, replica: Replica) -> None:
    answer = http.get(source, f"{replica.url}/wall", params={"q": "Зоря"})

    assert (answer.status, json_of(source, answer)) == (200, {"path": "/wall", "q": "Зоря"})
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_a_form_is_posted(http: Http, source: Source, replica: Replica) -> None:
    http.post(source, f"{replica.url}/api", {"before_id": 7}, headers={"X-Requested-With": "XMLHttpRequest"})

    asked = replica.requests[0]
    assert (asked.method, asked.form) == ("POST", {"before_id": "7"})
    assert asked.headers["x-requested-with"] == "XMLHttpRequest"


@pytest.mark.parametrize(
    "fault",
    [status(500), status(503), Fault(cut=True), Fault(reset=True), status(429, retry_after=2)],
    ids=["500", "503", "cut", "reset", "a short pause"],
)
def test_what_may_pass_is_tried_again(http: Http, source: Source, replica: Replica, fault: Fault) -> None:
    replica.faults.extend([fault, fault])

    assert http.get(source, replica.url).status == 200
    assert len(replica.requests) == 3


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_what_only_a_person_can_mend_is_asked_once(
    http: Http, source: Source, replica: Replica, code: int
) -> None:
    replica.faults.append(status(code))

    assert failure(http, source, replica.url).permanent
    assert len(replica.requests) == 1


def test_a_status_that_the_adapter_allows_is_no_failure(http: Http, source: Source, replica: Replica) -> None:
    replica.faults.append(status(304))

    assert http.get(source, replica.url, allow={304}).status == 304


def test_a_long_pause_ends_the_turn_and_holds_for_the_whole_host(
    http: Http, source: Source, replica: Replica
) -> None:
    replica.faults.append(status(429, retry_after=90))

    assert failure(http, source, replica.url).retry_after == timedelta(seconds=90)
    again = failure(http, source, replica.url)
    assert timedelta(seconds=80) < (again.retry_after or timedelta()) <= timedelta(seconds=90)
    assert len(replica.requests) == 1


def test_another_token_on_the_same_host_is_not_held_up(http: Http, source: Source, replica: Replica) -> None:
    replica.faults.append(status(429, retry_after=90))
    failure(http, source, replica.url)

    assert http.get(a_source(name="other"), replica.url).status == 200


def test_the_pace_is_the_adapters(source: Source, replica: Replica) -> None:
    slept: list[float] = []
    http = Http(sleep=slept.append, clock=lambda: 5.0)
    http.pace(source, 4)
    for _ in range(3):
        http.get(source, replica.url)
    http.close()

    assert slept == [0.25, 0.5]


def test_a_source_that_never_works_is_left_alone_for_a_while(
    http: Http, source: Source, replica: Replica
) -> None:
    replica.faults.extend([status(500)] * 6)
    for _ in range(2):
        failure(http, source, replica.url)

    assert "several times in a row" in failure(http, source, replica.url).reason
    assert len(replica.requests) == 6
    assert http.get(a_source(name="other"), replica.url).status == 200


@pytest.mark.parametrize("fault", [Fault(drip=0.02), Fault(wait=30)], ids=["dripping", "silent"])
def test_an_answer_that_takes_for_ever_cannot_hold_a_turn(
    source: Source, replica: Replica, fault: Fault
) -> None:
    http = Http(sleep=lambda _: None, per_second=1e9, whole=0.2)
    replica.faults.extend([fault] * 3)

    assert "ReadTimeout" in failure(http, source, replica.url).reason
    http.close()


def test_an_answer_without_end_is_left_out(http: Http, source: Source) -> None:
    bomb = Reply(gzip.compress(bytes(MAX_BODY + 1)), headers={"Content-Encoding": "gzip"})
    with Replica(lambda _: bomb) as replica:
        assert "longer than 20 MB" in failure(http, source, replica.url).reason


@pytest.mark.parametrize("fault", [status(500), status(403), status(418), Fault(cut=True), Fault(reset=True)])
def test_no_error_holds_an_address_or_a_token(
    http: Http, source: Source, replica: Replica, fault: Fault
) -> None:
    replica.faults.extend([fault] * 3)
    told = failure(http, source, f"{replica.url}/bot{SECRET}/wall")

    assert str(told).startswith("zoria-page: ")
    for trace in (told, told.__cause__, told.__context__ if not told.__suppress_context__ else None):
        assert SECRET not in repr(trace)
        assert "127.0.0.1" not in repr(trace)


def test_a_server_that_is_not_there_is_a_passing_fault(http: Http, source: Source, replica: Replica) -> None:
    replica.stop()

    told = failure(http, source, replica.url)
    assert (told.permanent, told.reason) == (False, "no usable answer (ConnectError); trying again later")


@pytest.mark.parametrize("address", ["http://127.0.0.1:port/", "ftp://127.0.0.1/", "127.0.0.1/page"])
def test_an_address_that_cannot_be_is_for_a_person_to_mend(http: Http, source: Source, address: str) -> None:
    told = failure(http, source, address)

    assert told.permanent
    assert "base_url" in told.reason


@pytest.mark.parametrize("body", [b"", b"{", b"<html>", b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_json_is_a_passing_fault(source: Source, body: bytes) -> None:
    with pytest.raises(SourceError, match="no JSON") as caught:
        json_of(source, Answer(200, {}, body))
    assert not caught.value.permanent


AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("7", 7),
        (" 120 ", 120),
        ("9" * 5000, 86400),
        ("Fri, 20 Nov 2026 09:01:30 GMT", 90),
        ("Fri, 20 Nov 2026 11:01:30 +0200", 90),
        ("Fri, 20 Nov 2026 09:01:30 -0000", 90),
        ("Fri, 20 Nov 2020 09:00:00 GMT", 0),
        ("Fri, 20 Nov 2099 09:00:00 GMT", 86400),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
    ],
)
def test_a_pause_is_asked_for_in_seconds_or_until_a_date(given: str, seconds: int | None) -> None:
    asked = retry_after(Answer(429, {"retry-after": given}, b""), AT)

    assert asked == (None if seconds is None else timedelta(seconds=seconds))
