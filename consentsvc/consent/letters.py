"""The mail that is owed once answers are saved; receipts.letters writes it."""

from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.consent import service
from consentsvc.consent.schemas import AnswerRow
from consentsvc.consent.speakers import Speaker
from consentsvc.kernel.access import Actor
from consentsvc.notifications import service as notifications

RECEIPT: Final = "consent.receipt"


def answer_and_tell(tx: Session, actor: Actor, speaker: Speaker, **said: Any) -> AnswerRow:
    """Append what staff write down for a speaker, who gets this mail. Takes and raises what `service.answer` does."""
    row = service.answer(tx, actor, speaker, **said)
    owe(tx, actor.school, row.receipt_id)
    return row


def owe(tx: Session, school_id: UUID, receipt_id: UUID) -> None:
    """Owe the speaker this mail, once, in the transaction in which the answers are saved (C16)."""
    notifications.queue(tx, school_id, RECEIPT, receipt_id, f"{RECEIPT} {receipt_id}")
