"""The mail that is owed once answers are saved; receipts.letters writes it."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from consentsvc.consent import queries, service
from consentsvc.consent.schemas import AnswerRow
from consentsvc.consent.speakers import Speaker
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.notifications import service as notifications

RECEIPT: Final = "consent.receipt"
QUIET: Final = timedelta(hours=1)


def answer_and_tell(tx: Session, actor: Actor, speaker: Speaker, **said: Any) -> AnswerRow:
    """Append what staff write down for a speaker, who gets this mail. Takes and raises what `service.answer` does."""
    row = service.answer(tx, actor, speaker, **said)
    owe(tx, actor.school, speaker, row.receipt_id)
    return row


def owe(tx: Session, school_id: UUID, speaker: Speaker, receipt_id: UUID) -> None:
    """Owe the speaker this mail in the transaction in which the answers are saved (C16): at once, or, where one went within the last
    hour, at the end of that hour, for everything that is said until then. A link in wrong hands sends no flood of mails."""
    newest = notifications.newest(tx, school_id, RECEIPT, queries.receipts_of(tx, school_id, speaker))
    now = clock.now()
    if newest is None or newest <= now:
        due = max(now, newest + QUIET) if newest else now
        notifications.queue(tx, school_id, RECEIPT, receipt_id, f"{RECEIPT} {receipt_id}", due)
