"""Channels beside mail: a signed webhook and Apprise, against real servers on this machine."""

import base64
import hashlib
import hmac
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from models.settings import Settings, understand
from models.store import Store
from tests.web.alerts import samples
from tests.web.alerts.stage import HOUR, MINUTE, NOW
from web.alerts.ballot import Ballot
from web.alerts.channels import ChannelError, check, opened, webhook
from web.alerts.channels import apprise as messengers
from web.alerts.deliver import Delivered, deliver
from web.alerts.tell import tell

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # of Apprise
SECRET = "whsec_" + base64.b64encode(b"a key of twenty-four byt").decode()
ROOT = Path(__file__).parents[3]


@dataclass
class Door:
    """A server on this machine: how it answers, and what it got."""

    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0


@contextmanager
def door(*answers: int, to: str = "") -> Iterator[Door]:
    """A server that gives those answers in turn, then 204; `to` is where its redirects lead."""
    ours = Door(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            ours.got.append(({k.lower(): v for k, v in self.headers.items()}, self.rfile.read(length)))
            self.send_response(ours.answers.pop(0) if ours.answers else 204)
            if to:
                self.send_header("location", to)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        ours.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield ours
        finally:
            server.shutdown()
            thread.join()


def reached(kind: str, url: str | None, secret: str | None = None, **more: Any) -> Settings:
    """Olena, who is told by one channel of that kind alone."""
    entry = {
        "name": "ops",
        "kind": kind,
        "url_env": "OPS_URL",
        **({"secret_env": "OPS_SECRET"} if secret else {}),
    }
    raw = {
        "brands": [{"name": "zoria", "title": "Пошта Зоря"}],
        "channels": [entry | more],
        "people": [{"name": "olena", "channels": ["ops"]}],
    }
    return understand(raw, (), {"OPS_URL": url or "", "OPS_SECRET": secret or ""})


def hook(port: int, secret: str | None = SECRET, **more: Any) -> Settings:
    return reached("webhook", f"http://127.0.0.1:{port}/hook?token=s3cr3t", secret, **more)


def send(chosen: Settings, **more: Any) -> None:
    opened(chosen, Ballot(b"a secret"))["ops"](samples.alert(channel="ops", recipient="olena", **more), NOW)


def refusal(chosen: Settings) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        send(chosen)
    assert "s3cr3t" not in str(caught.value)
    return caught.value


def test_a_webhook_says_what_happened_and_where() -> None:
    with door() as ours:
        send(hook(ours.port), incident_id=12)
    message = json.loads(ours.got[0][1])
    assert (message["type"], message["timestamp"]) == ("incident_opened", "2026-11-25T12:40:00.000+00:00")
    data = message["data"]
    assert (data["brand"], data["incident"], data["facts"]["observed"]) == ("zoria", 12, 14)
    assert data["subject"] == "Пошта Зоря: 14 скарг за годину, звично 1"
    assert data["url"] == "http://127.0.0.1:8000/incidents/12"
    assert "/useful" in data["text"]


@pytest.mark.parametrize("secret", [SECRET, "таємниця"])
def test_whoever_knows_the_secret_can_prove_who_sent_it(secret: str) -> None:
    with door() as ours:
        send(hook(ours.port, secret))
    headers, body = ours.got[0]
    key = base64.b64decode(secret.removeprefix("whsec_")) if secret == SECRET else secret.encode()
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))


def test_a_webhook_without_a_secret_is_not_signed() -> None:
    with door() as ours:
        send(hook(ours.port, secret=None))
    assert "webhook-signature" not in ours.got[0][0]


def test_what_is_tried_again_keeps_its_number(store: Store) -> None:
    with door(503, 200) as ours:
        chosen = hook(ours.port)
        tell(store, chosen, "incident:12:step:1", "incident_opened", samples.SPIKE, NOW, "zoria")
        assert deliver(store, opened(chosen), NOW) == Delivered(waiting=1)
        assert deliver(store, opened(chosen), NOW + HOUR) == Delivered(sent=1)
    first, second = (headers["webhook-id"] for headers, _ in ours.got)
    assert first == second


# status | it will never be taken | everything else waits too | what to do
ANSWERS = """
301 | no  | yes | sends us elsewhere (301), which is not followed
400 | yes | no  | refuses this message (400)
401 | no  | yes | check OPS_URL and its secret
410 | yes | no  | wants nothing more (410)
413 | yes | no  | refuses this message (413)
429 | no  | yes | takes nothing now (429); trying again later
500 | no  | no  | takes nothing now (500); trying again later
503 | no  | yes | takes nothing now (503)
"""


