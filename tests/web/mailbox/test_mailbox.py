"""The demonstration's mailbox: real mail in, shown as a stranger's page."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.mailbox.server import Mailbox
from web.mailbox.views import mailbox_pages


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as ready:
        letter = EmailMessage()
        letter["From"], letter["To"] = "vidhuk@example.org", "smm@example.org"
        letter["Subject"] = "Пошта Зоря: 14 скарг за годину"
        letter.set_content("Побачено 14, звично 1.")
        letter.add_alternative(
            "<html><head></head><body><script>alert(1)</script>14</body></html>", subtype="html"
        )
        with smtplib.SMTP("127.0.0.1", ready.port) as server:
            server.send_message(letter)
        yield ready


@pytest.fixture
def client(mailbox: Mailbox) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(mailbox_pages(mailbox))
    return app.test_client()


def test_a_letter_arrives_whole(mailbox: Mailbox) -> None:
    (letter,) = mailbox.letters()
    assert letter.message["subject"] == "Пошта Зоря: 14 скарг за годину"
    assert letter.recipients == ("smm@example.org",)
    assert (letter.part("plain") or "").strip() == "Побачено 14, звично 1."
    assert mailbox.letter(99) is None


def test_the_page_of_a_letter_runs_nothing_and_opens_links_in_the_board(client: FlaskClient) -> None:
    answer = client.get("/mailbox/1/page")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert '<base target="_top">' in answer.text


def test_a_letter_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/mailbox/99/page").status_code == 404
