"""Mail over a real SMTP server: what arrives, and what is said when it does not."""

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from models.store import Store
from tests.factories import verdict
from tests.web.alerts import samples
from tests.web.alerts.stage import (
    HOUR,
    LEAD,
    NOW,
    Post,
    calm,
    complaints,
    post_office,
    settings,
    text_of,
    turn,
    wrote,
)
from web.alerts.ballot import Ballot
from web.alerts.channels import CHANNELS, ChannelError, mail, opened
from web.alerts.deliver import Delivered, deliver
from web.alerts.sheet import Letter, Link
from web.alerts.watch import watch

PASSWORD = "open sesame"


def send(post: Post, alert: Any = None, trust: ssl.SSLContext | None = None, **more: Any) -> None:
    """Hand one alert to a mail server."""
    channel = mail.channel(settings(mail={"port": post.port} | more), trust)
    assert channel is not None
    channel(alert or samples.alert(), NOW)


def refusal(post: Post, alert: Any = None, **more: Any) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        send(post, alert, **more)
    return caught.value


def test_the_mail_of_an_incident_arrives_with_all_that_explains_it(store: Store) -> None:
    calm(store)
    wrote(store, complaints(14), NOW, verdict("complaint"))
    turn(store)
    with post_office(Post()) as post:
        chosen = settings(mail={"port": post.port})
        watch(store, chosen, NOW)
        assert deliver(store, opened(chosen), NOW) == Delivered(sent=1)
    (message,) = post.got
    assert message["Subject"].startswith("Пошта Зоря: 14 скарг за ")
    assert (message["To"], post.recipients) == (LEAD, [LEAD])
    for part in (text_of(message), text_of(message, "html")):
        assert "14 різних людей" in part
        assert "стоїть третій день" in part
        assert "http://127.0.0.1:8000/incidents/1" in part
    assert message.get_content_type() == "multipart/alternative"


def test_an_incident_is_one_thread_for_each_recipient() -> None:
    grew = samples.alert("incident_grew", samples.GREW, step=2)
    over = samples.alert("incident_over", samples.OVER, step=3)
    with post_office(Post()) as post:
        for each in (samples.alert(), grew, over, samples.alert(to="smm@example.org")):
            send(post, each)
    first, second, third, other = post.got
    assert first["References"] is None
    assert second["In-Reply-To"] == second["References"] == third["References"] == first["Message-ID"]
    assert second["Subject"] == third["Subject"] == f"Re: {first['Subject']}"
    assert len({message["Message-ID"] for message in post.got}) == 4
    assert other["References"] is None


def test_a_source_that_is_back_answers_the_mail_of_its_trouble() -> None:
    with post_office(Post()) as post:
        send(post, samples.alert("source_silent", samples.SILENT))
        back = f"source_back:zoria-vk:then:mail:{LEAD}"
        send(post, samples.alert("source_back", samples.SILENT, key=back))
    first, second = post.got
    assert second["References"] == first["Message-ID"]
    assert second["Subject"] == f"Re: {first['Subject']}"


def test_a_mail_says_that_a_machine_wrote_it_and_comes_again_under_the_same_number() -> None:
    with post_office(Post()) as post:
        send(post)
        send(post)
    first, again = post.got
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Message-ID"].endswith("@example.org>")
    assert str(first["From"]) == "Відгук <vidhuk@example.org>"


def test_a_hostile_name_adds_no_header() -> None:
    title = "Зоря\r\nBcc: victim@example.org\r\n\r\n<b>тіло"
    facts = replace(samples.SPIKE, title=title)
    with post_office(Post()) as post:
        send(post, samples.alert(facts=facts))
    (message,) = post.got
    assert message["Bcc"] is None
    assert post.recipients == [LEAD]
    assert message["Subject"].startswith("Зоря Bcc: victim@example.org <b>тіло: 14 скарг")