@pytest.mark.parametrize("line", ANSWERS.strip().splitlines())
def test_an_answer_says_whether_to_try_again(line: str) -> None:
    status, permanent, everyone, said = (part.strip() for part in line.split("|"))
    with door(int(status)) as ours:
        fault = refusal(hook(ours.port))
    assert (fault.permanent, fault.everyone) == (permanent == "yes", everyone == "yes")
    assert said in str(fault)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with door() as elsewhere, door(status, to=f"http://127.0.0.1:{elsewhere.port}/") as ours:
        refusal(hook(ours.port))
    assert elsewhere.got == []


def test_a_server_that_is_not_there_makes_everything_wait() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        fault = refusal(hook(free.getsockname()[1]))
    assert (fault.permanent, fault.everyone) == (False, True)
    assert "no connection (ConnectError)" in str(fault)


def test_a_server_that_hangs_up_makes_only_this_alert_wait() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            server.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        fault = refusal(hook(server.getsockname()[1]))
        thread.join()
    assert (fault.permanent, fault.everyone) == (False, False)


MISSING: list[tuple[Settings, str]] = [
    (reached("webhook", None), "ops: the environment variable OPS_URL is not set; set it"),
    (reached("webhook", "s3cr3t"), "ops: what stands in OPS_URL is no web address; put it right"),
    (reached("webhook", "http:///s3cr3t"), "ops: what stands in OPS_URL is no web address; put it right"),
    (hook(9, "whsec_s3cr3t!"), "ops: what stands after whsec_ in OPS_SECRET is not base64"),
    (reached("apprise", None), "ops: the environment variable OPS_URL is not set; set it"),
    (reached("apprise", "s3cr3t"), "ops: what stands in OPS_URL is no address that Apprise knows"),
]


@pytest.mark.parametrize(("chosen", "said"), MISSING)
def test_what_is_missing_is_said_before_and_when_sending(chosen: Settings, said: str) -> None:
    with pytest.raises(ChannelError, match="ops: ") as caught:
        check(chosen.channels[0])
    assert said in str(caught.value)
    assert said in str(refusal(chosen))


def test_a_secret_that_is_named_but_not_set_sends_nothing_unsigned() -> None:
    with door() as ours:
        fault = refusal(reached("webhook", f"http://127.0.0.1:{ours.port}/", secret_env="OPS_SECRET"))
    assert "the environment variable OPS_SECRET is not set" in str(fault)
    assert ours.got == []


def test_apprise_carries_an_alert_to_a_service() -> None:
    with door(200) as ours:
        send(reached("apprise", f"json://127.0.0.1:{ours.port}/s3cr3t"))
    message = json.loads(ours.got[0][1])
    assert message["title"] == "Пошта Зоря: 14 скарг за годину, звично 1"
    assert "Третій день стоїть" in message["message"]


def test_what_apprise_could_not_deliver_waits(caplog: pytest.LogCaptureFixture) -> None:
    with door(500) as ours:
        fault = refusal(reached("apprise", f"json://127.0.0.1:{ours.port}/s3cr3t"))
    assert (fault.permanent, fault.everyone) == (False, False)
    assert "s3cr3t" not in caplog.text


@pytest.mark.parametrize(
    ("opener", "kind"),
    [(webhook.channel, "webhook"), (messengers.channel, "apprise")],
    ids=["webhook", "apprise"],
)
def test_a_channel_has_a_twin_that_prints(opener: Callable[..., Any], kind: str) -> None:
    chosen, printed = reached(kind, None, console=True), list[str]()
    check(chosen.channels[0])
    opener(chosen, chosen.channels[0], printed.append)(samples.alert(channel="ops", recipient="olena"), NOW)
    assert "14 скарг за годину" in printed[0]
    assert ("webhook-id: " in printed[0]) == (kind == "webhook")


def test_a_long_alert_fits_into_a_messenger() -> None:
    long = "\n".join(f"рядок {number}" for number in range(1000))
    shown = messengers.cut(long)
    assert len(shown) <= messengers.LONGEST
    assert shown.endswith("\n…")
    assert messengers.cut("коротко") == "коротко"
    assert len(messengers.cut("слово " * 1000)) <= messengers.LONGEST


def test_an_alert_that_cannot_be_read_is_given_up() -> None:
    for kind in ("webhook", "apprise"):
        chosen = reached(kind, "http://127.0.0.1:9/")
        with pytest.raises(ChannelError, match="cannot be read") as caught:
            send(chosen, kind="of a later version")
        assert caught.value.permanent


def test_apprise_is_only_loaded_by_those_who_use_it() -> None:
    look = "import sys, web.alerts.channels; sys.exit('apprise' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], cwd=ROOT, check=False).returncode == 0


def test_an_old_alert_keeps_its_own_time() -> None:
    with door() as ours:
        send(hook(ours.port), created_at=NOW - 5 * MINUTE)
    assert json.loads(ours.got[0][1])["timestamp"] == "2026-11-25T12:35:00.000+00:00"
