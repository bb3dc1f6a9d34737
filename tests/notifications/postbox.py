"""A real mail server on loopback, in a thread or in a process of its own, that keeps what it takes and can be told to refuse."""

import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from consentsvc.kernel.settings import settings
from tests.blackbox.service import free_port


@dataclass(frozen=True)
class Taken:
    """A mail that the server said it has."""

    sender: str
    to: str
    message: EmailMessage

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    @property
    def html(self) -> str:
        body = self.message.get_body(("html",))
        assert body is not None
        return str(body.get_content())


@dataclass
class Postbox:
    """refuses: what to answer to an address, as many times as stated (0: always). delay: seconds before each mail is taken."""

    taken: list[Taken] = field(default_factory=list)
    refuses: dict[str, tuple[str, int]] = field(default_factory=dict)
    refuses_content: str = ""
    delay: float = 0.0
    ids: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    held: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked[address] += 1
        answer, times = self.refuses.get(address, ("", 0))
        if answer and (times == 0 or self.asked[address] <= times):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.delay:
            self.held.set()
            time.sleep(self.delay)
        if self.refuses_content:
            return self.refuses_content
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(Taken(envelope.mail_from or "", envelope.rcpt_tos[0], message))
        self.ids[self.taken[-1].id] += 1
        return "250 OK"


@contextmanager
def listening(
    postbox: Postbox,
    port: int,
    certificate: ssl.SSLContext | None = None,
    security: str = "none",
    sign_in: tuple[str, str] | None = None,
) -> Iterator[Postbox]:
    """The server, as long as the block lasts. sign_in: it takes mail only from who signs in so."""
    controller = Controller(
        postbox,
        hostname="127.0.0.1",
        port=port,
        ssl_context=certificate if security == "tls" else None,
        tls_context=certificate if security == "starttls" else None,
        require_starttls=security == "starttls",
        auth_required=sign_in is not None,
        auth_require_tls=security == "starttls",
        authenticator=_authenticator(sign_in) if sign_in else None,
    )
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()


def _authenticator(sign_in: tuple[str, str]) -> Callable[..., AuthResult]:
    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=(data.login.decode(), data.password.decode()) == sign_in, handled=False)

    return check


@pytest.fixture
def smtp_port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A port that the settings name; nobody listens on it yet."""
    port = free_port()
    for name, value in {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "school@consent.example",
        "MAIL_BOUNCES": "bounces@consent.example",
        "MAIL_PER_MINUTE": "6000",
    }.items():
        monkeypatch.setenv(f"CONSENTSVC_{name}", value)
    settings.cache_clear()
    yield port
    settings.cache_clear()


@pytest.fixture
def postbox(smtp_port: int) -> Iterator[Postbox]:
    """The mail server that the settings name."""
    with listening(Postbox(), smtp_port) as there:
        yield there