def test_a_subject_of_any_length_comes_through_whole() -> None:
    chosen = settings().mail
    assert chosen is not None
    for length in range(1, 140):
        subject = ("14 скарг за годину у Zoria і ще " * 5)[:length].strip()
        letter = Letter(subject, "", "", Link("", ""), "", "uk")
        message = mail.compose(letter, samples.alert(), chosen, "Відгук", NOW)
        raw = bytes(message)
        assert message_from_bytes(raw, policy=policy.default)["Subject"] == f"Re: {subject}"
        assert max(map(len, raw.splitlines())) <= 998


@pytest.mark.parametrize(
    ("verb", "answer", "permanent", "everyone", "words"),
    [
        ("RCPT", "550 5.1.1 no such user", True, False, "refuses the recipient (550 5.1.1)"),
        ("RCPT", "451 4.7.1 greylisted", False, False, "does not take the recipient yet (451 4.7.1)"),
        ("RCPT", "452 mailbox full", False, False, "does not take the recipient yet (452)"),
        ("RCPT", "554 5.7.1 relay denied", False, False, "policy refuses the recipient (554 5.7.1)"),
        ("DATA", "552 5.3.4 too big", True, False, "refuses the message (552 5.3.4)"),
        ("DATA", "451 try later", False, False, "does not take the message yet (451)"),
        ("DATA", "drop", False, False, "the connection broke off (SMTPServerDisconnected)"),
        ("MAIL", "550 5.7.1 not you", False, True, "refuses the sender (550 5.7.1)"),
    ],
)
def test_what_the_server_says_is_put_into_words(
    verb: str, answer: str, permanent: bool, everyone: bool, words: str
) -> None:
    with post_office(Post(answers={verb: [answer]})) as post:
        error = refusal(post)
    assert (error.permanent, error.everyone) == (permanent, everyone)
    assert words in str(error)
    assert LEAD not in str(error)


def test_a_greylisted_mail_arrives_at_a_later_turn(store: Store) -> None:
    first = samples.alert()
    store.alerts.put(first.key, first.kind, "mail", LEAD, first.payload, NOW)
    with post_office(Post(answers={"RCPT": ["451 4.7.1 greylisted"]})) as post:
        channels = opened(settings(mail={"port": post.port}))
        assert deliver(store, channels, NOW) == Delivered(waiting=1)
        assert deliver(store, channels, NOW + HOUR) == Delivered(sent=1)
    assert len(post.got) == 1


def test_a_refused_recipient_does_not_keep_the_mail_from_the_others(store: Store) -> None:
    for recipient in ("gone@example.org", LEAD):
        each = samples.alert(to=recipient)
        store.alerts.put(each.key, each.kind, "mail", recipient, each.payload, NOW)
    with post_office(Post(answers={"gone@example.org": ["550 5.1.1 gone"]})) as post:
        done = deliver(store, opened(settings(mail={"port": post.port})), NOW)
    assert done == Delivered(sent=1, refused=1)
    assert post.recipients == [LEAD]


def test_a_server_that_is_not_there_lets_everything_wait() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    error = refusal(Post(port=free))
    assert (error.permanent, error.everyone) == (False, True)
    assert str(error) == "mail: no answer from the server (ConnectionRefusedError); trying again later"


def test_a_server_that_never_speaks_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        channel = mail.channel(settings(mail={"port": mute.getsockname()[1]}), timeout=0.2)
        assert channel is not None
        with pytest.raises(ChannelError, match="no answer from the server"):
            channel(samples.alert(), NOW)


class Slow(Post):
    """A mail server that takes its time."""

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        await asyncio.sleep(0.3)
        session.host_name = hostname
        return responses


def test_a_slow_server_gets_its_time() -> None:
    with post_office(Slow()) as post:
        send(post)
    assert len(post.got) == 1


def authenticator(*args: Any) -> AuthResult:
    given = args[-1]
    assert isinstance(given, LoginPassword)
    known = (given.login, given.password) == (b"vidhuk", PASSWORD.encode())
    return AuthResult(success=known, handled=False)


