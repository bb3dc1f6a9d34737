"""Letters, delivered to a real mail server: taken once, refused, put off, taken up again."""

import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from consentsvc.kernel import clock, database
from consentsvc.kernel.settings import settings
from consentsvc.notifications import delivery, mail, service
from consentsvc.notifications.delivery import Pace, Went
from consentsvc.notifications.mail import Mail, Smtp
from consentsvc.notifications.models import Letter
from tests.notifications.postbox import Postbox, listening
from tests.people import Cast

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
KIND = "tests.letter"


def written(to: str = "parent@family.example", sender: str = "Oakfield Primary") -> Mail:
    return Mail(
        to=to, sender=sender, subject=f"A question from {sender}", text="Szanowni Państwo\n", html="<p>اردو</p>", language="ur"
    )


def queued(tx: Session, people: Cast, *, key: str = "one", kind: str = KIND) -> None:
    service.queue(tx, people.oakfield.id, kind, uuid4(), key)
    tx.commit()


def deliver(writer: Callable[[Session, Letter], Mail | None] = lambda tx, letter: written()) -> Went:
    """Everything that is due now."""
    sender, stop = mail.sender(), threading.Event()
    try:
        return delivery.deliver_due(sender, {KIND: writer}, Pace(6000, stop), stop)
    finally:
        sender.close()


def letters(tx: Session) -> list[Letter]:
    return list(tx.exec(select(Letter).execution_options(populate_existing=True)))


def test_a_letter_goes_out_once(tx: Session, people: Cast, postbox: Postbox) -> None:
    queued(tx, people)
    queued(tx, people)
    assert deliver() is Went.SENT
    assert deliver() is Went.NOTHING_DUE
    [taken], [letter] = postbox.taken, letters(tx)
    assert letter.state == "sent"
    assert (taken.to, taken.id) == ("parent@family.example", f"<{letter.id}@consent.example>")
    assert taken.sender == f"bounces+{letter.id.hex}@consent.example"
    assert (taken.text.strip(), taken.html.strip()) == ("Szanowni Państwo", "<p>اردو</p>")


@pytest.mark.promise("L1")
def test_the_headers_tell_the_schools_name_and_no_other(tx: Session, people: Cast, postbox: Postbox) -> None:
    queued(tx, people)
    deliver()
    headers = dict(postbox.taken[0].message.items())
    assert set(headers) <= {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type", "X-Peer",
        "X-MailFrom", "X-RcptTo",
    }  # fmt: skip
    assert headers["From"] == "Oakfield Primary <school@consent.example>"
    assert headers["To"] == "parent@family.example"
    assert headers["Auto-Submitted"] == "auto-generated"


def test_what_is_not_due_waits(tx: Session, people: Cast, postbox: Postbox) -> None:
    with clock.standing_at(NOON):
        service.queue(tx, people.oakfield.id, KIND, uuid4(), "later", NOON + timedelta(hours=1))
        assert deliver() is Went.NOTHING_DUE
    with clock.standing_at(NOON + timedelta(hours=1)):
        assert deliver() is Went.SENT
    assert len(postbox.taken) == 1


def test_a_letter_that_nobody_wants_any_more_is_dropped(tx: Session, people: Cast, postbox: Postbox) -> None:
    queued(tx, people)
    deliver(lambda tx, letter: None)
    assert [each.state for each in letters(tx)] == ["dropped"]
    assert postbox.taken == []


def test_a_letter_that_cannot_be_written_keeps_no_other(tx: Session, people: Cast, postbox: Postbox) -> None:
    queued(tx, people, kind="tests.nobody_writes_this", key="first")
    queued(tx, people, key="second")
    deliver()
    assert len(postbox.taken) == 1
    assert {each.key: (each.state, each.failure) for each in letters(tx)} == {
        "first": ("waiting", "not written"),
        "second": ("sent", None),
    }


@pytest.mark.parametrize(
    ("answer", "state", "failure"),
    [
        ("550 no such user", "refused", "address 550"),
        ("550 5.1.1 no such user", "refused", "address 550"),
        ("550 5.7.1 relaying denied", "waiting", "address 550"),
        ("554 5.4.5 daily limit reached", "waiting", "address 554"),
        ("451 try again", "waiting", "address 451"),
    ],
)
def test_what_the_server_says_of_an_address(
    tx: Session, people: Cast, postbox: Postbox, answer: str, state: str, failure: str
) -> None:
    postbox.refuses["parent@family.example"] = (answer, 0)
    queued(tx, people)
    deliver()
    assert [(each.state, each.failure) for each in letters(tx)] == [(state, failure)]


def test_a_refused_content_is_no_verdict_on_the_address(tx: Session, people: Cast, postbox: Postbox) -> None:
    postbox.refuses_content = "552 quota"
    queued(tx, people)
    deliver()
    assert [(each.state, each.failure) for each in letters(tx)] == [("waiting", "content 552")]


def test_a_refusal_for_now_is_tried_again_and_at_last_given_up(tx: Session, people: Cast, postbox: Postbox) -> None:
    postbox.refuses["parent@family.example"] = ("451 not now", 0)
    with clock.standing_at(NOON):
        queued(tx, people)
        deliver()
        assert deliver() is Went.NOTHING_DUE, "it isn't tried again at once"
    now = NOON
    for wait in delivery.WAITS:
        now += wait
        with clock.standing_at(now):
            assert deliver() is Went.SENT
    assert [(each.state, each.failure) for each in letters(tx)] == [("refused", "given up: address 451")]


