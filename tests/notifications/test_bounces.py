"""Mails that come back: the letter is found, and marked; nothing else in a mail counts."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from consentsvc.notifications import bounces, service
from consentsvc.notifications.models import Letter
from tests.people import Cast

REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; parent@family.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: message/rfc822

From: Oakfield Primary <school@consent.example>
To: parent@family.example
Message-ID: {message_id}

Text.
--b--
"""


@pytest.fixture
def letter(tx: Session, people: Cast, smtp_port: int) -> Letter:
    service.queue(tx, people.oakfield.id, "tests.letter", uuid4(), "one")
    tx.commit()
    return tx.exec(select(Letter)).one()


def report(letter_id: UUID | None, *, action: str = "failed", by_address: bool = True) -> bytes:
    local = f"bounces+{letter_id.hex}" if letter_id and by_address else "bounces"
    message_id = f"<{letter_id}@consent.example>" if letter_id and not by_address else "<other@elsewhere.example>"
    return REPORT.format(to=f"{local}@consent.example", action=action, message_id=message_id).encode()


def state(tx: Session) -> tuple[str, str | None]:
    letter = tx.exec(select(Letter).execution_options(populate_existing=True)).one()
    return letter.state, letter.failure


@pytest.mark.parametrize("by_address", [True, False])
def test_a_letter_that_came_back_is_found(tx: Session, letter: Letter, by_address: bool) -> None:
    assert bounces.take(report(letter.id, by_address=by_address))
    assert state(tx) == ("bounced", "returned 5.1.1")
    assert bounces.take(report(letter.id, by_address=by_address)), "twice is as once"


def test_one_with_headers_alone_is_found(tx: Session, letter: Letter) -> None:
    returned = report(letter.id, by_address=False).replace(b"message/rfc822", b"text/rfc822-headers")
    assert bounces.take(returned)
    assert state(tx)[0] == "bounced"


def test_a_delay_is_no_return(tx: Session, letter: Letter) -> None:
    assert not bounces.take(report(letter.id, action="delayed"))
    assert state(tx) == ("waiting", None)


def test_an_answer_from_a_person_is_no_return(tx: Session, letter: Letter) -> None:
    reply = f"From: a@b.example\nTo: bounces+{letter.id.hex}@consent.example\nSubject: Re: hello\n\nI am away.\n"
    assert not bounces.take(reply.encode())
    assert state(tx) == ("waiting", None)


@pytest.mark.parametrize(
    "returned",
    [b"", b"\xff\x00\xfe" * 100, report(None), report(uuid4())],
    ids=["empty", "no mail", "no letter named", "unknown letter"],
)
def test_what_is_of_no_letter_changes_nothing(tx: Session, letter: Letter, returned: bytes) -> None:
    assert not bounces.take(returned)
    assert state(tx) == ("waiting", None)