LOGIN = {"authenticator": authenticator, "auth_require_tls": False}


def test_the_server_is_told_who_we_are() -> None:
    with post_office(Post(), **LOGIN) as post:
        send(post, user="vidhuk", password_env="SMTP_PASSWORD")
        chosen = settings(mail={"port": post.port, "user": "vidhuk", "password_env": "SMTP_PASSWORD"}).mail
        assert chosen is not None
        mail.check(chosen)
    assert len(post.got) == 1


def test_a_wrong_password_waits_for_a_person_and_is_never_shown() -> None:
    with post_office(Post(), **LOGIN) as post:
        error = refusal(post, user="somebody", password_env="SMTP_PASSWORD")
    assert (error.permanent, error.everyone) == (False, True)
    assert "refuses the log-in (535)" in str(error)
    assert PASSWORD not in str(error)


def test_what_the_server_does_not_offer_is_named() -> None:
    with post_office(Post()) as post:
        assert "does not offer what [mail] asks for" in str(refusal(post, security="starttls"))
        assert "no encrypted connection" in str(refusal(post, security="tls"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody trusts but who is given it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    pem = tmp_path_factory.mktemp("tls") / "mail.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    make = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run([*make, "-keyout", pem, "-out", pem.with_suffix(".crt")], check=True, capture_output=True)
    pem.write_bytes(pem.read_bytes() + pem.with_suffix(".crt").read_bytes())
    return pem


def served(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


SECURITY: dict[str, Callable[[ssl.SSLContext], dict[str, Any]]] = {
    "starttls": lambda context: {"tls_context": context, "require_starttls": True},
    "tls": lambda context: {"ssl_context": context},
}


@pytest.mark.parametrize("security", SECURITY)
def test_mail_goes_encrypted(certificate: Path, security: str) -> None:
    trust = ssl.create_default_context(cafile=certificate)
    with post_office(Post(), **SECURITY[security](served(certificate))) as post:
        send(post, trust=trust, security=security)
    assert len(post.got) == 1


@pytest.mark.parametrize("security", SECURITY)
def test_a_certificate_that_nobody_vouches_for_is_not_believed(certificate: Path, security: str) -> None:
    with post_office(Post(), **SECURITY[security](served(certificate))) as post:
        error = refusal(post, security=security)
    assert "certificate is not valid" in str(error)
    assert post.got == []


def test_facts_that_cannot_be_read_are_refused_and_shown() -> None:
    error = refusal(Post(port=1), samples.alert(payload={"title": 3}))
    assert (error.permanent, error.everyone) == (True, False)


def test_an_address_that_is_none_is_refused() -> None:
    error = refusal(Post(port=1), samples.alert(to="a..@b..c"))
    assert error.permanent
    assert "not an address" in str(error)


def test_channels_are_those_that_are_set_up() -> None:
    assert set(opened(settings())) == set(CHANNELS) == {"mail", "console"}
    assert set(opened(settings(mail=None))) == {"console"}


def test_a_letter_offers_to_send_no_more_by_a_link_of_its_own() -> None:
    ballot, alert = Ballot(b"a secret"), samples.alert(id=17)
    for board, pressed in (
        ("https://board.example.org", "List-Unsubscribe=One-Click"),
        ("http://127.0.0.1", None),
    ):
        with post_office(Post()) as post:
            channel = mail.channel(settings(mail={"port": post.port, "board_url": board}), ballot=ballot)
            assert channel is not None
            channel(alert, NOW)
        (message,) = post.got
        assert message["List-Unsubscribe"] == f"<{ballot.leaving(17, board)}>"
        assert message["List-Unsubscribe-Post"] == pressed
        assert ballot.leaving(17, board) in text_of(message)


def test_a_recipient_who_does_not_exist_is_one_to_whom_nothing_more_is_sent() -> None:
    with post_office(Post(answers={LEAD: ["550 5.1.1 no such user"]})) as post:
        assert refusal(post).gone
