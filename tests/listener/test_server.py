"""The base of the replicas: a real server that answers, counts, and misbehaves on demand."""

from collections.abc import Iterator

import httpx
import pytest

from listener.replica.server import Fault, Replica, Reply, Request, as_json, html, status


def echo(request: Request) -> Reply:
    return as_json({"path": request.path, **request.fields})


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(echo) as running:
        yield running


@pytest.fixture
def client(replica: Replica) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=replica.url, timeout=5) as opened:
        yield opened


def test_a_request_is_answered_and_logged(replica: Replica, client: httpx.Client) -> None:
    answer = client.post("/method/wall.get?v=5", data={"domain": "зоря"})

    assert answer.json() == {"path": "/method/wall.get", "v": "5", "domain": "зоря"}
    assert replica.paths() == ["/method/wall.get"]


def test_each_request_takes_one_fault_from_the_queue(replica: Replica, client: httpx.Client) -> None:
    replica.faults.extend([status(429, retry_after=7), None, status(503)])

    seen = [client.get("/") for _ in range(4)]

    assert [answer.status_code for answer in seen] == [429, 200, 503, 200]
    assert seen[0].headers["retry-after"] == "7"


def test_a_fault_can_lie_in_a_proper_answer(replica: Replica, client: httpx.Client) -> None:
    replica.faults.append(Fault(as_json({"error": {"error_code": 6}})))

    assert client.get("/").json() == {"error": {"error_code": 6}}


@pytest.mark.parametrize("fault", [Fault(cut=True), Fault(reset=True)], ids=["cut", "reset"])
def test_a_broken_connection_is_followed_by_a_whole_one(
    replica: Replica, client: httpx.Client, fault: Fault
) -> None:
    replica.faults.append(fault)

    with pytest.raises(httpx.TransportError):
        client.get("/")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("fault", [Fault(wait=60), Fault(drip=60)], ids=["late", "dripping"])
def test_a_slow_answer_does_not_hold_up_the_end_of_the_server(fault: Fault) -> None:
    with Replica(echo) as slow, httpx.Client(timeout=0.2) as client:
        slow.faults.append(fault)
        with pytest.raises(httpx.ReadTimeout):
            client.get(slow.url)


def test_a_page_says_that_it_is_html() -> None:
    with Replica(lambda _: html("<p>Зоря</p>")) as page:
        answer = httpx.get(page.url)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text == "<p>Зоря</p>"


def test_a_replica_that_fails_says_so_at_the_end() -> None:
    broken = Replica(lambda _: html(str(1 / 0)))
    with pytest.raises(ZeroDivisionError), broken, pytest.raises(httpx.TransportError):
        httpx.get(broken.url)
