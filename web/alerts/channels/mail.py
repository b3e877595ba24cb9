"""The channel that everybody has: mail over SMTP, in plain text and HTML."""

import hashlib
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy

from models.records import Alert
from models.settings import Mail, Settings
from web.alerts.addressed import addressed
from web.alerts.ballot import Ballot
from web.alerts.channels.fault import ChannelError
from web.alerts.page import as_html, as_text
from web.alerts.readers import speech_for
from web.alerts.sheet import Letter

NAME = "mail"
TIMEOUT = 20  # seconds for each answer of the server
AGAIN = "trying again later"


class _Policy(EmailPolicy):
    """Mail as the standard library makes it, but for long subjects: some versions lose a space in them."""

    def fold(self, name: str, value: str) -> str:
        """A header as lines of a mail; words in other scripts are encoded with the spaces between them."""
        if name == "List-Unsubscribe":  # mail programs look for the whole address on the line of the name
            return f"{name}: {value}{self.linesep}"
        if name != "Subject" or value.isascii():
            folded: str = super().fold(name, value)
            return folded
        encoded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same as bytes."""
        return self.fold(name, value).encode("ascii")


POLICY = _Policy(linesep="\r\n", cte_type="7bit")  # nothing that an old relay could damage


def channel(
    settings: Settings,
    trust: ssl.SSLContext | None = None,
    timeout: float = TIMEOUT,
    *,
    ballot: Ballot | None = None,
) -> Callable[[Alert, datetime], None] | None:
    """What sends one alert by the server of [mail]; None where there is no [mail]."""
    if settings.mail is None:
        return None
    mail = settings.mail

    def send(alert: Alert, at: datetime) -> None:
        message = _message(alert, mail, settings, ballot, at)
        with _connected(mail, trust, timeout) as server, _message_faults():
            server.send_message(message, mail.sender, [alert.recipient])

    return send


def check(mail: Mail, trust: ssl.SSLContext | None = None) -> None:
    """Greet the server and log in, sending nothing; ChannelError says what is wrong."""
    with _connected(mail, trust, TIMEOUT):
        pass


def message_id(key: str, mail: Mail) -> str:
    """The Message-ID that belongs to the key of an alert, for ever."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{_domain(mail)}>"


def _message(
    alert: Alert, mail: Mail, settings: Settings, ballot: Ballot | None, at: datetime
) -> EmailMessage:
    try:
        letter = addressed(alert, settings, ballot)
    except ValueError as broken:
        reason = f"what alert {alert.id} knows cannot be read; see the board instead"
        raise ChannelError(NAME, reason, permanent=True) from broken
    try:
        sender = speech_for(settings, alert.channel, alert.recipient).say("vidhuk")
        return compose(letter, alert, mail, sender, at)
    except (MessageError, ValueError, IndexError) as broken:
        reason = "not an address that mail can be sent to; check [mail] to and from"
        raise ChannelError(NAME, reason, permanent=True) from broken


def compose(letter: Letter, alert: Alert, mail: Mail, sender: str, at: datetime) -> EmailMessage:
    """The message that carries a letter; follow-ups of an alert answer its mail."""
    own, first = alert.key, f"{letter.thread}:{alert.channel}:{alert.recipient}"
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(sender, addr_spec=mail.sender)
    message["To"] = Address(addr_spec=alert.recipient)
    message["Subject"] = letter.subject if own == first else f"Re: {letter.subject}"
    message["Date"] = at
    message["Message-ID"] = message_id(own, mail)
    if own != first:
        message["In-Reply-To"] = message["References"] = message_id(first, mail)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Vidhuk-Alert"] = alert.kind
    if letter.leave:
        message["List-Unsubscribe"] = f"<{letter.leave}>"
        if letter.leave.startswith("https:"):  # RFC 8058 wants it
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(as_text(letter))
    message.add_alternative(as_html(letter), subtype="html")
    return message


