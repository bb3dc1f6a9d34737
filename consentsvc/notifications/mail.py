"""A letter on its way out: the mail, and who takes it. By SMTP, or, in development, into a folder.

The headers tell no name but the school's (L1): To is the address alone, the Message-ID and the return address carry the letter's id.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from consentsvc.kernel import clock
from consentsvc.kernel.logs import log
from consentsvc.kernel.settings import settings

SECONDS = 20.0  # that the mail server may take for each step
MAILS_PER_CONNECTION = 100
AS_ASCII = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class Mail:
    """What is sent: to an address, from a school (its name), in a language. The subject tells no more than the school."""

    to: str
    sender: str
    subject: str
    text: str
    html: str
    language: str


class NotSent(Exception):
    """A mail that wasn't taken. `code`: a word for why, and the mail server's number; never its words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(NotSent):
    """For good: there is no such address."""


class TryLater(NotSent):
    """Not this mail, or not now."""


class ServerAway(NotSent):
    """No mail at all, just now."""


class Sender(Protocol):
    """Takes mails, one after the other."""

    def announce(self) -> None:
        """Say once where mails go."""

    def send(self, letter_id: UUID, mail: Mail) -> None:
        """Hand the mail over; it has been taken when this returns. Raises NotSent."""

    def close(self) -> None:
        """Let go of what was open."""


def as_message(letter_id: UUID, mail: Mail) -> EmailMessage:
    """The mail as it travels; the same letter has the same Message-ID however often it is sent. Raises Refused for no address."""
    message = EmailMessage(policy=AS_ASCII)
    message["From"] = Address(_on_one_line(mail.sender), addr_spec=settings().mail_from)
    message["To"] = _address(mail.to)
    message["Subject"] = _on_one_line(mail.subject)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{letter_id}@{settings().mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def _on_one_line(text: str) -> str:
    """Without line breaks of any kind: a header can't have one, and the mail would never leave, nor any after it."""
    return " ".join(text.split())


def _address(typed: str) -> Address:
    """Raises Refused for what mail can't be sent to."""
    local, _, domain = typed.rpartition("@")
    try:
        found = Address(addr_spec=f"{local}@{domain.encode('idna').decode()}")
        found.addr_spec.encode("ascii")
    except (ValueError, IndexError, MessageError):  # IndexError: the library's own, for nothing after the @
        raise Refused("address") from None
    return found


def return_address(letter_id: UUID) -> str:
    """Where the letter comes back to when it can't be delivered: the letter's id stands in it."""
    local, at, domain = settings().mail_bounces.rpartition("@")
    return f"{local}+{letter_id.hex}@{domain}" if at else settings().mail_from


class Folder:
    """Mails as files, for development."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def announce(self) -> None:
        """Say once where mails go."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log.warning("mail_goes_to_folder", folder=str(self.folder.resolve()), why="CONSENTSVC_SMTP_HOST is empty")

    def send(self, letter_id: UUID, mail: Mail) -> None:
        """One file for each letter, named by when it went and by its id."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{clock.now():%Y%m%dT%H%M%S}-{letter_id}.eml"
        path.write_bytes(as_message(letter_id, mail).as_bytes())

    def close(self) -> None:
        """Nothing is open."""


class Smtp:
    """A mail server. The connection stays open from mail to mail."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None
        self._sent = 0

    def announce(self) -> None:
        """Say once where mails go."""
        log.info("mail_goes_to_server", host=settings().smtp_host, port=settings().smtp_port, security=settings().smtp_security)

    def send(self, letter_id: UUID, mail: Mail) -> None:
        """Hand the mail over. Raises Refused, TryLater, or ServerAway when the trouble isn't this mail's."""
        message = as_message(letter_id, mail)
        server = self._begin(return_address(letter_id))
        self._step(lambda: server.rcpt(message["To"].addresses[0].addr_spec), _of_address)
        self._step(lambda: _data(server, message.as_bytes()), _of_content)
        self._sent += 1

    def close(self) -> None:
        """End the connection."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError):
                server.quit()
            server.close()

    def _begin(self, sender: str) -> smtplib.SMTP:
        """A connection on which the server has taken the sender. One that was open may have died: then a new one, once."""
        if self._sent >= MAILS_PER_CONNECTION:
            self.close()
        if self._server is not None:
            with suppress(NotSent):
                return self._from(self._server, sender)
            self.close()
        try:
            return self._from(self._connected(), sender)
        except TryLater as lost:
            raise ServerAway(lost.code) from None

    def _from(self, server: smtplib.SMTP, sender: str) -> smtplib.SMTP:
        self._step(lambda: server.mail(sender), lambda code, _: ServerAway(f"sender {code}"))
        return server

    def _connected(self) -> smtplib.SMTP:
        try:
            self._server, self._sent = _open(), 0
        except (OSError, ssl.SSLError) as error:
            self.close()
            raise ServerAway(f"connection {getattr(error, 'smtp_code', '')}".strip()) from None
        return self._server

    def _step(self, ask: Callable[[], tuple[int, bytes]], refusal: Callable[[int, bytes], NotSent]) -> None:
        try:
            code, words = ask()
        except OSError:  # timeouts and lost connections too; smtplib's errors are of this kind
            self.close()
            raise TryLater("connection") from None
        if code == 421:
            self.close()
            raise ServerAway("421")
        if code >= 400:
            self._start_over()
            raise refusal(code, words)

    def _start_over(self) -> None:
        try:
            if self._server is not None:
                self._server.rset()
        except OSError:
            self.close()


def _open() -> smtplib.SMTP:
    """A connection that the server has greeted, secured and signed in as the settings say. Raises OSError."""
    chosen = settings()
    if chosen.smtp_security == "tls":
        trusted = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(chosen.smtp_host, chosen.smtp_port, timeout=SECONDS, context=trusted)
    else:
        server = smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=SECONDS)
    try:
        if chosen.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
        if chosen.smtp_user:
            server.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())
    except OSError:
        server.close()
        raise
    return server


def _data(server: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
    try:
        return server.data(content)
    except smtplib.SMTPDataError as refused:  # at the word DATA, before a byte of the mail
        return refused.smtp_code, b""


def _of_address(code: int, words: bytes) -> NotSent:
    # 5.3, 5.4 and 5.7 speak of the server, its limits and its policy, not of this address (RFC 3463).
    is_about_address = code >= 500 and not re.match(rb"5\.[347]\.", words)
    return Refused(f"address {code}") if is_about_address else TryLater(f"address {code}")


def _of_content(code: int, _: bytes) -> NotSent:
    # 5xx here is as often a full quota as a mail that nobody would take: never a verdict on the address.
    return TryLater(f"content {code}")


def sender() -> Sender:
    """Whoever takes the mails, as the settings say."""
    return Smtp() if settings().smtp_host else Folder(settings().folder / "mail")