def test_the_next_letter_goes_on_the_same_connection_after_a_refusal(tx: Session, people: Cast, postbox: Postbox) -> None:
    postbox.refuses["gone@family.example"] = ("550 no", 0)
    queued(tx, people, key="a")
    queued(tx, people, key="b")
    addresses = iter(["gone@family.example", "parent@family.example"])
    deliver(lambda tx, letter: written(next(addresses)))
    assert sorted(each.state for each in letters(tx)) == ["refused", "sent"]


@pytest.mark.parametrize(
    "address", ["nobody", "a b@family.example", "x@y\r\nBcc: z@family.example", "ü@family.example", "", "parent@"]
)
def test_what_is_no_address_is_refused_here(tx: Session, people: Cast, postbox: Postbox, address: str) -> None:
    queued(tx, people)
    deliver(lambda tx, letter: written(address))
    assert [(each.state, each.failure) for each in letters(tx)] == [("refused", "address")]
    assert postbox.taken == []


def test_a_domain_with_accents_is_written_in_ascii() -> None:
    assert mail.as_message(uuid4(), written("parent@bücher.example"))["To"] == "parent@xn--bcher-kva.example"


@pytest.mark.parametrize("line_break", ["\r\n", "\x85", "\u2028"])
def test_a_schools_name_is_no_way_into_the_headers_and_keeps_no_mail_back(line_break: str) -> None:
    message = mail.as_message(uuid4(), written(sender=f"Oakfield{line_break}Bcc: z@family.example"))
    assert message["From"].addresses[0].display_name == "Oakfield Bcc: z@family.example"
    assert message["Bcc"] is None
    assert b"\nBcc" not in message.as_bytes()


def test_while_the_server_is_away_letters_wait_and_no_try_is_counted(tx: Session, people: Cast, smtp_port: int) -> None:
    queued(tx, people)
    assert deliver() is Went.SERVER_AWAY
    assert [(each.state, each.tries) for each in letters(tx)] == [("waiting", 0)]
    with listening(Postbox(), smtp_port) as back:
        assert deliver() is Went.SENT
    assert len(back.taken) == 1


def test_a_connection_that_died_while_it_was_idle_is_opened_anew(smtp_port: int) -> None:
    sender = Smtp()
    with listening(Postbox(), smtp_port):
        sender.send(uuid4(), written())
    with listening(Postbox(), smtp_port) as back:
        sender.send(uuid4(), written())
        sender.close()
    assert len(back.taken) == 1


@pytest.mark.promise("S5")
def test_a_slow_server_holds_nothing_of_the_database(tx: Session, people: Cast, postbox: Postbox) -> None:
    postbox.delay = 1.5
    queued(tx, people)
    sending = threading.Thread(target=lambda: Smtp().send(uuid4(), written()))
    sending.start()
    assert postbox.held.wait(60)
    with database.begin(people.oakfield.id) as other:
        other.exec(select(Letter).with_for_update(nowait=True)).all()
    sending.join()


def test_a_server_that_never_answers_is_given_up_in_time(
    tx: Session, people: Cast, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.5)
    postbox.delay = 2
    queued(tx, people)
    begun = time.monotonic()
    deliver()
    assert time.monotonic() - begun < 2
    assert [(each.state, each.failure) for each in letters(tx)] == [("waiting", "connection")]


def test_the_pace_is_kept(tx: Session, people: Cast, postbox: Postbox) -> None:
    for key in "abcdef":
        queued(tx, people, key=key)
    begun, stop = time.monotonic(), threading.Event()
    delivery.deliver_due(Smtp(), {KIND: lambda tx, letter: written()}, Pace(600, stop), stop)
    assert len(postbox.taken) == 6
    assert time.monotonic() - begun >= 0.5


def test_in_development_mails_are_files_and_it_says_where(tx: Session, people: Cast, folder: Path) -> None:
    queued(tx, people)
    deliver()
    [file] = (folder / "mail").glob("*.eml")
    assert b"parent@family.example" in file.read_bytes()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A mail server's own certificate for 127.0.0.1, which this process trusts."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=mail", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_travels_encrypted_and_signed_in(
    smtp_port: int, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    monkeypatch.setenv("CONSENTSVC_SMTP_SECURITY", security)
    monkeypatch.setenv("CONSENTSVC_SMTP_USER", "school")
    monkeypatch.setenv("CONSENTSVC_SMTP_PASSWORD", "correct horse")
    settings.cache_clear()
    with listening(Postbox(), smtp_port, certificate, security, sign_in=("school", "correct horse")) as secured:
        Smtp().send(uuid4(), written())
    assert len(secured.taken) == 1


def test_a_server_whose_certificate_is_not_trusted_gets_nothing(
    smtp_port: int, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("CONSENTSVC_SMTP_SECURITY", "tls")
    settings.cache_clear()
    with listening(Postbox(), smtp_port, certificate, "tls") as unknown, pytest.raises(mail.ServerAway):
        Smtp().send(uuid4(), written())
    assert unknown.taken == []


def test_a_wrong_password_is_the_servers_trouble_not_the_letters(
    smtp_port: int, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSENTSVC_SMTP_SECURITY", "starttls")
    monkeypatch.setenv("CONSENTSVC_SMTP_USER", "school")
    monkeypatch.setenv("CONSENTSVC_SMTP_PASSWORD", "wrong")
    settings.cache_clear()
    with (
        listening(Postbox(), smtp_port, certificate, "starttls", sign_in=("school", "correct horse")),
        pytest.raises(mail.ServerAway, match="connection 535"),
    ):
        Smtp().send(uuid4(), written())