@contextmanager
def _connected(mail: Mail, trust: ssl.SSLContext | None, timeout: float) -> Iterator[smtplib.SMTP]:
    """A server that has greeted us, encrypted and authenticated as [mail] says."""
    with _connection_faults(mail):
        server = _greeted(mail, trust or ssl.create_default_context(), timeout)
    try:
        yield server
        with suppress(OSError):  # what was taken is taken, however the goodbye goes
            server.quit()
    finally:
        server.close()


def _greeted(mail: Mail, trust: ssl.SSLContext, timeout: float) -> smtplib.SMTP:
    # our own domain spares smtplib a look-up of this machine's name, which may take seconds
    name = _domain(mail)
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(mail.host, mail.port, name, timeout=timeout, context=trust)
    else:
        server = smtplib.SMTP(mail.host, mail.port, name, timeout=timeout)
    try:
        if mail.security == "starttls":
            server.starttls(context=trust)
        if mail.user is not None:
            server.login(mail.user, mail.password.get_secret_value() if mail.password else "")
    except OSError:
        server.close()
        raise
    return server


@contextmanager
def _connection_faults(mail: Mail) -> Iterator[None]:
    """Put what goes wrong before a message is offered into words; it holds for every message."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as refused:
        reason = f"the server refuses the log-in ({refused.smtp_code}); check user and password_env in [mail]"
    except smtplib.SMTPNotSupportedError:
        reason = "the server does not offer what [mail] asks for; check security and user"
    except smtplib.SMTPResponseException as refused:
        reason = f"the server does not take connections now ({refused.smtp_code}); {AGAIN}"
    except ssl.SSLCertVerificationError:
        reason = "the server's certificate is not valid for its name; check host and the server's certificate"
    except ssl.SSLError:
        reason = "no encrypted connection; check port and security in [mail]"
    except OSError as fault:  # smtplib's own exceptions are OSErrors too
        reason = f"no answer from the server ({type(fault).__name__}); {AGAIN}"
    else:
        return
    raise ChannelError(NAME, reason, everyone=True) from None


@contextmanager
def _message_faults() -> Iterator[None]:
    """Put what goes wrong with one message into words."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        code, answer = next(iter(refused.recipients.values()))
        raise _refused("the recipient", code, answer, gone=True) from None
    except smtplib.SMTPSenderRefused as refused:
        shown = _code(refused.smtp_code, refused.smtp_error)
        reason = f"the server refuses the sender ({shown}); check [mail] from"
        raise ChannelError(NAME, reason, everyone=True) from None
    except smtplib.SMTPResponseException as refused:
        raise _refused("the message", refused.smtp_code, refused.smtp_error) from None
    except smtplib.SMTPNotSupportedError:
        reason = "the server cannot take addresses in this script; write the address in Latin letters"
        raise ChannelError(NAME, reason, permanent=True) from None
    except OSError as fault:
        reason = f"the connection broke off ({type(fault).__name__}); {AGAIN}"
        raise ChannelError(NAME, reason) from None


def _refused(what: str, code: int, answer: bytes | str, gone: bool = False) -> ChannelError:
    """For good at 5xx; but a matter of policy (5.7.x) waits for whoever can change the policy."""
    shown = _code(code, answer)
    if code < 500:
        return ChannelError(NAME, f"the server does not take {what} yet ({shown}); {AGAIN}")
    if " 5.7." in shown:
        return ChannelError(NAME, f"the server's policy refuses {what} ({shown}); ask whoever runs it")
    reason = f"the server refuses {what} ({shown}); check [mail] to"
    return ChannelError(NAME, reason, permanent=True, gone=gone)


def _code(code: int, answer: bytes | str) -> str:
    """The reply code and, where there is one, the enhanced code; never the server's own words."""
    text = answer.decode("ascii", "replace") if isinstance(answer, bytes) else answer
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    enhanced = first if first.count(".") == 2 and first.replace(".", "").isdigit() else ""
    return f"{code} {enhanced}".strip()


def _domain(mail: Mail) -> str:
    domain = mail.sender.rpartition("@")[2]
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")
