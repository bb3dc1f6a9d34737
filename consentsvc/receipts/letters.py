"""The mail after answers were saved: that they were, on which day, and where to read them. No answer, no name of a child."""

from typing import Final

from sqlmodel import Session

from consentsvc.families import ways_in
from consentsvc.kernel.access import system
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.languages import ENGLISH, phrase
from consentsvc.notifications.composing import compose
from consentsvc.notifications.mail import Mail
from consentsvc.notifications.models import Letter
from consentsvc.receipts import queries as receipt_queries
from consentsvc.receipts import service as receipts
from consentsvc.schools import service as schools

SUBJECT: Final = phrase("%(school)s has saved your answers")


def write_receipt(tx: Session, letter: Letter) -> Mail | None:
    """The mail; None: there is no address, or the speaker can't have a link any more (G3)."""
    speaker = receipts.speaker_of(tx, letter.school_id, letter.about_id)
    address = speaker and receipt_queries.address(tx, letter.school_id, speaker)
    if not speaker or not address:
        return None
    try:
        way = ways_in.way_in(tx, system(letter.school_id), speaker)
    except (Conflict, NotFound):
        return None
    email, language = address
    return compose(
        "receipt",
        language if language in schools.policy_of(tx, letter.school_id).languages else ENGLISH,
        to=email,
        school=schools.school(tx, letter.school_id).name,
        subject=SUBJECT,
        values={
            "saved_at": receipts.receipt_of(tx, letter.school_id, speaker, letter.about_id).issued_at,
            "url": way.url,
            "code": way.code,
        },
    )
