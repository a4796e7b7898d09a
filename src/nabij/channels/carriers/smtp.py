"""E-mail over SMTP: a few connections that stay open, one message and one answer at a time on each."""

import contextlib
import smtplib
import ssl
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from queue import SimpleQueue
from typing import Any, Final
from uuid import UUID

from nabij.channels import errors
from nabij.channels.carriers.dkim import DkimKey
from nabij.channels.drivers import Answer, Message, RouteDown
from nabij.channels.verp import bounce_address

WIRE: Final = SMTP.clone(max_line_length=900)
"""Long enough that an address in a header stays whole: a folded one is written in a code that no mail program can click."""

_DONE: Final = 250
_WILL_FORWARD: Final = 251
_TRUSTED_S: Final = 5.0
"""A connection used within this time is taken to be there still; servers wait minutes before they hang up."""


@dataclass(frozen=True, slots=True)
class MailAccount:
    """A mail server that accepts our messages. `sender` is an address with or without a name; times in seconds.

    `bounce`: the address, less its token, to which mail servers report what does not arrive; without it that is `sender`.
    `dkim_selector` and `dkim_key` (PEM) sign each mail in the name of the domain of `sender`.
    """

    host: str
    sender: str
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    connections: int = 4
    answer_s: float = 30.0
    bounce: str = ""
    dkim_selector: str = ""
    dkim_key: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2].strip("> ")

    def returns_to(self, key: UUID) -> str:
        """The envelope sender of the message `key`."""
        return bounce_address(self.bounce, key) if self.bounce else self.sender


class SmtpDriver:
    """One mail server."""

    channel = "email"

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        self.name = name
        self.window: int = options.get("window", 20)
        self._account = MailAccount(
            **{key: value for key, value in options.items() if key not in ("window", "callback")}
        )
        self._free: SimpleQueue[_Line] = SimpleQueue()
        for _ in range(self._account.connections):
            self._free.put(_Line(self._account))
        self._threads = ThreadPoolExecutor(self._account.connections, thread_name_prefix="smtp")

    def send(self, window: Sequence[Message]) -> list[Answer]:
        """One barrier: every message has its own answer from the server."""
        self._check_there()
        return list(self._threads.map(self._send_one, window))

    def probe(self) -> None:
        """Connects and says NOOP."""
        self._check_there(noop=True)

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        for _ in range(self._account.connections):
            self._free.get().hang_up()

    def _check_there(self, *, noop: bool = False) -> None:
        line = self._free.get()
        try:
            line.connect()
            if noop:
                line.ask()
        except (OSError, smtplib.SMTPException) as error:
            raise RouteDown(f"The mail server at {self._account.host} is away: {error}.") from error
        finally:
            self._free.put(line)

    def _send_one(self, message: Message) -> Answer:
        line = self._free.get()
        try:
            return line.send(message, self.name)
        finally:
            self._free.put(line)


class _Line:
    """One connection, reused until it fails."""

    def __init__(self, account: MailAccount) -> None:
        self._account = account
        self._dkim = DkimKey.read(account.domain, account.dkim_selector, account.dkim_key) if account.dkim_key else None
        self._server: smtplib.SMTP | None = None
        self._used_at = 0.0

    def connect(self) -> smtplib.SMTP:
        """The open connection. Raises OSError or SMTPException when the server is away or refuses us."""
        if self._server is not None and self._still_there(self._server):
            return self._server
        self.hang_up()
        account = self._account
        self._server = smtplib.SMTP(account.host, account.port, timeout=account.answer_s)
        if account.starttls:
            self._server.starttls(context=ssl.create_default_context())
        self._server.ehlo_or_helo_if_needed()
        if account.user:
            self._server.login(account.user, account.password)
        return self._server

    def send(self, message: Message, provider: str) -> Answer:
        """The server's answer. When the connection ends after the text left, nobody knows: in doubt."""
        try:
            mail = written(message, self._account.sender)
            octets = self._signed(mail.as_bytes(policy=WIRE))
        except (ValueError, UnicodeError):
            return _failed(message, "message.malformed", provider)
        try:
            server = self.connect()
            replies = _envelope(server, self._account.returns_to(message.key), message.to)
        except UnicodeError:
            return _failed(message, "message.malformed", provider)
        except (OSError, smtplib.SMTPException):
            self.hang_up()
            return _failed(message, "route.lost", provider)
        if replies is not None:
            return _failed(message, errors.smtp_code(*replies), provider)
        try:
            reply, text = server.data(octets)
        except smtplib.SMTPDataError as error:
            self._reset(server)
            return _failed(message, errors.smtp_code(error.smtp_code, _text(error.smtp_error)), provider)
        except (OSError, smtplib.SMTPException):
            self.hang_up()
            return Answer(message.key, "in_doubt", provider=provider)
        if reply != _DONE:
            self._reset(server)
            return _failed(message, errors.smtp_code(reply, _text(text)), provider)
        return Answer(message.key, "handed_over", str(mail["Message-ID"]), provider=provider)

    def _signed(self, octets: bytes) -> bytes:
        return self._dkim.signed(octets, int(time.time())) if self._dkim else octets

    def ask(self) -> None:
        """Raises SMTPException or OSError when the server does not answer NOOP as it should."""
        try:
            reply, text = self.connect().noop()
        except (OSError, smtplib.SMTPException):
            self.hang_up()
            raise
        if reply != _DONE:
            self.hang_up()
            raise smtplib.SMTPResponseException(reply, text)

    def hang_up(self) -> None:
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server = None

    def _reset(self, server: smtplib.SMTP) -> None:
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self.hang_up()

    def _still_there(self, server: smtplib.SMTP) -> bool:
        idle_s = time.monotonic() - self._used_at
        self._used_at = time.monotonic()
        if server.sock is None or idle_s < _TRUSTED_S:
            return server.sock is not None
        try:
            return server.noop()[0] == _DONE
        except (OSError, smtplib.SMTPException):
            return False


def written(message: Message, sender: str) -> EmailMessage:
    """The mail itself. Its Message-ID is made of the delivery, so that a mail sent again is recognised as the same.

    Raises ValueError on a header that holds a line end.
    """
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = message.to
    mail["Subject"] = message.subject
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = f"<{message.key}@{sender.rpartition('@')[2].strip('> ')}>"
    mail["Content-Language"] = message.language
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in message.headers.items():
        mail[name] = value
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def _envelope(server: smtplib.SMTP, sender: str, to: str) -> tuple[int, str] | None:
    """None when the server accepts sender and recipient, else its refusal."""
    for command, address in ((server.mail, sender), (server.rcpt, to)):
        reply, text = command(address)
        if reply not in (_DONE, _WILL_FORWARD):
            server.rset()
            return reply, _text(text)
    return None


def _failed(message: Message, code: str, provider: str) -> Answer:
    failure = errors.failure(code)
    return Answer(message.key, failure.state, error=failure.code, provider=provider)


def _text(octets: bytes | str) -> str:
    return octets.decode("utf-8", "replace") if isinstance(octets, bytes) else octets
