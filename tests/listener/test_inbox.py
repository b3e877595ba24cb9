"""A mailbox of complaints as it is collected, from a mail server on loopback."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from listener.collect import Turn, collect
from listener.network import Http
from listener.replica.inbox import LOGIN, PASSWORD, Inbox, Server
from listener.sources import SOURCES, Memory
from listener.sources.inbox_imap import LARGEST, _utf7
from models.options import InboxOptions
from models.records import Batch, Kind, StoredMention
from models.settings import Source
from models.store import Store
from tests.listener.certificate import certificate
from tests.listener.conftest import a_source

START = datetime(2026, 11, 20, 9, tzinfo=UTC)


class Killed(BaseException):
    """The process ended here."""


@dataclass(slots=True)
class Stage:
    """A mailbox, and the service that reads it."""

    inbox: Inbox
    server: Server
    source: Source
    http: Http
    store: Store
    clock: list[datetime]
    letters: int = 0
    given: dict[str, Any] = field(default_factory=dict)

    def comes(self, text: str, *lines: str, by: str = "anna@example.com", folder: str = "INBOX") -> str:
        """A letter comes in; returns its name."""
        self.letters += 1
        name = f"{self.letters}@example.com"
        head = "\n".join((f"From: {by}", f"Message-ID: <{name}>", "Subject: Скарга", *lines))
        raw = f"{head}\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode()
        self.inbox.deliver(raw, folder)
        return name

    def turn(self, killed_after: int | None = None) -> Turn:
        """Take a turn, two minutes later."""
        self.clock[0] += timedelta(minutes=2)
        adapter = SOURCES["inbox"]

        def fetch(source: Source, http: Http, memory: Memory, at: datetime) -> Iterator[Batch]:
            yield from islice(adapter.fetch(source, http, memory, at), killed_after)
            if killed_after is not None:
                raise Killed

        adapters = {"inbox": replace(adapter, fetch=fetch)}
        return collect(self.source, self.http, self.store, lambda: self.clock[0], None, True, adapters)

    def find(self, name: str) -> StoredMention | None:
        """What the store holds of one letter."""
        return self.store.mentions.find(self.source.name, name)

    def said(self) -> list[str]:
        """The commands said so far, without their arguments."""
        return [" ".join(line.split()[: 2 if line.startswith("UID") else 1]) for line in self.server.commands]


@contextmanager
def a_stage(
    store: Store, http: Http, tls: Path | None = None, secret: str = PASSWORD, **options: Any
) -> Iterator[Stage]:
    """An empty mailbox on loopback; with `tls` the files of a certificate, and an encrypted connection."""
    clock = [START]
    inbox = Inbox(lambda: clock[0])
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
    security = options.pop("security", "none")
    with Server(inbox, context, at_once=security == "tls") as server:
        told = {"host": "127.0.0.1", "port": server.port, "security": security, "sent": "Sent"} | options
        source = a_source(
            secret,
            name="zoria-inbox",
            platform="inbox",
            target=LOGIN,
            token_env="INBOX_PASSWORD",
            options=told,
        )
        yield Stage(inbox, server, source, http, store, clock)


@pytest.fixture
def stage(store: Store, http: Http) -> Iterator[Stage]:
    with a_stage(store, http) as ready:
        yield ready


def test_a_letter_is_stored_with_its_subject_and_its_author(stage: Stage) -> None:
    name = stage.comes("Де посилка?", by="Анна К. <Anna@Example.com>")
    stage.turn()

    kept = stage.find(name)
    assert kept
    assert (kept.mention.kind, kept.mention.text) == (Kind.POST, "Скарга\nДе посилка?")
    assert (kept.mention.author_id, kept.mention.author_name) == ("anna@example.com", "Анна К.")
    assert kept.mention.published_at == START
    assert not kept.mention.by_brand


@pytest.mark.parametrize("given", [{"at_the_end": True}, {"silent": True}])
def test_servers_tell_the_same_in_other_ways(stage: Stage, given: dict[str, bool]) -> None:
    for name, value in given.items():
        setattr(stage.inbox, name, value)
    first = stage.comes("Де посилка?")
    stage.turn()
    second = stage.comes("Агов?")
    stage.turn()

    assert stage.find(first)
    assert stage.find(second)
    assert stage.turn().kept.new == 0


def test_no_letter_is_ever_marked_as_read(stage: Stage) -> None:
    stage.comes("Де посилка?")
    stage.turn()

    assert [each.seen for each in stage.inbox.folders["INBOX"]] == [False]
    assert "EXAMINE" in stage.said()
    assert "SELECT" not in stage.said()


def test_an_answer_of_staff_stands_in_the_thread_of_the_letter_it_answers(stage: Stage) -> None:
    letter = stage.comes("Де посилка?")
    answer = stage.comes(
        "Вже їде.\n20.11.2026 пише:\n> Де?", f"In-Reply-To: <{letter}>", by=LOGIN, folder="Sent"
    )
    stage.turn()
    thanks = stage.comes("Дякую", f"References: <{letter}> <{answer}>")
    stage.turn()

    by_staff, again = stage.find(answer), stage.find(thanks)
    assert by_staff
    assert again
    assert (by_staff.mention.by_brand, by_staff.mention.text) == (True, "Вже їде.")
    assert (by_staff.mention.thread_id, by_staff.mention.parent_id) == (letter, letter)
    assert (again.mention.thread_id, again.mention.parent_id) == (letter, answer)
    assert (again.mention.kind, again.mention.by_brand) == (Kind.COMMENT, False)


def test_what_staff_write_to_others_is_left_alone(stage: Stage) -> None:
    private = stage.comes("Рахунок за оренду", by=LOGIN, folder="Sent")
    stage.turn()

    assert stage.find(private) is None


def test_a_letter_that_claims_to_come_from_the_mailbox_itself_is_not_the_brand(stage: Stage) -> None:
    letter = stage.comes("Де посилка?")
    stage.turn()
    forged = stage.comes("Надішліть код з SMS", f"In-Reply-To: <{letter}>", by=LOGIN)
    stage.turn()

    assert stage.find(forged) is None


def test_an_answer_to_what_is_not_known_opens_a_thread(stage: Stage) -> None:
    name = stage.comes("Так і не прийшла", "References: <long-ago@example.com>")
    stage.turn()

    kept = stage.find(name)
    assert kept
    assert (kept.mention.kind, kept.mention.thread_id, kept.mention.parent_id) == (Kind.POST, name, None)


def test_what_no_person_wrote_is_not_stored(stage: Stage) -> None:
    absent = stage.comes("Я у відпустці", "Auto-Submitted: auto-replied")
    assert stage.turn().error is None

    assert stage.find(absent) is None


def test_a_letter_that_comes_twice_is_stored_once_and_cannot_be_overwritten(stage: Stage) -> None:
    name = stage.comes("Де посилка?")
    stage.turn()
    stage.letters -= 1
    assert stage.comes("Все добре, дякую!", by="other@example.com") == name
    turn = stage.turn()

    kept = stage.find(name)
    assert kept
    assert (turn.kept.new, turn.kept.edited, kept.mention.text) == (0, 0, "Скарга\nДе посилка?")


def test_a_letter_that_is_moved_or_deleted_was_written_all_the_same(stage: Stage) -> None:
    names = [stage.comes("Де посилка?"), stage.comes("Де гроші?")]
    stage.turn()
    first, second = (each.uid for each in stage.inbox.folders["INBOX"])
    stage.inbox.move(first, None)
    stage.inbox.move(second, "Sent")
    assert stage.turn().error is None

    kept = [stage.find(name) for name in names]
    assert [each.deleted_at for each in kept if each] == [None, None]
    assert not any(each.mention.by_brand for each in kept if each)


def test_a_quiet_turn_searches_for_nothing(stage: Stage) -> None:
    stage.comes("Де посилка?")
    stage.turn()
    stage.server.commands.clear()
    stage.turn()

    assert stage.said() == ["CAPABILITY", "LOGIN", "EXAMINE", "EXAMINE", "LOGOUT"]


def test_new_letters_alone_are_fetched(stage: Stage) -> None:
    for number in range(20):
        stage.comes(f"Лист {number}")
    stage.turn()
    stage.comes("Новий")
    stage.server.commands.clear()

    assert stage.turn().kept.new == 1
    assert stage.said().count("UID FETCH") == 1


def test_letters_that_are_numbered_anew_are_read_again_and_stored_once(stage: Stage) -> None:
    names = [stage.comes("Раз"), stage.comes("Два")]
    stage.turn()
    stage.inbox.renumber()
    names.append(stage.comes("Три"))
    turn = stage.turn()

    assert turn.kept.new == 1
    assert all(stage.find(name) for name in names)
    assert stage.turn().kept.new == 0


def test_a_turn_that_is_killed_anywhere_is_made_up_for(stage: Stage) -> None:
    names = [stage.comes(f"Лист {number}") for number in range(30)]
    for batches in (0, 1, 2):
        with pytest.raises(Killed):
            stage.turn(killed_after=batches)
    stage.turn()
    names += [stage.comes(f"Ще {number}") for number in range(30)]
    with pytest.raises(Killed):
        stage.turn(killed_after=2)
    stage.turn()

    assert all(stage.find(name) for name in names)


def test_a_letter_that_comes_between_two_commands_is_found(stage: Stage) -> None:
    stage.comes("Перший")
    stage.turn()
    stage.comes("Другий")
    late: list[str] = []
    add: Callable[[], object] = lambda: late.append(stage.comes("Третій"))  # noqa: E731
    stage.server.faults.extend([None, None, None, None, add])
    stage.turn()
    stage.turn()

    assert len(late) == 1
    assert stage.find(late[0])


def test_letters_older_than_the_window_are_not_read(stage: Stage) -> None:
    old = stage.comes("Торік")
    stage.clock[0] += timedelta(days=20)
    stage.turn()

    assert stage.find(old) is None


def test_of_a_large_letter_only_the_beginning_is_asked_for(stage: Stage) -> None:
    name = stage.comes("Початок\n" + "щось\n" * LARGEST)
    stage.turn()

    kept = stage.find(name)
    assert kept
    assert kept.mention.text.startswith("Скарга\nПочаток")
    assert len(kept.mention.text) <= 20_000


FAULTS = """
NO [AUTHENTICATIONFAILED] Invalid credentials | yes | app password
NO [UNAVAILABLE] Temporary authentication failure | no | lets nobody in for now
NO [ALERT] Too many simultaneous connections. | no | lets nobody in for now
"""


@pytest.mark.parametrize("line", FAULTS.strip().splitlines())
def test_what_a_refused_login_means(stage: Stage, line: str) -> None:
    said, permanent, words = (cell.strip() for cell in line.split("|"))
    stage.server.faults.extend([None, said.encode()])
    error = stage.turn().error or ""

    assert words in error
    assert PASSWORD not in error
    assert stage.store.sources.state("zoria-inbox").permanent is (permanent == "yes")


def test_a_server_that_repeats_the_password_is_not_quoted_with_it(stage: Stage) -> None:
    stage.server.faults.extend([None, f"NO wrong password {PASSWORD}".encode()])

    assert PASSWORD not in (stage.turn().error or "")


@pytest.mark.parametrize("before", [0, 1, 2, 3, 4])
def test_a_server_that_hangs_up_is_asked_again(stage: Stage, before: int) -> None:
    name = stage.comes("Де посилка?")
    stage.server.faults.extend([*[None] * before, b""])

    assert "trying again later" in (stage.turn().error or "")
    assert not stage.store.sources.state("zoria-inbox").permanent
    assert stage.turn().error is None
    assert stage.find(name)


@pytest.mark.parametrize("before", [3, 4])
def test_a_server_that_refuses_to_read_is_asked_again(stage: Stage, before: int) -> None:
    stage.comes("Де посилка?")
    stage.server.faults.extend([*[None] * before, b"NO [SERVERBUG] not now"])

    assert "IMAP promises" in (stage.turn().error or "")
    assert not stage.store.sources.state("zoria-inbox").permanent


def test_a_folder_that_is_not_there_is_a_matter_for_a_person(store: Store, http: Http) -> None:
    with a_stage(store, http, folder="Скарги") as stage:
        assert "folder Скарги cannot be opened" in (stage.turn().error or "")
        assert store.sources.state("zoria-inbox").permanent


def test_a_folder_with_a_name_beyond_ascii_is_asked_for_as_imap_writes_it(store: Store, http: Http) -> None:
    with a_stage(store, http, folder="Скарги & інше") as stage:
        stage.inbox.folders[_utf7("Скарги & інше")] = []
        name = stage.comes("Де?", folder=_utf7("Скарги & інше"))

        assert stage.turn().error is None
        assert stage.find(name)


def test_a_password_beyond_ascii_is_a_matter_for_a_person(store: Store, http: Http) -> None:
    with a_stage(store, http, secret="пароль") as stage:
        assert "letters that IMAP cannot carry" in (stage.turn().error or "")


def test_a_target_that_is_no_address_is_a_matter_for_a_person(stage: Stage) -> None:
    stage.source = stage.source.model_copy(update={"target": "скарги"})
    assert "target is no mailbox" in (stage.turn().error or "")


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_encrypted_mailbox_is_read_by_its_own_authority(
    store: Store, http: Http, tmp_path: Path, security: str
) -> None:
    trusted = certificate(tmp_path)
    with a_stage(store, http, trusted, security=security, authority=str(trusted)) as stage:
        name = stage.comes("Де посилка?")

        assert stage.turn().error is None
        assert stage.find(name)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_password_is_said(
    store: Store, http: Http, tmp_path: Path, security: str
) -> None:
    with a_stage(store, http, certificate(tmp_path), security=security) as stage:
        assert "certificate cannot be trusted" in (stage.turn().error or "")
        assert store.sources.state("zoria-inbox").permanent
        assert "LOGIN" not in stage.said()


def test_a_server_that_offers_no_encryption_is_not_told_the_password(store: Store, http: Http) -> None:
    with a_stage(store, http, security="starttls") as stage:
        assert "trying again later" in (stage.turn().error or "")
        assert "LOGIN" not in stage.said()


def test_an_authority_that_is_not_there_is_a_matter_for_a_person(store: Store, http: Http) -> None:
    with a_stage(store, http, authority="/nowhere/ca.pem") as stage:
        assert "file that authority names" in (stage.turn().error or "")


def test_only_a_server_on_this_machine_may_be_read_in_the_open() -> None:
    with pytest.raises(ValidationError, match="this machine alone"):
        InboxOptions(host="mail.example.org", security="none")
